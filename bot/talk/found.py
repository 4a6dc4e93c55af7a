"""What the search found, as an answer: the passage, where it stands, and that it may not be what was asked."""

from __future__ import annotations

from datetime import date
from typing import Optional

from bot.answer import Answer, Choice, Paragraph
from bot.entitlements.parameters import Parameters
from bot.gsm import TWO_FRAGMENTS, septets
from bot.offer.answers import answer_for
from bot.offer.loader import Offer
from bot.offer.search import Found
from bot.phrases import phrase
from bot.talk.general_answers import person_button
from bot.talk.word_meaning import meaning


def found_answer(found: Found, offer: Offer, parameters: Parameters, place: str, on: date) -> Answer:
    """The passage with its source; of a glossary's word, its meaning."""
    passage = found.passage
    term = (
        next((term for term in offer.terms(place) if term.id == passage.term), None) if passage.term else None
    )
    topic = offer.topic(passage.topic, place)
    if term:
        return meaning(term, offer, place).copy(update={"topic": term.topic or "", "notes": (not_sure(),)})
    if topic is None:
        raise LookupError(f"the passage's topic {passage.topic!r} is not in the offer of {place}")
    return _of_topic(answer_for(topic, offer, parameters, on), found)


def not_sure() -> str:
    """That it was found by its words, and may not be what was asked."""
    return phrase("not_knowing.found_note")


def _of_topic(whole: Answer, found: Found) -> Answer:
    text = phrase("not_knowing.found", title=whole.title, passage=found.passage.text)
    lead = _fitting(text)
    rest = () if lead == text else (Paragraph(text=found.passage.text, basis=found.passage.basis),)
    shown = {
        "lead": lead,
        "paragraphs": rest,
        "steps": (),
        "basis": found.passage.basis,
        "applies_to": "",
        "picture": None,
    }
    return whole.copy(
        update={**shown, "notes": (not_sure(), *whole.notes), "choices": (_all_of(whole), person_button())}
    )


def _fitting(text: str) -> str:
    """As many whole sentences as fit two fragments of a text message; all of it where not even one does."""
    kept: Optional[str] = None
    for end in [
        place + 1
        for place, mark in enumerate(text)
        if mark in ".?!" and text[place + 1 : place + 2] in (" ", "")
    ]:
        if septets(text[:end]) <= TWO_FRAGMENTS:
            kept = text[:end]
    return kept or text


def _all_of(whole: Answer) -> Choice:
    return Choice(label=phrase("buttons.all_of", title=whole.title), kind="topic", value=whole.topic)
