"""What the records say of the invented people beside their plans: where they live, what they do, who was in touch, who asked to be called.

Which of it somebody has goes by their place among their adviser's people, so that every adviser has some of everything.
"""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta
from typing import Iterator, Optional

from dateutil.relativedelta import relativedelta

from bot.casework.codes import ACTIV, NEVER_MEANINGFUL, ContactKind
from bot.casework.tables import (
    Accommodation,
    Activity,
    CallBackRequest,
    ContactRecord,
    LookedAfterPeriod,
    StayingPut,
    YoungPerson,
)
from bot.records.database import Base

# Days since somebody was last in touch in a way that counts; None: nothing on record.
SEEN = (9, 33, 3, 61, 12, 40, 57, 20, None, 47, 5, 70, 15, 55, 28, 100, 8, 36, 2, 50, 64, 18, None, 44, 25)
STAYING_PUT = (2, 16, 21)  # places
_TEXTED = (4, 8, 11, 15, 20)  # places of those who were texted lately: that is no contact that counts
_NO_ACTIVITY = (12, 22)  # places of those of whom it is not on record what they do
_CALLS = {3: "can you ring me about my rent", 11: "", 19: "please call after college"}
_CALLED = 19
_HOMES = ("Z1", "U1", "E1", "D1", "B2")
_COUNTS = [kind for kind in ContactKind if kind not in NEVER_MEANINGFUL]


def life_of(person: YoungPerson, place: int, dice: random.Random, on: date) -> Iterator[Base]:
    """The rows of one person who is stored already, as of a day."""
    yield from _home(person, place, dice, on)
    if place not in _NO_ACTIVITY:
        since = on - timedelta(days=90)
        yield Activity(young_person_id=person.id, activ=dice.choice(ACTIV[:-1]), since=since)
    yield from _contacts(person, place, dice, on)
    if place in _CALLS:
        yield _call_back(person, place, on)


def _home(person: YoungPerson, place: int, dice: random.Random, on: date) -> Iterator[Base]:
    at_18 = person.birth_date + relativedelta(years=18)
    started = person.birth_date + relativedelta(years=14, days=dice.randint(0, 200))
    ended = at_18 if at_18 <= on else None
    yield LookedAfterPeriod(young_person_id=person.id, started_on=started, ended_on=ended)
    yield Accommodation(young_person_id=person.id, accom=dice.choice(_HOMES), since=started)
    if place in STAYING_PUT and ended:
        yield StayingPut(
            young_person_id=person.id,
            started_on=at_18,
            carer_type="council",
            living_together_agreement_on=at_18,
            contribution_pence=2000,
        )


def _contacts(person: YoungPerson, place: int, dice: random.Random, on: date) -> Iterator[ContactRecord]:
    seen: Optional[int] = SEEN[place]
    if seen is not None:
        yield _contact(person, dice.choice(_COUNTS), on - timedelta(days=seen))
        yield _contact(person, dice.choice(_COUNTS), on - timedelta(days=seen + dice.randint(20, 60)))
    if place in _TEXTED:
        yield _contact(person, dice.choice(NEVER_MEANINGFUL), on - timedelta(days=dice.randint(1, 6)))


def _contact(person: YoungPerson, kind: ContactKind, happened_on: date) -> ContactRecord:
    return ContactRecord(
        young_person_id=person.id,
        personal_adviser_id=person.personal_adviser_id,
        kind=kind.value,
        is_meaningful=kind not in NEVER_MEANINGFUL,
        happened_on=happened_on,
    )


def _call_back(person: YoungPerson, place: int, on: date) -> CallBackRequest:
    asked = datetime.combine(on - timedelta(days=1), time(9 + place % 8))
    is_done = place == _CALLED
    return CallBackRequest(
        young_person_id=person.id,
        asked_at=asked,
        words=_CALLS[place] or None,
        promised_at=None if is_done else asked + timedelta(days=2),
        done_at=asked + timedelta(hours=2) if is_done else None,
    )
