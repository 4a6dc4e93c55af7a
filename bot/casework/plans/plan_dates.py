"""When plans in a list are due: narrowed down by the database, then counted to the day as for one person."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Optional, Sequence

from dateutil.relativedelta import relativedelta
from sqlalchemy import and_, false, func, or_, select
from sqlalchemy.orm import Session

from bot.casework.checked import whole
from bot.casework.codes import PlanState
from bot.casework.current import current_plan
from bot.casework.plans.due_dates import assessment_due_when_eligible, next_review_due, still_agreed
from bot.casework.plans.periods import first_reaching
from bot.casework.tables import LookedAfterPeriod, PathwayPlan, YoungPerson
from bot.entitlements.parameters import Parameters

SIGNED = (PlanState.AUTHORISED.value, PlanState.IN_REVIEW.value)
_BEFORE_PLAN = (PlanState.NOT_STARTED.value, PlanState.ASSESSMENT.value)


def due_by(until: date, parameters: Parameters, on: date) -> Any:
    """Holds for every plan due by `until`; for an assessment perhaps for others too. Needs `current_plan` outer-joined.

    An assessment is due three months after the 16th birthday or after becoming
    eligible later (SI 2010/959 regulation 42(1)); later is for `due_day` to say.
    """
    return or_(_assessment_may_be_due_by(until, parameters, on), review_due_by(until, parameters, on))


def _assessment_may_be_due_by(until: date, parameters: Parameters, on: date) -> Any:
    months = whole("needs_assessment_months", parameters, on)
    if months is None:
        return false()
    born_before = first_reaching(until + timedelta(days=1), relativedelta(years=16, months=months))
    return and_(PathwayPlan.state.in_(_BEFORE_PLAN), YoungPerson.birth_date < born_before)


def review_due_by(until: date, parameters: Parameters, on: date) -> Any:
    """Holds, exactly, where a signed plan's review is due by `until` (SI 2010/2571 regulation 7); never NULL if signed.

    Without a checked figure only what was agreed counts, unless it was held already (`still_agreed`).
    """
    agreed, held, signed = PathwayPlan.next_review_on, PathwayPlan.last_review_on, PathwayPlan.authorised_on
    is_still = and_(or_(held.is_(None), agreed > held), or_(signed.is_(None), agreed >= signed))
    reasons = [and_(agreed.isnot(None), agreed <= until, is_still)]
    months = whole("pathway_plan_review_months", parameters, on)
    if months is not None:
        last = func.coalesce(held, signed)
        reasons.append(last < first_reaching(until + timedelta(days=1), relativedelta(months=months)))
    return and_(PathwayPlan.state.in_(SIGNED), or_(*reasons))


def due_day(
    birth_date: date, plan: Any, periods: Sequence[Any], parameters: Parameters, on: date
) -> Optional[date]:
    """The next legal day of somebody's newest plan; `plan` is None, or has `state` None, where none is on record.

    Then there is no day: the plan may be anywhere, only not here, and nobody is told that it is late.
    `periods` are the person's times in care (`started_on`, `ended_on`, `is_short_break`). The law sets no day for
    writing, agreeing or signing off.
    """
    state = None if plan is None else plan.state
    if state in SIGNED:
        months = whole("pathway_plan_review_months", parameters, on)
        agreed = still_agreed(plan.next_review_on, plan.last_review_on, plan.authorised_on)
        return next_review_due(plan.last_review_on or plan.authorised_on, months, agreed)
    return _assessment_day(birth_date, periods, parameters, on) if state in _BEFORE_PLAN else None


def periods_of(session: Session, people: Any) -> dict[int, list[Any]]:
    """The times in care of people (a condition on `YoungPerson`) whose assessment is still to come, by person."""
    waiting = PathwayPlan.state.in_(_BEFORE_PLAN)
    period = LookedAfterPeriod
    wanted = select(period.young_person_id, period.started_on, period.ended_on, period.is_short_break)
    joined = wanted.join(YoungPerson, YoungPerson.id == period.young_person_id).join(
        PathwayPlan, current_plan()
    )
    found: dict[int, list[Any]] = {}
    for row in session.execute(joined.where(people, waiting)):
        found.setdefault(row.young_person_id, []).append(row)
    return found


def _assessment_day(
    birth_date: date, periods: Sequence[Any], parameters: Parameters, on: date
) -> Optional[date]:
    """From becoming eligible. Where no time in care is on record nobody knows when that was, and there is no day."""
    months, weeks = (
        whole(name, parameters, on) for name in ("needs_assessment_months", "care_weeks_after_14")
    )
    if months is None or weeks is None:
        return None
    return assessment_due_when_eligible(birth_date, periods, weeks, months, on)
