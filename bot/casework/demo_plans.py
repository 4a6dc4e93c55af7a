"""Where the plans of the invented people stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Optional

from bot.casework.codes import PlanState
from bot.casework.tables import PathwayPlan


@dataclass(frozen=True)
class DemoPlan:
    """Where a plan stands; days are counted back from the day of seeding."""

    state: PlanState
    state_days: int
    authorised_days: Optional[int] = None
    review_days: Optional[int] = None
    views: Optional[str] = None
    no_views: Optional[str] = None

    def row(self, on: date) -> PathwayPlan:
        """As it is kept."""
        return PathwayPlan(
            state=self.state.value,
            state_since=on - timedelta(days=self.state_days),
            authorised_on=_days_ago(on, self.authorised_days),
            last_review_on=_days_ago(on, self.review_days),
            young_person_views=self.views,
            no_views_reason=self.no_views,
        )


def signed(authorised: int, reviewed: Optional[int] = None) -> DemoPlan:
    """One that was authorised, and perhaps reviewed, so many days ago."""
    return DemoPlan(PlanState.AUTHORISED, authorised, authorised, reviewed)


def waits(days: int) -> DemoPlan:
    """One that the team manager has since so many days, with what the young person thinks of it."""
    return DemoPlan(PlanState.WITH_TEAM_MANAGER, days, views=_VIEWS)


def waits_without_views(days: int) -> DemoPlan:
    """The same, with why their views are not known."""
    return DemoPlan(PlanState.WITH_TEAM_MANAGER, days, no_views=_NO_VIEWS)


_VIEWS = "I am fine with most of it. I want it to say that I would like to stay near my sister. (invented)"
_NO_VIEWS = "Asked by text and at two visits. They did not want to look at the plan now. (invented)"

# By the place among an adviser's people: late, due within days, weeks and months, and every other state.
PLANS = (
    waits(9),
    DemoPlan(PlanState.ASSESSMENT, 12),
    signed(60),
    signed(320, 220),
    signed(400, 189),
    signed(180),
    signed(350, 168),
    signed(300, 155),
    signed(250, 120),
    signed(98),
    DemoPlan(PlanState.DRAFTING, 30),
    DemoPlan(PlanState.WITH_YOUNG_PERSON, 16),
    DemoPlan(PlanState.NOT_STARTED, 21),
    DemoPlan(PlanState.IN_REVIEW, 14, 190),
    waits_without_views(23),
    signed(20),
    signed(330, 30),
    DemoPlan(PlanState.SUPERSEDED, 40, 300),
    signed(45),
    DemoPlan(PlanState.DRAFTING, 75),
    signed(210),
    signed(365, 100),
    DemoPlan(PlanState.ASSESSMENT, 50),
    DemoPlan(PlanState.IN_REVIEW, 5, 185),
    signed(140),
)


def _days_ago(on: date, days: Optional[int]) -> Optional[date]:
    return None if days is None else on - timedelta(days=days)
