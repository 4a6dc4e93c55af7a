"""Requests that lean on the one before: "and hers?", "what about Ash", "same for next month", "more"."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Optional

from dateutil.relativedelta import relativedelta

from bot.advising.requests.period_words import Period
from bot.advising.requests.request import Asked, Last
from bot.advising.requests.staff_words import NAME, words_of

_LEADS_ON = re.compile(
    r"^(?:(?:ok|right|so|great|thanks|thank you|cheers|cool|perfect|lovely|yes|please|no|sorry|actually)[ ,.!]*)*"
    r"(?:and|what about|how about|same|ditto|also|likewise|or|then|now|plus|but)\b|\b(?:too|as well|also|instead|same)\b\W*$"
)
_MORE = re.compile(
    r"^(?:ok |and |yes |please |can i |can you |show me |show |see |give me |any |the |, )*"
    r"(?:more|next|next page|next ones?|rest|rest of (?:them|the list|it)|remaining|others|continue|carry on|go on|keep going|next (?:five|ten|\d+)|page \d+)(?: please| of them| then| ones)*[?.! ]*$"
)
_WHO = re.compile(
    r"^(?:and |ok |so |but |right )*(?:who|which) (?:are|is|were) (?:they|those|these|them|the (?:rest|others?|missing|ones|\d+|people))\b|^(?:and |ok |so |but )*(?:who|which(?: ones?| of them)?) (?:is|are|does|do|was|were)(?: not| not been|n't)? ?(?:not )?(?:counted|count|included|in it|in there|missing|left out|dragging|failing)\b"
    r"|^(?:and |ok |so |please |can you |can i have |give me |show me |list )*(?:the |their |all )?names(?: please| of (?:them|those))?\W*$|^who\W*$|^(?:and |so )?which ones\W*$|^(?:can you )?(?:name|list|show(?: me)?) (?:them|those)\b"
)
_WIDER = re.compile(
    r"^(?:and |ok |now |what about |how about |same )*(?:for |by |of |across )?(?:all (?:of )?)?(?:the |each |every |my |our )?(?:(?:whole|entire|other|rest of (?:the|my|our)|others? (?:in|on) (?:the|my|our)) )?"
    r"(?:teams?|advisers?|personal advisers?|workers?|everyone(?: else)?|everybody(?: else)?|service|of us)(?: as well| too| then| please)?[?.! ]*$"
)
_PUTS_RIGHT = re.compile(
    r"^(?:no |nope |nah |wait |actually |sorry |oh |my mistake |my bad |i mean |hang on |, |[.!] ?)*(?:it was|that was|make it|make that|it should be|should be|should have been|should say|it happened|twas|it were|was|change it to|change that to|meant to say|i meant) (?:a |an |on |by |at |the |not |actually |in person|over the|face to face|\d|(?:mon|tues|wednes|thurs|fri|satur|sun)day|yesterday|today)"
)
_GOES_ON = {
    Asked.RECORD_CONTACT: _PUTS_RIGHT,
    Asked.TEXT_PIN: re.compile(
        r"^(?:ok |yes |please |, )*(?:reset|set|change) it\b|^(?:ok |yes |please |, |can you |could you |and )*(?:send|text|issue|give|get|do|try) (?:sam|her|him|them)? ?(?:another|a new|a fresh|a second|a different|one again|it again|that again|one more)\b"
    ),
    Asked.ASK_REVIEW: re.compile(
        r"^(?:and |yes |because |well |, )*(?:he|she|they|sam) (?:really )?needs? (?:one|it)\b"
    ),
    Asked.NOTICES: re.compile(
        r"\b(?:want|keep|stop|bin|leave|turn|switch)\b.*\bones\b|^(?:and |but |actually |no |, )*(?:not )?the (?:\w+ ){1,3}ones\b|^(?:no |and |ok |actually |, )*(?:make|move|change) (?:it|them|that|those) (?:to |for )?(?:the )?(?:morning|afternoon|evening|earlier|later|weekly|daily|\w+days?)\b"
    ),
    Asked.ALERTS: re.compile(
        r"\b(?:give|pass|hand) (?:it|that|this|his|hers|her|theirs|them|one) (?:over |on |across )?to (?:the |my |our )?\w+|^(?:ok |yes |right |, )*(?:i am on it|put me down|i have got (?:it|this|that)|leave (?:it|that|this|him|her|them|one|un) with me|(?:i will )?take (?:the|that|this) one\b|i have got (?:hers|his|theirs)\b|i will (?:take|deal with|pick up|sort) (?:it|that|this)|mine)\b|"
        r"^(?:ok |yes |please |i will )*(?:acknowledge|pass|hand|take|close|escalate) (?:it|that|this)\b"
        r"|^(?:and |ok |so )*(?:are|is|have|has|do|does) (?:any|all|some|one|which)(?: one)? of (?:them|these|those)\b|^(?:and |ok |so )*(?:which|what)(?: one)?(?: of (?:them|these|those))? (?:is|are|was|has|have) (?:the )?(?:old\w*|newest|latest|new|longest|open|not)\b"
        r"|^(?:and |ok |so )*how (?:old|long|many) (?:are|is|have|of) (?:they|it|them|those|these)\b"
    ),
}
_AFTER = re.compile(
    r"\b(?:the )?(?P<unit>week|month|quarter|fortnight) after(?: that)?\b|\b(?:the )?following (?P<following>week|month|quarter|fortnight)\b"
)
_SAME_DAYS = re.compile(
    r"\b(?:for |in |on |over |between )?(?:the |those )?(?:same|those) (?:dates?|days|period|time ?frame|time|weeks?|months?|window|range)(?: too| as well)?\b"
)
_SUPPOSES = re.compile(
    r"^(?:(?:and|ok|or|but|so|also|then|what|how about|what about|does it matter)[ ,]+)*(?:if|when|where) (?:they|he|she|someone|somebody)\b"
)
_WORD = re.compile(r"[a-z]+|\d+")
_OF_ONE = frozenset(
    {
        Asked.STATUS,
        Asked.CONTACT_DUE,
        Asked.KEY_DATES,
        Asked.RECORD_CONTACT,
        Asked.MOVE_PLAN,
        Asked.ASK_REVIEW,
        Asked.CALL_BACKS,
        Asked.TEXT_PIN,
        Asked.SHARE,
        Asked.ALERTS,
        Asked.OFFER,
    }
)
# What is done for one person, so that a name alone says for whom.
_FORMS = frozenset({Asked.RECORD_CONTACT, Asked.MOVE_PLAN, Asked.ASK_REVIEW, Asked.TEXT_PIN, Asked.SHARE})
_OF_LISTS = frozenset(
    {Asked.INDICATORS, Asked.CASELOAD, Asked.OVERDUE, Asked.DUE, Asked.CONTACT_DUE, Asked.TO_AUTHORISE}
)
# "how many of them", "which one has waited longest", "who else": of the list that was just shown.
_LEANING = _OF_LISTS | {Asked.ALERTS, Asked.CALL_BACKS, Asked.KEY_DATES}
_OF_THESE = re.compile(
    r"^(?:and |so |ok )*(?:which|who)(?: one)? has been (?:\w+ ){0,3}(?:longest|oldest)\b|"
    r"^(?:(?:and|ok|so|right|but) )*of (?:them|those|these|that lot),? (?:which|who|how|what|is|are|any)\b|^(?:and |so )*(?:any|which|who)(?: ones?| is| are)? (?:on|in) (?:there|that)\b"
    r"|^(?:(?:and|ok|so|right|but|thanks|cheers|great|hmm|oh) )*(?:how many|which|any|are any|is any|are all|what|who|are some|do any|does any|have any|has any|are most|how old are any)(?: ones?)?(?: are| is)? of (?:them|these|those|that lot)\b(?! (?:are|is) mine)"
    r"|^(?:(?:and|ok|so|right|but) )*(?:(?:which|what|who)(?: one| ones)? (?:is|are|was|has|have|of them) (?:\w+ )?(?:the )?(?:\w+ )?(?:oldest|longest|newest|latest|worst|first|last|soonest|earliest|most urgent|next up)\b|who else\b|anyone else\b|any others?\b|anybody else\b)"
    r"|^(?:(?:and|ok|so|right|but) )*(?:(?:is|are) (?:there )?(?:any|anything|anyone|anybody|some|one|sam)|how many|which|who|any)\b[^,;]*\b(?:in|on) (?:there|that(?: (?:list|one|lot))?|it|the list|here)\W*$"
    r"|^(?:(?:and|ok|so|right|but) )*how long (?:has|have|is|was|ago was) (?:the )?(?:oldest|longest|first|top|worst|last|it|that|they|those|these)\b.*\b(?:been|sat|waiting|waited|there|open|outstanding|overdue|late)\b"
    r"|^(?:(?:and|ok|so|right|but) )*(?:is|are|was|has) (?:that|it|this|those|these|they)(?: one| ones)? (?:still )?(?:open|closed|dealt with|acknowledged|live|waiting|outstanding|been dealt with|been closed|been picked up)\b"
)
_THE_ONES_OF = re.compile(
    r"^(?:and|also|plus|what about|how about) (?:the |all the |any )?(?:ones?|rest|others?) (?:from|of|on|in|under) "
)
# "and one for Jodie as well", "no sorry, the other Connor"
_ONE_FOR = re.compile(
    rf"^(?:and|also|plus|oh and|ok and) (?:one|another|another one|the same|do one|a new one) (?:for|to|with) {NAME}\b"
    rf"|^(?:(?:oh|no|sorry|i|was|meant|mean|meaning|not that one|,) ?)+ ?the other (?:one|{NAME})\b"
)
_OTHER_LIST = re.compile(
    r"\b(?:overdue|seen|visited|contact\w*|plans?|reviews?|birthdays?|turn\w*|18|21|neet|education|work\w*|college|university|training|jobs?|suitable|housed|homeless|up to date|in touch|alerts?|calls?|call ?-?backs?|custody|waiting for a call|messages?|pins?)\b"
)
_ON_OTHER_DAYS = {Asked.OVERDUE: Asked.DUE, Asked.CASELOAD: Asked.KEY_DATES}
_TOLD = re.compile(
    rf"^(?:and |ok )*(?:she|he|they|{NAME}) (?:said|says|mentioned|meant|asked about)(?= {NAME}\b)"
)
_UNITS = {
    "week": relativedelta(weeks=1),
    "fortnight": relativedelta(weeks=2),
    "month": relativedelta(months=1),
    "quarter": relativedelta(months=3),
}


def asks_who(plain: str) -> bool:
    """Whether it is asked who somebody is, and not how many: behind a figure, those whom it does not count."""
    return bool(_WHO.search(plain))


def asks_for_more(plain: str) -> bool:
    """Whether the next page of a list is asked for."""
    return bool(_MORE.search(plain))


def asks_wider(plain: str) -> bool:
    """Whether the same is asked of the whole team."""
    return bool(_WIDER.search(plain))


def goes_on(plain: str, last: Last) -> Optional[Asked]:
    """What was asked before, where the same is asked of more people, or put right or done with what was shown; None otherwise."""
    ways = (_WIDER, _GOES_ON[last.asked]) if last.asked in _GOES_ON else (_WIDER,)
    if last.asked in _OF_LISTS and asks_who(plain):
        return last.asked
    if last.asked in _LEANING and _OF_THESE.search(plain) and not _OTHER_LIST.search(plain):
        return last.asked
    if last.asked and _ONE_FOR.search(plain):
        return last.asked
    if last.asked in _OF_LISTS and _THE_ONES_OF.search(plain):
        return last.asked
    return last.asked if any(way.search(plain) for way in ways) else None


def puts_right(plain: str, last: Last) -> bool:
    """Whether it corrects the contact that was just told, so that it is of the same person."""
    return last.asked is Asked.RECORD_CONTACT and bool(_PUTS_RIGHT.search(plain))


def leads_on(plain: str) -> bool:
    """Whether a request says that it goes on from the one before."""
    return bool(_LEADS_ON.search(plain))


def supposes(plain: str) -> bool:
    """Whether it asks what holds for anybody in a case: "and if they are at university"."""
    return bool(_SUPPOSES.search(plain))


def is_only_about(plain: str) -> bool:
    """Whether nothing is said but whom or when it is about."""
    said = _TOLD.sub("", plain)
    return all(word in words_of("empty") or word == NAME for word in _WORD.findall(said))


def same_for_person(last: Last, *, leads: bool) -> Asked:
    """What is asked where somebody is named and nothing else is said. `leads` says that it goes on from before."""
    if last.asked is None or last.asked not in _OF_ONE:
        return Asked.STATUS
    if leads or last.asked in _FORMS or (last.has_person and last.asked is not Asked.OFFER):
        return last.asked
    return Asked.STATUS


def same_on_days(last: Last) -> Optional[Asked]:
    """What is asked where only other days are said; None where nothing was asked before."""
    return _ON_OTHER_DAYS.get(last.asked, last.asked) if last.asked else None


def days_after(plain: str, last: Last) -> Optional[Period]:
    """The days that those of before tell: "the month after", "same dates"; None where none are said."""
    if _SAME_DAYS.search(plain) and (last.day_from or last.day_until):
        return Period(last.day_from, last.day_until)
    found = _AFTER.search(plain)
    if not found or last.day_until is None:
        return None
    first: date = last.day_until + timedelta(days=1)
    return Period(first, first + _UNITS[found["unit"] or found["following"]] - timedelta(days=1))


def without_after(plain: str) -> str:
    """The request without such words."""
    return _AFTER.sub("", _SAME_DAYS.sub("", plain)).strip()
