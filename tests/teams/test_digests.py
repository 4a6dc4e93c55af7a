"""The digest: one a day for each linked adviser and manager, of their own people as the records are when it leaves."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from notice_world import (
    MONDAY,
    Post,
    add_account,
    add_adviser,
    add_person,
    add_team,
    ask_call,
    change,
    looks,
    shown_on_a_locked_phone,
)
from sqlalchemy import delete, select

from bot.casework.tables import StaffAccount, YoungPerson
from bot.delivery.conversation.journal import DatabaseJournal, choice_of
from bot.delivery.sending.outbox import put
from bot.delivery.sending.outbox_tables import State
from bot.delivery.sending.outgoing import Channel, NeverError, Outgoing, StoppedError, TryAgainError
from bot.delivery.sending.waits import night_of
from bot.delivery.staffing.notice_settings import Notice, turn
from bot.identity.by_teams.teams_tables import TeamsUser
from bot.records.reach import OPERATOR, SENDING

if TYPE_CHECKING:
    from bot.entitlements.parameters import Parameters
    from bot.records.database import Database

OVERDUE, THIS_WEEK = date(2026, 5, 1), date(2026, 6, 3)  # signed: due on 1 November, on 3 December
IN_14, IN_2 = date(2026, 6, 14), date(2026, 6, 2)  # due on 14 and on 2 December
LONG_AGO = date(2026, 9, 1)  # a visit: eight weeks were up in October


@pytest.fixture
def post(database: Database, parameters: Parameters) -> Post:
    """One adviser of one team, nobody on their caseload."""
    add_team(database)
    add_adviser(database, 1)
    return Post(database, parameters)


def turn_off(post: Post, *notices: Notice, account: int = 1) -> None:
    """They want these no more."""
    with post.database.transaction(OPERATOR) as session:
        for notice in notices:
            turn(session, account, notice, is_off=True)


def test_on_monday_the_week_is_told_once_with_counts_first_and_names_on_the_card(post: Post) -> None:
    """Overdue, due, contacts, key dates and calls; what a locked phone shows has counts and nobody's name."""
    add_person(post.database, 1, signed=OVERDUE)
    add_person(post.database, 2, signed=THIS_WEEK)
    add_person(post.database, 3, signed=IN_14)
    add_person(post.database, 4, contact=LONG_AGO)
    add_person(post.database, 5, birth_date=date(2008, 12, 3))
    ask_call(post.database, 6 - 1, MONDAY - timedelta(days=3))
    [told] = post.digest()
    counts = "1 person waits for a call; 1 plan is overdue; 1 plan is due; 1 plan comes up; 1 contact is due; 1 key date"
    assert shown_on_a_locked_phone(post) == [f"Your week. This week: {counts}."]
    assert told.chat == "chat-1"
    assert told.names == [f"Kit-{number} (invented) (YP-{number})" for number in (5, 1, 2, 3, 4, 5)]
    assert post.digest() == []


def test_each_line_opens_or_does_what_it_is_about(post: Post) -> None:
    """A plan and a key date open the person, a contact is recorded, a call is answered; the labels name nobody."""
    add_person(post.database, 1, signed=OVERDUE)
    add_person(post.database, 2, contact=None)
    add_person(post.database, 3, birth_date=date(2008, 12, 3))
    request = ask_call(post.database, 3, MONDAY - timedelta(days=3))
    [told] = post.digest()
    assert told.answer.card is not None
    rows, [moment] = told.answer.card.rows, told.answer.card.moments
    pressed = [told.answer.choices[row.press or 0].value for row in rows]
    assert pressed == [f"call/{request}", "status/1", "contact/2"]
    assert told.answer.choices[moment.press or 0].value == "status/3"
    assert not [choice for choice in told.answer.choices if "Kit" in choice.label]
    assert rows[2].texts == ("No meaningful contact is on record",)


