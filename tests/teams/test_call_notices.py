"""A young person asks to be called: their adviser hears of it in Teams at once, says when they ring, or that they have."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from notice_world import (
    Post,
    add_account,
    add_adviser,
    add_person,
    add_team,
    ask_call,
    change,
    looks,
    render,
    shown_on_a_locked_phone,
)
from pressing_world import press, press_value

from bot.casework.tables import CallBackRequest, StaffAccount, YoungPerson
from bot.delivery.staffing.call_notices import KIND, CallNotices, queue_calls
from bot.delivery.staffing.late_notices import LateNotices
from bot.delivery.staffing.notice_settings import Notice, turn
from bot.identity.access.decisions import AccessDenied
from bot.identity.by_teams.teams_tables import TeamsUser
from bot.records.reach import OPERATOR

if TYPE_CHECKING:
    from bot.entitlements.parameters import Parameters
    from bot.records.database import Database

TUESDAY = datetime(2026, 12, 1, 14, 7)


class Called(Post):
    """The chore of calls in place of that of digests."""

    def queue(self) -> int:
        """What it puts now."""
        return queue_calls(self.database, self.night, self.clock.now())


@pytest.fixture
def post(database: Database, parameters: Parameters) -> Called:
    """One adviser with one young person, on a Tuesday afternoon."""
    add_team(database)
    add_adviser(database, 1)
    add_person(database, 1)
    made = Called(database, parameters, **{KIND: LateNotices(CallNotices(), render)})
    made.at(TUESDAY)
    return made


def row_of(post: Post, number: int) -> CallBackRequest:
    """A request."""
    with post.database.transaction(OPERATOR) as session:
        return session.get(CallBackRequest, number)


def test_it_is_told_once_without_a_name_on_a_locked_phone(post: Called) -> None:
    """The card has who it is, since when, and both answers."""
    request = ask_call(post.database, 1, TUESDAY)
    [told] = post.digest()
    assert shown_on_a_locked_phone(post) == [
        "Somebody asked to be called. One of your young people asked to be called."
    ]
    assert told.answer.card is not None
    facts = {fact.name: fact.value for fact in told.answer.card.facts}
    assert facts == {"Who": "Kit-1 (invented) (YP-1)", "Asked": "1 December 2026, 14:07"}
    values = [choice.value for choice in told.answer.choices]
    assert values == [f"call_promise/{request}", f"called/{request}", "status/1"]
    assert told.answer.card.form is not None
    assert told.answer.card.form.press == 0
    assert post.digest() == []


def test_their_words_are_shown_where_they_are_kept(post: Called) -> None:
    """Without them nothing stands for them."""
    ask_call(post.database, 1, TUESDAY, words="About my flat (invented)")
    [told] = post.digest()
    assert told.answer.card is not None
    assert told.answer.card.facts[-1].value == "About my flat (invented)"
    assert "my flat" not in str(shown_on_a_locked_phone(post))


@pytest.mark.parametrize(
    ("asked_at", "early", "told_at"),
    [
        (TUESDAY, None, TUESDAY),
        (
            datetime(2026, 12, 1, 23),
            datetime(2026, 12, 2, 7, 59),
            datetime(2026, 12, 2, 8),
        ),
        (
            datetime(2026, 12, 4, 18, 5),
            datetime(2026, 12, 7, 7, 59),
            datetime(2026, 12, 7, 8),
        ),  # Friday evening: Monday
        (datetime(2026, 6, 6, 9), datetime(2026, 6, 8, 6, 59), datetime(2026, 6, 8, 7)),  # summer
    ],
)
def test_at_once_in_working_hours_else_the_next_working_morning(
    post: Called, asked_at: datetime, early: datetime | None, told_at: datetime
) -> None:
    """A call can wait for the morning; danger is told by an alert."""
    ask_call(post.database, 1, asked_at)
    post.at(asked_at)
    post.queue()
    if early is not None:
        assert post.leave() == []
        post.at(early)
        assert post.leave() == []
    post.at(told_at)
    assert len(post.leave()) == 1


def test_a_case_that_moved_is_told_to_whoever_has_it_now(post: Called) -> None:
    """After it was put, and before it left."""
    add_adviser(post.database, 2)
    request = ask_call(post.database, 1, TUESDAY)
    post.queue()
    change(post.database, YoungPerson, 1, personal_adviser_id=2)
    assert [one.chat for one in post.digest()] == ["chat-2"]
    with pytest.raises(AccessDenied):
        press_value(post, None, "teams-1", f"call/{request}")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("table", "key", "values"),
    [
        (CallBackRequest, 1, {"done_at": TUESDAY}),
        (StaffAccount, 1, {"left_on": date(2026, 12, 1)}),
        (TeamsUser, "user-1", {"is_installed": False}),
        (YoungPerson, 1, {"personal_adviser_id": None}),
    ],
)
def test_what_is_over_or_nobodys_is_not_told(
    post: Called, table: type, key: object, values: dict[str, object]
) -> None:
    """It was put, and something came in between."""
    ask_call(post.database, 1, TUESDAY)
    assert post.queue() == 1
    change(post.database, table, key, **values)
    assert post.leave() == []
    assert looks(post.database) == []


def test_turned_off_nothing_is_told(post: Called) -> None:
    """It stays on the lists."""
    with post.database.transaction(OPERATOR) as session:
        turn(session, 1, Notice.CALL_BACK, is_off=True)
    ask_call(post.database, 1, TUESDAY)
    assert post.digest() == []


def test_an_old_request_is_not_told_to_who_is_linked_today(post: Called) -> None:
    """The digest has it."""
    ask_call(post.database, 1, TUESDAY - timedelta(days=3, minutes=1))
    assert post.queue() == 0


def test_two_processes_at_once_tell_it_once(post: Called) -> None:
    """One row for each request and account."""
    for number in range(2, 6):
        add_person(post.database, number)
        ask_call(post.database, number, TUESDAY)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _number: post.queue(), range(4)))
    assert len(post.rows()) == 4
    assert len(post.leave()) == 4


def test_a_time_is_promised_and_kept_and_told_on_the_card(post: Called, parameters: Parameters) -> None:
    """One of those that were offered, in London time."""
    request = ask_call(post.database, 1, TUESDAY)
    [told] = post.digest()
    assert told.answer.card is not None
    assert told.answer.card.form is not None
    options = told.answer.card.form.fields[0].options
    assert [option.label for option in options[:3]] == [
        "Tuesday 1 December 2026, 16:00",
        "Tuesday 1 December 2026, 18:00",
        "Wednesday 2 December 2026, 10:00",
    ]
    said = press(post, parameters, told, f"call_promise/{request}", by=options[1].value)
    assert said.title == "You ring by 1 December 2026, 18:00"
    assert row_of(post, request).promised_at == datetime(2026, 12, 1, 18)
    assert said.card is not None
    assert "Told that somebody rings by 1 December 2026, 18:00" in [fact.value for fact in said.card.facts]


@pytest.mark.parametrize(
    "by",
    [
        "",
        "soon",
        "2026-12-01T14:07:00",
        "2026-11-30T10:00:00",
        "2026-12-09T10:00:00",
        "2026-12-02T10:00:00+01:00",
    ],
)
def test_a_time_that_is_none_that_has_passed_or_is_far_away_is_not_kept(
    post: Called, parameters: Parameters, by: str
) -> None:
    """The form says so and stays."""
    request = ask_call(post.database, 1, TUESDAY)
    [told] = post.digest()
    said = press(post, parameters, told, f"call_promise/{request}", by=by)
    assert row_of(post, request).promised_at is None
    assert said.card is not None
    assert said.card.form is not None
    assert said.card.form.fields[0].error == "Choose one of the times that are still to come."


def test_who_was_rung_meanwhile_is_promised_nothing(post: Called, parameters: Parameters) -> None:
    """An old card changes nothing."""
    request = ask_call(post.database, 1, TUESDAY)
    [told] = post.digest()
    change(post.database, CallBackRequest, request, done_at=TUESDAY)
    said = press(post, parameters, told, f"call_promise/{request}", by="2026-12-02T10:00:00")
    assert said.title == "Nobody waits here"
    assert row_of(post, request).promised_at is None


def test_nobody_promises_for_somebody_elses_young_person(post: Called, parameters: Parameters) -> None:
    """Another adviser is denied, and a request that is not there is denied alike; the team's manager may."""
    add_adviser(post.database, 2)
    add_account(post.database, 3, role="team_manager", team_id=1)
    request = ask_call(post.database, 1, TUESDAY)
    for value in (f"call_promise/{request}", "call_promise/999", f"call/{request}", "call/999"):
        with pytest.raises(AccessDenied):
            press_value(post, parameters, "teams-2", value, by="2026-12-02T10:00:00")
    assert row_of(post, request).promised_at is None
    press_value(post, parameters, "teams-3", f"call_promise/{request}", by="2026-12-02T10:00:00")
    assert row_of(post, request).promised_at == datetime(2026, 12, 2, 10)


def test_a_promise_that_passed_stands_in_the_digest(post: Called, parameters: Parameters) -> None:
    """What was said and not kept is not forgotten."""
    ask_call(post.database, 1, TUESDAY, promised_at=datetime(2026, 12, 1, 18))
    digests = Post(post.database, parameters)
    digests.at(datetime(2026, 12, 2, 9))
    [told] = digests.digest()
    assert told.answer.card is not None
    assert told.answer.card.rows[0].texts[1] == (
        "Told that somebody rings by 1 December 2026, 18:00; no call is on record"
    )


def test_the_audit_has_the_assistant_for_the_account_and_each_press(
    post: Called, parameters: Parameters
) -> None:
    """One look when it is told, one for the promise with the card that follows."""
    request = ask_call(post.database, 1, TUESDAY)
    [told] = post.digest()
    assert looks(post.database) == [("assistant for staff:1", "call_back_list", 1)]
    press(post, parameters, told, f"call_promise/{request}", by="2026-12-02T10:00:00")
    assert looks(post.database)[1:] == [
        ("staff:1", "call_back_list", 1),
        ("staff:1", "call_back_promise", 1),
    ]
