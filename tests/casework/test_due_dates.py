"""When a review or an assessment is due: months counted as the calendar has them."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import example, given
from hypothesis import strategies as st

from bot.casework.plans.due_dates import (
    DueStatus,
    assessment_due_when_eligible,
    due_status,
    eligible_since,
    next_review_due,
    review_due,
)
from bot.casework.tables import LookedAfterPeriod

DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2080, 12, 31))
MONTHS = st.integers(min_value=1, max_value=24)


def months_between(first: date, last: date) -> int:
    """How many calendar months lie between two days, the day of the month left aside."""
    return (last.year - first.year) * 12 + last.month - first.month


def last_day_of(day: date) -> int:
    """The last day of this day's month."""
    return calendar.monthrange(day.year, day.month)[1]


@pytest.mark.parametrize(
    ("last_review", "due"),
    [
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
    ],
    ids=str,
)
def test_a_review_is_due_six_months_later_or_at_the_end_of_that_month(last_review: date, due: date) -> None:
    """31 August plus six months is the end of February, in leap years the 29th."""
    assert review_due(last_review, 6) == due


@given(DAYS, MONTHS)
def test_a_review_is_due_in_the_right_month_on_the_same_day_or_its_last(
    last_review: date, months: int
) -> None:
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


def assessment_due(born: date, months: int) -> date:
    """The day for somebody who was in care from birth to 18."""
    grown_up = born + relativedelta(years=18)
    due = assessment_due_when_eligible(
        born, [LookedAfterPeriod(started_on=born, is_short_break=False)], 13, months, grown_up
    )
    assert due is not None
    return due


@pytest.mark.parametrize(
    ("born", "due"),
    [
        (date(2008, 2, 29), date(2024, 5, 29)),
        (date(2010, 1, 15), date(2026, 4, 15)),
        (date(2009, 11, 30), date(2026, 2, 28)),
        (date(2011, 11, 30), date(2028, 2, 29)),
        (date(2010, 12, 31), date(2027, 3, 31)),
    ],
    ids=str,
)
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


LAST = date(2026, 8, 31)


@pytest.mark.parametrize(
    ("months", "asked_for", "due"),
    [
        (6, None, date(2027, 2, 28)),
        (6, date(2026, 9, 1), date(2026, 9, 1)),
        (6, date(2027, 2, 27), date(2027, 2, 27)),
        (6, date(2027, 3, 1), date(2027, 2, 28)),
        (None, date(2027, 3, 1), date(2027, 3, 1)),
        (None, None, None),
    ],
)
def test_a_review_that_was_asked_for_is_due_as_asked(
    months: int | None, asked_for: date | None, due: date | None
) -> None:
    """Sooner if somebody asks, never later than the law allows, and no date where none is known."""
    assert next_review_due(LAST, months, asked_for) == due


@given(DAYS, MONTHS, st.none() | DAYS)
def test_asking_never_puts_a_review_off(last_review: date, months: int, asked_for: date | None) -> None:
    """The law's day holds, whatever is asked."""
    due = next_review_due(last_review, months, asked_for)
    assert due is not None
    assert due <= review_due(last_review, months)
    assert due in (asked_for, review_due(last_review, months))


@pytest.mark.parametrize(
    ("on", "status"),
    [
        (date(2028, 1, 31), DueStatus.NOT_DUE),
        (date(2028, 2, 1), DueStatus.DUE_SOON),
        (date(2028, 2, 29), DueStatus.DUE_SOON),
        (date(2028, 3, 1), DueStatus.OVERDUE),
    ],
    ids=str,
)
def test_due_soon_begins_within_the_days_and_overdue_the_day_after(on: date, status: DueStatus) -> None:
    """Due on a leap day, with 28 days of notice."""
    assert due_status(date(2028, 2, 29), on, 28) == status


def test_without_a_due_day_nothing_is_due() -> None:
    """No date is not a late date."""
    assert due_status(None, LAST, 28) == DueStatus.NOT_DUE


def test_a_negative_notice_is_refused_with_the_fix() -> None:
    """It would hide what is due today."""
    with pytest.raises(ValueError, match="soon_days is -1; give 0 or more"):
        due_status(LAST, LAST, -1)


@given(DAYS, DAYS, st.integers(min_value=0, max_value=400))
def test_as_days_pass_a_date_only_comes_nearer(due: date, on: date, soon: int) -> None:
    """Not due, then due soon, then overdue: never back; and overdue exactly when the day is past."""
    order = list(DueStatus)
    today, tomorrow = due_status(due, on, soon), due_status(due, on + timedelta(days=1), soon)
    assert order.index(today) <= order.index(tomorrow)
    assert (today is DueStatus.OVERDUE) == (on > due)


BORN = date(2010, 3, 31)
FOURTEEN, SIXTEEN, EIGHTEEN = date(2024, 3, 31), date(2026, 3, 31), date(2028, 3, 31)
LATE = date(2030, 1, 1)


