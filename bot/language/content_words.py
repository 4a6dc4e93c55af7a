"""The words of a question that say what it is about."""

from __future__ import annotations

import re
from typing import List

from bot.language.chat import spelled_out

# Words that are in every question or every answer, and so tell nothing.
_COMMON = """
    a about above actually after again against all also am an and any anyone anything are around as ask at away back
    be because been before being between both but by call called can come could did do does doing done down each else
    even ever every find for from get gets getting give given go goes going good got had has have having he help helps her here
    hers him his how i if in into is it its itself just kind know let like look lot made make makes many maybe me mean
    might mine more most much must my need needs new no nor not now of off ok on once one ones only or other our out over own
    people person please put really right said same say says see she should show so some someone something sort still such take tell
    than thank thanks that the their them then there these they thing things think this those though through to told too try
    under until up us use used very want wants was way we well were what when where which while who whose why will with
    without would yes yet you your yours whats hello hi hey pls plz mate ta cheers innit bit
    care leaver leavers council pa adviser advisor personal young allowed entitled
    long often happen happens happened number numbers till towards comes
"""
_STOP_WORDS = frozenset(_COMMON.split())
_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")


def content_words(question: str) -> List[str]:
    """The words of a question that say what it is about, each once."""
    words = (word.split("'")[0] for word in _WORD.findall(spelled_out(question)))
    return list(dict.fromkeys(word for word in words if len(word) > 1 and word not in _STOP_WORDS))
