"""What a word of the field means, from the glossary."""

from __future__ import annotations

import re
from typing import Iterable, Optional

from bot.answer import Answer, Choice, SourceLine
from bot.offer.loader import Offer
from bot.offer.models import Term


def term_in(text: str, terms: Iterable[Term]) -> Optional[Term]:
    """The term that a text names, the longest name winning; None if it names none."""
    words = f" {_words(text)} "
    named = [(len(name), term) for term in terms for name in names_of(term) if f" {name} " in words]
    return max(named, key=lambda pair: pair[0])[1] if named else None


def names_of(term: Term) -> list[str]:
    """All that a term is called, in small letters without marks."""
    return [_words(name) for name in (term.term, *term.also)]


def meaning(term: Term, offer: Offer, place: str) -> Answer:
    """The plain meaning, its source, and the topic that tells more."""
    topic = offer.topic(term.topic, place) if term.topic else None
    return Answer(
        title=f"What it means: {term.term}",
        lead=term.plain,
        place=place,
        sources=(SourceLine(title=term.source, checked_on=term.checked_on),),
        choices=(Choice(label=topic.title, kind="topic", value=topic.id),) if topic else (),
    )


def unknown_word(offer: Offer, place: str) -> Answer:
    """Nobody has explained this word yet."""
    return Answer(
        lead="Sorry, I don't know that word. Ask your personal adviser (PA) what it means. It is their job to explain it.",
        place=place,
        choices=(Choice(label="What can you do?", kind="intent", value="help_what_can_you_do"),),
    )


def _words(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", text.lower().replace("'", "")))
