"""What a word of the field means, from the glossary."""

from __future__ import annotations

from bot.answer import Answer, Choice, SourceLine
from bot.offer.inherit import chain
from bot.offer.loader import Offer
from bot.offer.models import Term
from bot.talk.asked import names_of


def terms_for(offer: Offer, place: str) -> list[Term]:
    """The words that a place explains, and those that only other places know."""
    own = offer.terms(place)
    known = {name for term in own for name in names_of(term)}
    others = [term for other in offer.places for term in offer.terms(other) if term.place == other]
    return [*own, *(term for term in others if known.isdisjoint(names_of(term)))]


def meaning(term: Term, offer: Offer, place: str) -> Answer:
    """The plain meaning, its source, and the topic that tells more. A word of another place is said to be that place's."""
    topic = offer.topic(term.topic, place) if term.topic else None
    is_here = term.place in chain(place, offer.places)
    return Answer(
        title=f"What it means: {term.term}",
        lead=term.plain
        if is_here
        else f"In {offer.places[term.place].name}, {term.term} means this: {term.plain}",
        place=place,
        notes=() if is_here else (_elsewhere(offer, place),),
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


def _elsewhere(offer: Offer, place: str) -> str:
    where = f"in {offer.places[place].name}" if offer.places[place].kind == "council" else "where you live"
    return f"It may not be the same {where}. Ask your personal adviser (PA)."
