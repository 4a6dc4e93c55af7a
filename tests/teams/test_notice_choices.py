"""Members of staff choose what they are told first; nothing is turned off by words that could be misread."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from notice_world import Post, add_adviser, add_team
from pressing_world import asking, press_value

from bot.advising.requests.request import Asked, Request
from bot.advising.told_first.notice_handlers import SAYINGS
from bot.delivery.staffing.notice_settings import Notice, wanted
from bot.identity.access.decisions import audited
from bot.records.reach import OPERATOR, talk

if TYPE_CHECKING:
    from bot.answer import Answer
    from bot.entitlements.parameters import Parameters
    from bot.records.database import Database


@pytest.fixture
def post(database: Database, parameters: Parameters) -> Post:
    """Two advisers."""
    add_team(database)
    add_adviser(database, 1)
    add_adviser(database, 2)
    return Post(database, parameters)


def off(post: Post, account: int = 1) -> set[Notice]:
    """What an account does not want."""
    with post.database.transaction(OPERATOR) as session:
        return set(Notice) - wanted(session, account)


def say(post: Post, parameters: Parameters, text: str, *, is_off: bool | None) -> Answer:
    """Ask for it in words, as they were understood."""
    with audited(post.database, talk("teams-1")) as session:
        found = replace(asking(session, post, parameters, "teams-1"), text=text)
        return SAYINGS[Asked.NOTICES](found, Request(Asked.NOTICES, is_off=is_off), None)


def test_every_kind_is_listed_with_its_button_and_alerts_without_one(
    post: Post, parameters: Parameters
) -> None:
    """What can't be turned off says so."""
    shown = press_value(post, parameters, "teams-1", "notices")
    assert shown.card is not None
    *rows, alerts = shown.card.rows
    assert [shown.choices[row.press or 0].value for row in rows] == [f"notices/{n.value}/off" for n in Notice]
    assert [row.mark for row in rows] == ["On"] * len(Notice)
    assert (alerts.press, alerts.mark) == (None, "Always on")
    assert all(row.press is not None for row in rows)


@pytest.mark.parametrize("notice", Notice)
def test_a_button_turns_one_off_and_on_again_for_this_account_alone(
    post: Post, parameters: Parameters, notice: Notice
) -> None:
    """Pressed twice it stays as it was pressed."""
    for _ in range(2):
        shown = press_value(post, parameters, "teams-1", f"notices/{notice.value}/off")
        assert (off(post), off(post, 2)) == ({notice}, set())
    assert f"notices/{notice.value}/on" in [choice.value for choice in shown.choices]
    press_value(post, parameters, "teams-1", f"notices/{notice.value}/on")
    assert off(post) == set()


@pytest.mark.parametrize(
    ("text", "notice"),
    [
        ("stop the Monday message", Notice.MONDAY),
        ("no more weekly summaries please", Notice.MONDAY),
        ("turn off the review reminders", Notice.REVIEW),
        ("stop telling me about contacts", Notice.CONTACT),
        ("I don't want call-back messages", Notice.CALL_BACK),
    ],
)
def test_words_are_answered_with_the_button_and_change_nothing(
    post: Post, parameters: Parameters, text: str, notice: Notice
) -> None:
    """Only the press does."""
    said = say(post, parameters, text, is_off=True)
    assert off(post) == set()
    assert [choice.value for choice in said.choices] == [f"notices/{notice.value}/off", "notices"]
    press_value(post, parameters, "teams-1", said.choices[0].value)
    assert off(post) == {notice}


@pytest.mark.parametrize(
    ("text", "is_off"),
    [
        ("stop these messages", True),
        ("stop the Monday message and the call messages", True),
        ("what do you send me on Monday", None),
    ],
)
def test_words_that_name_none_or_several_are_answered_with_all_of_them(
    post: Post, parameters: Parameters, text: str, *, is_off: bool | None
) -> None:
    """They choose."""
    assert len(say(post, parameters, text, is_off=is_off).choices) == len(Notice)


def test_what_is_off_already_is_said_so(post: Post, parameters: Parameters) -> None:
    """There is nothing to press."""
    press_value(post, parameters, "teams-1", "notices/monday/off")
    assert say(post, parameters, "stop the Monday message", is_off=True).lead == "The Monday summary is off."
    turned_on = say(post, parameters, "turn the Monday message on again", is_off=False)
    assert turned_on.choices[0].value == "notices/monday/on"


def test_words_cannot_turn_alerts_off(post: Post, parameters: Parameters) -> None:
    """No button does either."""
    said = say(post, parameters, "stop the safeguarding alerts", is_off=True)
    assert not [choice for choice in said.choices if "alert" in choice.value]
    with pytest.raises(ValueError, match="alert"):
        press_value(post, parameters, "teams-1", "notices/alert/off")
    assert off(post) == set()
