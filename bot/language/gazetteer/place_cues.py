"""What the words around a place make of it: the council of care, where somebody lives, or a place that is only named.

Every pattern is held against a dozen words at most, so none can take long, whatever is typed.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import NamedTuple, Sequence

MOST_LEFT, MOST_RIGHT = 14, 9  # words that are looked at
PLACE = "@"  # stands for another place among them


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


_FEW = (
    r"(?: (?:now|currently|still|actually|just|really|only|always|also|mostly|originally|a|an|old|over|up|down|out|then|here|"
    r"all|both|mainly|legally|officially))*"
)
_ME = r"(?:i|im|ive|am|we|were|was|been)"
_STAFF = (
    r"(?:(?:social workers?|sws?|sw|pas?|personal advis[eo]rs?|advis[eo]rs?|workers?|leaving care(?: team| worker| service)?|"
    r"care team|pathway plan|care order|care|files?|records?))"
)
_COUNCIL = r"(?:councils?|local authority|authority|la|corporate parents?|social services|borough|county|home (?:council|authority))"
_IS = r"(?:is|was|s|are|were|be|called|being|actually|now|its|always)"
_AT = r"(?:in|with|under|of|by|at|from|for)"

_CARE_LEFT = (
    rf"\bcare(?: system| home)?(?: {_AT})?",
    r"\b(?:care leaver|careleaver|care kid|looked after child)(?: (?:from|of|in|with|under|at))",
    r"\b(?:looked after|fostered|cared for|raised|taken|brought up|adopted|placed|put|took)(?: \S+){0,4} by",
    r"\blooked after(?: in)?",
    r"\b(?:belong(?:ed)? to|(?:come|came|comes|coming|fall) under|open to|registered with)",
    rf"(?:^|\b(?:{_ME}|come|came|coming)){_FEW} (?:from|with|under)",
    r"^(?:from|with|under)",
    r"\bunder",
    rf"\b(?:my|our)(?: own| home| last| main| responsible| placing| real)? {_COUNCIL}(?: {_IS})*",
    rf"^(?:the )?{_COUNCIL}(?: {_IS})+",
    rf"\b(?:my|our)(?: own| last| main)? {_STAFF}(?: (?:is|was|are|were|s|comes?|came|all))*(?: (?:from|with|in|at|by|for|under))?",
    r"\b(?:switch|change|set|put|swap)(?: (?:it|me|my council|council|my area|us|that|this|back|down|over))* (?:to|as|for|under)",
    r"^(?:(?:please|pls|ok|no|just|can you) )*(?:use|select|pick|choose|put|go back to)",
    r"\b(?:with|under) (?:social services|the council|leaving care)(?: \S+)? (?:from|in|of)",
)
_CARE_RIGHT = (
    r"(?:lot |team )?(?:is|was|are|were)(?: still| actually| now)? (?:my|mine|who|responsible|the one|in charge|looking after me)\b",
    r"(?:(?:that|who|they|which|also|then|only|lot|team) )*(?:looked after|look after|looks after|took care of|takes? care of|took|had|has|have|"
    r"fostered|raised|placed|pays? for|paid for|put|brought up|was in charge of|were in charge of|was responsible for) (?:me|us)\b",
    r"(?:then )?took over\b",
    r"(?:care leaver|careleaver)\b",
    r"(?:that )?(?:im|i am|i was|ive been) (?:under|with|from)\b",
)
_WEAK_LEFT = rf"(?:^|\b)(?:im|i am|i was|ive always been|mines|mine is|mine was|its|it was|it is|it should be|should be|should say){_FEW}"
_BEFORE_NAME = re.compile(
    r"(?:(?:no|nah|nope|yes|yeah|yep|ok|oh|sorry|actually|i|said|meant|mean|its|it|is|was|should|be|say|mines|mine|thats|"
    r"make|think|um|er|erm|well|just|really|only|now|but|the|a|im|am) ?)*"
)
_LIVE = r"(?:live|lives|living|liv|livin|livng|stay|staying|stayin|based|settled|lodging|rent|renting|housed|residing|reside)"
_IN = r"(?:in|at|near|by|round|around|outside)"
_LIVING_LEFT = (
    rf"\b{_LIVE}(?: \w+){{0,5}} {_IN}",
    r"\b(?:live|living)(?: now)?",
    r"\b(?:moved|relocated|movd)(?: \S+){0,5} (?:to|into)",
    r"\bmoved(?: (?:over|up|down|out|back))? (?:in|near)",
    r"\bgone to live(?: \w+){0,3} in",
    rf"\b(?:my|our|a|an|new|own|council)(?: \w+)? (?:flat|house|home|bedsit|room|tenancy|landlord|hostel|address|place|apartment)(?: (?:is|now|up|down|over))* {_IN}",
    rf"^(?:landlord|flat|house|bedsit|tenancy)(?: is)? {_IN}",
    r"\bcouncil tax (?:bill|letter|demand|notice|reminder|summons)(?: \w+)? (?:from|in|for|off|by)",
    rf"\b(?:at|to) (?:uni|university|college) {_IN}",
)
_LIVING_RIGHT = (
    r"(?:is|s) (?:where (?:i|im) (?:live|living|now)|(?:now )?(?:my )?home (?:now|these days))\b",
)
_HERE_LEFT = rf"(?:^|\b)(?:im|i am|am|ive been|i have been){_FEW} (?:in|at|near)"
_NO = r"(?:not|isnt|aint|wasnt|never|dont|didnt|no longer|nor|instead of|rather than)"
_NOT_LEFT = rf"\b{_NO}(?: (?:{_AT}|the|been|live|living|think|its|a|an|i|am|care|my|council))*"
_NOT_RIGHT = re.compile(
    rf"(?:{_COUNCIL} )?(?:(?:is|was|are|were) not|isnt|wasnt|aint|arent) (?:my|mine|who|the one|responsible)\b"
)
_BY_MISTAKE = (
    re.compile(r"\b(?:picked|pressed|clicked|chose|selected|put)$"),
    re.compile(r"(?:\w+ ){0,3}(?:mistake|accident|wrong)\b"),
)
_PAST = frozenset(
    ["was", "were", "used", "had", "grew", "born", "left", "foster", "not", "dont", "never", "didnt", "aint"]
)
_BESIDES = (
    r"\b(?:away|moved|left|out|far|miles|hours?) (?:from|of)",
    r"\b(?:born|grew up|raised|brought up)(?: \S+){0,3} (?:in|near)",
    r"\b(?:move|moving|go|going|went|come|coming|relocate|relocating|transfer|travel|get)(?: \S+){0,4} (?:to|into|in|back)",
    r"\b(?:uni|university|college|school|job|course|work|working|hospital|prison|placement|placed|sent|foster \w+|carers?)(?: \S+){0,3} (?:in|at|near|to)",
)
_MAYBE = frozenset(
    [
        "want",
        "wants",
        "wanna",
        "wana",
        "might",
        "may",
        "could",
        "would",
        "wud",
        "cud",
        "will",
        "gonna",
        "gunna",
        "gna",
        "going",
        "goin",
        "thinking",
        "planning",
        "plan",
        "hoping",
        "hope",
        "should",
        "can",
        "cant",
        "need",
        "rather",
        "if",
        "go",
        "like",
        "love",
        "trying",
        "looking",
        "get",
        "getting",
        "find",
        "finding",
        "offered",
        "apply",
        "applying",
        "bid",
        "bidding",
        "unless",
        "whether",
    ]
)
_ASKING = frozenset(
    [
        "if",
        "can",
        "could",
        "should",
        "would",
        "will",
        "wud",
        "cud",
        "do",
        "did",
        "does",
        "am",
        "are",
        "was",
        "say",
        "unless",
        "whether",
        "may",
        "might",
        "how",
        "suppose",
    ]
)
_FIRST = frozenset(["i", "im", "ive", "id", "am", "me", "my", "we", "our", "us"])
_OTHERS = frozenset(
    [
        "he",
        "she",
        "they",
        "hes",
        "shes",
        "theyre",
        "his",
        "her",
        "their",
        "mate",
        "mates",
        "friend",
        "friends",
        "brother",
        "sister",
        "sisters",
        "brothers",
        "cousin",
        "cousins",
        "mum",
        "mums",
        "dad",
        "dads",
        "mam",
        "nan",
        "gran",
        "grandad",
        "aunt",
        "auntie",
        "uncle",
        "girlfriend",
        "boyfriend",
        "gf",
        "bf",
        "partner",
        "husband",
        "wife",
        "baby",
        "son",
        "daughter",
        "kid",
        "kids",
        "ex",
        "family",
        "parents",
        "carer",
        "carers",
        "lad",
        "lads",
        "girl",
        "lass",
        "people",
        "someone",
        "everyone",
        "others",
        "you",
    ]
)
_BESIDE = frozenset(["with", "by", "near", "for", "to", "of", "and", "at", "from"])
_OWN = frozenset(["my", "a", "the", "our", "me", "own", "old", "foster"])


def _at_end(patterns: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(patterns)})(?: the)?$")


_CARE, _LIVES, _WEAK, _IS_HERE, _NOT, _ASIDE = (
    _at_end(patterns)
    for patterns in (_CARE_LEFT, _LIVING_LEFT, (_WEAK_LEFT,), (_HERE_LEFT,), (_NOT_LEFT,), _BESIDES)
)
_IS_MOVED = re.compile(r"\bmoved(?: \S+){0,3} to$")
_CARES, _LIVED = (re.compile("|".join(patterns)) for patterns in (_CARE_RIGHT, _LIVING_RIGHT))


def cue_of(around: Around, *, is_body: bool) -> Cue:
    """What the words around a place say of it."""
    if _is_denied(around):
        return Cue(Role.DENIED, is_clear=True)
    cue = _plain_cue(around, is_body=is_body)
    if not _CARES.match(around.right) and not _is_ones_own(around.sentence.split()):
        return Cue(_without_fact(cue.role), cue.is_clear, is_of_another=True)
    is_idea = not comes_first(around.left) and _is_an_idea(around.left.split())
    return cue._replace(role=_without_fact(cue.role)) if is_idea else cue


def _without_fact(role: Role) -> Role:
    """What is left of a role that is wished, asked or another's: a council may still be asked about, a home has no part in it."""
    return {Role.CARE: Role.NAMED, Role.HERE: Role.NAMED, Role.LIVING: Role.MENTIONED}.get(role, role)