def test_its_buttons_are_known_in_the_talk_and_names_are_not_kept(post: Post) -> None:
    """The journal knows what a button stands for, and has neither card nor name."""
    add_person(post.database, 1, signed=OVERDUE)
    [told] = post.digest()
    journal = DatabaseJournal(post.database, post.clock)  # type: ignore[arg-type]
    choice = choice_of(journal, "teams-1", f"{told.line}.0")
    assert choice is not None
    assert (choice.kind, choice.value) == ("staff", "status/1")
    [line] = journal.lines("teams-1")
    assert line.answer is not None
    assert line.answer.card is None
    assert "Kit" not in line.answer.json()


def test_on_other_days_what_is_new_is_told_and_nothing_else(post: Post) -> None:
    """A plan's day in 14 or in 2 days, the weeks of a contact that are up today, and who waits for a call."""
    post.at(datetime(2026, 12, 1, 8))
    add_person(post.database, 1, signed=OVERDUE, contact=LONG_AGO)  # known since long
    add_person(post.database, 2, signed=date(2026, 6, 15))
    add_person(post.database, 3, signed=date(2026, 6, 3))
    add_person(post.database, 4, contact=date(2026, 10, 6))
    [told] = post.digest()
    assert told.names == [f"Kit-{number} (invented) (YP-{number})" for number in (3, 2, 4)]
    assert told.answer.lead == "Today: 2 plans come up; 1 contact is due."


def test_with_nothing_to_say_nothing_is_sent(post: Post) -> None:
    """Not even that there is nothing."""
    add_person(post.database, 1)
    assert post.digest() == []
    assert [row.state for row in post.rows()] == [State.WITHDRAWN.value]
    assert looks(post.database) == []


@pytest.mark.parametrize("notice", Notice)
def test_each_kind_can_be_turned_off(post: Post, notice: Notice) -> None:
    """What is off is not told; the others are."""
    add_person(post.database, 1, signed=OVERDUE)
    add_person(post.database, 2, signed=IN_14)
    add_person(post.database, 3, contact=date(2026, 10, 4))  # eight weeks: 29 November, a Sunday
    add_person(post.database, 4)
    ask_call(post.database, 4, MONDAY)
    all_off = {Notice.MONDAY: {1}, Notice.REVIEW: {2}, Notice.CONTACT: {3}, Notice.CALL_BACK: {4}}
    turn_off(post, notice)
    [told] = post.digest()
    shown = {number for number in range(1, 5) if any(f"YP-{number}" in name for name in told.names)}
    assert shown == {1, 2, 3, 4} - all_off[notice]


def test_all_off_is_silence(post: Post) -> None:
    """Nobody is written to who wants nothing."""
    add_person(post.database, 1, signed=OVERDUE)
    turn_off(post, *Notice)
    assert post.digest() == []


def test_a_case_that_moved_after_it_was_queued_is_not_told(post: Post) -> None:
    """It is written right before it leaves: whose they are now hears of them."""
    add_adviser(post.database, 2)
    add_person(post.database, 1, signed=OVERDUE)
    post.queue()
    change(post.database, YoungPerson, 1, personal_adviser_id=2)
    [told] = post.leave()
    assert told.chat == "chat-2"


def test_a_case_that_moved_between_two_tries_is_not_told(post: Post) -> None:
    """Teams was busy, and what was written for it then is not what is sent now."""
    add_adviser(post.database, 2)
    add_person(post.database, 1, signed=OVERDUE)
    add_person(post.database, 2, signed=OVERDUE)
    post.queue()
    post.teams.faults["chat-1"] = [TryAgainError(5)]
    assert post.leave() == []
    change(post.database, YoungPerson, 1, personal_adviser_id=2)
    post.at(post.clock.moment + timedelta(seconds=10))
    assert {one.chat: one.names for one in post.leave()} == {"chat-1": ["Kit-2 (invented) (YP-2)"]}


