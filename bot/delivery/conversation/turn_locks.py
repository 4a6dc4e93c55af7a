"""One turn of a conversation at a time, in this process and between processes; whoever waits goes on within milliseconds.

In this process turns queue in the order in which they came. Only the first of a queue asks the database, which knows of
the other processes. A process that dies holds nothing any more.
"""

from __future__ import annotations

import time
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import AsyncContextManager, AsyncIterator, Callable, Optional, Protocol

from bot.delivery.conversation.shared_turns import SharedTurns
from bot.delivery.conversation.turn_queues import TurnQueues

LONGEST = 20.0  # seconds that a turn waits for those before it


class ConversationLock(Protocol):
    """Keeps the turns of a conversation apart."""

    def lock(self, conversation: str) -> AsyncContextManager[None]:
        """Around one turn. A turn that has the lock gets it again at once. Raises TooLateError, or what the database raises."""


class LockLostError(RuntimeError):
    """The connection that held a conversation's lock broke: another process may have had a turn since."""


@dataclass
class _Hold:
    """A lock that a turn has, in which life of the connection. What a turn leaves behind may outlive it, and then has nothing."""

    conversation: str
    life: Optional[int]
    is_over: bool = False


_held: ContextVar[Optional[_Hold]] = ContextVar("held conversation", default=None)


class TurnLocks:
    """The locks of one process. Safe to use from several event loops. Without `shared` no other process is known of."""

    def __init__(self, shared: Optional[SharedTurns] = None, longest: float = LONGEST) -> None:
        self._queues, self._shared, self._longest = TurnQueues(), shared, longest

    @asynccontextmanager
    async def lock(self, conversation: str) -> AsyncIterator[None]:
        """See ConversationLock."""
        if _hold_of(conversation):
            yield
            return
        until = time.monotonic() + self._longest
        await self._queues.enter(conversation, self._longest)
        try:
            async with self._taken(conversation, until):
                yield
        finally:
            self._queues.leave(conversation)

    def checks(self, conversation: str) -> Callable[[], None]:
        """What makes sure, before the turn that calls this is written, that it has its lock still.

        What is given back asks the database: not on an event loop. It raises LockLostError; who took no lock is not asked for it.
        """
        hold = _hold_of(conversation)
        shared, life = self._shared, hold.life if hold else None

        def check() -> None:
            if shared and life is not None and not shared.still_holds(life):
                raise LockLostError("the lock of a conversation was lost")

        return check

    def close(self) -> None:
        """Let go of what other processes see; no turn comes after that."""
        if self._shared:
            self._shared.close()

    @asynccontextmanager
    async def _taken(self, conversation: str, until: float) -> AsyncIterator[None]:
        hold = _Hold(conversation, await self._shared.take(conversation, until) if self._shared else None)
        before = _held.set(hold)
        try:
            yield
        finally:
            hold.is_over = True
            _held.reset(before)
            if self._shared and hold.life is not None:
                self._shared.give_back(conversation, hold.life)


def _hold_of(conversation: str) -> Optional[_Hold]:
    """The lock of this conversation that the turn has in which this is called."""
    hold = _held.get()
    return hold if hold and not hold.is_over and hold.conversation == conversation else None
