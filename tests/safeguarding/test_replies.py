"""What we say in danger: the right numbers, 999 always, and something to go on with."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.answer import Answer, ContactLine
from bot.safeguarding.finding import Danger
from bot.safeguarding.replies import (
    ABUSE_LINE,
    ALWAYS,
    ASSAULT_CENTRES,
    CHILDLINE,
    EMERGENCY,
    GALOP,
    KINDS,
    MENS_LINE,
    NHS_111,
    NSPCC,
    PAPYRUS,
    RAPE_CRISIS,
    RUNAWAY,
    SAMARITANS,
    SHELTER,
    SHOUT,
    SLAVERY_LINE,
    SWITCHBOARD,
    something_went_wrong,
    urgent_reply,
)

REGISTER = yaml.safe_load(
    (Path(__file__).resolve().parent.parent.parent / "data" / "offer" / "england" / "contacts.yml").read_text(
        encoding="utf-8"
    )
)
IN_REGISTER = {
    "emergency_999": EMERGENCY,
    "nhs_111_mental_health": NHS_111,
    "samaritans": SAMARITANS,
    "shout": SHOUT,
    "childline": CHILDLINE,
    "papyrus": PAPYRUS,
    "domestic_abuse_helpline": ABUSE_LINE,
    "shelter": SHELTER,
    "runaway_helpline": RUNAWAY,
    "rape_crisis": RAPE_CRISIS,
    "sexual_assault_centres": ASSAULT_CENTRES,
    "mens_advice_line": MENS_LINE,
    "galop": GALOP,
    "switchboard": SWITCHBOARD,
    "modern_slavery": SLAVERY_LINE,
    "nspcc": NSPCC,
}
BOTH = [
    pytest.param(kind, other, id=f"{kind}-{'other' if other else 'self'}")
    for kind in sorted(KINDS)
    for other in (False, True)
]


def numbers_in(text: str) -> set[str]:
    """Every phone or text number in a text, ages and the option of 111 left aside."""
    found = re.findall(r"\d[\d ]*\d", re.sub(r"11 to 17|(?:[Uu]nder|over) \d\d", "", text))
    return {number for number in found if len(number) > 2}


def ways(contact: ContactLine) -> tuple[str, str | None, str | None, str | None]:
    """Who it is, and every way to reach them; whom it is for may be said in other words."""
    return contact.name, contact.phone, contact.text_number, contact.web


def numbers_of(contact: ContactLine) -> set[str]:
    """How somebody can be rung or texted."""
    return {number for number in (contact.phone, contact.text_number) if number}


@pytest.mark.parametrize(("register_id", "contact"), IN_REGISTER.items(), ids=IN_REGISTER)
def test_a_number_in_a_reply_is_the_one_in_the_register(register_id: str, contact: ContactLine) -> None:
    """The replies need no file, so this keeps both the same."""
    entry: dict[str, Any] = REGISTER[register_id]
    assert (contact.phone, contact.text_number) == (entry.get("phone"), entry.get("text_number"))
    assert contact.web in (None, entry.get("web"))
    assert contact.phone or contact.text_number or contact.web


@pytest.mark.parametrize(("kind", "other"), BOTH)
def test_a_reply_names_no_contact_that_the_register_does_not_know(kind: str, other: bool) -> None:
    """Every contact of every reply is compared with the register."""
    known = [ways(contact) for contact in IN_REGISTER.values()]
    assert [
        contact for contact in urgent_reply(Danger(kind, other)).contacts if ways(contact) not in known
    ] == []


@pytest.mark.parametrize(("kind", "other"), BOTH)
def test_every_number_in_a_lead_can_be_pressed_below(kind: str, other: bool) -> None:
    """What the first words name stands in the contacts too, in the same digits."""
    reply = urgent_reply(Danger(kind, other))
    known = set().union(*(numbers_of(contact) for contact in reply.contacts))
    assert numbers_in(reply.lead)
    assert numbers_in(reply.lead) - known == set()


@pytest.mark.parametrize(("kind", "other"), BOTH)
def test_every_urgent_reply_names_999_first_among_its_contacts(kind: str, other: bool) -> None:
    """In the words, and as the first number to press."""
    reply = urgent_reply(Danger(kind, other))
    assert "999" in reply.lead
    assert reply.contacts[0].phone == "999"


@pytest.mark.parametrize(("kind", "other"), BOTH)
def test_every_urgent_reply_is_urgent_honest_and_goes_on(kind: str, other: bool) -> None:
    """It is marked as urgent, says that a computer can't ring anyone, and offers a person."""
    reply = urgent_reply(Danger(kind, other))
    assert (reply.urgency, reply.topic) == ("urgent", kind)
    assert "I'm a computer. I can't ring anyone for you" in reply.notes[0]
    assert [(choice.kind, choice.value) for choice in reply.choices] == [("intent", "talk_to_human")]


