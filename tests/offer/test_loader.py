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
from bot.offer.loader import Offer, load_offer

TODAY = date(2026, 11, 26)


def test_our_content_has_no_problems(offer: Offer) -> None:
    """Every file reads, every name it uses is known."""
    assert [str(problem) for problem in offer.problems] == []


def test_our_content_passes_its_own_check(offer: Offer, parameters: Parameters) -> None:
    """Every passage fits a text message, can be read, is asked for and has a source."""
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
    assert [sign for sign in ("{", "}", "don't have a checked figure") if sign in text] == []


@pytest.mark.parametrize("place", PLACES)
def test_every_aspect_is_told_here_or_there_or_said_to_be_untold(offer: Offer, place: str) -> None:
    """No aspect that a passage tells is called silent; none is both told in another topic and silent."""
    topics = [topic for topic in offer.topics_of(place) if topic.silent]
    assert topics
    for topic in topics:
        told = {passage.aspect for passage in topic.passages}
        assert set(topic.silent) & {*told, *topic.elsewhere} == set(), topic.id


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
