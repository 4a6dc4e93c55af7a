"""The step of a channel that somebody has switched off: it says so kindly, and names people to turn to."""

from __future__ import annotations

from typing import Callable, Mapping, Optional, Sequence

from bot.answer import Answer, ContactLine
from bot.delivery.conversation.lately import Lately
from bot.delivery.one_message import Turn
from bot.safeguarding.replies import ALWAYS

TITLE = "The chat is closed for now"
_LEAD = (
    "The chat is closed for now. {said}Please ask your personal adviser (PA), or ring your council. In danger? "
    "Ring 999. Need to talk? Samaritans: 116 123, or text SHOUT to 85258."
)
Closings = Callable[
    [str], Optional[str]
]  # a channel's name -> what to say while it is off; None while it is on


class Closed:
    """Danger was answered before, and so was a yes to passing it on. Everybody else is told, the dialogue is not asked."""

    def __init__(
        self, closings: Closings, lately: Lately, councils: Mapping[str, Sequence[ContactLine]]
    ) -> None:
        self._closings, self._lately, self._councils = closings, lately, councils

    async def tell(self, turn: Turn) -> None:
        """Answer for a channel that is off; let all others pass."""
        said = self._closings(turn.incoming.channel)
        if said is None:
            return
        council = turn.incoming.council or self._lately.council(turn.conversation)
        turn.reply_with(closed_answer(said, self._councils.get(council or "", ())))


def closed_answer(said: str = "", council: Sequence[ContactLine] = ()) -> Answer:
    """That the chat is closed, with what whoever closed it wants to be said."""
    return Answer(title=TITLE, lead=closed_words(said), contacts=(*council, *ALWAYS))


def closed_words(said: str = "") -> str:
    """The same as plain words; with the longest `said` they fit into one text message."""
    return _LEAD.format(said=f"{said} " if said else "")
