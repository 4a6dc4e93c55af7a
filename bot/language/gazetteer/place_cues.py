"""What the words around a place make of it: the council of care, where somebody lives, or a place that is only named."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple, Sequence

from bot.language.gazetteer.cue_patterns import (
    ASIDE_BEFORE,
    BY_MISTAKE,
    CARE_BEFORE,
    CARE_BEHIND,
    DATE_BEFORE,
    HERE_BEFORE,
    LIVING_BEFORE,
    LIVING_BEHIND,
    MONTHS,
    MOVED_BEFORE,
    NOT_BEFORE,
    NOT_BEHIND,
    SMALL_WORDS_BEFORE,
    SWITCH_BEFORE,
    WEAK_BEFORE,
)

MOST_LEFT, MOST_RIGHT = 14, 9  # words that are looked at

_PAST_WORDS = "was were used had grew born left foster not dont never didnt aint"
_PAST = frozenset(_PAST_WORDS.split())
_MAYBE_WORDS = (
    "want wants wanna wana might may could would wud cud will gonna gunna gna going goin thinking planning plan hoping hope should can "
    "cant need rather if go like love trying looking get getting find finding offered apply applying bid bidding unless whether"
)
_MAYBE = frozenset(_MAYBE_WORDS.split())
_ASKING_WORDS = (
    "if can could should would will wud cud do did does am are was say unless whether may might how suppose"
)
_ASKING = frozenset(_ASKING_WORDS.split())
_QUESTION_WORDS = (
    "what whats how hows who whos which where do does did is are can will would should could tell explain why"
)
_QUESTION = frozenset(_QUESTION_WORDS.split())
_FIRST_WORDS = "i im ive id am me my we our us"
_FIRST = frozenset(_FIRST_WORDS.split())
_OTHERS_WORDS = (
    "he she they hes shes theyre his her their mate mates friend friends brother sister sisters brothers cousin cousins mum mums dad "
    "dads mam nan gran grandad aunt auntie uncle girlfriend boyfriend gf bf partner husband wife baby son daughter kid kids ex family "
    "parents carer carers lad lads girl lass people someone everyone others you nephew nephews niece nieces child children client clients"
)
_OTHERS = frozenset(_OTHERS_WORDS.split())
_BESIDE_WORDS = "with by near for to of and at from"
_BESIDE = frozenset(_BESIDE_WORDS.split())
_OWN_WORDS = "my a the our me own old foster"
_OWN = frozenset(_OWN_WORDS.split())


class Role(str, Enum):
    """What a place is to whoever writes."""

    CARE = "care"  # its council looked after them
    LIVING = "living"  # they live there
    HERE = "here"  # "im in leeds": where they live, unless we just asked which council
    ALONE = "alone"  # nothing is said of it: the answer to "which council?"
    NAMED = "named"  # it is only named, as in "what does leeds give", or somebody else's council
    MENTIONED = "mentioned"  # it has no part in what is asked: they were born there, or may move there
    DENIED = "denied"  # "not leeds"


class Cue(NamedTuple):
    """A role, whether the words are so clear that a name which is an ordinary word too is a place behind them, and whether it is of another person."""

    role: Role
    is_clear: bool = False
    is_of_another: bool = False


class Around(NamedTuple):
    """The words of its clause before and behind a place, and of its sentence before."""

    left: str
    right: str
    sentence: str


def cue_of(around: Around, *, is_body: bool) -> Cue:
    """What the words around a place say of it."""
    if _is_denied(around):
        return Cue(Role.DENIED)  # never clear: "dont send it"
    if SWITCH_BEFORE.search(around.left):  # "can you change it to leeds" asks for it
        return Cue(Role.CARE, is_clear=True)
    cue = _plain_cue(around, is_body=is_body)
    if not CARE_BEHIND.match(around.right) and not _is_ones_own(around.sentence.split()):
        return Cue(_without_fact(cue.role), cue.is_clear, is_of_another=True)
    is_idea = not comes_first(around.left) and _is_an_idea(around.left.split())
    return cue._replace(role=_without_fact(cue.role)) if is_idea else cue


def _without_fact(role: Role) -> Role:
    """What is left of a role that is wished, asked or another's: a council may still be asked about, a home has no part in it."""
    return {Role.CARE: Role.NAMED, Role.HERE: Role.NAMED, Role.LIVING: Role.MENTIONED}.get(role, role)


