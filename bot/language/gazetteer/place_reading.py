"""What a message tells of places: each that it names with what it is to the writer, and whether it tells anything else."""

from __future__ import annotations

from typing import Any, NamedTuple, Sequence

from bot.language.gazetteer.cue_patterns import PLACE
from bot.language.gazetteer.place_cues import (
    MOST_LEFT,
    MOST_RIGHT,
    Around,
    Cue,
    Role,
    comes_first,
    cue_of,
    is_month,
    is_question,
)
from bot.language.gazetteer.place_lists import Gazetteer
from bot.language.gazetteer.place_spans import Span, spans_in
from bot.language.gazetteer.place_words import Word, words_of

COUNCIL, IN_DOUBT = "council", "place_in_doubt"  # the entities
FILLERS_WORDS = (
    "its it is s the council city county borough im i am a an one from with under in at for me please pls plz mate innit ok yes yeah "
    "yep yea no nah nope um er erm think guess just actually sorry thats my mine mines was duck bruv bro lol thanks ta cheers hi hello"
)
FILLERS = frozenset(FILLERS_WORDS.split())
TELLING_WORDS = (
    "live living liv livin stay staying based moved move to last year years ago month months week weeks day now but and then care been "
    "ive not since until til till when of looked after by social services children childrens leaving team authority local foster "
    "fostered placed came come up down over out grew born used we us that who have has had took take taken into put there on here "
    "currently moment these days these this so though tho also still by before system leaver kid mistake accident wrong picked pressed "
    "clicked never dont isnt aint wasnt longer anymore said meant mean should say be me another different again near round flat house "
    "live uni university college renting rent own switch change set use two three four five six 1 2 3 4 5 6 7 8 9 10 12 13 14 15 16 17 "
    "18 19 20 21"
)
TELLING = frozenset(TELLING_WORDS.split())
_TO_FOLLOW_WORDS = "and what about how or does do did whats"
_TO_FOLLOW = frozenset(_TO_FOLLOW_WORDS.split())
_JOINING_WORDS = "and then or also"
_JOINING = frozenset(_JOINING_WORDS.split())


class PlaceNamed(NamedTuple):
    """A place in a text, from letter `start` up to `end`: `ids` of the councils that it may be in, the likeliest first."""

    start: int
    end: int
    name: str
    ids: tuple[str, ...]
    role: Role
    is_body: bool
    is_everyday: bool = False  # its name is a word that anybody may say, and nothing makes it a place here
    is_of_another: bool = False  # it is somebody else's: "my mate is with leeds"


class Reading(NamedTuple):
    """The places of a message that have a part in it.

    `is_telling`: it only tells whose care leaver the writer is, or where they live. `is_bare`: it is nothing but names ("and
    leeds?"). `rest`: what it says besides, where a clause of it tells of places alone.
    """

    places: tuple[PlaceNamed, ...] = ()
    is_telling: bool = False
    is_bare: bool = False
    rest: str = ""


def read_places(text: str, gazetteer: Gazetteer) -> Reading:
    """Read a message."""
    words = words_of(text)
    spans = spans_in(words, gazetteer)
    outside = _outside(words, spans)
    is_bare = outside <= FILLERS | _TO_FOLLOW | _JOINING
    cues = _cues(words, spans, is_alone="?" not in text and outside <= FILLERS)
    named = tuple(
        _named(span, cue, words, gazetteer)
        for span, cue in zip(spans, cues, strict=True)
        if cue.role is not Role.MENTIONED and (not span.is_word or span.is_body or cue.is_clear or is_bare)
    )
    if not named:
        return Reading()
    is_told = any(place.role is not Role.NAMED for place in named)
    is_sure = not all(place.is_everyday for place in named)
    is_telling = is_told and is_sure and "?" not in text and outside <= FILLERS | TELLING
    rest = "" if is_telling or not is_told else _rest(text, words, spans)
    is_bare = is_bare and not is_told and not any(cue.is_of_another for cue in cues)
    return Reading(named, is_telling, is_bare and (is_sure or bool(outside)), rest)


def _named(span: Span, cue: Cue, words: Sequence[Word], gazetteer: Gazetteer) -> PlaceNamed:
    start, end = words[span.first].start, words[span.last - 1].end
    is_bare = cue.role in (Role.ALONE, Role.NAMED) and not span.is_body
    is_everyday = is_bare and span.name in gazetteer.everyday
    return PlaceNamed(start, end, span.name, span.ids, cue.role, span.is_body, is_everyday, cue.is_of_another)