def test_a_case_that_moved_between_the_text_and_the_card_is_not_on_the_card(post: Post) -> None:
    """They are two activities, and Teams may take the first alone."""
    add_person(post.database, 1, signed=OVERDUE)
    add_person(post.database, 2, signed=OVERDUE)
    post.queue()
    send = post.teams.send

    def take_text_alone(outgoing: object) -> str:
        if len(post.teams.sent) == 1:
            raise TryAgainError(5)
        return send(outgoing)  # type: ignore[arg-type]

    post.teams.send = take_text_alone  # type: ignore[method-assign,assignment]
    assert post.leave() == []
    post.teams.send = send  # type: ignore[method-assign]
    change(post.database, YoungPerson, 1, personal_adviser_id=None)
    post.at(post.clock.moment + timedelta(seconds=10))
    [told] = post.leave()
    assert told.names == ["Kit-2 (invented) (YP-2)"]
    assert len(shown_on_a_locked_phone(post)) == 1


@pytest.mark.parametrize(
    ("table", "key", "values"),
    [
        (StaffAccount, 1, {"left_on": date(2026, 11, 30)}),
        (TeamsUser, "user-1", {"is_installed": False}),
        (TeamsUser, "user-1", {"blocked_at": MONDAY}),
        (TeamsUser, "user-1", {"staff_account_id": None}),
    ],
)
@pytest.mark.parametrize("is_queued", [False, True])
def test_whoever_left_or_took_the_app_away_hears_nothing(
    post: Post, table: type, key: object, values: dict[str, object], *, is_queued: bool
) -> None:
    """Before it was queued, and after."""
    add_person(post.database, 1, signed=OVERDUE)
    if is_queued:
        assert post.queue() == 1
    change(post.database, table, key, **values)
    assert post.digest() == []
    assert looks(post.database) == []


def test_a_chat_that_was_linked_to_somebody_else_gets_not_the_digest_of_before(post: Post) -> None:
    """It was put for an account, and the chat has another one now."""
    add_adviser(post.database, 2, user={"lookup": "user-9", "conversation": "teams-9", "is_installed": False})
    add_person(post.database, 1, signed=OVERDUE)
    add_person(post.database, 2, adviser=2, signed=OVERDUE)
    post.queue()
    change(post.database, TeamsUser, "user-1", staff_account_id=2)
    assert post.leave() == []


def test_who_blocks_us_is_marked_and_not_tried_again(post: Post) -> None:
    """Teams says that they want none."""
    add_person(post.database, 1, signed=OVERDUE)
    post.teams.faults["chat-1"] = [StoppedError()]
    assert post.digest() == []
    with post.database.transaction(OPERATOR) as session:
        assert session.get(TeamsUser, "user-1").blocked_at == MONDAY
    post.at(MONDAY + timedelta(days=1))
    assert post.queue() == 0


def test_a_manager_hears_of_their_team_and_of_nobody_elses(post: Post) -> None:
    """With the adviser beside each, and lists capped; the rest is counted and one press away."""
    add_team(post.database, 2)
    add_adviser(post.database, 2)
    add_adviser(post.database, 3, team=2)
    add_account(post.database, 4, role="team_manager", team_id=1)
    for number in range(1, 22):
        if number != 9:
            add_person(post.database, number, adviser=1 + number % 2, signed=OVERDUE)
    add_person(post.database, 9, adviser=3, signed=OVERDUE)
    [told] = [one for one in post.digest() if one.chat == "chat-4"]
    assert told.answer.lead == "This week: 20 plans are overdue."
    assert told.answer.card is not None
    assert [row.texts[1] for row in told.answer.card.rows[:2]] == [
        "Adviser: Adviser 2 (invented)",
        "Adviser: Adviser 1 (invented)",
    ]
    assert len(told.names) == 15
    assert "YP-9" not in str(told.names)
    assert told.answer.notes == ("5 more are in the lists below.",)
    assert "list/overdue/1" in [choice.value for choice in told.answer.choices]


