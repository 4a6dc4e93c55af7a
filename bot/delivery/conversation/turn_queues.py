"""Turns of one process that wait for one another, by conversation, in the order in which they came. Several event loops may share it."""

from __future__ import annotations

import asyncio
from collections import deque
from concurrent.futures import Future
from threading import Lock
from typing import Deque, Dict, Optional

from bot.delivery.in_time import TooLateError


class TurnQueues:
    """Lets one turn of a conversation in at a time."""

    def __init__(self) -> None:
        self._changing = Lock()
        self._waiting: Dict[str, Deque[Future[None]]] = {}  # of each conversation that has a turn now

    async def enter(self, conversation: str, seconds: float) -> None:
        """Wait until it is our turn. Raises TooLateError after so many seconds."""
        place = self._join(conversation)
        if place is None:
            return
        try:
            await asyncio.wait({asyncio.wrap_future(place)}, timeout=seconds)
        except BaseException:  # nobody wants it any more
            if not _is_given_up(place):
                self.leave(conversation)
            raise
        if _is_given_up(place):
            raise TooLateError

    def leave(self, conversation: str) -> None:
        """Let the next one in."""
        with self._changing:
            waiting = self._waiting[conversation]
            while waiting:
                place = waiting.popleft()
                if place.set_running_or_notify_cancel():
                    place.set_result(None)
                    return
            del self._waiting[conversation]

    def _join(self, conversation: str) -> Optional[Future[None]]:
        """Our place in the queue; None if nobody is before us."""
        with self._changing:
            if conversation not in self._waiting:
                self._waiting[conversation] = deque()
                return None
            place: Future[None] = Future()
            self._waiting[conversation].append(place)
            return place


def _is_given_up(place: Future[None]) -> bool:
    """Whether a place is out of the queue without a turn: whoever leaves passes over it. Otherwise the turn is ours."""
    return place.cancel()
