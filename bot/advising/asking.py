"""One request of a member of staff, with what it takes to answer it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Callable, Mapping, Optional, Sequence

from sqlalchemy.orm import Session

from bot.advising.doing.deeds import Doer
from bot.advising.doing.doing_tools import NO_TOOLS, Tools
from bot.advising.requests.request import Request
from bot.answer import Answer
from bot.caseload.staff_desk import When
from bot.entitlements.parameters import Parameters
from bot.identity.access.decisions import Caller


@dataclass(frozen=True)
class Asking:
    """Who asks, in a session of `access.audited` that reaches what they may see; and when.

    `account` is the number of their account of staff. `inputs` is what was filled in, by the field's id. `key` names the pressed button,
    the same however often it is pressed; empty where nothing was pressed. `tools` are what some deeds need beside the records. `told` is what they wrote of a danger a moment ago, where it is
    remembered.
    """

    session: Session
    caller: Caller
    account: int
    parameters: Parameters
    when: When
    conversation: str
    text: str = ""
    inputs: Mapping[str, str] = field(default_factory=dict)
    key: str = ""
    tools: Tools = NO_TOOLS
    told: str = ""

    @property
    def doer(self) -> Doer:
        """Who asks, as who does something."""
        return Doer(self.session, self.caller, self.account, self.parameters, self.when)


# What a button with the value `verb/17/more` does: the handler of `verb` gets `["17", "more"]`. Raises AccessDenied for whom is not theirs.
Handler = Callable[[Asking, Sequence[str]], Answer]

# What answers a kind of request: the request, and whom it is about (None: nobody). None where cards are to answer. Raises as above.
Saying = Callable[[Asking, Request, Optional[int]], Optional[Answer]]
