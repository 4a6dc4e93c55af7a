"""Of whom a danger was told: one of the caller's own who is named, or whom the talk was about. Else nobody, and it is asked.

An urgent reply waits for it, so no word list or model is read. Who it is stands on the card that asks before anything is done.
"""

from __future__ import annotations

import re
from typing import Optional, Sequence

from bot.advising.asking import Asking
from bot.advising.naming import by_reference, name_words
from bot.advising.persons import known_to
from bot.advising.talk_state import TalkState
from bot.caseload.known_names import KnownPerson
from bot.safeguarding.staff_whose import names_somebody

_MOST = 2_000  # letters that are looked at
_THEY = re.compile(r"\b(?:she|he|they|her|him|them|his|their|it|this|that)\b", re.IGNORECASE)
_REFERENCE = re.compile(r"\b[a-z]{1,5}-?(?:[a-z]{1,6}-)?\d+\b", re.IGNORECASE)
_ANOTHER = re.compile(
    r"\bone of (?:mine|my|our|ours|the|them)\b|\banother\b|\bsome(?:one|body)\b"
    r"|\ban? (?:girl|boy|lad|lass|client|yp|young (?:person|man|woman|lad|mum|dad))\b"
    r"|\bmy (?:own )?(?:sister|brother|mum|dad|mother|father|son|daughter|niece|nephew|cousin|friend|partner|husband|wife|colleague)\b",
    re.IGNORECASE,
)
# Names that are words too count where they are written as names, and begin no sentence.
_WORDS_TOO = frozenset(
    [
        *(
            "will",
            "may",
            "april",
            "june",
            "mark",
            "grace",
            "hope",
            "faith",
            "joy",
            "chance",
            "grant",
            "dawn",
            "summer",
        ),
        *(
            "rose",
            "rich",
            "frank",
            "guy",
            "bill",
            "rob",
            "pat",
            "sue",
            "art",
            "dean",
            "drew",
            "chase",
            "miles",
            "max",
        ),
        *(
            "penny",
            "heath",
            "river",
            "sky",
            "star",
            "ivy",
            "lane",
            "robin",
            "wren",
            "autumn",
            "angel",
            "honey",
            "candy",
        ),
        *(
            "jade",
            "pearl",
            "ruby",
            "amber",
            "sol",
            "rex",
            "vic",
            "abe",
            "eve",
            "an",
            "so",
            "see",
            "do",
            "my",
            "tell",
        ),
    ]
)


def who_is_at_risk(asking: Asking, state: TalkState) -> Optional[int]:
    """Their number. Nothing is shown of them by this, and whoever presses a button says first whom they mean."""
    text, people = asking.text[:_MOST], known_to(asking).people
    named = [one for words in _REFERENCE.findall(text) for one in by_reference(words, people)]
    named = named or [one for one in people if _is_named(text, name_words(one.name)[:1])]
    if not named:
        still = {one.id for one in people}  # a case may have moved since the talk was about it
        meant = state.person if state.person in still else None
        return meant if not text or (_THEY.search(text) and not _is_of_another(text)) else None
    found = {one.id for one in _closest(text, named)}
    return found.pop() if len(found) == 1 else None


def _is_of_another(text: str) -> bool:
    """Whether "he" is somebody whom we don't know: then it is asked, and not taken for whom the talk was about."""
    return bool(_REFERENCE.search(text) or _ANOTHER.search(text)) or names_somebody(text)


def _is_named(text: str, words: Sequence[str]) -> bool:
    return any(_counts(text, hit) for word in words for hit in re.finditer(_whole(word), text, re.IGNORECASE))


def _whole(word: str) -> str:
    return rf"(?<!\w){re.escape(word)}(?=['’]s?\b|\b)(?!\w)"


def _counts(text: str, hit: re.Match[str]) -> bool:
    """Whether a word is a name here."""
    if hit[0].casefold() not in _WORDS_TOO:
        return True
    begins = not text[: hit.start()].rstrip() or text[: hit.start()].rstrip()[-1] in ".!?"
    return hit[0][0].isupper() and (
        not begins or text[hit.end() :].startswith(("'", "’", " has", " is", " says", " told"))
    )


def _closest(text: str, people: Sequence[KnownPerson]) -> Sequence[KnownPerson]:
    """Of several who are called so, those whose whole name stands there; all, if nobody's does."""
    whole = [
        one
        for one in people
        if len(name_words(one.name)) > 1 and all(_is_named(text, [word]) for word in name_words(one.name))
    ]
    return whole or people
