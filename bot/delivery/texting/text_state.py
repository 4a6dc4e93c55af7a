"""Where a talk by text stands: the pieces that are left, and which choice each number means now."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Mapping, Optional, Sequence

from sqlalchemy import delete
from sqlalchemy.orm import Session

from bot.identity.by_phone.texter_tables import TextingState

MOST_NUMBERS = 40


@dataclass(frozen=True)
class Waiting:
    """A piece that MORE brings, and the buttons that its numbers press."""

    text: str
    numbers: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Standing:
    """What is left, and what the numbers mean: those of the last list that had them. `urgent_at` is when the last urgent text was written."""

    rest: Sequence[Waiting] = ()
    numbers: Mapping[int, str] = field(default_factory=dict)
    urgent_at: Optional[datetime] = None

    def shows(self, numbers: Mapping[int, str], rest: Sequence[Waiting]) -> Standing:
        """After a piece that shows these numbers, with the rest behind it."""
        return Standing(rest, {**self.numbers, **numbers}, self.urgent_at)


def standing_of(session: Session, conversation: str) -> Standing:
    """Where a talk stands; nothing is left of one that is new."""
    row = session.get(TextingState, conversation)
    if row is None:
        return Standing()
    rest = [Waiting(one["text"], _numbers(one["numbers"])) for one in json.loads(row.rest or "[]")]
    return Standing(rest, _numbers(json.loads(row.numbers)), row.urgent_at)


def keep_standing(session: Session, conversation: str, standing: Standing, now: datetime) -> None:
    """Keep it, in the transaction of the turn."""
    rest = json.dumps([{"text": one.text, "numbers": one.numbers} for one in standing.rest])
    newest = dict(sorted(standing.numbers.items())[:MOST_NUMBERS])
    session.merge(
        TextingState(
            conversation=conversation,
            rest=rest,
            numbers=json.dumps(newest),
            changed_at=now,
            urgent_at=standing.urgent_at,
        )
    )


def forget_number(session: Session, conversation: str, number: int, now: datetime) -> None:
    """From now on a number means nothing in a talk, until a list shows it again."""
    standing = standing_of(session, conversation)
    if number in standing.numbers:
        others = {one: option for one, option in standing.numbers.items() if one != number}
        keep_standing(session, conversation, Standing(standing.rest, others, standing.urgent_at), now)


def forget_standing(session: Session, conversation: str) -> None:
    """Nothing is left of a talk."""
    session.execute(delete(TextingState).where(TextingState.conversation == conversation))


def _numbers(found: Mapping[str, str]) -> Mapping[int, str]:
    return {int(number): option for number, option in found.items()}
