"""What a word of the field means, from the glossary."""

from __future__ import annotations

from bot.answer import Answer, Choice, SourceLine
from bot.offer.inherit import chain
from bot.offer.loader import Offer
from bot.offer.models import Term
from bot.phrases import phrase
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
        title=phrase("words.title", word=term.term),
        lead=term.plain if is_here else _meaning_there(term, offer),
        place=place,
        notes=() if is_here else (_elsewhere(offer, place),),
        sources=(SourceLine(title=term.source, checked_on=term.checked_on),),
        choices=(Choice(label=topic.title, kind="topic", value=topic.id),) if topic else (),
    )


def unknown_word(offer: Offer, place: str) -> Answer:
    """Nobody has explained this word yet."""
    return Answer(
        lead=phrase("words.unknown"),
        place=place,
        choices=(
            Choice(label=phrase("buttons.what_can_you_do"), kind="intent", value="help_what_can_you_do"),
        ),
    )


def _meaning_there(term: Term, offer: Offer) -> str:
    return phrase("words.of_a_place", place=offer.places[term.place].name, word=term.term, meaning=term.plain)


def _elsewhere(offer: Offer, place: str) -> str:
    if offer.places[place].kind != "council":
        return phrase("words.may_differ_where_you_live")
    return phrase("words.may_differ", place=offer.places[place].name)
