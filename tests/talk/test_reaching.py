"""Who asks for the number of somebody whom the offer names gets it, and who asks anything else does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.talk.reaching import asked_contact, reach_answer

if TYPE_CHECKING:
    from bot.offer.loader import Offer


@pytest.mark.parametrize(
    ("said", "contact"),
    [
        ("number for shelter", "shelter"),
        ("papyrus number", "papyrus"),
        ("can i text papyrus instead of calling", "papyrus"),
        ("number for CALM", "calm"),
        ("how old can u be to use childline", "childline"),
        ("citizens advice number", "citizens_advice"),
        ("jules house postcode for my sat nav", "rutland_jules_house"),
        ("have u got the number for refuge", "domestic_abuse_helpline"),
        ("universal credit number", "universal_credit_line"),
        ("how do i ring 111", "nhs_111_mental_health"),
        ("shelters number", "shelter"),
        ("childline's number pls", "childline"),
        ("hey have u got a number for samaritans", "samaritans"),
        ("is it free to ring childline", "childline"),
        ("early help website", "rotherham_early_help"),
    ],
)
def test_who_asks_for_a_way_to_somebody_gets_it(offer: Offer, said: str, contact: str) -> None:
    """By the name in full, by a part of it, and by what else people call it."""
    found = asked_contact(said, offer.contacts.values())
    assert found is not None
    assert found.id == contact


@pytest.mark.parametrize(
    "said",
    [
        "can i call shelter about my landlord",
        "how old do i have to be to get universal credit",
        "do i get universal credit",
        "can i beat the fine",
        "i need to call my pa",
        "number",
        "shelter",
        "can i get a free phone",
        "did childline tell my carer i phoned",
        "do i need an email for uc",
        "what address do i use for uc",
        "call me a cab",
        "what age do i become",
        "can i use your address for my universal credit",
        "can i get a phone on universal credit",
        "can they find my phone with uc",
        "can childline find my address",
        "can they get my number from childline",
        "is kooth free",
        "whats the number for childline he is hitting me now",
    ],
)
def test_another_question_is_not_taken_for_one(offer: Offer, said: str) -> None:
    """A name and a telephone beside other words ask for something else."""
    assert asked_contact(said, offer.contacts.values()) is None


def test_what_people_say_of_a_contact_is_one_contacts_alone(offer: Offer) -> None:
    """Within one place no two contacts share a name: a number is nobody else's."""
    for place in offer.places:
        names = [
            name.lower()
            for one in offer.contacts.values()
            if one.place == place
            for name in (one.name, *one.also)
        ]
        assert len(names) == len(set(names))


def test_the_answer_has_every_way_whom_it_is_for_and_how_fresh_it_is(offer: Offer) -> None:
    """Of an old paper's number the year; of each the day it was checked."""
    papyrus, jules = offer.contacts["papyrus"], offer.contacts["rutland_jules_house"]
    answer = reach_answer(papyrus, offer)
    [line] = answer.contacts
    assert (line.phone, line.text_number) == (papyrus.phone, papyrus.text_number)
    assert "35" in answer.lead
    assert answer.sources[0].checked_on == papyrus.checked_on
    assert "2017" in reach_answer(jules, offer).contacts[0].note


def test_an_old_papers_number_names_the_paper(offer: Offer) -> None:
    """By its title, with the day on which it should have been looked at again; never by our own name for the file."""
    [source] = reach_answer(offer.contacts["rutland_jules_house"], offer).sources
    paper = offer.documents["rutland_local_offer_2017"]
    assert (source.title, source.review_due) == (paper.title, paper.review_due)


def test_nobody_gets_the_number_of_another_councils_team(offer: Offer) -> None:
    """Each council has a leaving care team; what it is called in full is asked for by name."""
    rutland = [one for one in offer.contacts.values() if one.place in ("england", "llr", "rutland")]
    everybody = list(offer.contacts.values())
    for said, contact in (
        ("leaving care team number", "rutland_leaving_care"),
        ("early help number", None),
        ("complaints team number", None),
        ("rotherham early help number", "rotherham_early_help"),
    ):
        found = asked_contact(said, rutland, everybody)
        assert (found.id if found else None) == contact
    nation = [one for one in everybody if one.place == "england"]
    assert asked_contact("leaving care team number", nation, everybody) is None
