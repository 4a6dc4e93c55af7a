"""The turns that are running, by conversation: each runs to its end, and who ends a conversation can wait for them."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from typing import Any, Awaitable, Callable, Coroutine, Dict, Optional, Set, TypeVar

Result = TypeVar("Result")


class Turns:
    """Runs turns. `afterwards`, if any, follows each turn that ended, with its conversation; it must not raise.

    It is left out where `is_settled` says so of what the turn gave.
    """

    def __init__(
        self,
        afterwards: Optional[Callable[[str], Awaitable[None]]] = None,
        is_settled: Callable[[Any], bool] = lambda _result: False,
    ) -> None:
        self._afterwards, self._is_settled = afterwards, is_settled
        self._running: Dict[str, Set[asyncio.Task[Any]]] = defaultdict(set)
        self._ending: Set[asyncio.Future[None]] = set()

    async def run(self, conversation: str, turn: Coroutine[Any, Any, Result]) -> Result:
        """The result of a turn. A browser that goes away stops the waiting, not the turn: half a turn would be told to nobody."""
        task = asyncio.ensure_future(turn)
        self._running[conversation].add(task)
        task.add_done_callback(lambda done: self._ended(conversation, done))
        return await asyncio.shield(task)

    async def wait(self, conversation: str, seconds: float) -> bool:
        """Until no turn of this conversation runs, but no longer than so many seconds. Whether any did."""
        running = set(self._running.get(conversation, ()))
        if running:
            await asyncio.wait(running, timeout=seconds)
        return bool(running)

    async def settle(self) -> None:
        """Until everything that follows the turns so far is done."""
        while self._ending:
            await asyncio.wait(set(self._ending))

    def _ended(self, conversation: str, task: asyncio.Task[Any]) -> None:
        self._running[conversation].discard(task)
        if not self._running[conversation]:
            del self._running[conversation]
        if self._afterwards is None or self._has_settled(task):
            return
        after = asyncio.ensure_future(self._afterwards(conversation))
        self._ending.add(after)
        after.add_done_callback(self._ending.discard)

    def _has_settled(self, task: asyncio.Task[Any]) -> bool:
        return not task.cancelled() and task.exception() is None and self._is_settled(task.result())
