"""Reads from a request in plain words who alone of a list is asked for: "who is 17", "in custody", "not seen in 12 weeks"."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Callable, Mapping, Optional, Pattern, Sequence, Tuple, TypeVar

from bot.advising.requests.day_words import COUNT, count_of
from bot.advising.requests.narrow import WHOLE, Narrow, NotHeld
from bot.casework.group_names import Group

Kind = TypeVar("Kind")
Ages = Tuple[Optional[int], Optional[int]]

# Somebody's list is asked for; what holds for anybody, and what they are owed, is not.
_LISTS = re.compile(
    r"\b(?:who|whose|which|what plans|how many|any|anyone|anybody|everyone|everybody|list|show|give me|get me|all|all the|only|just|names?|mine|"
    r"my (?:\w+ )?(?:list|caseload|team|lot|young people|people|ones|kids|cases|leavers|care leavers))\b|^(?:care )?leavers\b|^(?:\w+ ){0,2}plans\b|\b(?:plans|assessments|reviews)$"
)
_LAW = re.compile(
    r"\b(?:can|could|should|must|pays?|paid|responsible|entitled|entitlement|eligible|qualif\w+|law|legal|legally|rules?|policy|duty|allowed|gets?|owed|"
    r"what (?:is|does|happens|support|help|do)|how (?:do|does|long|often|much|can)|does|count as|afford|apply|applies|right to|benefits? can|if)\b"
)
_COUNTS = re.compile(
    r"\b(?:figures?|numbers|statistics|percent\w*|percentage|rate|indicators?|performance|how are we|doing on|score|headline|data|proportion)\b|%"
)
_AGE = r"(?:1[4-9]|2[0-5])"
_TO = r"(?:to|and|or|-|till|until)"
_YEARS = r"(?: (?:year|yr)s?(?:[ -]?olds?)?s?|s|-year-olds?)?"
_AGES: Sequence[Tuple[Pattern[str], str]] = tuple(
    (re.compile(pattern), way)
    for pattern, way in (
        (
            rf"\b(?P<a>{_AGE}){_YEARS} ?{_TO} (?:the )?(?P<b>{_AGE}){_YEARS}\b(?! ?(?:weeks|days|months|dec|jan|nov|feb))",
            "range",
        ),
        (
            rf"\b(?P<a>{_AGE}){_YEARS} ?(?:and|or) (?:over|above|older|up)\b|\b(?P<b>{_AGE}) ?(?:\+|plus)|\bat least (?P<c>{_AGE})\b",
            "from",
        ),
        (
            rf"\b(?:over|older than|above|past) (?:the age of )?(?:the )?(?P<a>{_AGE})(?:{_YEARS})\b(?! ?(?:weeks|days|months|hours))",
            "over",
        ),
        (
            rf"\b(?:under|younger than|below|not yet|not) (?:the age of )?(?:the )?(?P<a>{_AGE})(?:{_YEARS})\b(?! ?(?:weeks|days|months|hours))",
            "under",
        ),
        (rf"\b(?P<a>{_AGE}){_YEARS} ?(?:and|or) (?:under|below|younger)\b", "until"),
        (
            rf"\b(?P<a>{_AGE})[ -](?:year|yr)s?[ -]?olds?\b|\baged (?P<b>{_AGE})\b|\bwho (?:is|are) (?:only |just |still |now |already )?(?P<c>{_AGE})(?! ?(?:weeks|days|months|in|on|by|next|this))\b"
            rf"|\b(?:of mine|of them|how many|ones|mine|people|kids|cases|those|lot) (?:is |are |who are )(?:only |just |still |now |already )?(?P<d>{_AGE})(?! ?(?:weeks|days|months|in|on|by|next|this))\b",
            "exact",
        ),
    )
)
_BIRTHDAY = re.compile(
    r"\bturn\w*\b|\bbirthdays?\b|\bbecom\w+\b|\breach\w*\b|\b(?:18|21|25)(?:th|st)\b|\bhit(?:s|ting)?\b|\bcoming up to\b|\bnearly\b|\bnearing\b|\bapproaching\b"
)
_PLANS_THAT = r"(?:plans?|pathway plans?|ones?|who is|who are|whose|which|which are|anything|that is|that are)(?: of mine| of ours)?(?: are| is| that are| which are| currently| still| stuck)*"
_GROUPS: Sequence[Tuple[Group, Pattern[str]]] = tuple(
    (group, re.compile(pattern))
    for group, pattern in (
        (
            Group.NEET,
            r"\bnot in (?:any )?(?:education|employment|training|work)\b|\bneet\b|\bout of work\b|\bunemployed\b|\bnot working\b|\bnot doing anything\b",
        ),
        (
            Group.HIGHER_EDUCATION,
            r"\b(?:at|in|gone to|going to) (?:university|uni|higher education)\b|\buniversity students\b",
        ),
        (Group.APPRENTICESHIP, r"\bapprentices?(?:hips?)?\b"),
        (
            Group.IN_EET,
            r"\b(?:is|are|ones|mine|who) in (?:education|employment|training)(?:,? (?:education|employment|or|and|training))+\b",
        ),
        (Group.EDUCATION, r"\b(?:in|at) (?:college|education|school|sixth form)\b"),
        (
            Group.EMPLOYMENT,
            r"\b(?:in (?:work|employment|a job)|(?:is|are) working|have (?:a )?jobs?|has a job)\b",
        ),
        (
            Group.STAYING_PUT,
            r"\bstaying put\b(?! (?:meeting|date|review|chat|conversation|agreement|allowance|polic|pay|rate|money|rule|law|figure|deadline|duty))|\b(?:still )?with (?:their|a|the|former) (?:former |old )?foster (?:carers?|family|families|parents)\b",
        ),
        (
            Group.CUSTODY,
            r"\b(?:in|at) (?:custody|prison|jail|hmp|a yoi|yoi|remand)\b|\b(?:inside|on remand|locked up|banged up|behind bars|serving)\b",
        ),
        (
            Group.HOMELESS,
            r"\bhomeless\b|\bno fixed abode\b|\bsofa ?-?surfing\b|\brough sleeping\b|\bsleeping rough\b|\bnowhere to live\b|\bon the streets?\b",
        ),
        (Group.BED_AND_BREAKFAST, r"\bbed and breakfasts?\b|\bb ?& ?bs?\b|\bb and bs?\b"),
        (Group.EMERGENCY, r"\bin (?:emergency|temporary) (?:accommodation|housing)\b"),
        (Group.UNSUITABLE, r"\bunsuitabl[ey]\b|\bnot (?:in )?suitabl[ey]\b"),
        (Group.SUPPORTED_LODGINGS, r"\bsupported lodgings\b"),
        (Group.SEMI_INDEPENDENT, r"\bsemi-? ?independent\b"),
        (Group.FOYER, r"\bin (?:a |the )?foyers?\b"),
        (
            Group.FAMILY,
            r"\b(?:living|live|lives|back|staying|at home) (?:at home )?with (?:their |his |her )?(?:parents?|family|mum|dad|relatives|birth family)\b",
        ),
        (
            Group.INDEPENDENT,
            r"\b(?:liv\w+ independently|in (?:their|his|her) own (?:flat|place|home|tenanc(?:y|ies))|independent living|own tenanc(?:y|ies))\b",
        ),
        (
            Group.NO_PLAN,
            r"\b(?:without|has no|have no|has not got|have not got|does not have|do not have|got no|with no|missing|no|lacking) (?:a |an |any |their )?(?:current |pathway |written )*plans?\b(?! (?:is|are|to|due|over|changes?))",
        ),
        (
            Group.SENT_BACK,
            r"\b(?:sent|knocked|bounced|kicked|pushed|come|came|returned|coming) back\b(?! (?:to|with) (?:me a|text))|\bplans (?:that were |which were )?(?:returned|rejected)\b",
        ),
        (
            Group.DRAFTING,
            rf"\b{_PLANS_THAT} (?:being written|in draft(?:ing)?|half written|being drafted|in progress|at drafting|unfinished|at the drafting stage|at draft)\b|\bdraft plans\b|\bplans? i am (?:still )?(?:writing|drafting)\b",
        ),
        (
            Group.WITH_YOUNG_PERSON,
            rf"\b{_PLANS_THAT} (?:with|waiting (?:for|on)|out with) (?:the |a |our |their )?(?:young (?:people|persons?)|yps?)\b",
        ),
        (Group.IN_REVIEW, rf"\b{_PLANS_THAT} (?:in|under|being) review(?:ed)?\b"),
        (Group.NOT_STARTED, rf"\b{_PLANS_THAT} not (?:been )?(?:started|begun)\b|\bunstarted plans\b"),
        (Group.ASSESSMENT, rf"\b{_PLANS_THAT} (?:in|at) (?:the )?(?:needs )?assessment(?: stage)?\b"),
        (Group.AUTHORISED, rf"\b{_PLANS_THAT} (?:authorised|signed off)$"),
        (
            Group.ASSESSMENTS,
            r"\b(?:overdue|late|outstanding|due|missed) (?:needs )?assessments?\b|\b(?:needs )?assessments? (?:that |which )?(?:is |are |have |has )?(?:not been done|overdue|late|outstanding|due|gone over|fall due|past)\b",
        ),
        (
            Group.REVIEWS,
            r"\b(?:overdue|late|outstanding|missed) (?:plan )?reviews\b|\breviews (?:that |which )?(?:are |have )?(?:overdue|late|outstanding|gone over)\b",
        ),
    )
)
_NOT_HELD: Sequence[Tuple[NotHeld, Pattern[str]]] = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        (
            NotHeld.UASC,
            r"\bunaccompanied\b|\basylum\b|\buasc\b|\brefugees?\b|\bleave to remain\b|\bimmigration\b",
        ),
        (
            NotHeld.LEGAL_STATUS,
            r"\b(?:former relevant|relevant|eligible|qualifying) (?:children|child|young people|ones|care leavers|status)\b|\b(?:is|are) (?:former relevant|relevant|qualifying)\b",
        ),
        (
            NotHeld.SEX,
            r"\b(?:girls|boys|females?|males?|young (?:wo)?men|lads|lasses|women|men)\b(?= (?:on|in|of|do|have|are)|$)",
        ),
        (
            NotHeld.ETHNICITY,
            r"\bethnicity\b|\b(?:black|asian|white british|mixed heritage|global majority|roma|traveller)\b",
        ),
        (
            NotHeld.DISABILITY,
            r"\b(?:disabled|disabilit\w+|autistic|autism|adhd|special needs|special educational|education,? health and care plan|ehcps?|send)\b(?! (?:to|it|that|them|the|me|her|him|a|us|this|out|over|back|my|sam|in))",
        ),
        (
            NotHeld.PARENTS,
            r"\b(?:pregnant|(?:is|are) (?:a )?(?:young )?(?:parents?|mums?|dads?|mothers?|fathers?)|young parents|(?:has|have|got) (?:a |any )?(?:kids|children|baby|babies))\b",
        ),
        (
            NotHeld.BENEFITS,
            r"\b(?:on|claiming|getting|receiving) (?:universal credit|benefits|pip|jsa|housing benefit)\b",
        ),
        (
            NotHeld.HEALTH,
            r"\b(?:without|has no|have no|registered with|not got|got no) (?:a )?(?:gp|doctor|dentist)\b|\b(?:mental health (?:issues|problems|needs)|camhs|on medication|self-? ?harm(?:s|ing)?)\b",
        ),
        (
            NotHeld.PAPERS,
            r"\b(?:without|has no|have no|has not got|have not got|got no|need|needs|missing) (?:a |an |any |their )?(?:passports?|id|bank accounts?|national insurance(?: number)?|birth certificates?|driving licences?|provisional(?: licence)?s?)\b",
        ),
        (
            NotHeld.PLACE,
            r"\b(?:out of (?:area|county|borough)|placed outside|in another (?:area|county|council)|live(?:s)? (?:in|near|out of)|living (?:in|near|outside)) (?!their|a |the |his|her|independent|semi|supported|with|flat|own)\w+",
        ),
        (
            NotHeld.ORDERS,
            r"\b(?:on probation|on a tag|on licence|gang|exploited|exploitation|at risk of|going missing|missing episodes?|cse|cce)\b",
        ),
    )
)
_BOUNDS: Mapping[str, Callable[[int, int], Ages]] = {
    "range": lambda first, last: (min(first, last), max(first, last)),
    "from": lambda age, _: (age, None),
    "over": lambda age, _: (age, None),  # "over 18s" are those who are 18 already
    "under": lambda age, _: (None, age - 1),
    "until": lambda age, _: (None, age),
    "exact": lambda age, _: (age, age),
}
_UNIT_DAYS = {"day": 1, "week": 7, "fortnight": 14, "month": 30, "year": 365}
_WITHOUT = re.compile(
    r"\b(?:not|never|no|without|un\w+|last (?:seen|saw|visited|spoke|contact\w*|met)|longer|since|gone|overdue)\b|n't\b"
)
_SEEING = r"\b(?:seen|see|saw|seeing|visit\w*|contact\w*|spoken?|spoke|heard|met|meet|rung|called|phoned|in touch|face to face|touch)\b"
_TIME_OF = re.compile(
    rf"\b(?:(?:for|in|over|within|since|past|more than|longer than|at least|over|about|the|last|past|previous|or|a good|nearly|than) )*(?P<count>{COUNT}|\d{{1,3}}) ?\+?(?: or more| plus)? ?(?P<unit>day|week|fortnight|month|year)s?\b(?! (?:old|time))(?: or (?:more|longer|over))?(?: ago)?"
    rf"|\bfor (?:over |more than |at least )?(?:a |the last )?(?P<alone>week|fortnight|month|year)\b|\bin (?:over |more than )?a (?P<also>week|fortnight|month|year)\b"
)
_TIME_ALONE = re.compile(
    rf"^(?:and|ok|so|or|now|what about|how about|make it|make that|same|for|over|in|more than|the last|if it was|try|just|only| )*(?P<count>{COUNT}|\d{{1,3}}) (?P<unit>day|week|fortnight|month|year)s?(?: then| instead| please)?\W*$"
)
_MADE = re.compile(
    r"\bhow many (?:\w+ )?(?:visits|contacts|calls|meetings|home visits|face to faces|texts|phone ?calls|times)\b.*\b(?:done|did|made|had|have|has|we|i|recorded|logged|been)\b|\b(?:count|number|total|tally) of (?:my |our |the )?(?:\w+ )?(?:visits|contacts|calls)\b"
)
_SUPPOSED = re.compile(
    r"\b(?:supposed|meant|required|expected|need|needs|have to|ought|statutory|minimum|a year|per)\b"
)
_TODAY = re.compile(
    r"^(?!.*\b(?:plans?|reviews?|birthdays?|meetings?|due|calls?|alerts?|overdue|sign\w*|authoris\w+|approve|seen|visits?|contacts?|late|text|weather|saw|seen|spoke|met|rang)\b)"
    r".*\b(?:what (?:have|do) i (?:got|have)|what is (?:on|happening|first|urgent|there|coming|going on|in store|most)|anything (?:on|for|urgent|happening|i|to|else)|what am i doing|what do i need to (?:do|know)|what needs doing|what should i (?:do|know)|whats|catch me up|brief me|what have we got|am i missing anything|run me through|where do i start)\b"
    r".{0,30}\b(?:today|this morning|this afternoon|first thing)\b"
    r"|^(?:good morning|morning|hi|hello|right|ok)?\W*(?:what is|what have i|what have we) (?:got )?(?:on )?(?:my (?:plate|agenda|day)|the agenda|today)\W*$|^(?:my )?(?:day|today) at a glance|^(?:morning|daily) (?:briefing|brief|summary|catch up|update)\W*(?:please)?$"
)
_FOR_SUPERVISION = re.compile(
    r"\b(?:supervision|one to one|1:1|1-1|121) (?:prep\w*|pack|sheet|notes|today|tomorrow|on|with|this|next|at|in|coming|summary|is)\b|\b(?:for|before|ready for|prepare for|preparing for|prepping for|prep for|got|have) (?:my |a )?(?:supervision|one to one)\b"
)


_OTHER = re.compile(
    r"\b(?:due|coming|next|must|should|law|how often|messages?|plans?|reviews?|assessments?|see (?:which|who|if|what|my|the|all|how|whose)|meeting with)\b"
)


def narrow_in(plain: str) -> Narrow:
    """Who alone is asked for; nothing where the words are no list's."""
    if _MADE.search(plain) and not _LAW.search(plain) and not _SUPPOSED.search(plain):
        return Narrow(counts_contacts=True)
    if _TODAY.search(plain):
        return Narrow(is_today=True)
    found = _time_in(plain, WHOLE)
    if not _LISTS.search(plain) or _LAW.search(plain) or _COUNTS.search(plain):
        return found
    return _age_in(plain, replace(found, group=_group_in(plain), not_held=_first(_NOT_HELD, plain)))


