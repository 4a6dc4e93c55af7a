"""The steps for danger in what staff write: whose it is, and the reply that professionals need in place of a young person's.

The desk adds their duty number, and buttons to tell the manager and to record it. Where it can't, the reply goes out without.
"""

from __future__ import annotations

import asyncio
import re
from typing import Mapping, Optional, Sequence

from bot.answer import Answer, ContactLine
from bot.delivery.conversation.lately import Lately
from bot.delivery.in_time import IN_DANGER, Wait
from bot.delivery.one_message import Turn, has_urgent, log_failure
from bot.delivery.staffing.for_staff import CHANNEL, DEED, StaffDesk
from bot.delivery.staffing.whose_turn import aimed, whose, words_of
from bot.safeguarding.finding import Danger
from bot.safeguarding.replies import KINDS, check_in_of
from bot.safeguarding.staff_replies import (
    NOT_SAVED,
    NOTHING_BEHIND,
    Behind,
    is_staff_check_in,
    staff_check_in,
    staff_urgent_reply,
)

_YES = re.compile(
    r"\W*(?:yes|yeah|yep|yup|y)(?:\W+(?:i|am|he|she|they|there|it|is|are|someone|somebody|definitely|think|so|please|at|risk))*\W*",
    re.IGNORECASE,
)
BEHIND = 1.0  # seconds at most: the reply itself must still be kept in the time that it has


class StaffDanger:
    """`councils` are the numbers of each council, `lately` tells what was asked last. Without a desk nobody is known."""

    def __init__(
        self, desk: Optional[StaffDesk], councils: Mapping[str, Sequence[ContactLine]], lately: Lately
    ) -> None:
        self._desk, self._councils, self._lately = desk, councils, lately

    async def aim(self, turn: Turn) -> None:
        """Whose danger it is, before the talk remembers it. A yes to "Is somebody at risk?" is danger, whatever else is open."""
        if turn.incoming.channel != CHANNEL:
            return
        asked = self._lately.just_asked(turn.conversation) if _YES.fullmatch(turn.incoming.text) else None
        if asked and not turn.danger:
            turn.finds(Danger(asked.kind, asked.is_about_other))
        if turn.found:
            turn.finds(aimed(turn, turn.found))

    async def shape(self, turn: Turn) -> None:
        """Put the reply for staff in the place of every urgent one, and of every question whether they are OK: also of the dialogue's, which is a net of its own."""
        if turn.incoming.channel != CHANNEL:
            return
        turn.answers = _asked_as_staff(turn)
        answers = [*turn.above, *turn.answers]
        if not has_urgent(answers):
            return
        behind = await self._behind(turn, answers)
        turn.above = [self._for_staff(turn, one, behind) for one in turn.above]
        turn.answers = [self._for_staff(turn, one, behind) for one in turn.answers]

    def _for_staff(self, turn: Turn, answer: Answer, behind: Behind) -> Answer:
        if not _is_reply(answer):
            return answer
        numbers = () if behind.duty else self._councils.get(behind.council or "", ())
        made = staff_urgent_reply(_danger(turn, answer), behind, numbers)
        return made.copy(update={"notes": (NOT_SAVED, *made.notes)}) if _is_lost(turn) else made

    async def _behind(self, turn: Turn, answers: Sequence[Answer]) -> Behind:
        found = next(filter(_is_reply, answers), None)
        if self._desk is None or found is None or not turn.incoming.is_kept:
            return NOTHING_BEHIND
        wait = turn.wait if turn.danger else Wait(turn.lanes.urgent, IN_DANGER)
        try:
            asked = turn.conversation, words_of(turn), _danger(turn, found)
            behind = await asyncio.wait_for(wait.run(self._desk.in_danger, *asked), BEHIND)
        except Exception as error:  # noqa: BLE001 - the reply goes out
            log_failure("What is behind whoever tells of danger is not known", error)
            return NOTHING_BEHIND
        return behind if turn.choice is None or turn.choice.kind != DEED else behind.recorded()


def _asked_as_staff(turn: Turn) -> list[Answer]:
    """The dialogue's answers with its question as staff are asked it; without it where it stands above already."""
    is_asked = any(is_staff_check_in(one.lead) for one in turn.above)
    asked = [(one, check_in_of(one)) for one in turn.answers]
    return [
        staff_check_in(sign, whose(turn, sign)) if sign else one
        for one, sign in asked
        if sign is None or not is_asked
    ]


def _danger(turn: Turn, answer: Answer) -> Danger:
    return aimed(turn, turn.danger or Danger(answer.topic))


def _is_reply(answer: Answer) -> bool:
    return answer.urgency == "urgent" and answer.topic in KINDS


def _is_lost(turn: Turn) -> bool:
    """Whether something was pressed with a form, and nothing can be done about it now."""
    return bool(turn.incoming.inputs) and (turn.is_unknown_button or not turn.incoming.is_kept)
