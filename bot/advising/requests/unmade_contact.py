"""Words about a contact that was none: it did not happen, is still to come, or was with somebody else about the young person."""

from __future__ import annotations

import re
from enum import Enum
from typing import Optional

from bot.advising.requests.staff_words import NAME


class Unmade(str, Enum):
    """Why there is nothing to record."""

    NOT_HAPPENED = "not_happened"
    TO_COME = "to_come"
    SOMEBODY_ELSE = "somebody_else"


_WHOM = rf"(?:{NAME}(?!'s (?!(?:new )?(?:flat|place|house|home|hostel|today|tomorrow|later|tonight|on|at|this|next)\b))|her|him|them)\b"
_SEE = r"(?:see|visit|meet|ring|call|phone|speak (?:to|with)|catch up with|catch|reach|contact|text|facetime|pop (?:round|in|over|and)|go (?:round|over|out)|do (?:a |the )?(?:home )?(?:visit|call))"
_GOT = r"(?:see|visit|meet|ring|call|phone|speak|catch|reach|contact|text|get (?:hold|to|round|out|over)|make it|go|do|manage|get a visit)"
_SEEING = r"(?:seeing|visiting|meeting|ringing|calling|phoning|speaking|catching up|going|popping|contacting|doing|having|driving|heading|texting)"
_ASKS = re.compile(
    r"^(?:so |and |ok |hi |right )*(?:who|whose|which|when|what|why|how|(?:did|have|has|is|are|was|were|do|does|can|could|should|would)(?! not\b)|any|anyone|anybody)\b|\?$"
)
# "I am seeing her tomorrow, what is outstanding": the question is what is asked.
_ASKS_AFTER = re.compile(
    r"(?:[,.;!-] ?|\band |\bso |\bbut )(?:so |and |ok |but |please |can you (?:tell me )?)*(?:what|anything|any|where|how|when|is|has|have i|who|can|could|do|did|does|which|remind|show|tell me|give me|quick|need (?:to know|the|her|his|a))\b"
)
# An attempt is a contact that can be kept: "went round, she was not in", "rang, no answer".
_TRIED = re.compile(
    r"\b(?:rang|rung|called|phoned|tried|texted|emailed|messaged|went|knocked|attempted|visited|popped|been)\b.*\b(?:no answer|no reply|voicemail|not (?:in|home|there|answer\w*|reply|pick\w*)|did not (?:answer|reply|pick|open|come)|message|nobody|no one)\b"
    r"|\b(?:no answer|no reply)\b|\bleft (?:a |an |him |her |them |another )*(?:voicemail|message|note|card|text)\b"
)
_NOT_HAPPENED = re.compile(
    rf"^(?:(?:i|we|so|sorry|ok|just|but|actually|unfortunately|still|also|hi|no|and) )*(?:have |has |had )?(?:did not|have not|had not|has not|could not|was not able to|were not able to|was unable to|am not able to|never|not|failed to|forgot to|missed)"
    rf" (?:(?:actually|even|manage|managed|able|get|got|yet|been|a chance|round|end up|to|make it|had|chance|in the end) )*(?:{_GOT}|seen|visited|met|rung|called|phoned|spoken|caught|been|seeing|saw|a visit|my visit|our visit|the visit|home visit|visit)\b.*\b{_WHOM}"
    rf"|\b{NAME} (?:has )?(?:cancelled|called off|postponed)\b"
    rf"|\b(?:visit|meeting|appointment|contact|call)\b.*\b(?:with|to|for) {_WHOM}.*\b(?:did not (?:happen|go ahead|take place)|was cancelled|cancelled|fell through|was called off|called off|got called off|has been cancelled|not happened|not going ahead)\b"
    rf"|\b(?:cancelled|called off|postponed|missed) (?:my |the |our |today's |yesterday's )?(?:\w+ )?(?:visit|meeting|appointment|call|catch up)\b.*\b{_WHOM}|\b{NAME}'s (?:\w+ )?(?:visit|meeting|appointment|call) (?:did not|was cancelled|got cancelled|fell through|was called off|has been cancelled|is cancelled)"
)
_TO_COME = re.compile(
    rf"\b(?:hope|hoping|hopefully|need|needs|want|wanted|going|plan|planning|plans|due|supposed|meant|got|have|intend|aiming|trying|try|would like|looking|ought|have got|arranged|booked|like) (?:to |in to |on )+(?:try to |try and |go and |go to |be )?(?:{_SEE}|{_SEEING})\b.*\b{_WHOM}"
    rf"|\b(?:i|we)(?: will|'ll| shall| am going to| might| should| must| can)(?: try to| try and| hopefully| be| probably| just| also| definitely| go and| then)* (?:{_SEE}|{_SEEING})\b.*\b{_WHOM}"
    rf"|^(?:i am |we are |am |just |ok |right |now |hi )*(?:off|on my way|on the way|about|heading(?: out| over| off| round)?|going out|nipping out|popping out)(?: now)? to (?:{_SEE}|{_SEEING})\b.*\b{_WHOM}"
    rf"|^(?:i am |we are |am |just |i will be |ok |hi |also |so )*(?:off to |on my way to |due at |about to |{_SEEING} )(?:\w+ ){{0,4}}?{_WHOM}.*\b(?:tomorrow|later|next|tonight|this (?:afternoon|evening|week)|on (?:mon|tues|wednes|thurs|fri|satur|sun)day|at \d|in (?:an|a|\d+) (?:hours?|bit|minutes?|days?|weeks?)|(?:mon|tues|wednes|thurs|fri)day)\b"
    rf"|\b(?:visit|meeting|appointment|home visit|call|catch up)\b.* (?:is |are )?(?:booked|arranged|planned|scheduled|set up|pencilled|lined up|in the diary)\b|\b(?:booked|arranged|scheduled|pencilled)(?: in)?(?: to| a| for)+ .*\b(?:see|visit|meet|meeting)\b.*\b{_WHOM}"
)
_HAS_BEEN = re.compile(
    r"\b(?:saw|seen|met|rang|rung|spoke|spoken|visited|called|phoned|texted|went|had|popped|was|emailed|took)\b"
)
_ELSE = (
    r"(?:(?:the|a|my|our|his|her|their|sam's|one of the|both) )?(?:\w+ )?(?:mum|mother|dad|father|parents|carers?|foster carers?|nan|nanna|gran|grandma|grandad|aunt|auntie|uncle|sister|brother|partner|girlfriend|boyfriend|landlord|landlady|"
    r"managers?|team manager|social worker|worker|keyworker|key worker|support worker|solicitor|teacher|tutor|college|school|gp|doctor|nurse|police|probation(?: officer)?|officer|housing|council|iro|reviewing officer|"
    r"supervisor|boss|colleagues?|duty|employer|job centre|work coach|camhs|professionals|head|designated teacher|virtual school|mentor|therapist|advocate|flatmate|housemate|friend|mate)\b"
)
_SOMEBODY_ELSE = re.compile(
    rf"^(?:(?:i|we|have|just|so|also|ok|hi|today|yesterday|right|been) )*(?:saw|seen|met|met with|spoke to|spoke with|spoken to|spoken with|rang|rung|called|phoned|emailed|texted|visited|had (?:a |an )?(?:\w+ )?(?:meeting|chat|call|word|supervision) with|caught up with|talked to|went to see|been to see) "
    rf"(?:{NAME}'s {_ELSE}|{_ELSE}(?! (?:and|with) (?:{NAME}|her|him)\b)(?=.*\b(?:about|re|regarding|on|for|of|over) {_WHOM}))(?!.*\b(?:and|with) {_WHOM})"
)
_BACK = re.compile(
    r"\b(?:ring|call|phone|ringing|calling|phoning)\b.*\bback\b|\b(?:plan|review|assessment|pin)\b"
)
_ORDER = re.compile(r"\b(?:log|record|note|save|add|put|write|stick|pop|update|enter)\b")