def in_care(first: date, last: date | None = None, *, short_break: bool = False) -> LookedAfterPeriod:
    """A time of being looked after, first and last day included."""
    return LookedAfterPeriod(started_on=first, ended_on=last, is_short_break=short_break)


def days(count: int) -> timedelta:
    """So many days."""
    return timedelta(days=count)


@pytest.mark.parametrize(
    ("periods", "since"),
    [
        ([in_care(date(2020, 1, 1))], SIXTEEN),
        ([in_care(SIXTEEN - days(90))], SIXTEEN),
        ([in_care(SIXTEEN - days(89))], SIXTEEN + days(1)),
        ([in_care(SIXTEEN)], SIXTEEN + days(90)),
        ([in_care(SIXTEEN, SIXTEEN + days(89))], None),
        ([in_care(date(2020, 1, 1), SIXTEEN - days(1))], None),
        ([in_care(date(2020, 1, 1), SIXTEEN)], SIXTEEN),
        (
            [in_care(date(2020, 1, 1), FOURTEEN + days(89)), in_care(date(2027, 1, 1), date(2027, 1, 1))],
            date(2027, 1, 1),
        ),
        ([in_care(date(2020, 1, 1), FOURTEEN + days(88)), in_care(date(2027, 1, 1), date(2027, 1, 1))], None),
        ([in_care(EIGHTEEN - days(90))], None),
        ([in_care(EIGHTEEN - days(91))], EIGHTEEN - days(1)),
        ([in_care(date(2020, 1, 1), short_break=True)], None),
        ([in_care(date(2020, 1, 1), SIXTEEN - days(1)), in_care(SIXTEEN, short_break=True)], None),
        ([in_care(SIXTEEN, SIXTEEN + days(50)), in_care(SIXTEEN, SIXTEEN + days(89))], None),
        ([], None),
    ],
    ids=[
        "long_before",
        "13_weeks_on_the_birthday",
        "a_day_short_on_it",
        "from_16_on",
        "a_day_short_and_gone",
        "left_before_16",
        "left_on_16",
        "two_times",
        "two_times_a_day_short",
        "18_comes_first",
        "the_day_before_18",
        "short_breaks",
        "only_a_short_break_at_16",
        "the_same_days_twice",
        "never",
    ],
)
def test_who_is_eligible_and_since_when(periods: list[LookedAfterPeriod], since: date | None) -> None:
    """91 days from the 14th birthday on, one of them at 16 or 17, short breaks left out (SI 2010/959 regulation 40)."""
    assert eligible_since(BORN, periods, 13, LATE) == since


def test_what_has_not_happened_yet_does_not_count() -> None:
    """Somebody who came into care at 16 is eligible on the 91st day and not before."""
    assert eligible_since(BORN, [in_care(SIXTEEN)], 13, SIXTEEN + days(89)) is None
    assert eligible_since(BORN, [in_care(SIXTEEN)], 13, SIXTEEN + days(90)) == SIXTEEN + days(90)


@pytest.mark.parametrize(
    ("periods", "due"),
    [
        ([in_care(date(2020, 1, 1))], date(2026, 6, 30)),
        ([in_care(date(2027, 9, 1))], date(2028, 2, 29)),
        ([in_care(date(2028, 1, 1))], None),
    ],
)
def test_an_assessment_is_due_three_months_after_becoming_eligible(
    periods: list[LookedAfterPeriod], due: date | None
) -> None:
    """From the 16th birthday, or from 30 November 2027 to the leap day after; never for who was not eligible."""
    assert assessment_due_when_eligible(BORN, periods, 13, 3, LATE) == due


PERIODS = st.lists(
    st.builds(
        lambda start, length, is_short: in_care(
            FOURTEEN + days(start),
            None if length is None else FOURTEEN + days(start + length),
            short_break=is_short,
        ),
        st.integers(min_value=-200, max_value=1500),
        st.none() | st.integers(min_value=0, max_value=200),
        st.booleans(),
    ),
    max_size=6,
)


def counted_day_by_day(born: date, periods: list[LookedAfterPeriod], on: date) -> date | None:
    """The rule as a person with a calendar would apply it."""
    so_far = 0
    day, sixteen, eighteen = (born + relativedelta(years=age) for age in (14, 16, 18))
    while day <= on and day < eighteen:
        if any(not p.is_short_break and p.started_on <= day <= (p.ended_on or on) for p in periods):
            so_far += 1
            if so_far >= 91 and day >= sixteen:
                return day
        day += days(1)
    return None


@given(PERIODS, st.sampled_from([BORN, date(2010, 2, 28), date(2008, 2, 29)]), st.dates(FOURTEEN, LATE))
@example([in_care(FOURTEEN)], date(2008, 2, 29), LATE)
def test_the_13_weeks_are_those_of_a_calendar(periods: list[LookedAfterPeriod], born: date, on: date) -> None:
    """However times in care lie to each other, counting spans gives what counting days gives."""
    assert eligible_since(born, periods, 13, on) == counted_day_by_day(born, periods, on)
