"""What a member of staff sent, and who answers it: the desk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import List, Mapping, Optional, Protocol, Sequence

from bot.answer import Answer, Choice
from bot.safeguarding.finding import Danger
from bot.safeguarding.staff_replies import Behind

CHANNEL = "teams"
DEED = "staff"  # the kind of a choice of the desk


@dataclass(frozen=True)
class StaffMessage:
    """What a member of staff sent: words, or a button with what was filled in. `key` names the button that was pressed.

    `told` is what showed danger a moment ago, where this process heard it.
    `shown` is the newest answer in their talk before it, without its card, and `shown_line` that answer's line; None and empty where that
    is not known.
    """

    conversation: str
    text: str
    choice: Optional[Choice]
    inputs: Mapping[str, str]
    key: str
    shown: Optional[Answer] = None
    shown_line: str = ""
    told: str = ""


class StaffDesk(Protocol):
    """Answers staff. Who they are comes from the conversation, which their channel has proved."""

    def answer(self, message: StaffMessage) -> Optional[List[Answer]]:
        """The answers, or None where the dialogue is to answer. Waits for the database; raises what it raises."""

    def in_danger(self, conversation: str, words: str, danger: Danger) -> Behind:
        """What is known of who told of a danger in these words. Waits for the database; raises what it raises."""

    def council(self, conversation: str) -> Optional[str]:
        """The council whose offer is meant where none is named. Waits for the database; raises what it raises."""

    def shape(self, conversation: str, answers: Sequence[Answer], text: str = "") -> List[Answer]:
        """What the dialogue answered to a text, in the form that staff need. Waits for the database; raises what it raises."""
