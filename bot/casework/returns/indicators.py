"""The indicators of the corporate parenting report: counts with their definition, source and rating.

Unchecked, as `bot.casework.queries`. Thresholds and the weeks that count as in touch are in
`data/parameters`, as Rotherham printed them in 2017; no threshold was printed for contact.
What leaves the team goes through `shared`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Optional, Sequence

from dateutil.relativedelta import relativedelta
from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import Session

from bot.casework.checked import checked, known
from bot.casework.codes import ACCOM, IN_EDUCATION_OR_WORK
from bot.casework.current import (
    code_on,
    current_plan,
    has_contact,
    is_in_touch,
    last_meaningful_contact,
)
from bot.casework.plans.periods import first_reaching
from bot.casework.plans.plan_dates import SIGNED, review_due_by
from bot.casework.scope import Scope, in_scope
from bot.casework.tables import Accommodation, Activity, PathwayPlan, YoungPerson
from bot.entitlements.parameters import Parameters

SMALL = 5  # counts below this may point to a person
_SUITABLE = tuple(code for code in ACCOM if code.endswith("1"))
_REPORT = "Rotherham, Corporate Parenting Performance Report, February 2017"


@dataclass(frozen=True)
class Definition:
    """What is counted. `amber` and `green` are the ids of the figures from which a share is that; below amber it is red."""

    key: str
    label: str
    counted: str
    among: str
    source: str
    amber: Optional[str] = None
    green: Optional[str] = None


@dataclass(frozen=True)
class SharedIndicator:
    """An indicator that may leave the team. None stands where a small number would show."""

    definition: Definition
    numerator: Optional[int]
    denominator: Optional[int]
    percent: Optional[float]
    rating: Optional[str]
    is_suppressed: bool
    unknown: Optional[int] = None


@dataclass(frozen=True)
class Indicator:
    """An exact count on a day. Names nobody, but small numbers may: keep it in the team.

    `unknown` is how many are not counted because nothing about them is on record, which says nothing about them.
    """

    definition: Definition
    numerator: int
    denominator: int
    amber: Optional[float] = None
    green: Optional[float] = None
    unknown: Optional[int] = None

    @property
    def percent(self) -> Optional[float]:
        """The share in percent, not rounded; None if there is nobody to count."""
        return 100 * self.numerator / self.denominator if self.denominator else None

    @property
    def rating(self) -> Optional[str]:
        """red, amber or green by the thresholds of the day; None where none is known, or nobody is counted."""
        if self.percent is None or self.amber is None or self.green is None:
            return None
        if self.percent < self.amber:
            return "red"
        return "green" if self.percent >= self.green else "amber"

    def suppressed(self) -> SharedIndicator:
        """This line alone as it may leave the team; `shared` makes a report of several.

        If fewer than five are counted, or fewer than five are not, the count, the
        share and the rating go (each would give the rest away); of fewer than five
        people in all not even their number stays.
        """
        if min(self.numerator, self.denominator - self.numerator) >= SMALL:
            return SharedIndicator(
                self.definition,
                self.numerator,
                self.denominator,
                self.percent,
                self.rating,
                is_suppressed=False,
                unknown=self._unknown_to_share(),
            )
        denominator = self.denominator if self.denominator >= SMALL else None
        return SharedIndicator(self.definition, None, denominator, None, None, is_suppressed=True)

    def _unknown_to_share(self) -> Optional[int]:
        """Hidden where it, or those of whom it is known that they don't count, would be few."""
        if self.unknown is None:
            return None
        known_not = self.denominator - self.numerator - self.unknown
        return self.unknown if min(self.unknown, known_not) >= SMALL else None


@dataclass(frozen=True)
class Counting:
    """One indicator as conditions on `YoungPerson`: among whom, who counts, of whom nothing is on record; and what is, if it is."""

    definition: Definition
    among: Any
    yes: Any
    unknown: Any
    known_as: Any


