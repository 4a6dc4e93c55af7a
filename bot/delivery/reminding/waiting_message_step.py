"""The steps that bring the message behind a notice: found before anybody looks what was pressed, told once it is known who texts.

A list that was shown after the notice has its number first: see `reminder_notices`, which takes it from the lists before.
"""

from __future__ import annotations

from typing import Optional

from bot.delivery.in_time import PATIENCE
from bot.delivery.one_message import Turn, log_failure
from bot.delivery.reminding.reminder_notices import READ_IT
from bot.delivery.reminding.waiting_messages import WaitingMessages
from bot.delivery.texting.text_talks import CHANNEL
from bot.delivery.texting.text_words import number_in


class WaitingMessage:
    """Without `waiting` no message waits for anybody."""

    def __init__(self, waiting: Optional[WaitingMessages]) -> None:
        self._waiting = waiting

    async def find(self, turn: Turn) -> None:
        """Whether the number that was texted asks for a message. Danger and what presses a button go on as they are."""
        if self._waiting is None or not _may_ask_for_it(turn):
            return
        try:
            turn.opens = await turn.lanes.pressed.run(PATIENCE, self._waiting.waits, turn.conversation)
        except Exception as error:  # noqa: BLE001 - what can't be looked up is said to be lost
            log_failure("A message that may wait could not be looked up", error)
            turn.is_unknown_button = True

    async def tell(self, turn: Turn) -> None:
        """Tell it, or ask for the PIN; after the right one it is told without asking again."""
        if self._waiting is None or turn.incoming.channel != CHANNEL:
            return
        if turn.secret and not turn.text:
            turn.opens = await turn.wait.run(self._waiting.behind_pin, turn.conversation)
        if turn.opens is not None:
            turn.reply_with(await turn.wait.run(self._waiting.open, turn.conversation, turn.opens))


def _may_ask_for_it(turn: Turn) -> bool:
    is_free = turn.danger is None and not turn.is_unknown_button and turn.incoming.option is None
    return is_free and turn.incoming.channel == CHANNEL and number_in(turn.incoming.text) == READ_IT
