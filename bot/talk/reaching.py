"""Whom a message asks how to reach: "number for shelter", "can i text papyrus instead", "jules house postcode"."""

from __future__ import annotations

import re
from typing import AbstractSet, Iterable, Iterator, List, Optional, Sequence, Tuple

from bot.answer import Answer, SourceLine
from bot.language.chat import spelled_out
from bot.offer.answers import contact_line
from bot.offer.loader import Offer
from bot.offer.models import Contact
from bot.phrases import phrase

_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
_BRACKETS = re.compile(r"\s*\([^)]*\)")
# One of these must be said: they ask for a way to reach somebody, or whom it is for.
_WAYS = frozenset(
    [
        "number",
        "numbers",
        "phone",
        "telephone",
        "tel",
        "ring",
        "call",
        "calling",
        "text",
        "texting",
        "email",
        "mail",
        "address",
        "postcode",
        "website",
        "web",
        "site",
        "url",
        "link",
        "contact",
        "contacts",
        "reach",
        "chat",
    ]
)
_FOR_WHOM = frozenset(
    {"old", "age", "ages", "free"}
)  # "how old for childline"; of a benefit they ask something else
# Besides these only the name: any other word may ask something else, which a number does not answer.
_HELPING = frozenset(
    [
        "a",
        "an",
        "and",
        "any",
        "at",
        "be",
        "by",
        "can",
        "could",
        "did",
        "do",
        "does",
        "find",
        "for",
        "from",
        "get",
        "give",
        "got",
        "hello",
        "help",
        "helpline",
        "hey",
        "hi",
        "hold",
        "hotline",
        "how",
        "i",
        "if",
        "in",
        "instead",
        "is",
        "it",
        "its",
        "line",
        "many",
        "me",
        "mobile",
        "my",
        "nav",
        "need",
        "of",
        "old",
        "on",
        "online",
        "or",
        "please",
        "rather",
        "sat",
        "service",
        "than",
        "the",
        "their",
        "them",
        "there",
        "they",
        "to",
        "up",
        "us",
        "use",
        "using",
        "want",
        "wants",
        "what",
        "whats",
        "what's",
        "where",
        "wheres",
        "who",
        "whos",
        "with",
        "would",
        "you",
        "your",
        "number's",
        "out",
        "have",
        "has",
        "much",
        "cost",
        "costs",
        "later",
        "thanks",
        "ta",
        "mate",
        "lol",
        "again",
    ]
)


def asked_contact(text: str, contacts: Iterable[Contact]) -> Optional[Contact]:
    """The contact that a text asks for a way to reach, and for nothing else; None if it asks for none. Of two with one name the first."""
    words = _words(text)
    if (_WAYS | _FOR_WHOM).isdisjoint(words):
        return None
    found = [(len(name), one) for one in contacts for name in _named(words, one)]
    return max(found, key=lambda pair: pair[0])[1] if found else None


def _named(words: Sequence[str], contact: Contact) -> Iterator[Tuple[str, ...]]:
    """Its name without what stands in brackets, and each other name that people use, if the words ask for it alone."""
    own = tuple(_words(_BRACKETS.sub("", contact.name)))
    if _is_all(words, own, _WAYS | _FOR_WHOM):
        yield own
    for name in contact.also:
        if _is_all(words, tuple(_words(name)), _WAYS):
            yield tuple(_words(name))


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


def _is_all(words: Sequence[str], name: Tuple[str, ...], ways: AbstractSet[str]) -> bool:
    """Whether the name stands in the words, and beside it nothing but words that ask for one of these ways."""
    width = len(name)
    places = (start for start in range(len(words) - width + 1) if tuple(words[start : start + width]) == name)
    return any(_only_asks([*words[:start], *words[start + width :]], ways) for start in places)


def _only_asks(words: Sequence[str], ways: AbstractSet[str]) -> bool:
    return not ways.isdisjoint(words) and all(word in ways or word in _HELPING for word in words)
