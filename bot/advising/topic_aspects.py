"""Short questions right behind an answer about the offer: who qualifies, which section, by when, may it be had twice. They are about that topic."""

from __future__ import annotations

import re
from enum import Enum
from typing import Mapping, Optional, Pattern, Sequence

from bot.advising.requests.plain_request import in_full
from bot.offer.models import Topic


class Aspect(Enum):
    """What is asked of the topic."""

    WHO = "who"
    THIS_ONE = "this_one"  # whether one young person qualifies
    SECTION = "section"
    AGAIN = "again"
    NOTICE = "notice"
    LIMITS = "limits"


_IT = r"(?:it|this|that|one|them|the (?:money|grant|allowance|bursary|payment|help|discount))"
_ONE = r"(?:he|she|they|somebody|someone|SAM)"
_GOES_ON = "last|run|run out|go on|hold|have|get|keep|claim|stay|end|stop|finish|expire|be|due|over|paid|given|valid|claimed|used|for|it|to|apply|use|start|begin"
_ASKS: Mapping[Aspect, str] = {
    Aspect.SECTION: rf"(?:which|what) (?:section|act|law|regulation|legislation)(?: is| does| covers?)?(?: {_IT})?(?: come)?(?: in| under| from)?"
    rf"|(?:is|does) {_IT} (?:come )?(?:under |in )?(?:the )?(?:law|statutory|legal|act|guidance|a duty|discretionary)"
    rf"|(?:is|does) {_IT} (?:come |fall )?(?:under |in )?(?:s|section|sections|sec|reg|regulation)\.? ?\d+ ?\w*"
    rf"|where (?:is|does) {_IT}(?: come| stand| written)?(?: from| down)?|sources?|section|legal basis",
    Aspect.AGAIN: rf"(?:can|could|may|does|will|would) {_ONE} (?:get|have|claim|ask for|apply for|use) {_IT} (?:twice|again|more than once|a second time|more often)"
    rf"|(?:is|can|does) {_IT} (?:only )?(?:paid |given |had |be (?:paid|had|given|claimed) )?(?:once|twice|again|one[ -]off|more than once)|(?:more than once|twice|again|just the once|one[ -]off)",
    Aspect.WHO: rf"who (?:qualifies|is (?:it|this|that) for|is eligible|is entitled|does (?:it|this|that) (?:apply to|cover)|(?:can|could|may) (?:get|have|claim|ask for|apply for) {_IT}|gets {_IT}|has a right to {_IT})"
    rf"|(?:what are the )?(?:eligibility|criteria|conditions)|from (?:what|which) age|(?:at )?what ages?|what is the age (?:limit|range)",
    Aspect.THIS_ONE: rf"(?:can|could|may|does|do|is|are|would|will|should) {_ONE} (?:get|have|claim|qualify(?: for)?|eligible(?: for)?|entitled(?: to)?|be eligible(?: for)?|be entitled(?: to)?|apply for)(?: {_IT})?"
    rf"|does {_IT} apply to {_ONE}",
    Aspect.NOTICE: r"(?:what is the |is there a |any )?notice(?: period)?|(?:how (?:much|long)(?: is| of)?(?: the)?|what|is there any|any) notice(?: period)?"
    r"(?: (?:does|do|must|should|is|has) (?:the |a |her |his |their |my )?(?:foster )?(?:carers?|council|he|she|they|it|that|SAM)(?: \w+){0,3})?",
    Aspect.LIMITS: rf"(?:what is the |is there a |any |when is the )?(?:deadline|time limit|cut[ -]off|end date)(?: for {_IT})?"
    rf"|by when|until when|how long(?: (?:does|do|is|can|will|may) (?:{_IT}|{_ONE}|you)(?: (?:{_GOES_ON}))*)?"
    rf"|when (?:does|do|will|must|should|is|has|have) (?:{_IT}|{_ONE})(?: (?:{_GOES_ON}))+"
    rf"|does {_IT} (?:end|stop|run out|expire)(?: at \d+)?",
}
_PATTERNS: Mapping[Aspect, Pattern[str]] = {
    aspect: re.compile(rf"(?:{pattern})(?: to)?", re.IGNORECASE) for aspect, pattern in _ASKS.items()
}
_FILLERS = re.compile(
    r"^(?:(?:and|so|ok|but|right|well|then|also|hi|please|remind me|tell me)[, ]+)+|"
    r"(?:,? (?:for|to|of|with|on) (?:her|him|them|this|it|that|SAM)|,? then|,? please|,? though|,? exactly|,? by law)+$"
)


def aspect_asked(text: str, topic: Topic, names: Sequence[str]) -> Optional[Aspect]:
    """What a message asks of this topic; None where it says more than that, and so may be about something else."""
    plain = _of_topic(_without_names(text, names), topic)
    said = _FILLERS.sub("", plain.strip(" ?!.")).strip(" ?!.,")
    return next((aspect for aspect, pattern in _PATTERNS.items() if pattern.fullmatch(said)), None)


def _without_names(text: str, names: Sequence[str]) -> str:
    """In plain words, with SAM for whoever is named by a first name or a whole one."""
    firsts = {name.split()[0] for name in names if name.split()} | set(names)
    if firsts:
        either = "|".join(map(re.escape, sorted(firsts, key=len, reverse=True)))
        text = re.sub(rf"(?<!\w)(?:{either})(?!\w)", "\0", text, flags=re.IGNORECASE)
    return in_full(text.replace("\0", " zzsam ")).replace("zzsam", "SAM")


def _of_topic(plain: str, topic: Topic) -> str:
    """With "it" where the topic itself is named: what else is named stays, and then nothing fits."""
    named = sorted({topic.title.lower(), *_SHORT.get(topic.id, ())}, key=len, reverse=True)
    for name in named:
        plain = re.sub(rf"\b(?:the |a )?{re.escape(name)}\b", "it", plain)
    return plain


_PUT = ("staying put",)
_SHORT: Mapping[str, Sequence[str]] = {
    "setting_up_home": ("setting up home allowance", "leaving care grant"),
    "staying_put_what_is": _PUT,
    "staying_put_money": _PUT,
    "staying_put_ending": _PUT,
    "staying_put_eligibility": _PUT,
    "staying_put_university": _PUT,
    "university_support": ("higher education bursary", "bursary"),
    "apprenticeships": ("apprenticeship bursary", "bursary"),
    "education_support": ("bursary",),
    "pathway_plan_what_is": ("pathway plan",),
    "needs_assessment": ("needs assessment",),
    "personal_adviser": ("personal adviser",),
}
