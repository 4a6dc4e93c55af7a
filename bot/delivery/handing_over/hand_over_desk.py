"""What the front door asks of hand-overs, and where it is kept."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import List, Optional, Protocol

from sqlalchemy import select

from bot.answer import Answer
from bot.delivery.handing_over import hand_over_rows as rows
from bot.delivery.handing_over.adviser_side import AdviserSide
from bot.delivery.handing_over.hand_over_parts import SENDS, Parts
from bot.delivery.handing_over.hand_over_tables import HandOver
from bot.delivery.handing_over.own_adviser import account_in
from bot.delivery.handing_over.said_to_young_person import over
from bot.delivery.handing_over.tending import tend
from bot.delivery.handing_over.young_side import Said, YoungSide
from bot.records.reach import Reach, talk

STAFF_CHANNEL = "teams"
MOST_KNOWN = 10_000


class HandOvers(Protocol):
    """What is kept of them. Each call may be slow, and may fail."""

    def number_in(self, conversation: str, channel: str) -> Optional[int]:
        """The open hand-over that was taken and whose side this conversation is; None if there is none."""

    def was_in_one(self, conversation: str) -> bool:
        """Whether one was open there, taken or not, as far as this process heard last. Waits for nothing."""

    def can_ask(self, conversation: str) -> bool:
        """Whether a young person can be offered a talk with their adviser now."""

    def ask(self, conversation: str, channel: str) -> List[Answer]:
        """Ask the young person's adviser."""

    def said(self, conversation: str, channel: str, said: Said) -> Optional[List[Answer]]:
        """Pass on what somebody wrote to the other side; what they are told. None if it is over: then it is the dialogue's to answer."""

    def pressed(self, conversation: str, what: str, number: int, typed: Said) -> Optional[List[Answer]]:
        """What a member of staff pressed on a card about one, with what they `typed` there; None if it is not theirs to press."""

    def end(self, conversation: str) -> List[Answer]:
        """The young person presses that it ends; what they are told."""

    def left(self, conversation: str) -> List[Answer]:
        """The young person is gone from it; nothing to tell where it had ended."""

    def forget(self, conversation: str) -> None:
        """A young person's conversation is over, and with it the talk in it."""


class KeptHandOvers:
    """Those of the database."""

    def __init__(self, parts: Parts) -> None:
        self._parts, self._young, self._staff = parts, YoungSide(parts), AdviserSide(parts)
        self.rules = parts.rules
        self._known: OrderedDict[str, None] = OrderedDict()
        self._lock = Lock()
        self.can_ask, self.left = self._young.can_ask, self._young.left

    def number_in(self, conversation: str, channel: str) -> Optional[int]:
        """See HandOvers."""
        with self._parts.database.transaction(Reach(conversation=conversation, purpose=SENDS)) as session:
            if channel == STAFF_CHANNEL:
                account = account_in(session, conversation)
                row = rows.taken_by(session, account.id) if account else None
            else:
                row = rows.open_in(session, conversation)
            number = int(row.id) if row is not None and row.taken_at is not None else None
        self._remember(conversation, is_open=row is not None)
        return number

    def was_in_one(self, conversation: str) -> bool:
        """See HandOvers."""
        return conversation in self._known

    def ask(self, conversation: str, channel: str) -> List[Answer]:
        """See HandOvers."""
        self._remember(conversation, is_open=True)
        return self._young.ask(conversation, channel)

    def pressed(self, conversation: str, what: str, number: int, typed: Said) -> Optional[List[Answer]]:
        """See HandOvers."""
        self._remember(conversation, is_open=True)
        return self._staff.pressed(conversation, what, number, typed)

    def end(self, conversation: str) -> List[Answer]:
        """See HandOvers."""
        return self.left(conversation) or [over()]

    def said(self, conversation: str, channel: str, said: Said) -> Optional[List[Answer]]:
        """See HandOvers."""
        side = self._staff if channel == STAFF_CHANNEL else self._young
        return side.said(conversation, said)

    def is_open(self, conversation: str) -> bool:
        """Whether a young person's conversation has one that is open, taken or not: its page looks for news then."""
        wanted = select(HandOver.id).where(HandOver.conversation == conversation, HandOver.ended_at.is_(None))
        with self._parts.database.transaction(talk(conversation)) as session:
            return session.execute(wanted.limit(1)).scalar_one_or_none() is not None

    def forget(self, conversation: str) -> None:
        """See HandOvers."""
        self._remember(conversation, is_open=False)
        self._young.left(conversation)

    def tend(self) -> None:
        """What is done each minute."""
        tend(self._parts)

    def _remember(self, conversation: str, *, is_open: bool) -> None:
        with self._lock:
            self._known.pop(conversation, None)
            if is_open:
                self._known[conversation] = None
            while len(self._known) > MOST_KNOWN:
                self._known.popitem(last=False)
