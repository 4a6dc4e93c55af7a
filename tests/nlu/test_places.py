"""Councils in messages, as the conversation is told of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.language.gazetteer.place_lists import FOLDER
from bot.nlu.place_intent import PlaceIntent
from bot.nlu.places import ASKED, PlaceExtractor
from bot.nlu.topics import TOPICS
from bot.offer.council_register import gazetteer_of

if TYPE_CHECKING:
    from pathlib import Path

    from bot.offer.loader import Offer

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def extractor(offer: Offer, root: Path) -> PlaceExtractor:
    """Over the real lists and the real offer."""
    return PlaceExtractor(gazetteer_of(offer, root / FOLDER))


def read(extractor: PlaceExtractor, text: str, intent: str = "nlu_fallback") -> Message:
    """A message behind both components; what came between took it for this intent."""
    message = Message({TEXT: text, INTENT: {"name": intent}, TOPICS: [{"id": "savings", "confidence": 0.3}]})
    return PlaceIntent().process(extractor.process([message]))[0]


def entities(message: Message) -> list[tuple[str, str, str]]:
    """Each entity with its value and role."""
    return [(one["entity"], one["value"], one["role"]) for one in message.get(ENTITIES)]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("and in Rotherham?", "rotherham"),
        ("what about RUTLAND", "rutland"),
        ("rutland's offer", "rutland"),
        ("i'm with rmbc", "rotherham"),
        ("Rutland County Council said no", "rutland"),
        ("rovrum", "rotherham"),
        ("in leicester", "leicester"),
        ("and Stoke-on-Trent?", "stoke_on_trent"),
    ],
)
def test_a_named_council_is_found_in_any_case(extractor: PlaceExtractor, text: str, place: str) -> None:
    """Names and their short forms lead to the council's id, with content of its own or without."""
    assert [value for _, value, _ in entities(read(extractor, text))] == [place]


@pytest.mark.parametrize("text", ["what about england", "my foster mum", "send me the form"])
def test_what_is_no_council_is_not_one(extractor: PlaceExtractor, text: str) -> None:
    """The nation and other words are not councils."""
    assert not entities(read(extractor, text))


def test_an_entity_says_what_the_place_is_and_where_it_stands(extractor: PlaceExtractor) -> None:
    """Letter by letter, so that the log of a conversation can be read."""
    text = "I live in Oakham but was in care in Swinton"
    message = read(extractor, text)
    assert entities(message) == [("council", "rutland", "living"), ("place_in_doubt", "swinton", "care")]
    said = [text[one["start"] : one["end"]] for one in message.get(ENTITIES)]
    assert (said, message.get(ENTITIES)[0]["extractor"]) == (["Oakham", "Swinton"], "PlaceExtractor")


@pytest.mark.parametrize("taken_for", ["nlu_fallback", "ask", "deny", "greet"])
def test_a_message_that_only_tells_of_places_is_taken_for_it(
    extractor: PlaceExtractor, taken_for: str
) -> None:
    """Whatever else it looks like; the topics that are likely stay known."""
    message = read(extractor, "i live in oakham now", taken_for)
    assert message.get(INTENT)["name"] == "council_choice"
    assert message.get(TOPICS)[0]["id"] == "savings"


def test_a_name_behind_and_is_a_short_question(extractor: PlaceExtractor) -> None:
    """ "And leeds?" asks what was asked before, of Leeds."""
    message = read(extractor, "and leeds?")
    assert (message.get(INTENT)["name"], message.get(TOPICS)[0]["id"]) == ("follow_up", "other_council")


@pytest.mark.parametrize("text", ["i live in oakham now", "and leeds?"])
def test_danger_stays_danger(extractor: PlaceExtractor, text: str) -> None:
    """A place never hides it."""
    assert read(extractor, text, "safety").get(INTENT)["name"] == "safety"


@pytest.mark.parametrize("text", ["reading", "do i pay council tax in leeds", "hello", ""])
def test_any_other_message_keeps_its_intent(extractor: PlaceExtractor, text: str) -> None:
    """A lone word that may be a place, and a question with a place in it, too."""
    assert read(extractor, text, "ask").get(INTENT)["name"] == "ask"


def test_the_question_besides_is_handed_on(extractor: PlaceExtractor) -> None:
    """Only where something is asked."""
    asked: list[Any] = [
        read(extractor, text).get(ASKED)
        for text in ("i moved to rotherham last year, who is my PA", "i moved to rotherham, told no one")
    ]
    assert asked == ["who is my PA", ""]
