"""Messages of channels that are acknowledged at once: stored first, worked on afterwards, in order for each person.

Several texts of one person within two seconds become one turn; a message of any other channel has its own, and is worked on when it
is stored. Danger is looked at in each and in all together, and answered at once. The same work picks up what somebody took, on whatever channel, and did not come to the end of.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from functools import partial
from typing import Awaitable, Callable, Collection, Iterator, List, Optional, Sequence, Set

from bot.delivery.conversation.held_messages import HeldMessages
from bot.delivery.conversation.inbox_rows import RENEWED_EVERY, Row
from bot.delivery.conversation.inbox_store import InboxStore
from bot.delivery.conversation.kept_message import incoming_of, is_words_alone, message_of, words_of
from bot.delivery.conversation.noticing import LookAt, danger_in
from bot.delivery.in_time import PATIENCE, Lanes
from bot.delivery.one_message import Incoming, Look, Reply

logger = logging.getLogger(__name__)

TOGETHER = 2.0  # seconds from the first message of a turn, in which others join it
LOOK_EVERY = 0.5  # seconds between two looks for what is due
MOST_AT_ONCE = 8  # conversations that are worked on

Handle = Callable[[Incoming], Awaitable[Reply]]


class Receiving:
    """Receives messages and works on what is stored.

    `look` and `handle` are those of the front door, `held` what it works on. `together` names the channels whose messages are put
    together: on a page each has an answer of its own. What `stands_alone` has a turn of its own there too.
    """

    def __init__(
        self,
        store: InboxStore,
        lanes: Lanes,
        held: HeldMessages,
        look: LookAt,
        handle: Handle,
        together: Collection[str] = (),
        stands_alone: Callable[[str], bool] = lambda _words: False,
    ) -> None:
        self._store, self._lanes, self._held = store, lanes, held
        self._look, self._handle, self._together = look, handle, together
        self._stands_alone = stands_alone
        self._running: Set[asyncio.Task[None]] = set()
        self._is_due = asyncio.Event()

    async def receive(self, incoming: Incoming) -> bool:
        """Store a message, so that it may be acknowledged; whether it is new. In danger its answer begins now.

        Raises TooLateError, or what the database raises: then it was not stored, and must not be acknowledged.
        """
        found = await danger_in(incoming, self._look)
        is_urgent = bool(found and found.is_urgent)
        lane = self._lanes.urgent if is_urgent else self._lanes.talk
        message, waits = message_of(incoming), incoming.channel in self._together
        receive = partial(self._store.receive, is_taken=is_urgent)
        stored = await lane.run(PATIENCE, receive, message, TOGETHER if waits else 0.0)
        if stored is None:
            return False
        if is_urgent:
            self._begin([row for row in stored.waiting if row.id == stored.row], Look(found))
        elif len(stored.waiting) > 1:
            await self._look_at_all(incoming.conversation, stored.waiting)
        if not waits:
            self._is_due.set()
        return True

    async def work(self) -> None:
        """Work on what is due, for ever. What fails is logged by kind, and the next round tries again."""
        while True:
            try:
                await self.work_once()
            except Exception as error:  # noqa: BLE001 - the next round tries again
                logger.error("The inbox could not be read: error=%s", type(error).__name__)
            with suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._is_due.wait(), LOOK_EVERY)

    async def work_once(self) -> None:
        """Begin with everything that is due now."""
        self._is_due.clear()
        while len(self._running) < MOST_AT_ONCE:
            rows = await self._lanes.ending.run(PATIENCE, self._store.take_talk, self._held.now())
            if not rows:
                return
            self._begin(rows)

    async def renew(self) -> None:
        """Say again and again, for ever, what this process still works on."""
        while True:
            await asyncio.sleep(RENEWED_EVERY)
            try:
                await self._lanes.ending.run(PATIENCE, self._held.renew)
            except Exception as error:  # noqa: BLE001 - the next round tries again
                logger.error("The inbox could not be told what is worked on: error=%s", type(error).__name__)

    async def settle(self) -> None:
        """Until everything that was begun is done."""
        while self._running:
            await asyncio.wait(set(self._running))

    def _joins(self, row: Row) -> bool:
        return row.channel in self._together and is_words_alone(row) and not self._stands_alone(words_of(row))

    async def _look_at_all(self, conversation: str, waiting: Sequence[Row]) -> None:
        """What no message says alone, all together may."""
        words = [row for row in waiting if is_words_alone(row)]
        found = await self._look("\n".join(map(words_of, words)), conversation)
        if found and found.is_urgent:
            ours = await self._lanes.urgent.run(PATIENCE, self._store.take_these, words)
            self._begin(ours, Look(found))

    def _begin(self, rows: Sequence[Row], found: Optional[Look] = None) -> None:
        if not rows:
            return
        self._held.add([row.id for row in rows])
        task = asyncio.ensure_future(self._answer(rows, found))
        self._running.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        """What came meanwhile in the same conversation, or waited for its turn among the others, need not wait for the next look."""
        self._running.discard(task)
        self._is_due.set()

    async def _answer(self, rows: Sequence[Row], found: Optional[Look]) -> None:
        for turn in _turns(rows, self._joins):
            try:
                reply = await self._handle(incoming_of(turn, found))
            except Exception as error:  # noqa: BLE001 - others wait behind it, and it is due again after a while
                logger.error("A message of the inbox could not be worked on: error=%s", type(error).__name__)
                self._held.done([row.id for row in turn])
                continue
            if reply.is_replay:
                self._held.done([row.id for row in turn])


def _turns(rows: Sequence[Row], joins: Callable[[Row], bool]) -> Iterator[List[Row]]:
    """The rows of each turn: words that follow each other on a channel that puts them together, and everything else by itself."""
    turn: List[Row] = []
    for row in rows:
        if turn and not (joins(row) and turn[-1].channel == row.channel and joins(turn[-1])):
            yield turn
            turn = []
        turn.append(row)
    if turn:
        yield turn
