"""Which word of the glossary a message asks the meaning of."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Iterable, Iterator, Optional, Sequence

from bot.offer.models import Term

_WH = frozenset({"what", "whats", "wat", "wats", "wot", "wots", "wht", "wut", "wuts", "wtf"})
_MEAN = frozenset({"mean", "means", "meant", "meaning"})
_STAND = frozenset({"stand", "stands", "short"})  # for
_EXPLAIN = frozenset({"define", "definition"})
_WORD = frozenset({"word", "words", "term", "phrase", "letters", "initials"})
# "What does THAT mean": it points back to a word that was said before.
_POINTING = frozenset(
    {"it", "its", "that", "thats", "this", "these", "those", "them", "they", "he", "she", "his", "her"}
)
_MANY = frozenset({"these", "those", "them", "words"})
_HELPING = frozenset(
    {
        "do",
        "does",
        "did",
        "is",
        "are",
        "was",
        "the",
        "a",
        "an",
        "by",
        "even",
        "actually",
        "really",
        "all",
        "exactly",
    }
)
_PEOPLE = frozenset(
    {
        "i",
        "im",
        "ive",
        "ill",
        "we",
        "you",
        "u",
        "youre",
        "ur",
        "they",
        "theyre",
        "he",
        "she",
        "shes",
        "hes",
        "my",
    }
)
_SPEAKERS = frozenset({"i", "we", "you", "u"})  # "I mean" and "what do you mean" are about somebody's message
_TO_BE = (("to", "be"), ("being",), ("if", "im"), ("if", "i", "am"), ("if", "youre"), ("if", "you", "are"))
# May stand behind a word that has more words to it, such as "eligible" (child); a noun of another thing may not.
_AFTER_A_SHORT_NAME = frozenset(
    {
        *_WH,
        *_MEAN,
        *_STAND,
        *_WORD,
        "is",
        "are",
        "and",
        "or",
        "on",
        "in",
        "at",
        "by",
        "of",
        "to",
        "with",
        "from",
        "it",
        "that",
        "this",
        "when",
        "then",
        "if",
        "so",
        "now",
        "which",
        "who",
        "even",
        "actually",
        "really",
        "status",
        "group",
        "pls",
        "please",
        "but",
        "i",
        "im",
        "for",
        "cos",
        "because",
    }
)
_NEAR = 4  # words between a word and the question that points back to it
_FAR = 8  # words between "what" and "mean"


@dataclass(frozen=True)
class _Words:
    """A text's words in small letters, and whether a mark ends the part of the sentence behind each."""

    words: tuple[str, ...]
    ends: tuple[bool, ...]

    def at(self, index: int) -> str:
        """The word there, or nothing."""
        return self.words[index] if 0 <= index < len(self.words) else ""

    def same_part(self, first: int, last: int) -> bool:
        """Whether no mark stands between two words."""
        return not any(self.ends[first:last])


@dataclass(frozen=True)
class _Named:
    """A term that a text names, from its first word to behind its last."""

    term: Term
    start: int
    end: int


def asked_term(text: str, terms: Iterable[Term]) -> Optional[Term]:
    """The term whose meaning a text asks for in so many words; None if it asks for none.

    "What does NEET mean" asks for one. "Does that mean I pay", "am I meant to" and "means tested" do not.
    """
    read = _read(text)
    regions = [region for index in range(len(read.words)) for region in _regions(read, index)]
    named = _named(read, terms) if regions else []  # most messages ask for no word at all
    found = next(filter(None, (_of(read, named, region) for region in regions)), None)
    return found.term if found else None


def term_in(text: str, terms: Iterable[Term]) -> Optional[Term]:
    """The term that a text names: the one nearest to "mean" or "stand for", else the longest; None if it names none."""
    read = _read(text)
    named = _named(read, terms)
    marks = [
        index
        for index, word in enumerate(read.words)
        if word in _MEAN | _EXPLAIN or (word in _STAND and read.at(index + 1) == "for")
    ]
    return min(named, key=lambda one: (_distance(one, marks), one.start - one.end)).term if named else None


def means_something_else(text: str) -> bool:
    """Whether "mean" stands in a text that asks for no word, as in "does that mean I pay"."""
    read = _read(text)
    return not _MEAN.isdisjoint(read.words) and not any(
        True for index in range(len(read.words)) for _ in _regions(read, index)
    )


def only_points_back(text: str) -> bool:
    """Whether a text asks what something means and names nothing, as in "what does that even mean"."""
    words = set(_read(text).words)
    return bool(words & _MEAN) and bool(words & _WH) and words <= _MEAN | _WH | _POINTING | _HELPING


def names_of(term: Term) -> list[str]:
    """All that a term is called, in small letters without marks."""
    return [_plain_name(name) for name in (term.term, *term.also)]


def plain_words(text: str) -> str:
    """The words of a text in small letters, without marks."""
    return " ".join(_read(text).words)


@functools.lru_cache(maxsize=4096)
def _plain_name(name: str) -> str:
    """Every message is compared with every name, so each name is read once."""
    return plain_words(name)


def _read(text: str) -> _Words:
    plain = re.sub(r"['’]", "", text.lower())
    found = list(re.finditer(r"[a-z0-9]+", plain))
    gaps = [plain[one.end() : after.start()] for one, after in pairwise(found)]
    ends = [bool(re.search(r"[.,;:?!\n]", gap)) for gap in gaps]
    return _Words(tuple(one.group() for one in found), (*ends, True)[: len(found)])


