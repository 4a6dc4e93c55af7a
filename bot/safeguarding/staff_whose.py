"""Whom danger is about that a member of staff tells of: a young person, as mostly, or themselves.

The detector reads young people's words, in which "he hit her" may be the writer's own story. Staff report. Where nothing says that somebody
else is meant, it is theirs: nobody in danger is answered as if they only told of it.
"""

from __future__ import annotations

import re
from enum import Enum

from bot.safeguarding.finding import Danger
from bot.safeguarding.normalise import normalise


class Whose(Enum):
    """Whom it is about."""

    THEIRS = "a young person's"
    OWN = "the writer's"
    UNSURE = "nothing says whose it is"


_HARM = (
    r"(?:hit|hits|hitting|hurt|hurts|hurting|beat|beats|beaten|beating|raped?|raping|attack(?:s|ed|ing)?|threaten(?:s|ed|ing)?|stab(?:s|bed|bing)?"
    r"|strangl(?:es|ed|ing|e)|chok(?:es|ed|ing|e)|punch(?:es|ed|ing)?|kick(?:s|ed|ing)?|slap(?:s|ped)?|assault(?:s|ed)?|abus(?:es|ed|ing|e)|kill(?:s|ed|ing)?"
    r"|touch(?:es|ed|ing)?|grab(?:s|bed)?|follow(?:s|ed|ing)?|stalk(?:s|ed|ing)?|scar(?:es|ed|ing|e)|controls?|force[sd]?|smash(?:es|ed|ing)?)"
)
# What befalls the writer, or what they are about to do to themselves.
_OWN = re.compile(
    r"\b(?:myself|"
    rf"{_HARM} (?:me|us)"
    r"|i (?:\w+ ){0,3}?(?:want to|going to|might|could|will|wish i (?:could|was|were)|wanna|need to|about to|ready to|plan to) (?:\w+ ){0,2}?(?:die|dead|be dead|end (?:it|my|things)|kill|hurt|jump|overdose|disappear|not be here|cut)"
    r"|i (?:do not|can not|cannot|no longer) (?:\w+ ){0,2}?(?:want to (?:live|be here|be alive|wake up|go on)|go on|cope|live|feel safe|do this|take (?:it|this))"
    r"|i (?:have |just |have just |already )*(?:taken|took|swallowed|overdosed|cut|self harmed) ?(?:an|a|all|too many|too much|loads|some|lots|my|the|pills|tablets|paracetamol|something|\d+|$)(?! (?:call|phone|note|statement|day|report|message))"
    r"|i (?:am|feel|have been|was|got|get|am being|was being) (?:so |really |very |just )?(?:suicidal|raped|abused|hit|beaten|attacked|assaulted|trafficked|homeless|unsafe|not safe|in danger|bleeding|hopeless|worthless|desperate)"
    r"|i (?:am|feel) (?:so |really |very )?(?:scared|afraid|frightened|terrified)(?! (?:for|that|about|she|he|they|of what))"
    r"|i (?:have )?(?:nowhere|no ?where) (?:to|safe)"
    r"|my (?:life|husband|wife|partner|ex|boyfriend|girlfriend) (?:\w+ ){0,4}?(?:me|us)\b"
    r"|(?:end|ending|take|taking) my (?:own )?life|hate (?:my life|myself)|(?:better off|world) without me|i (?:took|have taken) (?:them|it) all"
    r"|i am (?:hiding|trapped|locked in|bleeding|dizzy|on the (?:bridge|roof|edge|ledge|track|tracks))"
    r")"
)
# Somebody else, by a word that stands for them, or as staff call them.
_THIRD = re.compile(
    r"\b(?:she|he|they|her|him|his|them|their|hers|himself|herself|themself|themselves|hisself"
    r"|one of (?:mine|my|our)|my (?:yp|young person|young people|lad|girl|care leaver|client|young mum|young woman|young man|lac)"
    r"|(?:a|the|our|this|another) (?:yp|young person|care leaver|client|lad|girl|young mum|young woman|young man|uasc|child|baby)"
    r"|yps?|young (?:person|people)|care leavers?|service users?)\b"
)
# A name that does something, or whose somebody is: "Gia has", "Mia's boyfriend". As it was written, not in small letters.
_NAME = re.compile(
    r"(?:^|[.,;:!?]\s*|\b(?:and|that|so|but|because|think|says|said|for|from|with|about|of|when|if|now|today|hi|hello|saw|rang|visited|met)\s+|\s)"
    r"(?P<name>(?-i:[A-Z])[a-z]{1,20}(?:[-'][A-Z][a-z]+)?)(?:['’]s\b|\s+(?:has|is|was|says|said|told|took|taken|tried|wants|went|ran|keeps|feels|texted|rang|just|hasn|isn|can|will|might|may|been|got|gets|overdosed|cut|self|had|does|doesn|didn|need|needs|phoned|called|rung|posted|threatened|threatens|left|lost|are|were|have|and)\b)"
)
_NO_NAMES = frozenset(
    [
        "I",
        "It",
        "This",
        "That",
        "There",
        "He",
        "She",
        "They",
        "We",
        "You",
        "My",
        "Our",
        "Your",
        "What",
        "Who",
        "Where",
        "When",
        "Why",
        "How",
        "If",
        "Everything",
        "Everyone",
        "Nobody",
        "Nothing",
        "Someone",
        "Somebody",
        "Life",
        "Work",
        "God",
        "Help",
        "Please",
        "Today",
        "Tonight",
        "Yesterday",
        "Now",
        "Just",
        "All",
        "Yes",
        "No",
        "Ok",
        "Okay",
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
        "And",
        "But",
        "So",
        "Dad",
        "Mum",
        "Hi",
        "Hello",
        "One",
        "Somebody",
        "Police",
        "Suicide",
        "Death",
        "Overdose",
        "Things",
        "World",
        "People",
        "Last",
    ]
)


def whose_danger(text: str, found: Danger) -> Whose:
    """Whose danger a member of staff writes about."""
    said = normalise(text)
    if _OWN.search(said):
        return Whose.OWN
    if found.is_about_other or _THIRD.search(said) or names_somebody(text):
        return Whose.THEIRS
    return Whose.UNSURE


def names_somebody(text: str) -> bool:
    """Whether a word stands there as the name of somebody, whoever that is."""
    return any(one["name"] not in _NO_NAMES for one in _NAME.finditer(text))
