"""Who is meant by a reference or a name, among those whom the caller works with. Where it is not certain, nobody is chosen."""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher
from typing import Sequence, TypeVar

from bot.advising.requests.named_people import people_in
from bot.advising.requests.plain_request import straight
from bot.caseload.known_names import KnownAdviser, KnownPerson

Anybody = TypeVar("Anybody", KnownPerson, KnownAdviser)

ALIKE = 0.65  # how alike a name must be to be offered; it is never chosen for that
_IN_BRACKETS = re.compile(r"\([^)]*\)")
_OWNS = re.compile(r"^(?:'s?|s)(?!\w)", re.IGNORECASE)
_OWNER = re.compile(r"['’]s?$|['’]s\b", re.IGNORECASE)


def by_reference(words: str, people: Sequence[KnownPerson]) -> list[KnownPerson]:
    """Whose reference it is, whatever its letters' size and what stands between them."""
    asked = _bare(words)
    return [person for person in people if asked and _bare(person.reference) == asked]


def by_name(words: str, known: Sequence[Anybody]) -> list[Anybody]:
    """Who is called so: by all of the name or by its first words. Of "Kai" and "Kai Moss" either may be meant by "Kai"."""
    asked = name_words(words)
    return [one for one in known if asked and _begins(name_words(one.name), asked)]


def advisers_in(text: str, advisers: Sequence[KnownAdviser]) -> tuple[list[KnownAdviser], str]:
    """The advisers whose first or whole name stands in a text where a name can stand, and the text without it.

    Of an adviser called Will "who will need a review" says nothing.
    """
    found, rest = list[KnownAdviser](), straight(text)
    for one in reversed(people_in(rest, [_bare_name(one.name) for one in advisers], are_workers=True)):
        meant = by_name(one.words, advisers) if one.is_known else []
        if meant:
            found = [*meant, *found]
            behind = _OWNS.sub("", rest[one.end :], count=1)
            rest = f"{rest[: one.begin]} {behind}"
    return list(dict.fromkeys(found)), " ".join(rest.split())


def alike(words: str, people: Sequence[KnownPerson]) -> list[KnownPerson]:
    """Who is called nearly so: to be asked about."""
    asked = " ".join(name_words(words))
    return [person for person in people if asked and _is_alike(asked, " ".join(name_words(person.name)))]


def name_words(name: str) -> list[str]:
    """The words of a name in small letters, without accents, marks and what stands in brackets."""
    plain = unicodedata.normalize("NFKD", _OWNER.sub("", _IN_BRACKETS.sub("", name).strip()))
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return re.findall(r"[^\W_]+", letters.casefold())


def _bare_name(name: str) -> str:
    return " ".join(_IN_BRACKETS.sub("", name).split())


def _begins(name: Sequence[str], asked: Sequence[str]) -> bool:
    return list(name[: len(asked)]) == list(asked)


def _is_alike(asked: str, name: str) -> bool:
    first = name.split(" ", maxsplit=1)[0]
    return any(SequenceMatcher(None, asked, part).ratio() >= ALIKE for part in (name, first))


def _bare(reference: str) -> str:
    return re.sub(r"[^0-9a-z]", "", reference.casefold())