def is_month(name: str, around: Around) -> bool:
    """Whether a name is that of a month here: "i moved in march"."""
    return name in MONTHS and bool(DATE_BEFORE.search(around.left))


def comes_first(left: str) -> bool:
    """Whether nothing but small words stand before a place: "no, its leeds"."""
    return bool(SMALL_WORDS_BEFORE.fullmatch(left))


def is_question(left: Sequence[str]) -> bool:
    """Whether the words before a place begin a question: "is leeds my council"."""
    return bool(left) and left[0] in _QUESTION


def _plain_cue(around: Around, *, is_body: bool) -> Cue:
    left, right = around.left, around.right
    if is_body and MOVED_BEFORE.search(left):  # "moved to leeds leaving care"
        return Cue(Role.CARE, is_clear=True)
    if LIVING_BEFORE.search(left) or LIVING_BEHIND.match(right):
        return Cue(Role.MENTIONED if _is_past(left.split()) else Role.LIVING, is_clear=True)
    if CARE_BEHIND.match(right) or (CARE_BEFORE.search(left) and not ASIDE_BEFORE.search(left)):
        return Cue(Role.CARE, is_clear=True)
    if ASIDE_BEFORE.search(left) and not is_body:
        return Cue(Role.MENTIONED)
    if HERE_BEFORE.search(left):
        return Cue(Role.CARE if is_body else Role.HERE)
    return Cue(Role.CARE if WEAK_BEFORE.search(left) else Role.NAMED)


def _is_denied(around: Around) -> bool:
    picked, wrongly = BY_MISTAKE
    if picked.search(around.left) and wrongly.match(around.right):
        return True
    is_home = bool(LIVING_BEFORE.search(around.left))  # "i dont live in leeds" says nothing of the council
    return bool((NOT_BEFORE.search(around.left) and not is_home) or NOT_BEHIND.match(around.right))


def _is_past(left: Sequence[str]) -> bool:
    """Whether a home is one of before, or none."""
    return not _PAST.isdisjoint(_since_subject(left))


def _is_an_idea(left: Sequence[str]) -> bool:
    """Whether it is wished, asked or supposed: "can i move to", "if im under", "what is staying in"."""
    at = _subject_at(left)
    if at < 0 and is_question(left):
        return True
    before = left[at - 1] if at > 0 else ""
    return before in _ASKING or not _MAYBE.isdisjoint(left[max(at, 0) :])


def _since_subject(left: Sequence[str]) -> Sequence[str]:
    return left[max(_subject_at(left), 0) :]


def _subject_at(words: Sequence[str]) -> int:
    """Where the last "i" stands; -1 where there is none."""
    return max((at for at, word in enumerate(words) if word in ("i", "im", "ive", "id")), default=-1)


def _is_ones_own(sentence: Sequence[str]) -> bool:
    """Whether whoever is spoken of last, before the place, is the writer: "my mate is in leeds" is not."""
    for at in range(len(sentence) - 1, -1, -1):
        if sentence[at] in _FIRST and not _leads_to_another(sentence, at):
            return True
        if sentence[at] in _OTHERS and not _is_beside(sentence, at):
            return False
    return True


def _leads_to_another(sentence: Sequence[str], at: int) -> bool:
    """Whether "my" belongs to somebody else's word: "my mate"."""
    return sentence[at] in ("my", "our") and any(word in _OTHERS for word in sentence[at + 1 : at + 3])


def _is_beside(sentence: Sequence[str], at: int) -> bool:
    """Whether somebody only stands by: "with my nan"."""
    before = at - 1
    while before >= 0 and sentence[before] in _OWN:
        before -= 1
    return before >= 0 and sentence[before] in _BESIDE
