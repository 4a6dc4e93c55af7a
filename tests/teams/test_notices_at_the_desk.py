"""Every button of what staff are told first leads somewhere at the desk that answers them, for whose it is and for nobody else."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from notice_world import (
    MONDAY,
    Post,
    Told,
    add_account,
    add_adviser,
    add_person,
    add_team,
    ask_call,
    change,
    render,
)

from bot.advising.cards.which_cards import nobody, not_here
from bot.advising.desk import Desk
from bot.advising.doing.doing_tools import Tools
from bot.advising.handlers import all_handlers
from bot.advising.requests.reading import read_request
from bot.carrier_setup import parameters_reader
from bot.casework.tables import CallBackRequest, YoungPerson
from bot.delivery.alerts.stored_alerts import Rules, raise_alert
from bot.delivery.conversation.journal import DatabaseJournal, choice_of
from bot.delivery.staffing.call_notices import queue_calls
from bot.delivery.staffing.for_staff import StaffMessage
from bot.delivery.staffing.notice_setup import notice_kinds
from bot.identity.access.decisions import audited
from bot.identity.by_teams.teams_links import TeamsLinks
from bot.records.keyed import Keyed
from bot.records.reach import OPERATOR, own
from bot.safeguarding.finding import Danger
from bot.settings import Clock, Settings

if TYPE_CHECKING:
    from bot.answer import Answer
    from bot.entitlements.parameters import Parameters
    from bot.offer.loader import Offer
    from bot.records.database import Database

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

RULES = Rules({"rutland": "duty@example.org"}.get)


class AtDesk(Post):
    """What is told first, and the desk that answers its buttons."""

    def __init__(self, database: Database, parameters: Parameters, offer: Offer) -> None:
        """An adviser and a manager with somebody of each kind."""
        super().__init__(database, parameters, **notice_kinds(render, parameters_reader(Settings()), RULES))
        self.desk = Desk(
            database,
            parameters,
            Clock(MONDAY.date()),
            offer,
            all_handlers(),
            read_request,
            TeamsLinks(Keyed(b"a secret for tests")),
            "https://offer.example.org",
            Tools(offer=offer),
        )
        add_team(database)
        add_adviser(database, 1)
        add_account(database, 2, role="team_manager", team_id=1)
        add_person(database, 1, signed=date(2026, 5, 1))
        add_person(database, 2, contact=None)
        add_person(database, 3, birth_date=date(2008, 12, 3))
        ask_call(database, 3, MONDAY)

    def everything(self) -> list[Told]:
        """A digest, a request for a call and an alert, as they arrive."""
        with audited(self.database, own(1)) as session:
            raise_alert(session, 1, Danger("missing"), RULES, MONDAY, with_consent=True)
        queue_calls(self.database, self.night, MONDAY)
        return [one for one in self.digest() if one.chat == "chat-1"]

    def press(self, told: Told, index: int, **inputs: str) -> Answer:
        """As the front door does: the journal knows what a button stands for."""
        key = f"{told.line}.{index}"
        choice = choice_of(DatabaseJournal(self.database, self.clock), "teams-1", key)  # type: ignore[arg-type]
        answers = self.desk.answer(StaffMessage("teams-1", "", choice, inputs, key))
        assert answers is not None
        return answers[0]


@pytest.fixture
def post(database: Database, parameters: Parameters, offer: Offer) -> AtDesk:
    """Monday morning."""
    return AtDesk(database, parameters, offer)


def test_every_button_is_answered_for_whose_it_is(post: AtDesk) -> None:
    """Records open, contacts are recorded, calls and alerts are answered, and what is sent is chosen."""
    told = post.everything()
    assert len(told) == 3
    pressed = {}
    for one in told:
        for index, choice in enumerate(one.answer.choices):
            pressed[choice.value.partition("/")[0]] = post.press(one, index)
    assert set(pressed) == {
        "status",
        "contact",
        "call",
        "called",
        "call_promise",
        "alert_take",
        "alert_pass",
        "alerts",
        "notices",
    }
    assert not [verb for verb, answer in pressed.items() if answer in (nobody(), not_here())]


def test_i_have_rung_them_ends_the_wait(post: AtDesk) -> None:
    """The request is done, by the deed that can be undone."""
    [call] = [one for one in post.everything() if "called/1" in _values(one)]
    post.press(call, _values(call).index("called/1"))
    with post.database.transaction(OPERATOR) as session:
        assert session.get(CallBackRequest, 1).done_at is not None


def test_after_the_case_moved_no_old_button_opens_or_changes_anything(post: AtDesk) -> None:
    """Whatever was sent before, it is answered as for somebody unknown."""
    told = post.everything()
    for person in (1, 2, 3):
        change(post.database, YoungPerson, person, personal_adviser_id=None)
    answers = {
        choice.value: post.press(one, index)
        for one in told
        for index, choice in enumerate(one.answer.choices)
        if choice.value not in ("notices", "alerts")
    }
    assert [value for value, answer in answers.items() if answer != nobody()] == []
    with post.database.transaction(OPERATOR) as session:
        request: Any = session.get(CallBackRequest, 1)
        assert (request.done_at, request.promised_at) == (None, None)


@pytest.mark.parametrize("text", ["stop the Monday message", "turn off the monday summary please"])
def test_words_as_they_are_read_bring_the_button(post: AtDesk, text: str) -> None:
    """The reading and the card fit together."""
    answers = post.desk.answer(StaffMessage("teams-1", text, None, {}, ""))
    assert answers is not None
    assert answers[0].choices[0].value == "notices/monday/off"


def _values(told: Told) -> list[str]:
    return [choice.value for choice in told.answer.choices]
