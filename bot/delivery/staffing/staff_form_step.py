"""The step behind the dialogue for staff: what it answered is given the form that professionals need."""

from __future__ import annotations

from typing import Optional

from bot.delivery.one_message import Turn, has_urgent, log_failure
from bot.delivery.staffing.for_staff import CHANNEL, StaffDesk


class StaffForm:
    """Asks the desk for it; without one, staff are answered as everybody is."""

    def __init__(self, desk: Optional[StaffDesk] = None) -> None:
        self._desk = desk

    async def shape(self, turn: Turn) -> None:
        """Shape it. Urgent words stay as they are, and where shaping fails the answer goes out as the dialogue gave it."""
        if self._desk is None or turn.incoming.channel != CHANNEL or has_urgent(turn.answers):
            return
        if all(answer.card for answer in turn.answers):  # the desk's own
            return
        try:
            turn.answers = await turn.wait.run(self._desk.shape, turn.conversation, turn.answers, turn.text)
        except Exception as error:  # noqa: BLE001 - the answer is true in any form
            log_failure("An answer could not be given the form for staff", error)
