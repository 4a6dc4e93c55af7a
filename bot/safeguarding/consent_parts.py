"""Cuts an answer into words and set phrases, each with its kind: emoji, chat-speak, slips of the thumb and two words in one included."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import groupby, product
from typing import Collection, Iterator, Mapping, Sequence

from bot.language.chat import spelled_out
from bot.safeguarding import consent_words as kinds

_FEWEST = 5  # letters that a word must have to be read in spite of a slip, or as several in one
_MOST_GLUED = 4  # words in one
_WORD = re.compile(r"\d+%|[^\W_]+(?:'[^\W_]+)*")
_STOP = re.compile(r"[^\s'\"]")
_QUOTES = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'"})
_UNSEEN = ("Cf", "Mn", "Sk")  # joiners, variation selectors, skin tones
_UNSEEN_ASCII = re.compile(r"[\^`]")  # those of them that are ASCII


@dataclass(frozen=True)
class Part:
    """A word or set phrase: its kind, its words and where it begins in the text."""

    kind: str
    text: str
    start: int
    follows: str = ""  # the kind of the part before, unless a stop stands between


@dataclass(frozen=True)
class _Word:
    text: str
    start: int
    is_next: bool = True  # nothing but space stands between it and the word before


def parts_of(text: str, names: Collection[str] = ()) -> Iterator[Part]:
    """The parts of a text, the longest phrase first. A word of `names` is somebody to tell; what is not known is `UNKNOWN`."""
    words = list(_words(text))
    at, before = 0, ""
    while at < len(words):
        phrase = _phrase_at(words[at : at + _LONGEST])
        kind = _KNOWN.get(phrase) or (kinds.WHO if phrase in names else kinds.UNKNOWN)
        yield Part(kind, phrase, words[at].start, before if words[at].is_next else "")
        at, before = at + len(phrase.split(" ")), kind


def words_of(text: str) -> list[str]:
    """The words of a text as they are read here."""
    return [word.text for word in _words(text)]


def words_among(text: str, allowed: Collection[str]) -> list[str]:
    """The words of a text as they are read here; none where one of them is not allowed."""
    words: list[str] = []
    for word in _words(text):
        if word.text not in allowed:
            return []
        words.append(word.text)
    return words


def _phrase_at(words: Sequence[_Word]) -> str:
    phrases = (" ".join(word.text for word in words[:length]) for length in range(len(words), 1, -1))
    return next((phrase for phrase in phrases if phrase in _KNOWN), words[0].text)


def _words(text: str) -> Iterator[_Word]:
    """The words with chat-speak spelled out."""
    letters = _seen(text)
    shown = "".join(letter for letter, _ in letters)
    found = list(_WORD.finditer(shown))
    tokens = [match.group().lower() for match in found]
    if len(tokens) > 1 and all(len(token) == 1 and token.isalpha() for token in tokens):  # "y e s"
        yield from (_Word(word, 0) for word in _read("".join(tokens)))
        return
    end = 0
    for number, match in enumerate(found):
        is_next = not _STOP.search(shown[end : match.start()])
        end = match.end()
        for word in _in_place(tokens, number, is_asked="?" in shown) or _read(tokens[number]):
            yield _Word(word, letters[match.start()][1], is_next)
            is_next = True


def _seen(text: str) -> list[tuple[str, int]]:
    """The letters of a text with emoji as words, each with its place in the text; marks that nobody sees are gone."""
    if text.isascii() and not _UNSEEN_ASCII.search(text):
        return [(char, at) for at, char in enumerate(text)]
    found: list[tuple[str, int]] = []
    for at, char in enumerate(text):
        if unicodedata.category(char) not in _UNSEEN:
            plain = unicodedata.normalize("NFKC", char).translate(_QUOTES)
            found += [(letter, at) for letter in kinds.EMOJI.get(plain, plain)]
    return found


def _in_place(tokens: Sequence[str], number: int, *, is_asked: bool) -> tuple[str, ...]:
    """What a word means where it stands; nothing if that is what it always means.

    "y" and "n" are an answer alone or before thanks, and "why" and "and" elsewhere; "ill tell her" is no illness.
    """
    token, after = tokens[number], tokens[number + 1 : number + 2]
    spelled, before = kinds.BEFORE.get(token, ("", frozenset()))
    if after and after[0] in before:
        return tuple(spelled.split())
    if number or token not in kinds.LETTERS or (is_asked and len(tokens) > 1):
        return ()  # "y tell them?" asks why
    is_answer = all(_KNOWN.get(_read(word)[0]) in _AFTER_A_LETTER for word in tokens[1:] if _read(word))
    return (kinds.LETTERS[token],) if is_answer else ()


_AFTER_A_LETTER = {kinds.PLEASE, kinds.THANKS, kinds.TELL, kinds.WHO, kinds.NO}


_HELD = re.compile(r"(.)\1{2,}")


def _read(word: str) -> tuple[str, ...]:
    """One typed word as the words it stands for."""
    held = _HELD.sub(r"\1\1", word)  # "nooo" as "noo"
    if held in kinds.SPELLINGS:
        return tuple(kinds.SPELLINGS[held].split())
    if word in _SINGLE:
        return (word,)
    spelled = tuple(spelled_out(word).replace("'", "").split())
    if spelled != (word,) and all(part in _SINGLE for part in spelled):
        return spelled
    return _squeezed(word) or _glued(word, _MOST_GLUED) or _slipped(word) or spelled


def _squeezed(word: str) -> tuple[str, ...]:
    """The word without repeated letters: "yesss", "noooo", "pleeease"."""
    found = _SQUEEZED.get(_short(word), "")
    return (found,) if found and _short(word) != word else ()


def _short(word: str) -> str:
    return "".join(char for char, _ in groupby(word))


def _glued(word: str, most: int) -> tuple[str, ...]:
    """Words without the spaces between them, as few as will do: "yesplease", "tellher"."""
    if word in _GLUE:
        return tuple(_GLUE[word].split())
    if most == 1 or len(word) < (_FEWEST if most == _MOST_GLUED else 2):
        return ()
    cuts = ((word[:at], _glued(word[at:], most - 1)) for at in range(2, len(word) - 1) if word[:at] in _GLUE)
    return min(((*_GLUE[first].split(), *rest) for first, rest in cuts if rest), key=len, default=())


def _slipped(word: str) -> tuple[str, ...]:
    """A word with one slip of the thumb, if only one kind of word is that near."""
    if len(word) < _FEWEST:
        return ()
    near = [known for known in _SLIPS if _is_near(word, known)]
    return (near[0],) if len({_KNOWN[known] for known in near}) == 1 else ()


def _is_near(word: str, known: str) -> bool:
    """Whether one letter more, less, other or swapped makes one of the other."""
    same = next(
        (at for at, (a, b) in enumerate(zip(word, known, strict=False)) if a != b), min(len(word), len(known))
    )
    a, b = word[same:], known[same:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[2:] == b[2:] and a[:2] == b[1::-1])


def phrases_of(listed: str) -> Iterator[str]:
    """The phrases of a list in `consent_words`, alternatives spelled out."""
    for entry in listed.split():
        yield from (" ".join(chosen) for chosen in product(*(word.split("/") for word in entry.split("_"))))


_KNOWN: Mapping[str, str] = {
    phrase: kind for kind, listed in kinds.WORDS.items() for phrase in phrases_of(listed)
}
_LONGEST = max(len(phrase.split()) for phrase in _KNOWN)
_SINGLE = frozenset(word for phrase in _KNOWN for word in phrase.split())
_ALONE = {word for word in _KNOWN if " " not in word}
_SQUEEZED = {
    _short(word): word for word in sorted(_ALONE, key=lambda word: (-len(word), word)) if len(word) > 1
}
_GLUE = kinds.GLUED | {word: word for word in _ALONE if len(word) > 1 and _KNOWN[word] in kinds.OF_ANSWERS}
_SLIPS = sorted(word for word in _ALONE if len(word) >= _FEWEST and _KNOWN[word] in kinds.OF_YES_OR_NO)
