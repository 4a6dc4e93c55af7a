"""The step that turns a texted number into the button it stands for, before anybody looks what was pressed."""

from __future__ import annotations

from dataclasses import replace
from typing import Optional

from bot.delivery.in_time import PATIENCE
from bot.delivery.one_message import Turn, log_failure
from bot.delivery.texting.text_talks import CHANNEL, TextTalks
from bot.delivery.texting.text_words import number_in


class NumberedChoice:
    """Without `talks` nobody texts."""

    def __init__(self, talks: Optional[TextTalks]) -> None:
        self._talks = talks

    async def press(self, turn: Turn) -> None:
        """A number that the last list with it showed is that button; any other text stays what it is."""
        number = number_in(turn.incoming.text)
        if self._talks is None or turn.incoming.channel != CHANNEL or number is None or turn.danger:
            return
        try:
            standing = await turn.lanes.pressed.run(PATIENCE, self._talks.standing, turn.conversation)
        except Exception as error:  # noqa: BLE001 - what can't be looked up is said to be lost
            log_failure("A number could not be looked up", error)
            turn.is_unknown_button = True
            return
        option = standing.numbers.get(number)
        if option is not None:
            turn.incoming = replace(turn.incoming, text="", option=option)
            turn.text = ""
