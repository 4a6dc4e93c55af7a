"""Who is behind a cookie and what was said there: asked of the database in its own lanes, and never for long."""

from __future__ import annotations

import logging
import time
from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Lock
from typing import Any, Callable, Optional

from sqlalchemy.exc import IntegrityError

from bot.delivery.conversation.journal import Journal, Line
from bot.delivery.conversation.left_answers import LeftAnswers
from bot.delivery.in_time import FOR_A_PAGE, IN_DANGER, IN_THE_END, PATIENCE
from bot.front_door import FrontDoor, Look
from bot.identity.sign_in.sessions import Sessions, Visitor, new_token
from bot.records.database import Database
from bot.records.reach import Reach, browser
from bot.records.signals import LEFT
from bot.settings import Clock

logger = logging.getLogger(__name__)

MOST_KNOWN = 10_000
KNOWN_FOR = 600.0  # seconds; half of what ends a session that nobody uses


@dataclass(frozen=True)
class Visit:
    """A browser that comes with a message. `visitor` is None if the database did not answer in `waited` seconds; `looked` is what the message shows."""

    conversation: str
    visitor: Optional[Visitor]
    waited: float
    looked: Look

    @property
    def is_ended(self) -> bool:
        """Whether this browser's session was ended, in whatever process: it has another token by now."""
        return bool(self.visitor and self.visitor.is_ended)

    @property
    def follows_an_end(self) -> bool:
        """Whether the conversation is a new one, and the one before it in this browser has ended; if the browser had one."""
        return bool(self.visitor and (self.visitor.left_conversation or self.visitor.is_new))


