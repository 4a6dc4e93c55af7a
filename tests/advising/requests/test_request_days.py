"""Days in British words are the days that are meant; what is not sure is left out."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, Optional

import pytest

from bot.advising.requests.period_words import Period
from bot.advising.requests.plain_request import in_full
from bot.advising.requests.said_days import days_in
from bot.yaml_text import read_yaml

SAID: dict[str, Any] = read_yaml((Path(__file__).parent / "said_days.yml").read_text("utf-8"))


def found(text: str, *, on: date, is_past: bool) -> Optional[list[Optional[date]]]:
    """The first and the last day."""
    period, _ = days_in(in_full(text), on, is_past=is_past)
    return period and [period.first, period.last]


@pytest.mark.parametrize(("text", "days"), SAID["ahead"].items())
def test_days_ahead_are_those_that_are_said(text: str, days: Any) -> None:
    """Ranges and days of what is to come."""
    assert found(text, on=SAID["today"], is_past=False) == days


@pytest.mark.parametrize(("text", "days"), SAID["back"].items())
def test_days_of_what_was_are_those_before(text: str, days: Any) -> None:
    """A visit "on friday" was on the last one."""
    assert found(text, on=SAID["today"], is_past=True) == days


@pytest.mark.parametrize("text", SAID["unsure"])
def test_what_is_not_sure_is_left_out(text: str) -> None:
    """School terms differ, seasons have no days, and some words only look like a day."""
    assert found(text, on=SAID["today"], is_past=False) is None


@pytest.mark.parametrize(
    "on", [date(2026, 1, 1), date(2026, 1, 31), date(2026, 12, 31), date(2028, 2, 29), date(2026, 3, 31)]
)
@pytest.mark.parametrize("text", [*SAID["ahead"], *SAID["back"], *SAID["unsure"]])
def test_a_range_never_ends_before_it_begins(text: str, on: date) -> None:
    """On the edges of months and years too."""
    for is_past in (False, True):
        days, _ = days_in(in_full(text), on, is_past=is_past)
        assert days is None or days == Period(days.first, days.last)
        if days and days.first and days.last:
            assert days.first <= days.last