def test_the_audit_has_the_assistant_for_the_account_and_whom_it_showed(post: Post) -> None:
    """Each person shown, once for each list; who is only counted leaves no event, however often Teams is busy."""
    for number in range(1, 20):
        add_person(post.database, number, signed=OVERDUE)
    ask_call(post.database, 19, MONDAY)
    post.teams.faults["chat-1"] = [TryAgainError(5), TryAgainError(5)]
    post.queue()
    names = []
    for _ in range(3):
        names += [name for one in post.leave() for name in one.names]
        post.at(post.clock.moment + timedelta(seconds=10))
    who = "assistant for staff:1"
    shown = [number for number in range(1, 20) if any(f"(YP-{number})" in name for name in names[1:])]
    assert looks(post.database) == [
        (who, "call_back_list", 19),
        *((who, "caseload", number) for number in shown),
    ]
    assert len(shown) == 14


@pytest.mark.parametrize(
    ("now", "queued"),
    [
        (datetime(2026, 11, 30, 0, 30), 1),  # Monday at night: put for eight
        (datetime(2026, 11, 30, 17, 30), 1),  # late, as the server was away
        (datetime(2026, 11, 30, 18, 30), 0),  # the day is over
        (datetime(2026, 11, 28, 9), 0),  # Saturday
        (datetime(2026, 11, 29, 9), 0),  # Sunday
        (datetime(2026, 12, 25, 9), 0),  # Christmas Day, a Friday
        (datetime(2026, 12, 28, 9), 0),  # Boxing Day is kept on the Monday
        (datetime(2026, 12, 29, 9), 1),
        (datetime(2026, 6, 1, 16, 59), 1),  # summer time: one minute to six
        (datetime(2026, 6, 1, 17), 0),
    ],
)
def test_it_is_put_on_working_days_alone(post: Post, now: datetime, queued: int) -> None:
    """From Monday to Friday, not on bank holidays, up to six in the evening in London."""
    post.at(now)
    assert post.queue() == queued


@pytest.mark.parametrize(
    ("hours", "early", "first"),
    [
        ("21:00-08:00", datetime(2026, 11, 30, 7, 59), datetime(2026, 11, 30, 8)),
        ("21:00-09:30", datetime(2026, 11, 30, 9, 29), datetime(2026, 11, 30, 9, 30)),
        ("", datetime(2026, 11, 30, 7, 59), datetime(2026, 11, 30, 8)),
        ("21:00-08:00", datetime(2026, 6, 1, 6, 59), datetime(2026, 6, 1, 7)),
    ],
)
def test_it_leaves_at_eight_in_london_or_when_quiet_hours_are_over(
    post: Post, hours: str, early: datetime, first: datetime
) -> None:
    """A clock in London, in winter and in summer."""
    add_person(post.database, 1, signed=date(2025, 1, 1))
    post.night = night_of(hours)
    post.at(datetime(early.year, early.month, early.day, 1))
    post.queue()
    post.at(early)
    assert post.leave() == []
    post.at(first)
    assert len(post.leave()) == 1


def test_what_could_not_leave_all_day_is_given_up_in_the_evening(post: Post) -> None:
    """Nobody gets yesterday's digest beside today's."""
    add_person(post.database, 1, signed=OVERDUE)
    post.queue()
    post.teams.faults["chat-1"] = [TryAgainError()] * 1000
    for _ in range(30):
        post.leave()
        post.at(post.clock.moment + timedelta(minutes=30))
    post.teams.faults.clear()
    assert post.leave() == []
    kept = [(row.state, row.body, row.recipient) for row in post.rows()]
    assert kept == [(State.GIVEN_UP.value, None, None), (State.WITHDRAWN.value, None, None)]


def test_what_teams_can_never_take_is_a_dead_letter_of_one(post: Post) -> None:
    """The others have theirs."""
    add_adviser(post.database, 2)
    add_person(post.database, 1, signed=OVERDUE)
    add_person(post.database, 2, adviser=2, signed=OVERDUE)
    post.teams.faults["chat-1"] = [NeverError()]
    assert [one.chat for one in post.digest()] == ["chat-2"]


