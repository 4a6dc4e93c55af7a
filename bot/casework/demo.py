"""Invented people, so that a fresh start has something to show. None of them exists.

Mobile and landline numbers come from the ranges that Ofcom keeps for drama.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Callable, Optional

from dateutil.relativedelta import relativedelta
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.casework.models import PathwayPlan, PersonalAdviser, PlanState, YoungPerson


@dataclass(frozen=True)
class DemoPerson:
    """One invented young person; days are counted back from the day of seeding."""

    reference: str
    name: str
    mobile: str
    council: str
    years: int
    adviser: str
    state: PlanState
    state_days: int
    authorised_days: Optional[int] = None
    review_days: Optional[int] = None


ADVISERS = (
    PersonalAdviser(
        name="Sam Okafor (invented)",
        phone="01632 960101",
        email="sam.okafor@example.org",
        team_manager="Priya Shah (invented)",
    ),
    PersonalAdviser(
        name="Jo Lindqvist (invented)",
        phone="01632 960102",
        email="jo.lindqvist@example.org",
        team_manager="Marcus Bell (invented)",
    ),
)

PEOPLE = (
    DemoPerson("YP-DEMO-1", "Alex", "07700 900101", "rutland", 18, "Sam", PlanState.WITH_TEAM_MANAGER, 9),
    DemoPerson("YP-DEMO-2", "Bilal", "07700 900102", "rotherham", 19, "Jo", PlanState.AUTHORISED, 60, 60),
    DemoPerson("YP-DEMO-3", "Casey", "07700 900103", "rotherham", 20, "Jo", PlanState.AUTHORISED, 320, 320, 220),
    DemoPerson("YP-DEMO-4", "Dana", "07700 900104", "rutland", 16, "Sam", PlanState.ASSESSMENT, 12),
)


def seed(session: Session, on: date, phone_lookup: Callable[[str], str]) -> int:
    """Add the invented people if the database has nobody yet. Returns how many were added."""
    if session.execute(select(func.count()).select_from(YoungPerson)).scalar_one():
        return 0
    advisers = {found.name.split()[0]: _copy(found) for found in ADVISERS}
    session.add_all(_young_person(person, advisers[person.adviser], on, phone_lookup) for person in PEOPLE)
    return len(PEOPLE)


def _copy(adviser: PersonalAdviser) -> PersonalAdviser:
    fields = ("name", "phone", "email", "team_manager")
    return PersonalAdviser(**{name: getattr(adviser, name) for name in fields})


def _young_person(
    person: DemoPerson, adviser: PersonalAdviser, on: date, phone_lookup: Callable[[str], str]
) -> YoungPerson:
    return YoungPerson(
        reference=person.reference,
        preferred_name=f"{person.name} (invented)",
        birth_date=on - relativedelta(years=person.years, days=40),
        council=person.council,
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


def _days_ago(on: date, days: Optional[int]) -> Optional[date]:
    return None if days is None else on - relativedelta(days=days)
