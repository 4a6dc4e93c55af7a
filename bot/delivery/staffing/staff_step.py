"""The step for staff: what they ask of their caseload is answered here; what they ask of the offer goes on to the dialogue."""

from __future__ import annotations

from dataclasses import replace
from typing import Optional

from bot.advising.law.law_rules import with_terms_in_full
from bot.delivery.conversation.lately import Lately
from bot.delivery.one_message import Turn
from bot.delivery.staffing.for_staff import CHANNEL, StaffDesk, StaffMessage

__all__ = ["CHANNEL", "StaffDesk", "StaffMessage", "StaffStep"]

_KIND = "staff"  # of a choice


class StaffStep:
    """Asks the desk; without one, staff are answered as everybody is."""

    def __init__(self, desk: Optional[StaffDesk] = None, lately: Optional[Lately] = None) -> None:
        self._desk, self._lately = desk, lately

    async def take(self, turn: Turn) -> None:
        """Answer it, if it is for the desk. A button of the desk never goes on to the dialogue."""
        if self._desk is None or turn.incoming.channel != CHANNEL or turn.is_unknown_button:
            return
        told = self._lately.told(turn.conversation) if self._lately else ""
        answers = await turn.wait.run(self._desk.answer, replace(_message(turn), told=told))
        if answers is not None:
            turn.reply_with(*answers)
            return
        if turn.choice is None:
            turn.text = with_terms_in_full(turn.text)
        if turn.incoming.council is None:
            council = await turn.wait.run(self._desk.council, turn.conversation)
            turn.incoming = replace(turn.incoming, council=council)


def _message(turn: Turn) -> StaffMessage:
    choice = turn.choice if turn.choice and turn.choice.kind == _KIND else None
    return StaffMessage(
        turn.conversation,
        "" if turn.choice else turn.text,
        choice,
        turn.incoming.inputs,
        turn.incoming.option or "",
        shown=turn.last_answer,
        shown_line=turn.last_line or "",
    )
