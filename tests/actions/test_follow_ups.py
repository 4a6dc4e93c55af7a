"""Short questions after an answer are about that answer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

from bot.gsm import TWO_FRAGMENTS, septets
from bot.offer.answers import contacts_of

if TYPE_CHECKING:
    from talk import Talk

ROWS = yaml.safe_load((Path(__file__).resolve().parents[1] / "sentences" / "follow_ups.yml").read_text())[
    "sentences"
]


def understood(row: dict) -> tuple[str, str]:
    """The intent and topic that a sentence should be understood as."""
    repeats = row["means"] in ("simpler", "again")
    return ("repeat_or_simplify", "repeat_or_simplify") if repeats else ("follow_up", row["means"])


def council(text: str) -> dict[str, str]:
    """The council that a sentence names, as the place finder would say it."""
    return next(
        ({"council": name} for name in ("rutland", "rotherham", "leicestershire") if name in text), {}
    )


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["text"])
def test_every_follow_up_stays_with_its_topic(talk: Talk, row: dict) -> None:
    """Understood right, each gets an answer about the same thing (money may be a topic of its own)."""
    talk.hears("ask", row["after"])
    [answer] = talk.hears(*understood(row), text=row["text"], **council(row["text"]))
    topic = talk.services.offer.topic(row["after"], answer.place)
    money = topic.elsewhere.get("how_much") if row["means"] == "how_much" else None
    assert answer.topic in (row["after"], money)
    if row["means"] == "other_council":
        assert answer.place == council(row["text"])["council"]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "row", [row for row in ROWS if row["means"] in ("simpler", "again")], ids=lambda row: row["text"]
)
def test_again_says_it_as_it_was_and_simpler_in_easier_words(talk: Talk, row: dict) -> None:
    """Who missed it hears the same; who did not get it hears the easy version."""
    [first] = talk.hears("ask", row["after"])
    [second] = talk.hears(*understood(row), text=row["text"])
    assert (second.lead == first.lead) is (row["means"] == "again")


def test_says_who_names_the_papers(talk: Talk) -> None:
    """The source of the last answer, in a sentence."""
    [first] = talk.hears("ask", "council_tax", council="rotherham")
    [answer] = talk.hears("follow_up", "source")
    assert answer.lead.startswith("It comes from: ")
    assert first.sources[0].title in answer.lead


def test_who_do_i_ring_fits_a_text_and_begins_with_the_first_contact(talk: Talk) -> None:
    """Everybody who can help with the topic, as many as fit in the first words and all of them below."""
    [first] = talk.hears("ask", "homeless_now", council="rutland")
    [answer] = talk.hears("follow_up", "contact")
    assert answer.lead.startswith(answer.contacts[0].name)
    assert septets(answer.lead) <= TWO_FRAGMENTS
    topic = talk.services.offer.topic("homeless_now", "rutland")
    assert [contact.name for contact in answer.contacts] == [
        talk.services.offer.contacts[contact].name for contact in contacts_of(topic)
    ]
    assert {contact.name for contact in first.contacts} <= {contact.name for contact in answer.contacts}


def test_who_do_i_ring_out_of_the_blue_names_people(talk: Talk) -> None:
    """Somebody who asks whom to ring is not told that we don't understand."""
    [answer] = talk.hears("follow_up", "contact", text="who do i ring")
    assert answer.title == "Talk to a person"
