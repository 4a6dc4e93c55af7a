"""What became of texts is shown to whoever looks after somebody, never what they say; a number that fails is flagged, and no other."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from invented_world import NOW, World, caller, events, world
from text_world import KEYED, NUMBER, OTHER_NUMBER

from bot.caseload.sent_texts import (
    SHOWN,
    Failing,
    FailingNumber,
    TextedPerson,
    failing_numbers,
    texted_person,
)
from bot.caseload.staff_desk import scope_of
from bot.casework.scope import CouncilScope
from bot.casework.tables import YoungPerson
from bot.delivery.sending.outbox import Outcome, put, receipt
from bot.delivery.sending.outbox_tables import OutgoingMessage, State
from bot.delivery.sending.outgoing import Channel, Outgoing
from bot.identity.access.decisions import AccessDenied, audited, reach_of
from bot.records.reach import OPERATOR, SENDING

if TYPE_CHECKING:
    from bot.records.database import Database

WORDS = "zebra-marker"
NUMBERS = {"own": NUMBER, "colleague": OTHER_NUMBER, "other_team": "+447700900789"}


@pytest.fixture
def made(database: Database) -> World:
    """Teams and people; three of them have a mobile number."""
    made = world(database)
    with database.transaction(OPERATOR) as session:
        for place, number in NUMBERS.items():
            row = session.get(YoungPerson, made.people[place])
            row.phone, row.phone_lookup = number, KEYED.phone(number)
    return made


def sent(database: Database, state: str, place: str = "own", **values: Any) -> int:
    """A text to somebody's number that came to this; its number."""
    with database.transaction(SENDING) as session:
        outgoing = Outgoing(
            kind=values.pop("kind", "text_answer"),
            channel=Channel.SMS,
            key=uuid4().hex,
            person=values.pop("person", KEYED.phone(NUMBERS[place])),
            recipient=NUMBERS[place],
            text=WORDS,
            young_person=values.pop("young_person", None),
            is_urgent=values.pop("is_urgent", False),
        )
        number = put(session, outgoing, values.pop("at", NOW))
        row = session.get(OutgoingMessage, number)
        row.state = state
        was_taken = state == "failed" and not values.get("last_error")
        row.reference = f"ref {number}" if was_taken else None
        row.settled_at = None if state == State.WAITING.value else NOW
        row.last_error = values.pop("last_error", None)
        assert not values
    return number


def page(database: Database, made: World, role: str = "personal_adviser", place: str = "own") -> TextedPerson:
    """What somebody in this role sees of a person."""
    who = caller(made, role)
    with audited(database, reach_of(who)) as session:
        return texted_person(session, who, made.people[place], NOW)


def failing(database: Database, made: World, role: str = "team_manager") -> dict[str, Failing]:
    """Whom texts don't reach, as this role's list shows it."""
    who = caller(made, role)
    scope = scope_of(who)
    assert scope is not None
    with audited(database, reach_of(who)) as session:
        found: list[FailingNumber] = failing_numbers(session, who, scope, NOW)
    return {one.reference: one.failing for one in found}


@pytest.mark.parametrize("role", ["personal_adviser", "team_manager"])
def test_the_last_texts_are_shown_without_their_words(database: Database, made: World, role: str) -> None:
    """When, what kind and what became of each, the newest first; nothing that was said, and no number."""
    sent(database, "delivered", at=NOW - timedelta(hours=2))
    sent(database, "waiting", kind="reminder", young_person=made.people["own"])
    sent(database, "sent", kind="sign_in_code", young_person=made.people["own"], at=NOW - timedelta(hours=1))
    sent(database, "withheld", kind="text_consent")
    found = page(database, made, role)
    assert [(text.kind, text.state, text.put_at) for text in found.by_us] == [
        ("sign_in_code", State.SENT, NOW - timedelta(hours=1)),
        ("reminder", State.WAITING, NOW),
    ]
    assert [(text.kind, text.state, text.is_stopped) for text in found.answers] == [
        ("text_consent", State.WITHHELD, True),
        ("text_answer", State.DELIVERED, False),
    ]
    shown = str(asdict(found))
    assert WORDS not in shown
    assert "7700" not in shown


def test_an_urgent_answer_looks_like_any_other(database: Database, made: World) -> None:
    """Nobody hears by this page that somebody was in danger: they are asked first whether to tell."""
    sent(database, "delivered")
    sent(database, "delivered", is_urgent=True)
    one, other = page(database, made).answers
    assert one == other


def test_only_the_last_are_shown(database: Database, made: World) -> None:
    """So many of each kind."""
    for _ in range(SHOWN + 1):
        sent(database, "sent")
    assert len(page(database, made).answers) == SHOWN


