"""What a phone network takes for one number in an hour: about 20 texts of the same words, and 100 of any (GOV.UK Notify's guidance).

Beyond that it blocks them without a word. So the same words are varied, ordinary texts wait, and room is left for urgent ones.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any, Callable, Optional, Union
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.delivery.sending.outbox_tables import OutgoingMessage
from bot.delivery.sending.outgoing import Channel, Outgoing

HOUR = timedelta(hours=1)
MOST_OF_THE_SAME = 15  # then they are varied
MOST_ORDINARY = 90  # then they wait; ten are left for danger

_UK = ZoneInfo("Europe/London")
_VARIED = re.compile(r"^\(\d\d:\d\d\) ")


class NetworkLimits:
    """A `Pacing`. `hashed` makes a keyed hash of words, so that the same ones are known without being kept."""

    def __init__(self, hashed: Callable[[str], str]) -> None:
        self._hashed = hashed

    def pace(
        self, session: Session, row: Any, outgoing: Outgoing, now: datetime
    ) -> Union[Outgoing, datetime]:
        """The text as it may leave now, or when it may. What is urgent never waits."""
        if outgoing.channel is not Channel.SMS:
            return outgoing
        if not outgoing.is_urgent:
            later = _room_again(session, outgoing.person, now)
            if later is not None:
                return later
        row.words_hash = self._hashed(outgoing.text or "")
        if _count(session, outgoing.person, now, row.words_hash) < MOST_OF_THE_SAME:
            return outgoing
        # The time when it was due, not that of this try: a provider that has it already is asked for it by its words.
        return replace(outgoing, text=varied(outgoing.text or "", row.due_at))


def varied(text: str, at: datetime) -> str:
    """The same words, behind a time of day in London."""
    return f"({at.replace(tzinfo=timezone.utc).astimezone(_UK):%H:%M}) {text}"


def unvaried(text: str) -> str:
    """The words of a text of ours without the time that may stand before them."""
    return _VARIED.sub("", text).strip()


def was_sent(session: Session, person: str, words: str, now: datetime) -> bool:
    """Whether a text of these words, by their hash, was handed to the network for a person within the hour."""
    return _count(session, person, now, words) > 0


def _room_again(session: Session, person: str, now: datetime) -> Optional[datetime]:
    """When the oldest of those that count is an hour old; None while there is room."""
    wanted = select(OutgoingMessage.settled_at).where(*_left(person, now))
    newest = wanted.order_by(OutgoingMessage.settled_at.desc()).offset(MOST_ORDINARY - 1).limit(1)
    oldest = session.execute(newest).scalar_one_or_none()
    return None if oldest is None else oldest + HOUR


def _count(session: Session, person: str, now: datetime, words: str) -> int:
    wanted = select(func.count()).where(*_left(person, now), OutgoingMessage.words_hash == words)
    return int(session.execute(wanted).scalar_one())


def _left(person: str, now: datetime) -> tuple[Any, ...]:
    """Those that were handed to the network within the hour, whatever became of them."""
    row = OutgoingMessage
    return (
        row.person == person,
        row.channel == Channel.SMS.value,
        row.settled_at > now - HOUR,
        row.reference.is_not(None),
    )
