"""The step that finds out which button was pressed: it may be one of danger."""

from __future__ import annotations

import time
from typing import Optional

from bot.answer import Choice
from bot.delivery.conversation.journal import Journal, choice_of
from bot.delivery.in_time import PATIENCE
from bot.delivery.one_message import Turn, log_failure
from bot.safeguarding.finding import Danger
from bot.safeguarding.replies import danger_of


class PressedButton:
    """Looks a button up by its id in its own conversation, in a lane that gives way to nobody."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    async def find(self, turn: Turn) -> None:
        """The choice behind the button, and the danger that it says. What can't be looked up is not taken for anything."""
        if turn.danger or turn.incoming.option is None or turn.pressed:
            return
        started = time.monotonic()
        try:
            turn.pressed = turn.choice = await turn.lanes.pressed.run(
                PATIENCE, choice_of, self._journal, turn.conversation, turn.incoming.option
            )
        except Exception as error:  # noqa: BLE001 - what can't be looked up is said to be lost
            log_failure("A button could not be looked up", error)
            turn.is_unknown_button = True
        turn.waited += time.monotonic() - started
        pressed = _danger(turn.pressed)
        if pressed:
            turn.finds(pressed)


def _danger(choice: Optional[Choice]) -> Optional[Danger]:
    return danger_of(choice) if choice and choice.kind == "danger" else None