class Visits:
    """Finds visitors and what they said.

    Where the database does not answer, a browser that was here a moment ago goes on in its conversation; danger does not even ask.
    Who is signed in there is asked of the database wherever it matters. Any other browser goes on in a conversation that stands in
    and that no session ever has. What was said just before still counts, for it may make danger of a message.
    """

    def __init__(
        self, front_door: FrontDoor, journal: Journal, sessions: Sessions, database: Database, clock: Clock
    ) -> None:
        self._door, self._journal, self._sessions, self._database, self._clock = (
            front_door,
            journal,
            sessions,
            database,
            clock,
        )
        self._left = LeftAnswers(database, journal)
        self._lock = Lock()  # the database is asked in threads, and what other processes say is heard in one
        self._new: OrderedDict[str, None] = (
            OrderedDict()
        )  # browsers that have their first page and said nothing yet
        self._known: OrderedDict[str, tuple[float, Visitor]] = (
            OrderedDict()
        )  # as the database told last, and when; by the hash of the token
        self._talks: OrderedDict[str, str] = (
            OrderedDict()
        )  # where each browser spoke last, by the hash of its token

    async def with_message(self, token: str, text: str, *, is_pressed: bool = False) -> Visit:
        """The visit of somebody who sends this text: not for long if it shows danger. With `is_pressed` it is a button, and may be one of danger."""
        found = await self._door.look(text, self._talks.get(self._sessions.token_hash(token), ""))
        started = time.monotonic()
        visitor = await self._in_time(token, is_urgent=bool(found and found.is_urgent), is_pressed=is_pressed)
        conversation = visitor.conversation if visitor else self._stand_in(token)
        self._speaks(token, conversation)
        return Visit(conversation, visitor, time.monotonic() - started, Look(found))

    def peek(self, token: str) -> Optional[tuple[Visitor, list[Line]]]:
        """Who is signed in with a token and what was said there, without a visit; None for nobody. Raises what the database raises."""
        with self._database.connection(self._reach(token)) as connection:
            visitor = self._sessions.here(connection, token, self._clock.now())
        if visitor is None or visitor.young_person_id is None or visitor.is_ended:
            return None
        return visitor, self._journal.lines(visitor.conversation)

    def new_browser(self) -> str:
        """A token for a browser that had none. Its first message begins its first conversation."""
        token = new_token()
        self._new[self._sessions.token_hash(token)] = None
        _trim(self._new)
        return token

    async def for_page(self, token: str) -> tuple[Optional[Visitor], Optional[list[Line]]]:
        """The visitor and the talk so far; None for what the database does not tell in time.

        A message that is being answered is waited for: whoever loads the page meanwhile would not find it, and send it again.
        """
        pages = self._door.lanes.pages
        try:
            visitor, lines = await pages.run(FOR_A_PAGE, self._page, token)
            talks = {visitor.conversation, self._sessions.stand_in(token)}
            if lines is not None and await self._door.came(talks, FOR_A_PAGE):
                lines = await pages.run(FOR_A_PAGE, self._journal.lines, visitor.conversation)
        except Exception as error:  # noqa: BLE001 - the page must still show
            logger.error("A page is shown without its talk: error=%s", type(error).__name__)
            return None, None
        return visitor, lines

    async def end(self, token: str) -> list[str]:
        """Sign out. Gives the conversations that have ended, for forgetting. Raises what the database raises, or TooLateError."""
        self.forget(self.known_as(token))
        left = await self._door.lanes.ending.run(IN_THE_END, self._end, token)
        return [*([left] if left else []), self._sessions.stand_in(token)]

    def forget(self, token_hash: str) -> None:
        """The session of the token that is known so is ended: nothing of it is remembered. Safe to call in any thread."""
        with self._lock:
            self._talks.pop(token_hash, None)
            self._known.pop(token_hash, None)

    def signed_in(self, old_token: str, new_token: str) -> None:
        """The browser goes on with a new token; the old one leads nowhere any more."""
        self._known.pop(self._sessions.token_hash(old_token), None)
        talk = self._talks.pop(self._sessions.token_hash(old_token), None)
        if talk:
            self._speaks(new_token, talk)

    def visit(self, token: str) -> Visitor:
        """The visitor of a token. Waits for the database: call it in a lane. Raises what the database raises."""
        now = self._clock.now()
        with self._database.connection(self._reach(token)) as connection:
            visitor = self._sessions.visited(connection, token, now)
        visitor = visitor or self._noted(token, now)
        self._remember(visitor)
        return visitor

    def _noted(self, token: str, now: datetime) -> Visitor:
        try:
            visitor = self._visited(token, now)
        except IntegrityError:  # another message of this browser began the session a moment ago
            visitor = self._visited(token, now)
        if visitor.left_conversation:
            self._door.forget(visitor.left_conversation)
        is_first = visitor.token_hash in self._new
        self._new.pop(visitor.token_hash, None)
        return replace(visitor, is_new=visitor.is_new and not is_first)

    def _visited(self, token: str, now: datetime) -> Visitor:
        with self._database.transaction(self._reach(token)) as session:
            return self._sessions.visit(session, token, now)

    async def _in_time(self, token: str, *, is_urgent: bool, is_pressed: bool) -> Optional[Visitor]:
        known, lanes = self._here_lately(token), self._door.lanes
        if is_urgent and known:
            return known
        lane, seconds = (
            (lanes.urgent, IN_DANGER)
            if is_urgent
            else (lanes.pressed if is_pressed else lanes.talk, PATIENCE)
        )
        try:
            return await lane.run(seconds, self.visit, token)
        except Exception as error:  # noqa: BLE001 - whoever writes must get an answer
            logger.error("The session could not be read: error=%s", type(error).__name__)
            return known

    def _remember(self, visitor: Visitor) -> None:
        """Keep what the database told, but not what is news once alone."""
        known = replace(visitor, left_conversation=None, is_new=False)
        with self._lock:
            self._known.pop(visitor.token_hash, None)
            if not visitor.is_ended:
                self._known[visitor.token_hash] = time.monotonic(), known
            _trim(self._known)

    def _here_lately(self, token: str) -> Optional[Visitor]:
        at, visitor = self._known.get(self._sessions.token_hash(token), (0.0, None))
        return visitor if visitor and time.monotonic() - at < KNOWN_FOR else None

    def _stand_in(self, token: str) -> str:
        stand_in = self._sessions.stand_in(token)
        self._door.go_on(self._talks.get(self._sessions.token_hash(token), stand_in), stand_in)
        return stand_in

    def _speaks(self, token: str, conversation: str) -> None:
        token_hash = self._sessions.token_hash(token)
        with self._lock:
            self._talks[token_hash] = conversation
            self._talks.move_to_end(token_hash)
            _trim(self._talks)

    def _page(self, token: str) -> tuple[Visitor, Optional[list[Line]]]:
        visitor = self.visit(token)
        if visitor.is_held_back:
            return visitor, None
        self._bring_what_was_left(visitor)
        try:
            return visitor, self._journal.lines(visitor.conversation)
        except Exception as error:  # noqa: BLE001 - who they are is known all the same
            logger.error("The journal could not be read: error=%s", type(error).__name__)
            return visitor, None

    def _bring_what_was_left(self, visitor: Visitor) -> None:
        """What staff shared with who is signed in. Where it can't be brought it goes on waiting, and the talk is shown."""
        if visitor.young_person_id is None:
            return
        try:
            self._left.bring(visitor.conversation, visitor.young_person_id, self._clock.now())
        except Exception as error:  # noqa: BLE001 - the page must still show
            logger.error("A shared answer could not be brought: error=%s", type(error).__name__)

    def _reach(self, token: str) -> Reach:
        """A cookie shows the session that it belongs to, and nothing else."""
        return browser(self._sessions.token_hash(token))

    def _end(self, token: str) -> Optional[str]:
        with self._database.transaction(self._reach(token)) as session:
            self._database.signals.publish(session, LEFT, self._sessions.token_hash(token))
            return self._sessions.end(session, token, self._clock.now())

    def when_left(self, heard: Callable[[str], None]) -> None:
        """From now on `heard` gets the keyed hash of each token whose session was ended, here or in another process, in any thread."""
        self._database.signals.subscribe(LEFT, heard)

    def known_as(self, token: str) -> str:
        """The keyed hash of a token."""
        return self._sessions.token_hash(token)


def _trim(kept: OrderedDict[str, Any]) -> None:
    while len(kept) > MOST_KNOWN:
        kept.popitem(last=False)
