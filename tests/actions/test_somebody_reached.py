"""Who asks for a number gets that of the own council, or a question like any other is made of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from talk import Talk

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
TEAM = "number for the leaving care team"


def test_the_own_councils_team_is_a_topic_with_more_to_it(talk: Talk) -> None:
    """With the council's name, every way, and the whole answer a press away; the next short question is about it."""
    talk.slots["my_council"] = "rutland"
    [answer] = talk.hears("reach_contact", text=TEAM)
    assert (answer.topic, answer.place_name, answer.contacts[0].phone) == (
        "contact_council",
        "Rutland",
        "01572 722577",
    )
    assert [choice.label for choice in answer.choices] == ["The whole answer"]
    assert talk.slots["last_topic"] == "contact_council"


def test_nobody_hears_the_number_of_another_councils_team(talk: Talk) -> None:
    """Without a council, and in one whose paper prints none: no team's number, and nothing is made up."""
    for council in (None, "leicestershire"):
        talk.slots["my_council"] = council
        told = str([answer.contacts for answer in talk.hears("reach_contact", text=TEAM)])
        assert [number for number in ("01572 722577", "01709 382121") if number in told] == []


def test_a_helpline_is_the_same_everywhere(talk: Talk) -> None:
    """And no council is asked for."""
    for council in (None, "rutland"):
        talk.slots["my_council"] = council
        [answer] = talk.hears("reach_contact", text="papyrus number")
        assert (answer.contacts[0].phone, answer.topic) == ("0800 068 4141", "")