def comes_first(left: str) -> bool:
    """Whether nothing but small words stand before a place: "no, its leeds"."""
    return bool(_BEFORE_NAME.fullmatch(left))


def _plain_cue(around: Around, *, is_body: bool) -> Cue:
    left, right = around.left, around.right
    if is_body and _IS_MOVED.search(left):  # "moved to leeds leaving care"
        return Cue(Role.CARE, is_clear=True)
    if _LIVES.search(left) or _LIVED.match(right):
        return Cue(Role.MENTIONED if _is_past(left.split()) else Role.LIVING, is_clear=True)
    if _CARES.match(right) or (_CARE.search(left) and not _ASIDE.search(left)):
        return Cue(Role.CARE, is_clear=True)
    if _ASIDE.search(left) and not is_body:
        return Cue(Role.MENTIONED)
    if _IS_HERE.search(left):
        return Cue(Role.CARE if is_body else Role.HERE)
    return Cue(Role.CARE if _WEAK.search(left) else Role.NAMED)


def _is_denied(around: Around) -> bool:
    picked, wrongly = _BY_MISTAKE
    if picked.search(around.left) and wrongly.match(around.right):
        return True
    is_home = bool(_LIVES.search(around.left))  # "i dont live in leeds" says nothing of the council
    return bool((_NOT.search(around.left) and not is_home) or _NOT_RIGHT.match(around.right))


def _is_past(left: Sequence[str]) -> bool:
    """Whether a home is one of before, or none."""
    return not _PAST.isdisjoint(_since_subject(left))


def _is_an_idea(left: Sequence[str]) -> bool:
    """Whether it is wished, asked or supposed: "can i move to", "if im under"."""
    at = _subject_at(left)
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
