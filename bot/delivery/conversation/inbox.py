"""The step that knows messages again: what was answered before is not answered twice, except danger."""

from __future__ import annotations

import time

from bot.delivery.conversation.journal import Journal
from bot.delivery.one_message import Turn, log_failure

AT_ONCE = 0.3  # seconds: what took longer to fail was a lock, and would only be waited for again


class Inbox:
    """Marks each message by the id that its channel gave it, and finds the answer that it may be a reply to."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    async def take(self, turn: Turn) -> None:
        """Mark it. One that was here before ends here, unless it shows danger: then the urgent reply goes out again."""
        if turn.incoming.is_kept and not await self._is_first(turn):
            turn.is_replay = turn.danger is None

    async def _is_first(self, turn: Turn) -> bool:
        incoming, started = turn.incoming, time.monotonic()
        try:
            taken = await turn.wait.run(
                self._journal.take_in, incoming.channel, incoming.message_id, turn.conversation
            )
        except Exception as error:  # noqa: BLE001 - the last answer can't be read, but the mark can perhaps be made
            if time.monotonic() - started > AT_ONCE:
                return _not_known(error)
            return await self._is_marked(turn)
        turn.last_answer, turn.is_last_known = taken.last_answer, True
        return taken.is_new

    async def _is_marked(self, turn: Turn) -> bool:
        try:
            return await turn.wait.run(
                self._journal.first_time, turn.incoming.channel, turn.incoming.message_id
            )
        except Exception as error:  # noqa: BLE001 - rather answer twice than not at all
            return _not_known(error)


def _not_known(error: Exception) -> bool:
    log_failure("The journal could not be asked", error)
    return True
