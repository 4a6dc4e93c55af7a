"""The step that knows messages again: what was answered before is not answered twice, except danger."""

from __future__ import annotations

from bot.delivery.conversation.journal import Journal
from bot.delivery.one_message import Turn, log_failure


class Inbox:
    """Marks each message by the id that its channel gave it."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    async def take(self, turn: Turn) -> None:
        """Mark it. One that was here before ends here, unless it shows danger: then the urgent reply goes out again."""
        if turn.incoming.is_kept and not await self._is_first(turn):
            turn.is_replay = turn.danger is None

    async def _is_first(self, turn: Turn) -> bool:
        try:
            return await turn.wait.run(
                self._journal.first_time, turn.incoming.channel, turn.incoming.message_id
            )
        except Exception as error:  # noqa: BLE001 - rather answer twice than not at all
            log_failure("The journal could not be asked", error)
            return True
