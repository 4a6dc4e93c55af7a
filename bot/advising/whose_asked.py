"""Whose list is asked for: an adviser's of a manager's team, or somebody's who is none of theirs."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Callable, Sequence

from bot.advising.asking import Asking
from bot.advising.naming import advisers_in, by_name
from bot.advising.persons import Known
from bot.advising.requests.following_up import is_only_about
from bot.advising.requests.plain_request import in_full
from bot.advising.requests.request import Asked, Request
from bot.advising.talk_state import TalkState
from bot.caseload.known_names import KnownAdviser
from bot.language.gazetteer.place_reading import read_places
from bot.language.gazetteer.place_words import normal

# Lists that can be asked of one adviser's people; where somebody of them is named instead, it is where their plan stands.
LISTS = (
    Asked.CASELOAD,
    Asked.OVERDUE,
    Asked.DUE,
    Asked.TO_AUTHORISE,
    Asked.CONTACT_DUE,
    Asked.KEY_DATES,
    Asked.INDICATORS,
    Asked.CALL_BACKS,
)


@dataclass(frozen=True)
class Heard:
    """What is asked, and whose list is meant where a manager names advisers."""

    request: Request
    advisers: Sequence[KnownAdviser] = ()


def heard(asking: Asking, state: TalkState, known: Known, read: Callable[[str], Request]) -> Heard:
    """What was typed. Where an adviser is named, the rest is read without that name: it is whose list is meant, and no young person.

    "How is Sam doing" is Sam's caseload, and "what about Nell's" is what was asked before, of Nell's people.
    """
    advisers, rest = advisers_in(asking.text, known.advisers)
    if not advisers:
        return Heard(read(asking.text))
    if is_only_about(in_full(rest)):
        return Heard(_same_list(read(asking.text), state), advisers)
    request = read(rest)
    if request.asked in LISTS and not request.person:
        return Heard(replace(request, owner=""), advisers)
    whole = read(asking.text)
    if whole.asked in (Asked.STATUS, *LISTS) and by_name(whole.person, advisers):
        return Heard(Request(Asked.CASELOAD), advisers)
    return Heard(whole)


def is_of_another_council(asking: Asking, request: Request) -> bool:
    """Whether a list is asked for of a council that is not the caller's."""
    if request.asked not in LISTS or request.person or asking.tools.offer is None:
        return False
    held = [place for place in asking.tools.offer.councils() if place.id != asking.caller.council]
    return any(_names(asking.text, place.name) for place in held) or _is_one_without_content(asking)


def _is_one_without_content(asking: Asking) -> bool:
    """Of the councils whose content we don't hold, only a name of the council itself that means nothing else: Kent may be a young person."""
    councils = asking.tools.councils
    if councils is None:
        return False
    named = read_places(asking.text, councils.gazetteer).places
    others = [place.name for place in named if place.ids != (asking.caller.council,)]
    return any(name in councils.gazetteer.bodies and _names(normal(asking.text), name) for name in others)


def _same_list(request: Request, state: TalkState) -> Request:
    """Of the days of before too."""
    if state.asked not in LISTS:
        return Request(Asked.CASELOAD)
    first, last = request.day_from or state.day_from, request.day_until or state.day_until
    return Request(state.asked, is_same_request=True, day_from=first, day_until=last)


def _names(text: str, council: str) -> bool:
    """Whoever lives in a place is not said to be its council's."""
    before = r"(?<!\bin )(?<!\bto )(?<!\bat )(?<!\bfrom )(?<!\bnear )(?<!\baround )"
    return bool(re.search(rf"{before}\b{re.escape(council)}\b", text, re.IGNORECASE))