def test_two_processes_at_once_put_one_each(post: Post) -> None:
    """The outbox has one row for each account and day, whatever restarts."""
    for number in range(2, 8):
        add_adviser(post.database, number)
    with ThreadPoolExecutor(4) as pool:
        put = sum(pool.map(lambda _number: post.queue(), range(4)))
    assert put >= 7  # a second one may find the first one's row and call it its own
    assert len(post.rows()) == 7
    assert post.queue() == 0


def test_somebody_with_two_chats_is_written_once_where_they_were_heard_last(post: Post) -> None:
    """A member of staff who changed their account in Teams."""
    newer = TeamsUser(
        lookup="user-new",
        conversation="teams-new",
        reference="chat-new",
        staff_account_id=1,
        is_installed=True,
        last_heard_at=MONDAY,
    )
    with post.database.transaction(OPERATOR) as session:
        session.add(newer)
    add_person(post.database, 1, signed=OVERDUE)
    assert [one.chat for one in post.digest()] == ["chat-new"]


def test_two_hundred_advisers_get_one_each_on_a_monday_though_teams_is_busy(post: Post) -> None:
    """Each of a tenth is told to come back later; all have theirs, of their own people, once."""
    for number in range(2, 201):
        add_adviser(post.database, number)
    for number in range(1, 201):
        add_person(post.database, number, adviser=number, signed=OVERDUE)
    post.teams.faults = {f"chat-{number}": [TryAgainError(3)] for number in range(1, 201, 10)}
    post.queue()
    told = post.leave()
    post.at(post.clock.moment + timedelta(seconds=30))
    assert post.queue() == 0  # the server was started anew
    told += post.leave()
    assert sorted(one.chat for one in told) == sorted(f"chat-{number}" for number in range(1, 201))
    assert all(
        one.names == [f"Kit-{(n := one.chat.removeprefix('chat-'))} (invented) (YP-{n})"] for one in told
    )


def test_somebody_who_is_erased_meanwhile_is_not_told_of(post: Post) -> None:
    """Between two tries."""
    add_person(post.database, 1, signed=OVERDUE)
    post.queue()
    post.teams.faults["chat-1"] = [TryAgainError(5)]
    post.leave()
    with post.database.transaction(OPERATOR) as session:
        session.execute(delete(YoungPerson).where(YoungPerson.id == 1))
    post.at(post.clock.moment + timedelta(seconds=10))
    assert post.leave() == []
    with post.database.transaction(OPERATOR) as session:
        assert session.execute(select(YoungPerson.id)).first() is None


def test_a_digest_that_fails_holds_back_no_answer(post: Post) -> None:
    """Whoever asks something is answered, whatever became of the morning's message."""
    add_person(post.database, 1, signed=OVERDUE)
    post.queue()
    post.teams.faults["chat-1"] = [TryAgainError(3600)]
    post.leave()
    answer = Outgoing("answer", Channel.TEAMS, "answer 1", "user-1", "chat-1", json.dumps({"kind": "text"}))
    with post.database.transaction(SENDING) as session:
        put(session, answer, post.clock.now())
    post.leave()
    assert [one.key for one in post.teams.sent] == ["answer 1"]


def test_after_a_bank_holiday_the_week_is_told_on_its_first_working_day(post: Post) -> None:
    """And what fell due over Easter is new on the Tuesday, once."""
    seen = date(2026, 3, 25)
    add_person(post.database, 1, signed=date(2025, 6, 1), contact=seen)
    add_person(post.database, 2, signed=date(2025, 10, 18), contact=seen)  # in 14 days on the Saturday
    week = ["This week: 1 plan is overdue; 1 plan comes up."]
    for day, leads in ((2, []), (3, []), (6, []), (7, week), (8, [])):
        post.at(datetime(2026, 4, day, 8))
        assert [one.answer.lead for one in post.digest()] == leads, day
