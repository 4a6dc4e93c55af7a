"""Words that tell danger from talk about it: when, who, what about. None decides alone; the classifier weighs them."""

from __future__ import annotations

import re
from typing import List

from bot.safeguarding.detector import rules_that_match
from bot.safeguarding.normalise import normalise

RULE_WEIGHT, CUE_WEIGHT = 0.8, 0.4  # against 1 for the meaning; chosen on training messages
_CUES = (
    r"used to|years? ago|back then|when i was (?:\d+|a kid|little|younger|in year)|in the past|not any ?more|over now|since then|these days",
    r"\blol\b|\blmao\b|haha|😂|jk|joking|banter|figure of speech",
    r"film|movie|book|song|game|netflix|episode|series|playing|fifa|gta|cod|fortnite|homework|essay|lyric|poem|show",
    r"tonight|right now|\bnow\b|today|this minute|asap|at the moment|currently",
    r"\bhe\b|\bshe\b|\bthey\b|boyfriend|girlfriend|partner|\bex\b|husband|stepdad|\bdad\b|\bmum\b",
    r"my (?:friend|mate|sister|brother|cousin|bestie|flatmate|housemate|girlfriend|boyfriend)",
    r"myself|my life|my (?:arms?|wrists?|legs?)",
    r"\?",
    r"how do i|how much|where can i|can i get|do i|what is|who do i",
    r"scared|afraid|frightened|terrified|shaking|crying|hiding",
    r"hit|punch|slap|chok|strangl|grab|push|kick|hurt|bruise|beat|threat|knife|kill",
    r"sleep|bed|sofa|street|bench|doorway|tent|car park|night|homeless|kicked out|locked out",
    r"drop|deliver|package|packet|parcel|county|trap|gear|money|owe|phone|line|older|lift|hotel|gift|nudes?|pics?|photos?|video",
    r"missing|not come (?:home|back)|gone|\bran\b|run(?:ning)? away|not answering|search|looking for",
    r"\bdie|dead|alive|\blive\b|living|end it|kill|suicid|\bcut|pills|tablets|overdose",
    r"worker|council|\bpa\b|pathway|rent|\btax\b|bursary|grant|college|\buni\b|\bjob\b|form",
    r"did not|do not|\bnot\b|never|no one|nobody",
)
_COMPILED = tuple(re.compile(cue) for cue in _CUES)


def cues(text: str) -> List[float]:
    """One number a kind of rule, one for any rule, and one a cue; 0 where it is not there."""
    found = rules_that_match(text)
    plain, typed = normalise(text), text.lower()
    hits = [*found.values(), any(found.values())]
    return [RULE_WEIGHT * hit for hit in hits] + [CUE_WEIGHT * bool(cue.search(typed) or cue.search(plain)) for cue in _COMPILED]