UP_TO_DATE_PLANS = Definition(
    "up_to_date_plans",
    "Up-to-date pathway plans",
    "those whose newest plan is authorised or in review and whose review is not overdue",
    "young people from 16 to 24; the source counts looked-after children alone",
    f"{_REPORT}, indicator 7.2",
    amber="rotherham_plans_amber_from",
    green="rotherham_plans_green_from",
)
SUITABLE_ACCOMMODATION = Definition(
    "suitable_accommodation",
    "Suitable accommodation",
    "those whose last confirmed home is on record as suitable (ACCOM codes ending in 1); not known is not counted as suitable",
    "care leavers from 18 to 24",
    f"{_REPORT}, indicator 7.3; SSDA903 ACCOM",
    amber="rotherham_accommodation_amber_from",
    green="rotherham_accommodation_green_from",
)
EET = Definition(
    "eet",
    "In education, employment or training",
    "those last confirmed as in education, training or work, full or part time (ACTIV codes F and P); not known is not counted as in",
    "care leavers from 18 to 24",
    f"{_REPORT}, indicator 7.4; SSDA903 ACTIV",
    amber="rotherham_eet_amber_from",
    green="rotherham_eet_green_from",
)
IN_TOUCH = Definition(
    "in_touch",
    "In touch",
    "those with meaningful contact in the weeks that count as in touch; texts and emails don't count",
    "care leavers from 18 to 24",
    f"{_REPORT}, narrative; no threshold printed",
)


def indicators(session: Session, scope: Scope, parameters: Parameters, on: date) -> list[Indicator]:
    """The four indicators of a scope on a day, in one statement.

    Raises LookupError for a day without a checked figure of the weeks that count as in touch.
    """
    counted = counting(parameters, on)
    sums = [
        *(_sum(and_(one.among, one.yes)) for one in counted),
        *(_sum(one.among) for one in counted),
        *(_sum(and_(one.among, one.unknown)) for one in counted),
    ]
    joined = (
        select(*sums).select_from(YoungPerson).outerjoin(PathwayPlan, current_plan()).where(in_scope(scope))
    )
    row = [int(value or 0) for value in session.execute(joined).one()]
    numerators, denominators, unknown = (
        row[at : at + len(counted)] for at in range(0, len(row), len(counted))
    )
    return [
        replace(rated(made.definition, numerators[at], denominators[at], parameters, on), unknown=unknown[at])
        for at, made in enumerate(counted)
    ]


def counting(parameters: Parameters, on: date) -> Sequence[Counting]:
    """How each of the four is counted on a day. Needs `current_plan` outer-joined. Raises LookupError as `indicators`."""
    adult, sixteen = _aged(18, on), _aged(16, on)
    overdue = review_due_by(on - timedelta(days=1), parameters, on)
    accom, activ = code_on(Accommodation, "accom", on), code_on(Activity, "activ", on)
    weeks = known("in_touch_weeks", parameters, on)
    signed = and_(PathwayPlan.state.in_(SIGNED), ~overdue)
    return (
        Counting(UP_TO_DATE_PLANS, sixteen, signed, PathwayPlan.id.is_(None), PathwayPlan.state),
        Counting(SUITABLE_ACCOMMODATION, adult, accom.in_(_SUITABLE), accom.is_(None), accom),
        Counting(EET, adult, activ.in_(IN_EDUCATION_OR_WORK), activ.is_(None), activ),
        Counting(IN_TOUCH, adult, is_in_touch(on, weeks), ~has_contact(on), last_meaningful_contact(on)),
    )


def rated(
    definition: Definition, numerator: int, denominator: int, parameters: Parameters, on: date
) -> Indicator:
    """A count with the thresholds of the day, as far as they are known."""
    amber, green = (
        checked(figure, parameters, on) if figure else None for figure in (definition.amber, definition.green)
    )
    return Indicator(definition, numerator, denominator, amber, green)


def shared(found: Sequence[Indicator]) -> list[SharedIndicator]:
    """The indicators of one scope and day as one report that may leave the team.

    Small numbers are hidden in each, and also what a reader could get by taking one published number of people from
    another: the younger ages of the wider group are its people less those of the narrower. Where that would be fewer
    than five, the wider group's line goes entirely.
    """
    shown = [one.suppressed() for one in found]
    totals = {one.denominator for one in shown if one.denominator is not None}
    return [_withheld(one) if _gives_few_away(one.denominator, totals) else one for one in shown]


def _gives_few_away(total: Optional[int], totals: set[int]) -> bool:
    return total is not None and any(0 < total - other < SMALL for other in totals)


def _withheld(one: SharedIndicator) -> SharedIndicator:
    return SharedIndicator(one.definition, None, None, None, None, is_suppressed=True)


def _aged(years: int, on: date) -> Any:
    """From this age up to the 25th birthday, when the duty to care leavers ends."""
    tomorrow = on + timedelta(days=1)
    return and_(
        YoungPerson.birth_date < first_reaching(tomorrow, relativedelta(years=years)),
        YoungPerson.birth_date >= first_reaching(tomorrow, relativedelta(years=25)),
    )


def _sum(condition: Any) -> Any:
    return func.sum(case((condition, 1), else_=0))
