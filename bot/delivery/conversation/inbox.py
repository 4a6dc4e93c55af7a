"""The step that keeps a message until it is answered, and knows it again: a replay gets the same answer, and no second turn."""

from __future__ import annotations

import time
from typing import Awaitable, Callable, Optional

from bot.delivery.conversation.held_messages import HeldMessages
from bot.delivery.conversation.inbox_rows import Message
from bot.delivery.conversation.journal import Journal, Seen, TakenIn
from bot.delivery.conversation.kept_message import message_of
from bot.delivery.one_message import Turn, has_urgent, log_failure

AT_ONCE = 0.3  # seconds: what took longer to fail was a lock, and would only be waited for again
# Seconds that a replay waits for whoever works on its message, longer than one is left to somebody who is gone; and between two looks.
LONGEST, LOOK_EVERY = 20.0, 0.1
_NOT_KNOWN = "The journal could not be asked"

Pause = Callable[[Turn, float], Awaitable[None]]


class Inbox:
    """Takes each message in by the id that its channel gave it, and finds the answer that it may be a reply to."""

    def __init__(self, journal: Journal, held: HeldMessages, pause: Pause) -> None:
        """`pause` lets others have the conversation for so many seconds."""
        self._journal, self._held, self._pause = journal, held, pause

    async def take(self, turn: Turn) -> None:
        """Take it in. One that was answered before gets the same lines again; danger is answered anew if those are not urgent."""
        if not turn.incoming.is_kept:
            return
        taken = await self._taken(turn, message_of(turn.incoming))
        if taken is None:
            return
        turn.last_answer, turn.last_line, turn.is_last_known = taken.last_answer, taken.last_line, True
        turn.message_id = taken.id or turn.message_id
        if _is_replay(turn, taken):
            turn.repeats(taken.lines)
            return
        if taken.row is not None and not turn.rows:
            turn.rows, turn.is_again = (taken.row,), taken.seen is not Seen.NEW
        self._held.add(turn.rows)

    async def _taken(self, turn: Turn, message: Message) -> Optional[TakenIn]:
        """What is known of it. While somebody works on it we wait for their answer, or until they are gone; not in danger."""
        taken, until = await self._take_in(turn, message), time.monotonic() + LONGEST
        while taken and taken.seen is Seen.TAKEN and not turn.danger and not turn.rows:
            if time.monotonic() > until:
                break
            await self._pause(turn, LOOK_EVERY)
            taken = await self._take_in(turn, message)
        return taken

    async def _take_in(self, turn: Turn, message: Message) -> Optional[TakenIn]:
        started = time.monotonic()
        try:
            return await turn.wait.run(self._journal.take_in, message)
        except Exception as error:  # noqa: BLE001 - the last answer can't be read, but the mark can perhaps be made
            if time.monotonic() - started > AT_ONCE:
                log_failure(_NOT_KNOWN, error)
                return None
            return await self._marked(turn, self._journal.mark, message)

    async def _marked(
        self, turn: Turn, mark: Callable[[Message], TakenIn], message: Message
    ) -> Optional[TakenIn]:
        try:
            return await turn.wait.run(mark, message)
        except Exception as error:  # noqa: BLE001 - rather answer twice than not at all
            log_failure(_NOT_KNOWN, error)
            return None


def _is_replay(turn: Turn, taken: TakenIn) -> bool:
    """Whether there is nothing more to do. Who took the message from the inbox has it to answer, and knows that somebody works on it."""
    if taken.seen in (Seen.NEW, Seen.AGAIN) or (taken.seen is Seen.TAKEN and turn.rows):
        return False
    return turn.danger is None or has_urgent([line.answer for line in taken.lines if line.answer])
