"""The step that finds out which button was pressed: it may be one of danger."""

from __future__ import annotations

import time
from typing import Optional

from bot.answer import Choice
from bot.delivery.conversation.journal import Journal, choice_of
from bot.delivery.in_time import PATIENCE
from bot.delivery.one_message import Turn, log_failure
from bot.delivery.staffing.for_staff import CHANNEL
from bot.safeguarding.finding import Danger
from bot.safeguarding.replies import danger_of


class PressedButton:
    """Looks a button up by its id in its own conversation, in a lane that gives way to nobody."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    async def find(self, turn: Turn) -> None:
        """The choice behind the button, and the danger that it says. What can't be looked up is not taken for anything."""
        option = turn.incoming.option
        if option is not None and not turn.pressed and (not turn.danger or _is_of_form(turn)):
            await self._find(turn, option)
        pressed = _danger(turn.pressed)
        if pressed and not turn.danger:
            turn.finds(pressed)

    async def _find(self, turn: Turn, option: str) -> None:
        started = time.monotonic()
        try:
            turn.pressed = turn.choice = await self._looked_up(turn, option)
        except Exception as error:  # noqa: BLE001 - what can't be looked up is said to be lost
            log_failure("A button could not be looked up", error)
            turn.is_unknown_button = True
        turn.waited += time.monotonic() - started

    async def _looked_up(self, turn: Turn, option: str) -> Optional[Choice]:
        """In danger that was filled in on a form, only as long as an urgent reply may wait."""
        asked = choice_of, self._journal, turn.conversation, option
        if not turn.danger:
            return await turn.lanes.pressed.run(PATIENCE, *asked)
        if not turn.incoming.is_kept:
            raise LookupError("the journal did not answer a moment ago")
        return await turn.wait.run(*asked)


def _is_of_form(turn: Turn) -> bool:
    """Whether more comes with the button than words, which are answered alone in danger."""
    return turn.incoming.channel == CHANNEL


def _danger(choice: Optional[Choice]) -> Optional[Danger]:
    return danger_of(choice) if choice and choice.kind == "danger" else None
