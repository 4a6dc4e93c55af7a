"""Whom a message asks how to reach: "number for shelter", "can i text papyrus instead", "jules house postcode"."""

from __future__ import annotations

import re
from typing import Iterable, Iterator, List, Optional, Sequence, Tuple

from bot.answer import Answer, SourceLine
from bot.language.chat import spelled_out
from bot.offer.answers import contact_line
from bot.offer.loader import Offer
from bot.offer.models import Contact
from bot.phrases import phrase

_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
_BRACKETS = re.compile(r"\s*\([^)]*\)")
_NAME = "@"  # stands for the name in what is asked
_WAY = r"(?:number|no|num|phone|telephone|tel|email|e mail|address|postcode|post code|website|web site|site|web ?page|link|url|contact details|contact|details|line)"
_KIND = r"(?:phone|telephone|tel|text|contact|mobile|free|email|web|right|proper|actual)"
_HI = r"(?:(?:hi|hey|hello|pls|please|ok|so|urgent|quick) )*"
_END = (
    r"(?:(?: (?:is|again|pls|please|plz|ta|thanks|thx|lol|mate|now|online|instead|by phone|on the phone))*"
    r"(?: instead of (?:calling|ringing|texting|phoning|a call))?(?: for my sat ?nav)?)*"
)
_WANTS = (
    r"(?:(?:what is|whats|what's|wats|wots|where is|wheres|where's|is there|(?:have|has) (?:you|u) got|(?:you|u) got|got|do (?:you|u) (?:have|know)|(?:i )?(?:need|want)|"
    r"(?:can|could) (?:i|you|u) (?:have|get|give me|tell me)|give me|send me|how do i (?:find|get)|where (?:do i|can i) (?:find|get)|find(?: me)?) )?"
)
_ASKED = tuple(
    re.compile(rf"{_HI}{pattern}{_END}")
    for pattern in (
        rf"{_WANTS}(?:(?:a|an|the|any|their|there) )?(?:{_KIND} )*{_WAY}s? (?:for|of|to|at) (?:the )?{_NAME}",
        rf"{_WANTS}(?:(?:the|a) )?{_NAME} (?:{_KIND} )*{_WAY}s?",
        rf"(?:(?:can|could|how (?:do|can|would)|do|where (?:do|can)) (?:i|you|u|we|they) |i (?:want|need) to |how to )(?:ring|call|phone|text|email|contact|reach|message|get hold of|get in touch with|speak to|chat to|chat with) (?:the )?{_NAME}",
        rf"what (?:{_KIND} )?(?:number|address|email) is (?:the )?{_NAME}",
        rf"(?:(?:is it|is) )?free to (?:ring|call|text|phone) (?:the )?{_NAME}",
    )
)
_WHO_FOR = tuple(
    re.compile(rf"{_HI}{pattern}{_END}")
    for pattern in (
        rf"(?:how old|what age) (?:can|do|must|should) (?:i|u|you|we|they) (?:have to |need to |got to )?(?:be )?(?:to )?(?:use|ring|call|text|phone|contact) (?:the )?{_NAME}",
        rf"(?:what|whats the) age (?:is|for) {_NAME}( for)?",
        rf"who is {_NAME} for",
    )
)


def asked_contact(text: str, own: Iterable[Contact], others: Iterable[Contact] = ()) -> Optional[Contact]:
    """The contact that a text asks for a way to reach, and for nothing else; None if it asks for none.

    `own` are those of the place of whoever asks and of what it inherits; of `others` only their full names count: each council
    has a "leaving care team", and the number of another one's helps nobody.
    """
    words = _words(text)
    known = [*((one, (one.name, *one.also)) for one in own), *((one, (one.name,)) for one in others)]
    found = [
        (len(name), one)
        for one, names in known
        if _can_be_reached(one)
        for name in (tuple(_words(_BRACKETS.sub("", each))) for each in names)
        if _asks(words, name, is_own_name=name == tuple(_words(_BRACKETS.sub("", one.name))))
    ]
    return max(found, key=lambda pair: pair[0])[1] if found else None


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


def _words(text: str) -> List[str]:
    return _WORD.findall(spelled_out(text).lower())


def _asks(words: Sequence[str], name: Tuple[str, ...], *, is_own_name: bool) -> bool:
    """Whether the words ask for a way to who has this name, or, by the contact's own name, whom it is for."""
    asked = _ASKED + (_WHO_FOR if is_own_name else ())
    return any(pattern.fullmatch(said) for said in _with_mark(words, name) for pattern in asked)


def _with_mark(words: Sequence[str], name: Tuple[str, ...]) -> Iterator[str]:
    """The text with a mark in the place of the name, wherever it stands: also "shelters number" and "childline's number"."""
    width, last = len(name), name[-1]
    for start in range(len(words) - width + 1):
        *first, end = words[start : start + width]
        if tuple(first) == name[:-1] and end in (last, f"{last}s", f"{last}'s"):
            yield " ".join([*words[:start], _NAME, *words[start + width :]])
