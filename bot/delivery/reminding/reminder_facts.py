"""Reads what reminders go by: a few statements for however many people, and never what a plan says."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import Any, Mapping, Optional, Sequence
from zoneinfo import ZoneInfo

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import Session

from bot.caseload.text_settings import REMINDERS
from bot.casework.current import current_plan
from bot.casework.tables import (
    CallBackRequest,
    Consent,
    LookedAfterPeriod,
    PathwayPlan,
    ReturnFact,
    StayingPut,
    YoungPerson,
)
from bot.delivery.reminding.coming_days import CALL_KEPT, Facts
from bot.delivery.reminding.reminder_tables import Survey
from bot.identity.by_phone.texter_tables import Texter
from bot.records.keyed import normal_mobile

UK = ZoneInfo("Europe/London")
_DIED = "DIED"  # the return's code


def london(now: datetime) -> datetime:
    """The time of day in London; `now` is naive UTC."""
    return now.replace(tzinfo=timezone.utc).astimezone(UK)


def facts_of(session: Session, people: Any, now: datetime) -> list[Facts]:
    """What is known of everybody of a condition on `YoungPerson`, by the number of the record."""
    on = london(now).date()
    rows = session.execute(_statement(on).where(people).order_by(YoungPerson.id)).all()
    calls, surveys = _calls(session, people, now), _surveys(session, on)
    return [_facts(row, calls.get(row.id, ()), surveys.get(row.council, ())) for row in rows]


def one_of(session: Session, person: int, now: datetime) -> Optional[Facts]:
    """What is known of one person; None if there is nobody."""
    return next(iter(facts_of(session, YoungPerson.id == person, now)), None)


def has_agreed() -> Any:
    """The condition on `YoungPerson` that they agreed to be reminded, and did not take it back."""
    theirs = (Consent.young_person_id == YoungPerson.id, Consent.kind == REMINDERS)
    return exists().where(*theirs, Consent.withdrawn_on.is_(None)).correlate(YoungPerson)


def _statement(on: date) -> Any:
    person, plan = YoungPerson, PathwayPlan
    columns = (
        person.id,
        person.reference,
        person.council,
        person.birth_date,
        person.phone,
        person.phone_lookup,
        person.personal_adviser_id,
        plan.state,
        plan.authorised_on,
        plan.last_review_on,
        plan.next_review_on,
        _goes_on(LookedAfterPeriod, on, LookedAfterPeriod.is_short_break.is_(False)).label("is_in_care"),
        _goes_on(StayingPut, on).label("stays_put"),
        exists()
        .where(ReturnFact.young_person_id == person.id, ReturnFact.in_touch == _DIED)
        .correlate(person)
        .label("has_died"),
        Texter.stopped_at,
        Texter.last_heard_at,
    )
    joined = select(*columns).select_from(person).outerjoin(plan, current_plan())
    return joined.outerjoin(Texter, Texter.phone_lookup == person.phone_lookup)


def _goes_on(table: Any, on: date, *more: Any) -> Any:
    held = and_(table.started_on <= on, or_(table.ended_on.is_(None), table.ended_on >= on))
    return exists().where(table.young_person_id == YoungPerson.id, held, *more).correlate(YoungPerson)


def _calls(session: Session, people: Any, now: datetime) -> Mapping[int, Sequence[tuple[int, date]]]:
    """Wishes for a call that nobody has ticked off, by person."""
    asked = CallBackRequest
    wanted = select(asked.id, asked.young_person_id, asked.asked_at).join(
        YoungPerson, YoungPerson.id == asked.young_person_id
    )
    since = now - timedelta(days=CALL_KEPT + 1)
    found: dict[int, list[tuple[int, date]]] = {}
    for row in session.execute(wanted.where(people, asked.done_at.is_(None), asked.asked_at >= since)):
        found.setdefault(row.young_person_id, []).append((row.id, london(row.asked_at).date()))
    return found


def _surveys(session: Session, on: date) -> Mapping[str, Sequence[Any]]:
    """Those that go on, by council."""
    wanted = select(Survey).where(Survey.asked_on <= on, Survey.ends_on >= on).order_by(Survey.id)
    found: dict[str, list[Any]] = {}
    for survey in session.execute(wanted).scalars():
        found.setdefault(survey.council, []).append(survey)
    return found


def _facts(row: Any, calls: Sequence[tuple[int, date]], surveys: Sequence[Any]) -> Facts:
    return Facts(
        person=int(row.id),
        reference=row.reference,
        council=row.council,
        birth_date=row.birth_date,
        number=normal_mobile(row.phone or ""),
        lookup=row.phone_lookup,
        plan=row,
        has_adviser=row.personal_adviser_id is not None,
        is_in_care=bool(row.is_in_care),
        stays_put=bool(row.stays_put),
        has_died=bool(row.has_died),
        stopped_at=row.stopped_at,
        last_heard_at=row.last_heard_at,
        calls=calls,
        surveys=surveys,
    )
