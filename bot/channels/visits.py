"""Who is behind a cookie and what was said there: asked of the database in its own lanes, and never for long."""

from __future__ import annotations

import logging
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import Optional

from bot.casework.database import Database
from bot.delivery.in_time import FOR_A_PAGE, IN_DANGER, PATIENCE
from bot.delivery.journal import Journal, Line
from bot.front_door import FrontDoor, Look
from bot.identity.sessions import Sessions, Visitor
from bot.settings import Clock

logger = logging.getLogger(__name__)

MOST_KNOWN = 10_000


@dataclass(frozen=True)
class Visit:
    """A browser that comes with a message. `visitor` is None if the database did not answer in `waited` seconds; `looked` is what the message shows."""

    conversation: str
    visitor: Optional[Visitor]
    waited: float
    looked: Look


class Visits:
    """Finds visitors and what they said.

    Where the database does not answer, a browser goes on in the conversation that it was in when it last did: what was
    said just before may make danger of a message. Who is signed in is never taken from here.
    """

    def __init__(self, front_door: FrontDoor, journal: Journal, sessions: Sessions, database: Database, clock: Clock) -> None:
        self._door, self._journal, self._sessions, self._database, self._clock = front_door, journal, sessions, database, clock
        self._known: OrderedDict[str, str] = OrderedDict()

    async def with_message(self, token: str, text: str) -> Visit:
        """The visit of somebody who sends this text: not for long if it shows danger."""
        found = await self._door.look(text, self._known.get(self._sessions.token_hash(token), ""))
        started = time.monotonic()
        visitor = await self._in_time(token, is_urgent=bool(found and found.is_urgent))
        return Visit(self._conversation(token, visitor), visitor, time.monotonic() - started, Look(found))

    async def for_page(self, token: str) -> tuple[Optional[Visitor], Optional[list[Line]]]:
        """The visitor and the talk so far; None for what the database does not tell in time."""
        try:
            return await self._door.lanes.pages.run(FOR_A_PAGE, self._page, token)
        except Exception as error:  # noqa: BLE001 - the page must still show
            logger.error("A page is shown without its talk: error=%s", type(error).__name__)
            return None, None

    async def leave(self, token: str) -> None:
        """Sign out and forget the conversation. Raises what the database raises, or TooLateError."""
        self._known.pop(self._sessions.token_hash(token), None)
        await self._door.lanes.talk.run(PATIENCE, self._leave, token)

    async def _in_time(self, token: str, *, is_urgent: bool) -> Optional[Visitor]:
        lanes = self._door.lanes
        lane, seconds = (lanes.urgent, IN_DANGER) if is_urgent else (lanes.talk, PATIENCE)
        try:
            return await lane.run(seconds, self._visit, token)
        except Exception as error:  # noqa: BLE001 - whoever writes must get an answer
            logger.error("The session could not be read: error=%s", type(error).__name__)
            return None

    def _conversation(self, token: str, visitor: Optional[Visitor]) -> str:
        token_hash = self._sessions.token_hash(token)
        if visitor is None:
            return self._known.get(token_hash) or f"web-{token_hash}"
        self._known[token_hash] = visitor.conversation
        self._known.move_to_end(token_hash)
        while len(self._known) > MOST_KNOWN:
            self._known.popitem(last=False)
        return visitor.conversation

    def _visit(self, token: str) -> Visitor:
        with self._database.transaction() as session:
            visitor = self._sessions.visit(session, token, self._clock.now())
        if visitor.left_conversation:
            self._door.forget(visitor.left_conversation)
        return visitor

    def _page(self, token: str) -> tuple[Visitor, Optional[list[Line]]]:
        visitor = self._visit(token)
        try:
            return visitor, self._journal.lines(visitor.conversation)
        except Exception as error:  # noqa: BLE001 - who they are is known all the same
            logger.error("The journal could not be read: error=%s", type(error).__name__)
            return visitor, None

    def _leave(self, token: str) -> None:
        with self._database.transaction() as session:
            left = self._sessions.end(session, token)
        if left:
            self._door.forget(left)