def asks_before_seeing(plain: str) -> str:
    """What is asked by whoever is about to see somebody: "I am seeing her tomorrow, what is outstanding". Empty where nothing is."""
    found = _ASKS_AFTER.search(plain)
    return (
        plain[found.start() :].lstrip(" ,.;!-") if found and _TO_COME.search(plain[: found.start()]) else ""
    )


def unmade_in(plain: str) -> Optional[Unmade]:
    """Why words in plain form tell no contact with the young person; None where they tell one, or ask. An order to record is one."""
    if _ASKS.search(plain) or _ASKS_AFTER.search(plain):
        return None
    if _NOT_HAPPENED.search(plain) and not _TRIED.search(plain):
        return Unmade.NOT_HAPPENED
    if _ORDER.search(plain) or _BACK.search(plain):
        return None
    if _TO_COME.search(plain) and not _has_been_before(plain):
        return Unmade.TO_COME
    return Unmade.SOMEBODY_ELSE if _SOMEBODY_ELSE.search(plain) else None


def _has_been_before(plain: str) -> bool:
    """Whether something that was comes first: "saw her today and will see her on Friday" is a contact."""
    been, ahead = _HAS_BEEN.search(plain), _TO_COME.search(plain)
    return been is not None and ahead is not None and been.start() <= ahead.start()