def test_what_was_meant_for_another_is_not_shown(database: Database, made: World) -> None:
    """Their number was another's before, or is by now; what goes by email is another matter."""
    sent(database, "failed", young_person=made.people["colleague"])
    sent(database, "failed", person=KEYED.phone("+447700900321"), young_person=made.people["own"])
    found = page(database, made)
    assert (found.by_us, found.answers, found.failing) == ([], [], Failing.NO)
    assert failing(database, made) == {}


@pytest.mark.parametrize(
    ("role", "place"),
    [
        ("personal_adviser", "colleague"),
        ("personal_adviser", "other_council"),
        ("team_manager", "other_team"),
        ("administrator", "own"),
        ("operator", "own"),
    ],
)
def test_nobody_else_sees_them(database: Database, made: World, role: str, place: str) -> None:
    """Denied, and the attempt is kept."""
    with pytest.raises(AccessDenied):
        page(database, made, role, place)
    assert [event[2:] for event in events(database)] == [("text_settings", made.people[place], "denied")]


def test_a_look_is_one_event(database: Database, made: World) -> None:
    """For the page one about the person, for the list one about each who is on it."""
    sent(database, "failed")
    page(database, made)
    failing(database, made)
    assert [event[2:] for event in events(database)] == [
        ("text_settings", made.people["own"], "allowed"),
        ("texts_failing", made.people["own"], "allowed"),
    ]


@pytest.mark.parametrize(
    ("ends", "expected"),
    [
        ([], Failing.NO),
        (["delivered"], Failing.NO),
        (["failed"], Failing.LAST),
        (["failed", "failed"], Failing.NUMBER),
        (["failed", "failed", "sent", "waiting", "given_up", "withdrawn", "withheld"], Failing.NUMBER),
        (["failed", "failed", "delivered"], Failing.NO),
        (["failed", "delivered", "failed"], Failing.LAST),
        (["refused", "refused"], Failing.LAST),
        (["failed", "refused"], Failing.LAST),
        (["stopped", "stopped"], Failing.NO),
        (["failed", "failed", "stopped"], Failing.NUMBER),
        (["wordless", "wordless"], Failing.NO),
        (["given_up", "given_up"], Failing.NO),
    ],
)
def test_a_number_fails_by_its_newest_texts(
    database: Database, made: World, ends: list[str], expected: Failing
) -> None:
    """Once is once; twice in a row by the network's word it does not work. Our own faults and a STOP say nothing of it."""
    errors = {"refused": "NeverError", "stopped": "StoppedError", "wordless": "NoWordsError"}
    for end in ends:
        sent(database, "failed" if end in errors else end, last_error=errors.get(end))
    assert page(database, made).failing is expected
    assert failing(database, made).get("YP-own", Failing.NO) is expected


def test_a_receipt_flags_and_a_later_one_takes_the_flag_away(database: Database, made: World) -> None:
    """As the providers say it, also where they say first that it failed."""
    numbers = [sent(database, "sent") for _ in range(2)]
    with database.transaction(SENDING) as session:
        for number in numbers:
            row = session.get(OutgoingMessage, number)
            row.provider, row.reference = "notify", f"r{number}"
        session.flush()
        for number in numbers:
            assert receipt(session, "notify", f"r{number}", Outcome.FAILED, NOW)
    assert failing(database, made) == {"YP-own": Failing.NUMBER}
    assert {text.state for text in page(database, made).answers} == {State.FAILED}
    with database.transaction(SENDING) as session:
        assert receipt(session, "notify", f"r{numbers[1]}", Outcome.DELIVERED, NOW)
    assert failing(database, made) == {}


def test_the_list_has_ones_own_people_alone(database: Database, made: World) -> None:
    """An adviser's theirs, a manager's the team's; nobody else has one."""
    for place in NUMBERS:
        sent(database, "failed", place)
    assert set(failing(database, made, "personal_adviser")) == {"YP-own"}
    assert set(failing(database, made)) == {"YP-own", "YP-colleague"}
    for role in ("young_person", "administrator", "operator", "team_manager"):
        who = caller(made, role)
        with pytest.raises(AccessDenied), audited(database, reach_of(who)) as session:
            failing_numbers(session, who, CouncilScope("rutland"), NOW)  # type: ignore[arg-type]


def test_a_number_that_left_the_record_is_no_longer_theirs(database: Database, made: World) -> None:
    """What failed to reach it is not told of somebody who has another one, or none."""
    sent(database, "failed")
    with database.transaction(OPERATOR) as session:
        row = session.get(YoungPerson, made.people["own"])
        row.phone, row.phone_lookup = None, None
    found = page(database, made)
    assert (found.answers, found.failing, failing(database, made)) == ([], Failing.NO, {})
