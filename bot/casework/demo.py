"""Sixty invented people, so that a fresh start has something to show. None of them exists.

Mobile and landline numbers come from the ranges that Ofcom keeps for drama. The
same seed and day always give the same people.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date
from typing import Callable, Optional

from dateutil.relativedelta import relativedelta
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.casework.codes import ACTIV, ContactKind, PlanState
from bot.casework.tables import (
    Accommodation,
    Activity,
    ContactRecord,
    LookedAfterPeriod,
    PathwayPlan,
    PersonalAdviser,
    Team,
    YoungPerson,
)

HOW_MANY = 60
SEED = 1989  # the year of the Children Act
_LAST_LEAP_DAY = date(2008, 2, 29)
_SIGNED = (PlanState.AUTHORISED, PlanState.IN_REVIEW, PlanState.SUPERSEDED)

_TEAMS = {
    "rutland": ("Priya Shah", ("Sam Okafor", "Nell Abara")),
    "rotherham": ("Marcus Bell", ("Jo Lindqvist", "Tariq Moss")),
}
_DUTY = {"rutland": 198, "rotherham": 199}
_NAMES = [
    "Ash",
    "Bryn",
    "Cleo",
    "Dev",
    "Eden",
    "Fin",
    "Gia",
    "Hari",
    "Indy",
    "Jude",
    "Kai",
    "Luz",
    "Mo",
    "Noor",
    "Oz",
    "Pip",
    "Quinn",
    "Rae",
    "Sol",
    "Tai",
    "Uma",
    "Val",
    "Wren",
    "Xan",
    "Yaz",
    "Zee",
    "Abe",
    "Bea",
    "Cy",
    "Dot",
    "Eli",
    "Fay",
    "Gus",
    "Hal",
    "Ivy",
    "Jax",
    "Kit",
    "Leo",
    "Mia",
    "Ned",
    "Ola",
    "Pax",
    "Rex",
    "Sid",
    "Ted",
    "Una",
    "Vic",
    "Win",
    "Zac",
    "Amal",
    "Beni",
    "Cass",
    "Drew",
    "Elif",
    "Faris",
    "Gwen",
]


@dataclass(frozen=True)
class DemoPerson:
    """One invented young person; days are counted back from the day of seeding."""

    reference: str
    name: str
    mobile: str
    council: str
    adviser: int
    born: date
    state: PlanState
    state_days: int
    authorised_days: Optional[int] = None
    review_days: Optional[int] = None


def people(on: date) -> list[DemoPerson]:
    """The invented people as of a day: four that the README names, then the rest."""
    return [*_named(on), *_more(on)]


def seed(session: Session, on: date, phone_lookup: Callable[[str], str]) -> int:
    """Add the invented people if the database has nobody yet. Returns how many were added."""
    if session.execute(select(func.count()).select_from(YoungPerson)).scalar_one():
        return 0
    advisers = _advisers()
    found = people(on)
    session.add_all(
        _young_person(person, advisers[person.council][person.adviser], on, phone_lookup) for person in found
    )
    session.flush()
    _add_lives(session, on)
    return len(found)


def _named(on: date) -> list[DemoPerson]:
    def born(years: int) -> date:
        return on - relativedelta(years=years, days=40)

    state = PlanState
    return [
        DemoPerson("YP-DEMO-1", "Alex", "07700 900101", "rutland", 0, born(18), state.WITH_TEAM_MANAGER, 9),
        DemoPerson("YP-DEMO-2", "Bilal", "07700 900102", "rotherham", 0, born(19), state.AUTHORISED, 60, 60),
        DemoPerson(
            "YP-DEMO-3", "Casey", "07700 900103", "rotherham", 0, born(20), state.AUTHORISED, 320, 320, 220
        ),
        DemoPerson("YP-DEMO-4", "Dana", "07700 900104", "rutland", 0, born(16), state.ASSESSMENT, 12),
    ]


def _more(on: date) -> list[DemoPerson]:
    dice = random.Random(SEED)  # noqa: S311 - invented people need no secrecy
    return [_one_more(number, dice, on) for number in range(5, HOW_MANY + 1)]


def _one_more(number: int, dice: random.Random, on: date) -> DemoPerson:
    state = list(PlanState)[number % len(PlanState)]
    authorised = dice.randint(20, 400) if state in _SIGNED else None
    return DemoPerson(
        reference=f"YP-DEMO-{number}",
        name=_NAMES[number - 5],
        mobile=f"07700 900{100 + number}",
        council=list(_TEAMS)[number % len(_TEAMS)],
        adviser=dice.randint(0, 1),
        born=_birthday(number, dice, on),
        state=state,
        state_days=dice.randint(1, 60),
        authorised_days=authorised,
        review_days=dice.randint(1, authorised) if authorised and dice.random() < 0.5 else None,  # noqa: PLR2004 - half
    )


def _birthday(number: int, dice: random.Random, on: date) -> date:
    """Mostly any day; the first ones lie on the edges: turning 18 and 16 today, and a leap day."""
    edges = {5: on - relativedelta(years=18), 6: on - relativedelta(years=16), 7: _LAST_LEAP_DAY}
    return edges.get(number) or on - relativedelta(years=dice.randint(16, 24), days=dice.randint(0, 364))


def _advisers() -> dict[str, list[PersonalAdviser]]:
    numbers = iter(range(101, 110))
    made: dict[str, list[PersonalAdviser]] = {}
    for council, (manager, names) in _TEAMS.items():
        team = Team(
            council=council,
            name="Leaving care",
            manager_name=f"{manager} (invented)",
            manager_email=_mailbox(manager),
            duty_phone=f"01632 960{_DUTY[council]}",
        )
        made[council] = [_adviser(name, team, next(numbers)) for name in names]
    return made


def _adviser(name: str, team: Team, number: int) -> PersonalAdviser:
    return PersonalAdviser(
        name=f"{name} (invented)", phone=f"01632 960{number}", email=_mailbox(name), team=team
    )


def _mailbox(name: str) -> str:
    return f"{name.lower().replace(' ', '.')}@example.org"


def _young_person(
    person: DemoPerson, adviser: PersonalAdviser, on: date, phone_lookup: Callable[[str], str]
) -> YoungPerson:
    return YoungPerson(
        reference=person.reference,
        preferred_name=f"{person.name} (invented)",
        birth_date=person.born,
        council=person.council,
        phone=person.mobile,
        phone_lookup=phone_lookup(person.mobile),
        personal_adviser=adviser,
        plans=[_plan(person, on)],
    )


def _plan(person: DemoPerson, on: date) -> PathwayPlan:
    return PathwayPlan(
        state=person.state.value,
        state_since=on - relativedelta(days=person.state_days),
        authorised_on=_days_ago(on, person.authorised_days),
        last_review_on=_days_ago(on, person.review_days),
    )


def _add_lives(session: Session, on: date) -> None:
    """Where they live, what they do, when they were looked after and last spoken to."""
    dice = random.Random(SEED + 1)  # noqa: S311 - as above
    for person in session.execute(select(YoungPerson).order_by(YoungPerson.id)).scalars():
        at_18 = person.birth_date + relativedelta(years=18)
        started = person.birth_date + relativedelta(years=14, days=dice.randint(0, 200))
        ended = at_18 if at_18 <= on else None
        session.add(LookedAfterPeriod(young_person_id=person.id, started_on=started, ended_on=ended))
        session.add(
            Accommodation(
                young_person_id=person.id, accom=dice.choice(("Z1", "U1", "E1", "D1", "B2")), since=started
            )
        )
        session.add(
            Activity(
                young_person_id=person.id, activ=dice.choice(ACTIV[:-1]), since=on - relativedelta(days=90)
            )
        )
        session.add(_contact(person, dice, on))


def _contact(person: YoungPerson, dice: random.Random, on: date) -> ContactRecord:
    kind = dice.choice(list(ContactKind))
    return ContactRecord(
        young_person_id=person.id,
        personal_adviser_id=person.personal_adviser_id,
        kind=kind.value,
        is_meaningful=kind not in (ContactKind.TEXT, ContactKind.EMAIL),
        happened_on=on - relativedelta(days=dice.randint(1, 100)),
    )


def _days_ago(on: date, days: Optional[int]) -> Optional[date]:
    return None if days is None else on - relativedelta(days=days)
