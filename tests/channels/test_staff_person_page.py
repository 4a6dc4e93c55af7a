"""The page of one young person for staff, where little is known of them and nobody is texted."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from invented_world import NOW

from bot.advising.doing.deeds import UNDO_FOR, DeedKind, Done
from bot.caseload.person_now import OpenCall, PersonNow
from bot.channels.staff.staff_person_render import Typed, done_values, person_now_values
from bot.channels.staff.staff_render import StaffViews

DONE = Done(5, DeedKind.CALL, 17, NOW, {}, {"call": 3, "done_at": "2026-11-22T12:00:00"})


def page(done: Done | None = None, now: datetime = NOW, words: str = "") -> str:
    """The page of an invented person without a plan."""
    person = PersonNow(17, "Kit <b>(invented)</b>", "YP-17", "rutland", None, (OpenCall(3, NOW, words),))
    values = person_now_values(person, "k" * 22, Typed(), Typed(), date(2026, 11, 24))
    values.update(done=done_values(done, now), is_wrong=False)
    return StaffViews("").person(values, None, None)


def test_a_gap_in_the_records_is_not_told_as_a_fact() -> None:
    """No plan on record is no more than that; where nobody is texted, nothing is said of it; names are escaped."""
    shown = page()
    assert "No plan is on record here. It may be in the case system alone." in shown
    assert "Text messages" not in shown
    assert "/moves/" not in shown
    assert "<b>(invented)" not in shown


def test_the_words_of_a_wish_to_be_called_are_shown_as_they_were_written() -> None:
    """Escaped like everything else."""
    assert "after 4 &lt;pm&gt; (invented)" in page(words="after 4 <pm> (invented)")


@pytest.mark.parametrize(("age", "is_open"), [(UNDO_FOR, True), (UNDO_FOR + timedelta(seconds=1), False)])
def test_undo_is_offered_for_five_minutes(age: timedelta, is_open: bool) -> None:
    """After that it still says what was done."""
    shown = page(DONE, NOW + age)
    assert "A call was ticked off." in shown
    assert ('name="deed" value="5"' in shown) is is_open
