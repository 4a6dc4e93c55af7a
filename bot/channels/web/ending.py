"""Ending a browser's session and forgetting its talk: in time if that can be, and in any case."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict, defaultdict
from itertools import count
from threading import Lock
from typing import Dict, List, Set

from starlette.requests import Request
from starlette.responses import Response

from bot.channels.web.cookie import ChatCookie
from bot.channels.web.visits import Visits
from bot.channels.web.web_routes import Handler
from bot.front_door import FrontDoor

logger = logging.getLogger(__name__)

LONGEST_PAUSE = 30.0  # seconds between two tries
MESSAGES = 2.0  # seconds that an end waits for messages that arrived before it
MOST_ENDED = 10_000  # tokens that are remembered


class Ending:
    """Ends sessions. One that a busy database keeps is tried again until it is ended.

    The browser gets another token in the answer, or none. So whatever still comes with the old one was sent before.
    """

    def __init__(self, front_door: FrontDoor, visits: Visits) -> None:
        self._front_door, self._visits = front_door, visits
        self._running: Set[asyncio.Task[None]] = set()
        self._arrived: Dict[str, Set[asyncio.Future[None]]] = defaultdict(set)
        self._ended: OrderedDict[str, None] = OrderedDict()  # by the keyed hash, as other processes say it
        self._remembering = Lock()
        visits.when_left(self._remember)

    def begin(self, token: str) -> asyncio.Task[None]:
        """End the session of a token; its conversation is forgotten, with what is still being written there. Nobody need wait."""
        self.remember(token)
        task = asyncio.ensure_future(self._end(token))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return task

    async def end(self, token: str, seconds: float) -> None:
        """Wait for it, but no longer than so many seconds; then it goes on behind the answer."""
        await asyncio.wait({self.begin(token)}, timeout=seconds)

    def after(self, handler: Handler, cookie: ChatCookie) -> Handler:
        """A handler of messages. What was sent before an end goes with it, whether it arrives before or after it."""

        async def handle(request: Request) -> Response:
            token, done = cookie.read(request), asyncio.get_running_loop().create_future()
            if token is None:
                return await handler(request)
            self._arrived[token].add(done)
            try:
                response = await handler(request)
            finally:
                self._answered(token, done)
            if self.is_ended(token):
                cookie.leave_out(response)  # the browser has another token by now
            return response

        return handle

    def is_ended(self, token: str) -> bool:
        """Whether the session of this token was ended, by whatever process, as far as is remembered."""
        return self._visits.known_as(token) in self._ended

    def _answered(self, token: str, done: asyncio.Future[None]) -> None:
        done.set_result(None)
        self._arrived[token].discard(done)
        if not self._arrived[token]:
            del self._arrived[token]
        if self.is_ended(token):
            self.begin(token)

    def remember(self, token: str) -> None:
        """This session was ended, here or in another process."""
        self._remember(self._visits.known_as(token))

    def _remember(self, token_hash: str) -> None:
        self._visits.forget(token_hash)
        with self._remembering:  # what another process says is heard in another thread
            self._ended[token_hash] = None
            while len(self._ended) > MOST_ENDED:
                self._ended.popitem(last=False)

    async def _end(self, token: str) -> None:
        if token in self._arrived:
            await asyncio.wait(set(self._arrived[token]), timeout=MESSAGES)
        for conversation in await self._end_session(token):
            await self._front_door.end(conversation)

    async def _end_session(self, token: str) -> List[str]:
        for tries in count():
            try:
                return await self._visits.end(token)
            except Exception as error:  # noqa: BLE001 - whatever failed, the person wants it ended
                logger.error("A session could not be ended yet: error=%s", type(error).__name__)
            await asyncio.sleep(min(2.0 ** min(tries, 10), LONGEST_PAUSE))
        raise AssertionError  # the loop has no end


def end_what_was_left(handler: Handler, cookie: ChatCookie, ending: Ending) -> Handler:
    """A handler that first ends the session of a browser that was left in a hurry: we may not have heard of the leaving."""

    async def handle(request: Request) -> Response:
        see_what_was_left(request, cookie, ending)
        response = await handler(request)
        cookie.settle(request, response)
        return response

    return handle


def see_what_was_left(request: Request, cookie: ChatCookie, ending: Ending) -> None:
    """End the session of a browser that was left in a hurry. Nobody need wait."""
    token = cookie.left_behind(request)
    if token:
        ending.begin(token)
