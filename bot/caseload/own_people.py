"""The people whom a signed-in young person can ring: their own PA, and the duty number of the team."""

from __future__ import annotations

from datetime import datetime
from typing import Iterator, Optional

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.answer import ContactLine
from bot.caseload.casework_reads import young_person
from bot.casework.tables import PersonalAdviser, Team, YoungPerson
from bot.identity.access.decisions import Action, read
from bot.safeguarding.passing_on import PA_ENDING


def own_people(session: Session, young_person_id: int, now: datetime) -> tuple[ContactLine, ...]:
    """Who is on record with a number, the PA first; the look is kept in the audit.

    Needs a session of `access.audited`. Raises AccessDenied for somebody unknown, KeyError for whom the database does not show.
    """
    read(session, young_person(young_person_id), Action.RECORD, young_person_id, now)
    person = session.get(YoungPerson, young_person_id)
    if person is None:
        raise KeyError(young_person_id)
    return tuple(_lines(person.personal_adviser, _duty_number(session, person)))


def _lines(adviser: Optional[PersonalAdviser], duty: Optional[str]) -> Iterator[ContactLine]:
    if adviser is not None and adviser.phone:
        yield ContactLine(
            name=f"{adviser.name}{PA_ENDING}", phone=adviser.phone, who_for="The PA on your record"
        )
    if duty:
        yield ContactLine(name="Your team's duty number", phone=duty, who_for="If you can't reach your PA")


def _duty_number(session: Session, person: YoungPerson) -> Optional[str]:
    """That of the adviser's team; without an adviser the council's, if all its teams have the same."""
    if person.personal_adviser is not None:
        return str(person.personal_adviser.team.duty_phone or "") or None
    numbers = set(session.execute(select(Team.duty_phone).where(Team.council == person.council)).scalars())
    return str(numbers.pop()) if len(numbers) == 1 and None not in numbers else None
