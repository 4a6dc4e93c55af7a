"""A signed-in person can ask their PA for a call; nobody else can, whatever they type or press."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from bot.casework.tables import AuditEvent, CallBackRequest, YoungPerson
from bot.talk.general_answers import call_back_button

if TYPE_CHECKING:
    from talk import Talk

    from bot.records.keyed import Keyed


@pytest.fixture
def person(talk: Talk) -> int:
    """An invented person with a PA on record."""
    with talk.services.database.transaction() as session:
        wanted = select(YoungPerson.id).where(YoungPerson.personal_adviser_id.is_not(None))
        return int(session.execute(wanted.order_by(YoungPerson.id)).scalars().first())


def requests(talk: Talk) -> list[int]:
    """Whose requests are on record."""
    with talk.services.database.transaction() as session:
        return list(session.execute(select(CallBackRequest.young_person_id)).scalars())


def refused_twice(talk: Talk) -> object:
    """The second refusal in a row."""
    return [talk.hears("nlu_fallback", ("savings", 0.2), text="qwerty uiop")[0] for _ in range(2)][1]


def test_the_second_refusal_offers_a_signed_in_person_a_call(talk: Talk, keyed: Keyed, person: int) -> None:
    """The button puts one row on record, audited as theirs, and says honestly what happens next."""
    talk.sign_in(keyed, person)
    offered = refused_twice(talk)
    assert offered.choices[0] == call_back_button()
    [answer] = talk.presses(offered.choices[0])
    assert "I can't say when they will ring" in answer.lead
    assert requests(talk) == [person]
    with talk.services.database.transaction() as session:
        kept = session.execute(
            select(AuditEvent.person, AuditEvent.outcome).where(AuditEvent.action == "call_back_ask")
        ).all()
    assert [tuple(row) for row in kept] == [(person, "allowed")]


def test_pressed_twice_it_is_one_request(talk: Talk, keyed: Keyed, person: int) -> None:
    """The second press is told that the first one stands."""
    talk.sign_in(keyed, person)
    talk.presses(call_back_button())
    [answer] = talk.presses(call_back_button())
    assert answer.lead.startswith("I have already put it on your PA's list")
    assert requests(talk) == [person]


def test_a_typed_yes_right_after_the_offer_counts(talk: Talk, keyed: Keyed, person: int) -> None:
    """ "Shall I ask your PA to call you?" can be answered in words."""
    talk.sign_in(keyed, person)
    [people] = talk.hears("talk_to_human", "talk_to_human")
    assert people.choices[0] == call_back_button()
    talk.hears("affirm", "affirm")
    assert requests(talk) == [person]


def test_a_later_yes_does_not(talk: Talk, keyed: Keyed, person: int) -> None:
    """A yes to something else never asks for a call."""
    talk.sign_in(keyed, person)
    talk.hears("talk_to_human", "talk_to_human")
    talk.hears("ask", "savings")
    talk.hears("affirm", "affirm")
    assert requests(talk) == []


def test_an_anonymous_press_makes_no_request_and_says_how_to_reach_somebody(talk: Talk) -> None:
    """A button from before signing out finds nobody, and slots can't name anybody."""
    talk.slots["person"] = talk.slots["young_person_id"] = 1
    [answer] = talk.presses(call_back_button())
    assert [choice.value for choice in answer.choices] == ["sign-in"]
    assert answer.contacts
    assert requests(talk) == []


def test_an_anonymous_person_is_offered_sign_in_and_no_call(talk: Talk) -> None:
    """Talking to a person needs no sign-in; a call-back does."""
    [answer] = talk.hears("talk_to_human", "talk_to_human")
    assert [choice.value for choice in answer.choices] == ["sign-in"]


def test_without_a_pa_on_record_nobody_is_promised_a_call(talk: Talk, keyed: Keyed, person: int) -> None:
    """A request that nobody would see is not taken; the person hears whom to ring for a PA."""
    with talk.services.database.transaction() as session:
        session.get(YoungPerson, person).personal_adviser_id = None
    talk.sign_in(keyed, person)
    [people] = talk.hears("talk_to_human", "talk_to_human")
    assert people.choices == ()
    [answer] = talk.presses(call_back_button())
    assert answer.lead.startswith("You have no PA on record")
    assert requests(talk) == []
