"""When a review or an assessment is due: months counted as the calendar has them."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.casework.plan_status import assessment_due, review_due

DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2080, 12, 31))
MONTHS = st.integers(min_value=1, max_value=24)


def months_between(first: date, last: date) -> int:
    """How many calendar months lie between two days, the day of the month left aside."""
    return (last.year - first.year) * 12 + last.month - first.month


def last_day_of(day: date) -> int:
    """The last day of this day's month."""
    return calendar.monthrange(day.year, day.month)[1]


@pytest.mark.parametrize(("last_review", "due"), [
    (date(2026, 3, 15), date(2026, 9, 15)),
    (date(2026, 8, 31), date(2027, 2, 28)),
    (date(2027, 8, 31), date(2028, 2, 29)),
    (date(2027, 8, 30), date(2028, 2, 29)),
    (date(2027, 8, 29), date(2028, 2, 29)),
    (date(2026, 8, 28), date(2027, 2, 28)),
    (date(2026, 3, 31), date(2026, 9, 30)),
    (date(2026, 9, 30), date(2027, 3, 30)),
    (date(2028, 2, 29), date(2028, 8, 29)),
    (date(2026, 12, 31), date(2027, 6, 30)),
], ids=str)
def test_a_review_is_due_six_months_later_or_at_the_end_of_that_month(last_review: date, due: date) -> None:
    """31 August plus six months is the end of February, in leap years the 29th."""
    assert review_due(last_review, 6) == due


@given(DAYS, MONTHS)
def test_a_review_is_due_in_the_right_month_on_the_same_day_or_its_last(last_review: date, months: int) -> None:
    """Whatever the day, the month is right, and the day is the same or the last that there is."""
    due = review_due(last_review, months)
    assert months_between(last_review, due) == months
    assert due.day == min(last_review.day, last_day_of(due))


@given(DAYS, DAYS, MONTHS)
def test_a_later_review_is_never_due_earlier(one: date, other: date, months: int) -> None:
    """Who was reviewed later is not overdue sooner."""
    earlier, later = sorted([one, other])
    assert review_due(earlier, months) <= review_due(later, months)


@given(DAYS)
def test_six_months_are_about_half_a_year(last_review: date) -> None:
    """Six months are 181 to 184 days."""
    assert timedelta(days=181) <= review_due(last_review, 6) - last_review <= timedelta(days=184)


@pytest.mark.parametrize(("born", "due"), [
    (date(2008, 2, 29), date(2024, 5, 29)),
    (date(2010, 1, 15), date(2026, 4, 15)),
    (date(2009, 11, 30), date(2026, 2, 28)),
    (date(2011, 11, 30), date(2028, 2, 29)),
    (date(2010, 12, 31), date(2027, 3, 31)),
], ids=str)
def test_an_assessment_is_due_three_months_after_the_sixteenth_birthday(born: date, due: date) -> None:
    """Born on 29 February 2008 means due on 29 May 2024; a month's end stays a month's end."""
    assert assessment_due(born, 3) == due


@given(DAYS)
def test_an_assessment_is_due_sixteen_years_and_three_months_after_birth(born: date) -> None:
    """Whatever the birthday, the month is right, and the day is the same or the last that there is."""
    due = assessment_due(born, 3)
    assert months_between(born, due) == 16 * 12 + 3
    assert due.day == min(born.day, last_day_of(due))


@given(DAYS, DAYS)
def test_who_is_older_is_assessed_first(one: date, other: date) -> None:
    """An older young person is never due later."""
    older, younger = sorted([one, other])
    assert assessment_due(older, 3) <= assessment_due(younger, 3)