def _named(read: _Words, terms: Iterable[Term]) -> list[_Named]:
    """The terms of a text, without those that are part of a longer name there."""
    words = set(read.words)
    near = (
        (term, name.split()) for term in terms for name in names_of(term) if name.partition(" ")[0] in words
    )
    found = [one for term, name in near for one in _places(read, term, name)]
    return [one for one in found if not any(_is_inside(one, other) for other in found)]


def _places(read: _Words, term: Term, name: Sequence[str]) -> Iterator[_Named]:
    length = len(name)
    for start in range(len(read.words) - length + 1):
        end = start + length
        is_here = list(read.words[start:end]) == list(name) and read.same_part(start, end - 1)
        if is_here and not (_has_longer_name(term, name) and _is_of_another_thing(read, end)):
            yield _Named(term, start, end)


def _has_longer_name(term: Term, name: Sequence[str]) -> bool:
    return any(other.startswith(" ".join(name) + " ") for other in names_of(term))


def _is_of_another_thing(read: _Words, end: int) -> bool:
    """Whether "eligible" stands before a noun that is no part of the term, as in "eligible rent"."""
    return end < len(read.words) and not read.ends[end - 1] and read.words[end] not in _AFTER_A_SHORT_NAME


def _is_inside(one: _Named, other: _Named) -> bool:
    return other.start <= one.start and one.end <= other.end and other.end - other.start > one.end - one.start


def _distance(one: _Named, marks: Iterable[int]) -> int:
    """How many words stand between a term and the nearest mark."""
    return min((one.start - mark if one.start > mark else mark - one.end + 1 for mark in marks), default=0)


@dataclass(frozen=True)
class _Region:
    """Where the asked word may stand: at most `most` words from `near`; with `is_of_one` only if no other stands there."""

    start: int
    end: int
    near: int
    most: int = _FAR
    is_of_one: bool = False


def _regions(read: _Words, index: int) -> Iterator[_Region]:
    """Where a question whose mark is the word at `index` has the word that it asks for."""
    word, after = read.at(index), read.at(index + 1)
    if word in _EXPLAIN or (word in _WORD and "explain" in read.words[max(0, index - 2) : index]):
        yield _behind(read, index + (after == "of"))
    elif (word in _MEAN and after in {"by", "of", "behind"}) or (word == "meaning" and after == "for"):
        yield _behind(read, index + 1)
    elif word == "meant":
        return
    elif word == "meaning" and read.ends[index]:
        yield from (_Region(0, index, index, 0), *_around(read, index))
    elif (word in _MEAN and after not in {"tested", "test", "testing"}) or (
        word in _STAND and after == "for"
    ):
        yield from _around(read, index)


def _around(read: _Words, index: int) -> Iterator[_Region]:
    """For "what does X mean", "X, what does that mean", "what does it mean to be X", "X stands for what"."""
    asks = next(
        (
            i
            for i in range(index - 1, max(-1, index - _FAR - 2), -1)
            if read.words[i] in _WH and read.same_part(i, index)
        ),
        None,
    )
    if asks is None:
        if read.words[index] in _STAND and (read.at(index + 2) in _WH or read.ends[index + 1]):
            yield _Region(0, index, index, _NEAR)
        return
    between = [word for word in read.words[asks + 1 : index] if word not in _HELPING | _WORD]
    if any(word not in _POINTING for word in between):
        if not _SPEAKERS.issuperset(between):
            yield _Region(asks, index, index)
    elif not _goes_on(read, asks, index):
        yield _Region(0, asks, asks, _NEAR, not _MANY.isdisjoint(read.words[asks:index]))
        start = next(
            (
                index + 1 + len(to_be)
                for to_be in _TO_BE
                if read.words[index + 1 : index + 1 + len(to_be)] == to_be
            ),
            None,
        )
        if start is not None:
            yield _behind(read, start - 1)


def _goes_on(read: _Words, asks: int, index: int) -> bool:
    """Whether "what does that mean" asks what follows from something, not for a word."""
    after = "" if read.ends[index] else read.at(index + 1)
    is_for_something = after == "for" and read.at(index + 2) not in {
        "me",
        "us",
        "",
        "someone",
        "somebody",
        "people",
    }
    is_checking = read.at(asks - 2) == "is" and read.at(asks - 1) in {"that", "this", "it"}
    return is_checking or after in _PEOPLE or is_for_something


def _behind(read: _Words, index: int) -> _Region:
    return _Region(index + 1, len(read.words), index + 1, _NEAR)


def _of(read: _Words, named: Iterable[_Named], region: _Region) -> Optional[_Named]:
    """The term of a region that stands nearest to its near end, the longest of these."""
    inside = [
        one
        for one in named
        if one.start >= region.start
        and one.end <= region.end
        and _gap(one, region) <= _most(read, one, region)
    ]
    if region.is_of_one and len({one.term.id for one in inside}) > 1:
        return None  # one meaning would leave out the others: the topic tells of all
    return min(inside, key=lambda one: (_gap(one, region), one.start - one.end), default=None)


def _gap(one: _Named, region: _Region) -> int:
    return one.start - region.near if region.near <= one.start else region.near - one.end


def _most(read: _Words, one: _Named, region: _Region) -> int:
    """Somebody's own, such as "my PA", is only asked for if nothing stands between."""
    return 0 if region.most == _NEAR and read.at(one.start - 1) == "my" else region.most