def time_alone(plain: str) -> Narrow:
    """How long, where nothing else is said: "what about 12 weeks" behind whom one has not seen."""
    found = _TIME_ALONE.match(plain)
    return replace(WHOLE, days=count_of(found["count"]) * _UNIT_DAYS[found["unit"]]) if found else WHOLE


def without_time(plain: str) -> str:
    """The words without how long there was no contact, which are no days to come."""
    return _TIME_OF.sub(" ", plain)


def is_for_supervision(plain: str) -> bool:
    """Whether somebody prepares for supervision, for which the caseload at a glance is."""
    return bool(_FOR_SUPERVISION.search(plain)) and not re.search(r"\?$|\b(?:law|supervision order)\b", plain)


def _time_in(plain: str, narrow: Narrow) -> Narrow:
    seeing = re.search(_SEEING, plain)
    found = _TIME_OF.search(plain)
    if not (seeing and found and _WITHOUT.search(plain)) or re.search(_OTHER, plain):
        return narrow
    unit = found["unit"] or found["alone"] or found["also"]
    count = count_of(found["count"]) if found["count"] else 1
    return replace(narrow, days=count * _UNIT_DAYS[unit], by_visits="visit" in seeing.group())


def _age_in(plain: str, narrow: Narrow) -> Narrow:
    if _BIRTHDAY.search(plain):
        return narrow
    for pattern, way in _AGES:
        match = pattern.search(plain)
        if match:
            ages = [int(text) for text in match.groups() if text]
            first, last = _BOUNDS[way](ages[0], ages[-1])
            return replace(narrow, age_from=first, age_until=last)
    if re.search(r"(?<!care )\bleavers\b", plain) and narrow == WHOLE:
        return replace(narrow, age_from=18)
    return narrow


def _group_in(plain: str) -> Optional[Group]:
    """The first that is said; of work and education together, both."""
    said = [group for group, pattern in _GROUPS if pattern.search(plain)]
    is_either = len({*said} & _OF_EET) > 1 or bool(_EITHER.search(plain))
    return Group.IN_EET if is_either and Group.NEET not in said else next(iter(said), None)


_OF_EET = frozenset({Group.EDUCATION, Group.EMPLOYMENT, Group.HIGHER_EDUCATION, Group.APPRENTICESHIP})
_EITHER = re.compile(
    r"\b(?:work|employment|jobs?|training) or (?:in )?(?:\w+ )?(?:college|education|training|school)\b|\b(?:college|education|training|school) or (?:in )?(?:work|employment|a job|jobs?|training)\b"
)


def _first(table: Sequence[Tuple[Kind, Pattern[str]]], plain: str) -> Optional[Kind]:
    return next((kind for kind, pattern in table if pattern.search(plain)), None)
