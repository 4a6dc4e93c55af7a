"""What staff are told first, as it is posted: a text and a card that Teams takes, with names on the card alone."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from card_schema import assert_takes
from notice_world import MONDAY, Post, add_account, add_adviser, add_person, add_team, ask_call, change
from pressing_world import press_value

from bot.carrier_setup import parameters_reader
from bot.casework.tables import PersonalAdviser
from bot.channels.teams.activity_words import buttons_of, cards_of, words_of
from bot.channels.teams.teams_activities import activities
from bot.channels.teams.teams_delivery import posted
from bot.delivery.alerts.stored_alerts import Rules, raise_alert
from bot.delivery.staffing.call_notices import queue_calls
from bot.delivery.staffing.notice_setup import notice_chores, notice_kinds
from bot.identity.access.decisions import audited
from bot.records.reach import own
from bot.safeguarding.finding import Danger
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.entitlements.parameters import Parameters
    from bot.records.database import Database

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

RULES = Rules({"rutland": "duty@example.org"}.get)
LONG = "Maximiliana-Alexandrina Featherstonehaugh-Cholmondeley (invented)"


@pytest.fixture
def post(database: Database, parameters: Parameters) -> Post:
    """What is sent is rendered as it is for Teams."""
    add_team(database)
    add_adviser(database, 1)
    return Post(database, parameters, **notice_kinds(posted, parameters_reader(Settings()), RULES))


def sent(post: Post) -> list[dict[str, Any]]:
    """The activities that left."""
    post.send()
    return [json.loads(str(one.text)) for one in post.teams.sent]


def outside(activity: dict[str, Any]) -> str:
    """What a locked phone may show of an activity: its text, or a card's summary."""
    return f"{activity.get('text', '')} {activity.get('summary', '')}"


def test_the_longest_monday_of_a_manager_is_one_text_and_one_whole_card(post: Post) -> None:
    """Every list full, with long names: below what Teams takes, nothing cut, and no name but on the card."""
    change(post.database, PersonalAdviser, 1, name=LONG)
    add_adviser(post.database, 2)
    add_account(post.database, 9, role="team_manager", team_id=1)
    changes: list[dict[str, Any]] = [
        {"signed": date(2026, 5, 1)},
        {"signed": date(2026, 6, 3)},
        {"signed": date(2026, 6, 14)},
        {"contact": None},
        {"contact": date(2026, 9, 1)},
        {"birth_date": date(2008, 12, 3)},
    ]
    for number in range(60):
        more = {"adviser": 1 + number % 2, "preferred_name": LONG, **changes[number % len(changes)]}
        add_person(post.database, number + 1, **more)
        ask_call(post.database, number + 1, MONDAY - timedelta(hours=9), promised_at=MONDAY)
    post.queue()
    post.send()
    text, card = [json.loads(str(one.text)) for one in post.teams.sent if one.recipient == "chat-9"]
    for activity in (text, card):
        assert_takes(activity)
        assert "Featherstonehaugh" not in outside(activity)
    [body] = cards_of(card)
    said = "\n".join(words_of(card))
    assert said.count("(YP-") == 15
    titles = [choice["title"] for choice in buttons_of(body) if "title" in choice]
    assert not [title for title in titles if "Featherstonehaugh" in title]


def test_an_alert_is_posted_with_neither_name_nor_danger_outside_the_card(post: Post) -> None:
    """Text and summary say that there is one; the card says whom to ring and why."""
    add_person(post.database, 1)
    with audited(post.database, own(1)) as session:
        raise_alert(session, 1, Danger("crisis_self_harm"), RULES, MONDAY, with_consent=True)
    text, card = sent(post)
    assert text["text"] == "A safeguarding alert: open Teams."
    for activity in (text, card):
        assert_takes(activity)
        assert not [word for word in ("Kit", "YP-", "Hurting", "killing") if word in outside(activity)]
    said = "\n".join(words_of(card))
    assert "Kit-1 (invented) (YP-1)" in said
    assert "Hurting or killing themselves" in said


def test_a_request_for_a_call_is_posted_with_its_form(post: Post) -> None:
    """And no name outside the card."""
    add_person(post.database, 1)
    ask_call(post.database, 1, MONDAY, words="About my flat (invented)")
    queue_calls(post.database, post.night, MONDAY)
    text, card = sent(post)
    for activity in (text, card):
        assert_takes(activity)
        assert not [word for word in ("Kit", "YP-", "flat") if word in outside(activity)]
    assert "About my flat (invented)" in "\n".join(words_of(card))


@pytest.mark.parametrize("value", ["notices", "notices/monday/off", "alerts"])
def test_what_a_press_answers_is_taken_by_teams(post: Post, parameters: Parameters, value: str) -> None:
    """Choices and the list of open alerts."""
    answer = press_value(post, parameters, "teams-1", value)
    for activity in activities(answer, "x" * 22):
        assert_takes(activity)


def test_the_chores_of_a_server_put_all_of_it(post: Post) -> None:
    """Alerts, calls and the day, each by its own chore; on a pinned day no digest."""
    add_person(post.database, 1, signed=date(2026, 5, 1))
    ask_call(post.database, 1, MONDAY)
    chores = notice_chores(post.database, post.night, RULES, post.clock.now)
    for chore in chores:
        chore.work()
    assert sorted({row.kind for row in post.rows()}) == ["staff_call", "staff_digest"]
    pinned = notice_chores(post.database, post.night, RULES, post.clock.now, has_digests=False)
    assert [chore.name for chore in chores if chore.name not in {one.name for one in pinned}] == [
        "queue digests"
    ]
    assert all(chore.cron for chore in chores)
