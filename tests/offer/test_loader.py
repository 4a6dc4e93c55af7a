"""Our real content loads whole, and every topic has all its parts in every place."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from topic_ids import ANSWERS as TOPICS
from topic_ids import PLACES, REQUIRED

from bot.answer_text import plain_text
from bot.authoring.check import check_offer
from bot.entitlements.parameters import Parameters
from bot.offer.answers import answer_for
from bot.offer.figures import placeholders
from bot.offer.loader import Offer, load_offer
from bot.offer.models import Place, Problem

TODAY = date(2026, 11, 26)


def test_our_content_has_no_problems(offer: Offer) -> None:
    """Every file reads, every name it uses is known."""
    assert [str(problem) for problem in offer.problems] == []


def test_our_content_passes_its_own_check(offer: Offer, parameters: Parameters) -> None:
    """Leads fit a text message and everything has a source."""
    assert [
        str(problem) for problem in check_offer(offer, parameters, TODAY) if problem.level == "error"
    ] == []


def test_every_topic_of_the_catalogue_is_written(offer: Offer) -> None:
    """None of those that the assistant must know is gone."""
    assert set(REQUIRED) - set(offer.topic_ids()) == set()


def test_every_topic_can_be_asked_for(offer: Offer, root: Path) -> None:
    """What is written has messages that lead to it, and messages lead to nothing that is not written."""
    asked = {
        path.stem
        for path in (root / "data" / "nlu").glob("*.yml")
        if "- intent: ask/" in path.read_text(encoding="utf-8")
    }
    assert {*asked, "council_choice"} == set(offer.topic_ids()) == set(TOPICS)  # it has an intent of its own


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("topic_id", TOPICS)
def test_every_place_answers_every_topic(offer: Offer, topic_id: str, place: str) -> None:
    """The nation and every council have a sound answer with somebody to ask."""
    topic = offer.topic(topic_id, place)
    assert topic is not None
    assert not topic.is_faulty
    assert topic.places[0] == "england"
    assert [contact for contact in topic.contacts if contact not in offer.contacts] == []


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("topic_id", TOPICS)
def test_no_placeholder_reaches_a_reader(
    offer: Offer, parameters: Parameters, topic_id: str, place: str
) -> None:
    """Every curly bracket is a figure that we hold for today or for its own day."""
    text = plain_text(answer_for(offer.topic(topic_id, place), offer, parameters, TODAY))
    assert [sign for sign in ("{", "}", "checked figure for") if sign in text] == []


def test_a_short_question_about_money_leads_somewhere(offer: Offer) -> None:
    """ "How much is it?" names a written topic, or says a sentence without open placeholders."""
    asked = [
        found.how_much
        for place in PLACES
        for topic in TOPICS
        if (found := offer.topic(topic, place)) and found.how_much
    ]
    assert [how.topic for how in asked if how.topic and how.topic not in TOPICS] == []
    assert [how.say for how in asked if how.say and placeholders(how.say)] == []


def test_rutland_answers_with_the_health_services_that_it_shares(offer: Offer) -> None:
    """Rutland's ChatHealth comes from the shared area, through the nation."""
    topic = offer.topic("chathealth", "rutland")
    assert topic is not None
    assert topic.places == ("england", "llr")


def test_the_councils_are_listed_by_name(offer: Offer) -> None:
    """Neither the nation nor the shared area is offered as a council."""
    councils = [place.id for place in offer.councils()]
    assert {"leicestershire", "rotherham", "rutland"} <= set(councils)
    assert {*councils, "england"} == set(PLACES)
    assert [place.name for place in offer.councils()] == sorted(place.name for place in offer.councils())
    assert offer.nation().id == "england"


@pytest.mark.parametrize("place", [*PLACES, "llr"])
def test_the_main_contact_of_a_place_is_in_the_register(offer: Offer, place: str) -> None:
    """Nobody is sent to a contact that is not there."""
    main = offer.places[place].main_contact
    assert main is None or main in offer.contacts


def test_a_topic_of_a_place_that_we_do_not_know_is_none(offer: Offer) -> None:
    """An unknown place or topic gives None, not an error."""
    assert (offer.topic("council_tax", "atlantis"), offer.topic("bus_pass", "rutland")) == (None, None)


def test_a_folder_without_a_nation_is_an_error(tmp_path: Path) -> None:
    """Starting without content is not silent."""
    with pytest.raises(
        FileNotFoundError, match=r"has no place of kind `nation` \(expected england/place.yml\)"
    ):
        load_offer(tmp_path)


def changed(offer: Offer, **fields: object) -> Offer:
    """An offer with England's council tax alone, changed in these fields."""
    topic = offer.topic("council_tax", "england")
    assert topic is not None
    nation = {"england": Place(id="england", name="England", kind="nation")}
    return Offer(
        nation, offer.contacts, offer.documents, {"england": {"council_tax": topic.copy(update=fields)}}, []
    )


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"lead": "a" * 307}, "england/council_tax.yml: lead: 307 septets, more than 306. Fix: shorten it"),
        (
            {"lead": "It’s free."},
            "england/council_tax.yml: lead: '’' does not fit a text message. Fix: use a plain one",
        ),
        (
            {"sources": ()},
            "england/council_tax.yml: sources: this part is missing. Fix: add at least one source",
        ),
        (
            {"paragraphs": ()},
            "england/council_tax.yml: paragraphs: this part is missing. Fix: write the answer, one idea a paragraph",
        ),
    ],
)
def test_the_check_tells_an_editor_what_to_change(
    offer: Offer, parameters: Parameters, fields: dict[str, object], message: str
) -> None:
    """Each finding names file, field, fault and fix."""
    found = check_offer(changed(offer, **fields), parameters, TODAY)
    assert message in [str(problem) for problem in found]
    assert all(isinstance(problem, Problem) for problem in found)


def test_a_lead_of_exactly_two_fragments_passes_the_check(offer: Offer, parameters: Parameters) -> None:
    """306 characters still fit."""
    assert [
        found
        for found in check_offer(changed(offer, lead="a" * 306), parameters, TODAY)
        if "septets" in found.message
    ] == []
