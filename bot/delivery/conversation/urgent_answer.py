"""The step that answers danger: the urgent reply with the council's numbers, and a button to what else was asked."""

from __future__ import annotations

import asyncio
from typing import Awaitable, Callable, List, Mapping, Optional, Sequence

from bot.answer import Choice, ContactLine
from bot.delivery.conversation.lately import Lately
from bot.delivery.one_message import Turn, log_failure
from bot.delivery.staffing.for_staff import DEED
from bot.safeguarding.replies import urgent_reply

WHAT_ELSE = 0.3  # seconds to find out what else was asked beside danger

About = Callable[[str], Awaitable[Optional[str]]]


class UrgentAnswer:
    """`about` gives the topic that a text surely asks about; `councils` each council's numbers, `titles` what topics are called."""

    def __init__(
        self,
        about: About,
        lately: Lately,
        councils: Mapping[str, Sequence[ContactLine]],
        titles: Mapping[str, str],
    ) -> None:
        self._about, self._lately, self._councils, self._titles = about, lately, councils, titles

    async def give(self, turn: Turn) -> None:
        """Answer danger of now; its rest is looked at for a moment at most, and counts as waiting.

        What staff filled in on a form is saved all the same, and the reply stands above what is said of that.
        """
        if turn.danger is None:
            return
        council = turn.incoming.council or self._lately.council(turn.conversation)
        answer = urgent_reply(turn.danger, self._councils.get(council or "", ()))
        more = await turn.wait.beside(self._what_else(turn.danger.rest))
        answer = answer.copy(update={"choices": (*answer.choices, *more)})
        if turn.choice and turn.choice.kind == DEED:
            turn.above.insert(0, answer)
        else:
            turn.reply_with(answer)

    def with_council(self, turn: Turn) -> None:
        """Put in the council's numbers, now that the council is known."""
        numbers = self._councils.get(self._lately.council(turn.conversation) or "", ())
        if turn.danger is None or turn.incoming.council or not numbers:
            return
        whole = urgent_reply(turn.danger, numbers)
        turn.answers = [
            answer.copy(update={"contacts": whole.contacts}) if answer.topic == whole.topic else answer
            for answer in turn.answers
        ]

    async def _what_else(self, rest: str) -> List[Choice]:
        """A button to what else was asked, if that can be told soon: it must not be lost, nor keep the urgent reply waiting."""
        try:
            topic = await asyncio.wait_for(self._about(rest), WHAT_ELSE) if rest else None
        except Exception as error:  # noqa: BLE001 - then there is no button
            log_failure("What else was asked is not known", error)
            return []
        title = self._titles.get(topic or "")
        return [Choice(label=f"You also asked: {title}", kind="said", value=rest)] if title else []
