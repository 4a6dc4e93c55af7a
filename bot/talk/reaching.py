"""Whom a message asks how to reach: "number for shelter", "can i text papyrus instead", "jules house postcode"."""

from __future__ import annotations

import re
from typing import Collection, Iterable, Optional

from bot.answer import Answer, SourceLine
from bot.language.ways_asked import for_whom, to_reach
from bot.offer.answers import contact_line
from bot.offer.loader import Offer
from bot.offer.models import Contact
from bot.phrases import phrase

_BRACKETS = re.compile(r"\s*\([^)]*\)")


def asked_contact(text: str, own: Collection[Contact], others: Iterable[Contact] = ()) -> Optional[Contact]:
    """The contact that a text asks for a way to reach, and for nothing else; None if it asks for none.

    `own` are those of the place of whoever asks and of what it inherits; of `others` only their full names count: each council
    has a "leaving care team", and the number of another one's helps nobody.
    """
    called = [(_name(one), one) for one in (*own, *others)]
    known = [*called, *((also, one) for one in own for also in one.also)]
    reachable = [(name, one) for name, one in known if _can_be_reached(one)]
    asked = {
        *to_reach(text, (name for name, _ in reachable)),
        *for_whom(text, (name for name, one in reachable if name == _name(one))),
    }
    found = [(len(name), one) for name, one in reachable if name in asked]
    return max(found, key=lambda pair: pair[0])[1] if found else None


def _name(contact: Contact) -> str:
    """Without what stands in brackets, which nobody says."""
    return _BRACKETS.sub("", contact.name)


def _can_be_reached(contact: Contact) -> bool:
    return any((contact.phone, contact.text_number, contact.email, contact.web, contact.address))


def reach_answer(contact: Contact, offer: Offer) -> Answer:
    """How to reach somebody: every way that is known, whom it is for, and how fresh that is."""
    line = contact_line(contact)
    is_sentence = line.who_for.endswith((".", "!", "?"))
    return Answer(
        title=contact.name,
        lead=line.who_for if is_sentence else phrase("reaching.who_for", who=line.who_for),
        contacts=(line.copy(update={"who_for": ""}),),
        sources=(_source(contact, offer),),
    )


def _source(contact: Contact, offer: Offer) -> SourceLine:
    """The paper that prints it, by its name; else where it was read."""
    paper = offer.documents.get(contact.source.partition(",")[0])
    if paper is None:
        return SourceLine(
            title=phrase("reaching.source", source=contact.source), checked_on=contact.checked_on
        )
    return SourceLine(
        title=paper.title,
        published=paper.published,
        checked_on=contact.checked_on,
        review_due=paper.review_due,
    )
