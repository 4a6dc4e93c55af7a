"""A hundred invented people, so that a fresh start has something to show. None of them exists.

Each of four advisers has twenty-five. Mobile and landline numbers come from the ranges that
Ofcom keeps for drama. The same seed and day always give the same people.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date
from typing import Callable, Iterator

from dateutil.relativedelta import relativedelta
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.casework.codes import PlanState
from bot.casework.demo_lives import STAYING_PUT, life_of
from bot.casework.demo_names import NAMES
from bot.casework.demo_plans import PLANS, DemoPlan, signed, waits
from bot.casework.tables import PersonalAdviser, Team, YoungPerson

EACH = 25  # people of one adviser
HOW_MANY = 4 * EACH
SEED = 1989  # the year of the Children Act
_LAST_LEAP_DAY = date(2008, 2, 29)
_OURS = 11  # the one who would have the number that the phone on the terminal texts

_TEAMS = {
    "rutland": ("Priya Shah", ("Sam Okafor", "Nell Abara")),
    "rotherham": ("Marcus Bell", ("Jo Lindqvist", "Tariq Moss")),
}
_DUTY = {"rutland": 198, "rotherham": 199}


# Whose plan was just begun, by place: how many days ago they turned 16. The needs assessment is due three months after.
_JUST_16 = {1: 40, 10: 150, 12: 21, 22: 110}
# Who has a birthday ahead that needs preparing, by place: the age, and in how many days.
_BIRTHDAYS_AHEAD = {8: (18, 20), 9: (18, 75), 15: (21, 40), 24: (25, 60)}


@dataclass(frozen=True)
class DemoPerson:
    """One invented young person. `place` is that among the people of their adviser, from 0."""

    reference: str
    name: str
    mobile: str
    council: str
    adviser: int
    place: int
    born: date
    plan: DemoPlan

    @property
    def state(self) -> PlanState:
        """Where their plan stands."""
        return self.plan.state


def people(on: date) -> list[DemoPerson]:
    """The invented people as of a day: four that the README names, then the rest."""
    return [*_named(on), *_more(on)]


def seed(session: Session, on: date, phone_lookup: Callable[[str], str]) -> int:
    """Add the invented people if the database has nobody yet. Returns how many were added."""
    if session.execute(select(func.count()).select_from(YoungPerson)).scalar_one():
        return 0
    advisers = _advisers()
    session.add_all(one for both in advisers.values() for one in both)
    session.flush()  # so that their numbers follow the order above
    found = people(on)
    rows = [_young_person(one, advisers[one.council][one.adviser], on, phone_lookup) for one in found]
    session.add_all(rows)
    session.flush()
    dice = random.Random(SEED + 1)  # noqa: S311 - invented people need no secrecy
    for one, row in zip(found, rows, strict=True):
        session.add_all(life_of(row, one.place, dice, on))
    return len(found)


def _named(on: date) -> list[DemoPerson]:
    def born(years: int) -> date:
        return on - relativedelta(years=years, days=40)

    def named(number: int, name: str, council: str, place: int, years: int, plan: DemoPlan) -> DemoPerson:
        mobile = f"07700 90010{number}"
        return DemoPerson(f"YP-DEMO-{number}", name, mobile, council, 0, place, born(years), plan)

    return [
        named(1, "Alex", "rutland", 0, 18, waits(9)),
        named(2, "Bilal", "rotherham", 0, 19, signed(60)),
        named(3, "Casey", "rotherham", 1, 20, signed(320, 220)),
        named(4, "Dana", "rutland", 1, 16, DemoPlan(PlanState.ASSESSMENT, 12)),
    ]


def _more(on: date) -> Iterator[DemoPerson]:
    dice = random.Random(SEED)  # noqa: S311 - as above
    taken = {(council, adviser): 0 for council in _TEAMS for adviser in (0, 1)}
    taken.update({(council, 0): 2 for council in _TEAMS})  # of those named
    for number in range(5, HOW_MANY + 1):
        council = list(_TEAMS)[number % len(_TEAMS)]
        adviser = 1 - number // len(_TEAMS) % 2 if taken[council, 0] < EACH else 1
        yield _one_more(number, council, adviser, taken[council, adviser], dice, on)
        taken[council, adviser] += 1


def _one_more(
    number: int, council: str, adviser: int, place: int, dice: random.Random, on: date
) -> DemoPerson:
    return DemoPerson(
        reference=f"YP-DEMO-{number}",
        name=NAMES[number - 5],
        mobile=_mobile(number),
        council=council,
        adviser=adviser,
        place=place,
        born=_birthday(number, place, dice, on),
        plan=PLANS[place],
    )


def _mobile(number: int) -> str:
    """One of those that are nobody's; tests and docs use others."""
    is_of_the_first = number <= 60 and number != _OURS  # noqa: PLR2004 - those have had theirs for long
    return f"07700 900{number + (100 if is_of_the_first else 0):03d}"


def _birthday(number: int, place: int, dice: random.Random, on: date) -> date:
    """Mostly any day; the first ones lie on the edges: turning 18 and 16 today, and a leap day. Then what their place needs."""
    edges = {5: on - relativedelta(years=18), 6: on - relativedelta(years=16), 7: _LAST_LEAP_DAY}
    youngest, oldest = (18, 20) if place in STAYING_PUT else (16, 24)
    born = on - relativedelta(years=dice.randint(youngest, oldest), days=dice.randint(0, 364))
    if place in _BIRTHDAYS_AHEAD:
        years, days = _BIRTHDAYS_AHEAD[place]
        born = on + relativedelta(days=days) - relativedelta(years=years)
    if place in _JUST_16:
        born = on - relativedelta(days=_JUST_16[place]) - relativedelta(years=16)
    return edges.get(number, born)


def _advisers() -> dict[str, list[PersonalAdviser]]:
    numbers = iter(range(101, 105))
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
        plans=[person.plan.row(on)],
    )
