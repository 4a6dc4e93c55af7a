"""Words that stand for whom the talk was about: "her", "that one", "it" of a plan. Never those of somebody else's story."""

from __future__ import annotations

import re

from bot.advising.requests.request import Asked
from bot.advising.requests.staff_words import NAME

_PRONOUN = re.compile(
    r"\b(?:her|hers|him|his|he|she|they|them|their|theirs)\b"
    r"|\b(?:that|this|the same|the last) (?:one|young person|person|yp|client|lad|girl|boy)\b"
)
# Somebody else whom such a word may stand for, if they come first.
_OTHERS = re.compile(
    r"\b(?:mum|mother|dad|father|sister|brother|carers?|aunt|uncle|nan|gran|grandma|grandad|partner|girlfriend|boyfriend|friend|mate|"
    r"landlord|landlady|teacher|tutor|solicitor|wife|husband|(?<!has )(?<!have )(?<!did )(?<!was )(?:some|any)(?:one|body)|everyone|everybody|each|who(?! (?:is|has|has got|was) (?:her|his)\b)(?! (?:went|saw|rang|spoke|visited|called|met|phoned|texted) (?:to |with |out to |and see )?(?:him|her|them)\b)|whose|which|"
    r"(?:my|a|an|our|the|any|one) (?:\w+ ){0,3}(?:young person|yp|care leaver|girl|lad|boy|(?:year|yr) old|child)|"
    r"young people|people|ones|advisers|care leavers|children|young parents?)\b"
)
_MANY = re.compile(
    r"\b(?:plans|reviews|messages|reminders|notifications|summary|alerts|texts|dates|figures|pings)\b|\bthem (?:on|off|back|all)\b"
)
_PLURAL = frozenset({"they", "them", "their", "theirs"})
# What "it" or a bare order is about: one person's plan.
_THEIR_PLAN = re.compile(
    r"\b(?:it|that|this|the (?:\w+ )?(?:plan|review|assessment|draft)|that plan|this plan)\b"
)
_ONES_PLAN = re.compile(
    r"\b(?:it|that plan|this plan|the (?:plan|review|assessment|pathway plan|needs assessment))\b"
)
# What somebody has one of: "when was the last contact", right after their key dates.
_ONES_OWN = re.compile(
    r"^(?!.*\b(?:who|which|whose|any|anyone|anybody|all|each|everyone|due|overdue)\b).*\b(?:the|and) (?:last|latest|next|most recent|previous) "
    r"(?:meaningful )?(?:contact|visit|review|call)\b"
)
_AND_PLAN = re.compile(
    r"^(?:and|also|ok and|plus) (?:the |what about the )?(?:pathway )?plan(?: (?:status|stage|progress|position))?\W*$"
)
_SINGULAR = re.compile(r"\b(?:her|hers|him|his|he|she)\b")
# Where a list is asked for, only its own words point: what stands before may be about whoever was just done.
_WHO_CLAUSE = re.compile(
    r"(?:^|[,.;!?] )(?:and |so |ok |right |now |then )*(?:who(?! (?:is|has|was) (?:her|his)\b)|whose|which|any\w*|(?:has|have|did|is|are) any\w*)\b[^.;!?]*$"
)
_SAYS = re.compile(rf", ?{NAME} (?:said|says|reckons|swears|told me|thinks)\b[^,.;!?]*")
_WHOM_TO_TELL = re.compile(r"\bwho(?:m|ever)? (?:do|should|can|could|shall|to|else can)\b")
_LISTS = (
    Asked.OVERDUE,
    Asked.DUE,
    Asked.CASELOAD,
    Asked.TO_AUTHORISE,
    Asked.INDICATORS,
    Asked.CONTACT_DUE,
    Asked.KEY_DATES,
    Asked.CALL_BACKS,
    Asked.ALERTS,
)
_OTHER = re.compile(r"\b(?<!not )(?<!not the )other (?:one|sam)\b")
# "Has the young person seen it", right after their plan.
THE_ONE = re.compile(
    r"^(?P<lead>(?:and |but |so |ok )*(?:has|have|had|did|is|was|does) )the (?:young (?:person|man|woman|lady)|lad|girl|client)\b(?!.*\b(?:have to|need to|must|law|if)\b)"
)
_BARE_ORDER = 3  # words
_NEAR = 6  # letters: "them back"
_OF_A_PLAN = (Asked.MOVE_PLAN, Asked.ASK_REVIEW)


def points_to_last(plain: str, asked: Asked) -> bool:
    """Whether a request in plain words, in which nobody is named, is about whom the talk was about."""
    if asked in _LISTS and asks_of_all(plain):
        return False
    is_the_one = asked is not Asked.OFFER and bool(THE_ONE.search(plain))
    if is_the_one or is_other(plain) or _has_own_pronoun(plain):
        return True
    if asked in (
        Asked.CONTACT_DUE,
        Asked.KEY_DATES,
        Asked.DUE,
        Asked.OVERDUE,
        Asked.STATUS,
    ) and _ONES_OWN.search(plain):
        return True
    if asked is Asked.STATUS and _AND_PLAN.search(plain):
        return True
    if asked in _OF_A_PLAN:
        return bool(_THEIR_PLAN.search(plain)) or len(plain.split()) <= _BARE_ORDER
    return asked is Asked.STATUS and bool(_ONES_PLAN.search(plain))


def asks_of_all(plain: str) -> bool:
    """Whether a list is asked for in a clause that names nobody: "penny dropped at last, who is overdue"."""
    clause = _WHO_CLAUSE.search(_SAYS.sub("", plain))
    said = clause.group() if clause else NAME
    is_of_one = re.search(rf"\b{NAME}\b", said) or _SINGULAR.search(said)
    return not is_of_one and not _WHOM_TO_TELL.search(said)


def asks_list_of_all(plain: str, asked: Asked) -> bool:
    """The same, where a list is what is asked."""
    return asked in _LISTS and asks_of_all(plain)


def points_to_somebody(plain: str) -> bool:
    """Whether a word such as "her" stands for one person who was not mentioned, and for nobody of the text's own story."""
    return bool(_SINGULAR.search(plain)) and _has_own_pronoun(plain)


def is_other(plain: str) -> bool:
    """Whether the other one of the same name is meant: "the other Mia"."""
    return bool(_OTHER.search(plain))


def _has_own_pronoun(plain: str) -> bool:
    """Whether one of these words stands for nobody and nothing else that was mentioned before it."""
    found = _PRONOUN.search(plain)
    if found is None or any(other.end() <= found.start() for other in _OTHERS.finditer(plain)):
        return False
    return found.group() not in _PLURAL or not _MANY.search(plain[: found.end() + _NEAR])
