"""Every text of the offer that people read: whoever asks uses its words."""

from __future__ import annotations

from typing import Iterator

from bot.offer.loader import Offer


def texts_of(offer: Offer) -> Iterator[str]:
    """Names of contacts, words of the glossaries with their meanings, and the passages of every place with their questions."""
    for contact in offer.contacts.values():
        yield from (contact.name, *contact.also)
    for place in offer.places:
        for term in offer.terms(place):
            yield from (term.term, term.plain, *term.also)
        for topic in offer.topics_of(place):
            for passage in (one for one in topic.passages if one.place == place):
                yield from (passage.question, passage.whole_text)