NEEDED = [
    ("crisis_abuse_or_danger", False, RAPE_CRISIS),
    ("crisis_abuse_or_danger", False, ASSAULT_CENTRES),
    ("crisis_abuse_or_danger", False, MENS_LINE),
    ("crisis_abuse_or_danger", False, GALOP),
    ("crisis_self_harm", False, SWITCHBOARD),
    ("crisis_self_harm", True, PAPYRUS),
    ("exploitation", False, SLAVERY_LINE),
    ("exploitation", True, SLAVERY_LINE),
    ("exploitation", False, ASSAULT_CENTRES),
    ("crisis_abuse_or_danger", True, NSPCC),
    ("missing", True, RUNAWAY),
    *((kind, other, CHILDLINE) for kind in sorted(KINDS) for other in (False, True)),
]


@pytest.mark.parametrize(
    ("kind", "other", "contact"),
    NEEDED,
    ids=[f"{kind}-{other}-{contact.name}" for kind, other, contact in NEEDED],
)
def test_there_is_somebody_for_everyone(kind: str, other: bool, contact: ContactLine) -> None:
    """Men and boys, LGBT+ people, after rape or sexual assault, forced work, under 19, and those who worry."""
    assert contact.phone in [line.phone for line in urgent_reply(Danger(kind, other)).contacts]
    assert ways(contact) in map(ways, urgent_reply(Danger(kind, other)).contacts)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_who_worries_about_somebody_is_told_who_helps_them(kind: str) -> None:
    """An adult has somebody to ask, and nobody is told that a line is for the one who is hurt alone."""
    reply = urgent_reply(Danger(kind, is_about_other=True))
    assert NSPCC in reply.contacts
    assert reply.contacts != urgent_reply(Danger(kind)).contacts


@pytest.mark.parametrize(("kind", "other"), BOTH)
def test_the_list_of_people_is_short_to_read(kind: str, other: bool) -> None:
    """At most nine, each once, each with a few words on whom it is for."""
    contacts = urgent_reply(Danger(kind, other)).contacts
    assert len(contacts) <= 9
    assert len({contact.name for contact in contacts}) == len(contacts)
    assert [contact for contact in contacts if not 2 <= len(contact.who_for.split()) <= 12] == []


def test_every_danger_has_words_of_its_own() -> None:
    """Five kinds, for oneself and for somebody else: ten leads."""
    assert len({urgent_reply(Danger(kind, other)).lead for kind in KINDS for other in (False, True)}) == 10


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_nobody_is_blamed_or_questioned(kind: str) -> None:
    """A reply never asks for proof, and never says that somebody should have done otherwise."""
    for other in (False, True):
        lead = urgent_reply(Danger(kind, other)).lead.lower()
        assert [
            words
            for words in ("should have", "why did", "are you sure", "your own fault", "calm down")
            if words in lead
        ] == []


def test_a_danger_that_has_no_reply_is_an_error() -> None:
    """No kind of danger falls back to a reply for another."""
    with pytest.raises(KeyError):
        urgent_reply(Danger("boredom"))


def test_the_apology_has_a_person_the_urgent_numbers_and_its_own_number() -> None:
    """When we fail, people still know whom to turn to."""
    answer: Answer = something_went_wrong("0123456789ab")
    assert "personal adviser (PA)" in answer.lead
    assert answer.contacts == ALWAYS == (EMERGENCY, NHS_111, SAMARITANS, SHOUT)
    assert answer.notes == ("If you tell us about this, give us this number: 0123456789ab.",)
