"""Our answers say what the sources say. The facts in `tests/facts` were read from the sources alone."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.answer_text import plain_text
from bot.entitlements.parameters import Parameters
from bot.offer.answers import answer_for
from bot.offer.loader import Offer

FACTS = Path(__file__).resolve().parent.parent / "facts"
TODAY = date(2026, 11, 26)

# People named in the papers, who may have left; a number of another county; a limit that is out of date.
NEVER = (
    "Joy Donlan",
    "Ian Walker",
    "Ian Thomas",
    "Mel Megs",
    "Gordon Watson",
    "Susan Claydon",
    "Mick Wildman",
    "Rob Cutts",
    "Neil Concannon",
    "Mark Chambers",
    "Rebecca Wilshire",
    "O'Neill",
    "Foster, Portfolio",
    "Kate Dexter",
    "Paul Meredith",
    "0115 8760157",
    "01158760157",
    "57.90",
    "01709 822422",
    "01572 758402",
    "01572 758258",
    "rwilshire@",
    "toneill@",
    "susan.claydon@",
)
HOURS = re.compile(
    r"\b\d{1,2}([:.]\d{2})?\s?(am|pm)\b|\b\d{2}:\d{2}\b|(mon|tues|wednes|thurs|fri|satur|sun)day|opening hours|24 hours|24/7",
    re.IGNORECASE,
)


def facts() -> list[Any]:
    """Every fact of every file, named after its file, its topic and its place in the file."""
    return [
        pytest.param(fact, id=f"{path.stem}-{number}-{fact['topic']}")
        for path in sorted(FACTS.glob("*.yml"))
        for number, fact in enumerate(yaml.safe_load(path.read_text(encoding="utf-8")), start=1)
    ]


def text_of(offer: Offer, parameters: Parameters, topic_id: str, place: str) -> str:
    """The whole answer, as a reader sees it on 26 November 2026."""
    topic = offer.topic(topic_id, place)
    assert topic is not None
    return plain_text(answer_for(topic, offer, parameters, TODAY))


def says(text: str, words: str) -> bool:
    """Whether the words stand in the text, not as a piece of a longer word or number."""
    return re.search(rf"(?<![\w£.]){re.escape(words)}(?!\w)", text, re.IGNORECASE) is not None


@pytest.mark.parametrize("fact", facts())
def test_an_answer_says_what_its_source_says(
    offer: Offer, parameters: Parameters, fact: dict[str, Any]
) -> None:
    """Every figure, age, number and condition of the source is in the answer, and nothing that contradicts it."""
    text = text_of(offer, parameters, fact["topic"], fact["place"])
    assert [words for words in fact["must_say"] if not says(text, words)] == [], fact["source"]
    assert [words for words in fact["must_not_say"] if words.lower() in text.lower()] == [], fact["source"]


@pytest.mark.parametrize("fact", facts())
def test_a_fact_is_complete(fact: dict[str, Any]) -> None:
    """A fact without words to look for, or without its source, proves nothing."""
    assert set(fact) == {"place", "topic", "must_say", "must_not_say", "source"}
    assert fact["must_say"]
    assert fact["source"]


def everything(offer: Offer, parameters: Parameters) -> dict[str, str]:
    """Every answer of every place."""
    return {
        f"{place}/{topic}": text_of(offer, parameters, topic, place)
        for place in offer.places
        for topic in offer.topic_ids()
    }


@pytest.mark.parametrize("words", NEVER)
def test_no_answer_names_staff_or_repeats_what_is_out_of_date(
    offer: Offer, parameters: Parameters, words: str
) -> None:
    """Named people move on, and some printed numbers must not be passed on."""
    assert [
        name for name, text in everything(offer, parameters).items() if words.lower() in text.lower()
    ] == []


def test_no_answer_prints_opening_hours(offer: Offer, parameters: Parameters) -> None:
    """Hours change too often to print from old papers."""
    found = {name: HOURS.search(text) for name, text in everything(offer, parameters).items()}
    assert {name: match.group() for name, match in found.items() if match} == {}


@pytest.mark.parametrize(
    "hours", ["open 9am to 5 pm", "08:00 to 18:00", "Monday to Friday", "24 hours a day", "24/7"]
)
def test_opening_hours_would_be_noticed(hours: str) -> None:
    """The pattern that looks for opening hours finds them."""
    assert HOURS.search(hours)