def as_entity(place: PlaceNamed) -> dict[str, Any]:
    """A place as the conversation is told of it: `council` with the council's id, or `place_in_doubt` with the name that several have."""
    is_sure = len(place.ids) == 1
    return {
        "entity": COUNCIL if is_sure else IN_DOUBT,
        "start": place.start,
        "end": place.end,
        "value": place.ids[0] if is_sure else place.name,
        "role": place.role.value,
        "place": place.name,
        "is_body": place.is_body,
        "is_everyday": place.is_everyday,
        "is_of_another": place.is_of_another,
    }


def _outside(words: Sequence[Word], spans: Sequence[Span]) -> set[str]:
    inside = {at for span in spans for at in range(span.first, span.last)}
    return {word.text for at, word in enumerate(words) if at not in inside}


def _cues(words: Sequence[Word], spans: Sequence[Span], *, is_alone: bool) -> list[Cue]:
    arounds = [_around(words, spans, span) for span in spans]
    found: list[Cue] = []
    for at, (span, around) in enumerate(zip(spans, arounds, strict=True)):
        is_date = is_month(span.name, around) and not span.is_body
        cue = Cue(Role.MENTIONED) if is_date else cue_of(around, is_body=span.is_body)
        is_joined = at and cue.role is Role.NAMED and _is_joined(words, spans[at - 1], span, found[-1])
        found.append(found[-1] if is_joined else cue)
    roles = {cue.role for cue in found}
    if Role.LIVING in roles and Role.CARE not in roles:  # "i live in leeds not bradford"
        found = [cue._replace(role=Role.MENTIONED) if cue.role is Role.DENIED else cue for cue in found]
    is_corrected = Role.DENIED in roles
    return [_alone(cue, around, is_alone, is_corrected) for cue, around in zip(found, arounds, strict=True)]


def _alone(cue: Cue, around: Around, is_alone: bool, is_corrected: bool) -> Cue:
    """A place of which nothing is said: beside a "not leeds" it is what is right."""
    if cue.role is not Role.NAMED or cue.is_of_another or is_question(around.left.split()):
        return cue
    if is_corrected and comes_first(around.left):
        return Cue(Role.CARE, is_clear=True)
    return Cue(Role.ALONE, is_clear=True) if is_alone else cue


def _is_joined(words: Sequence[Word], before: Span, span: Span, cue: Cue) -> bool:
    """Whether a place is only added to the one before: "leeds and bradford"."""
    between = words[before.last : span.first]
    if any(
        word.ends or (word.breaks and cue.role is Role.DENIED) for word in words[before.last : span.first + 1]
    ):
        return False
    return all(word.text in _JOINING for word in between)


def _around(words: Sequence[Word], spans: Sequence[Span], span: Span) -> Around:
    others = {at: other for other in spans if other is not span for at in range(other.first, other.last)}
    sentence = _back(words, span.first, is_clause=False)
    clause = _back(words, span.first, is_clause=True)
    return Around(
        _joined(words, others, range(clause, span.first)),
        _joined(words, others, range(span.last, _on(words, span.last))),
        _joined(words, others, range(sentence, span.first)),
    )


def _back(words: Sequence[Word], at: int, *, is_clause: bool) -> int:
    """Where the clause or the sentence before a place begins, so many words away at most."""
    first = at
    while first > 0 and at - first < MOST_LEFT:
        if words[first].ends or (is_clause and (words[first].breaks or words[first - 1].text == "but")):
            break
        first -= 1
    return first


def _on(words: Sequence[Word], at: int) -> int:
    last = at
    while (
        last < len(words) and last - at < MOST_RIGHT and not words[last].breaks and words[last].text != "but"
    ):
        last += 1
    return last


def _joined(words: Sequence[Word], others: dict[int, Span], which: range) -> str:
    said = [
        PLACE if at in others else words[at].text
        for at in which
        if others.get(at) is None or others[at].first == at
    ]
    return " ".join(said)


def _rest(text: str, words: Sequence[Word], spans: Sequence[Span]) -> str:
    """The clauses that tell of more than places, where another tells of places alone; else nothing."""
    inside = {at for span in spans for at in range(span.first, span.last)}
    starts = [0, *(at for at in range(1, len(words)) if words[at].breaks)]
    clauses = [range(first, last) for first, last in zip(starts, [*starts[1:], len(words)], strict=True)]
    kept = [clause for clause in clauses if not _tells_of_places(clause, words, inside)]
    if len(kept) == len(clauses):
        return ""
    return " ".join(text[words[clause.start].start : words[clause.stop - 1].end] for clause in kept)


def _tells_of_places(clause: range, words: Sequence[Word], inside: set[int]) -> bool:
    outside = {words[at].text for at in clause if at not in inside}
    return any(at in inside for at in clause) and outside <= FILLERS | TELLING
