"""Which kind of request something is: what leans on the one before, then what is sure, then what is most alike."""

from __future__ import annotations

import re
from typing import Mapping, Optional, Tuple

from bot.advising.requests import following_up
from bot.advising.requests.asked_details import figure_of, sends_to_colleague, tells_of_call
from bot.advising.requests.day_words import MONTHS
from bot.advising.requests.kind_likeness import our_likeness
from bot.advising.requests.narrowed_kinds import narrowed_kind
from bot.advising.requests.pointing_words import THE_ONE, asks_list_of_all
from bot.advising.requests.request import Asked
from bot.advising.requests.said_hour import promises_to_ring
from bot.advising.requests.second_ask import first_ask
from bot.advising.requests.staff_words import NAME
from bot.advising.requests.staying_with_records import stays_with
from bot.advising.requests.sure_kinds import sure_kind
from bot.advising.requests.sure_questions import sure_question
from bot.advising.requests.told_move import move_of
from bot.advising.requests.unmade_contact import asks_before_seeing, unmade_in
from bot.advising.requests.what_was_said import Said
from bot.casework.plans.life_cycle import Move

OF_MANY = frozenset(
    {Asked.OVERDUE, Asked.DUE, Asked.CASELOAD, Asked.TO_AUTHORISE, Asked.INDICATORS, Asked.HELP}
)
_SURE = 0.95
_UNLIKE = 0.35  # the chance below which a request that nobody leads to is like none of ours
_GOES_ON = 4.0  # how much likelier words that lead on are of the kind before
_LEANS = 0.15  # the chance from which a short question behind one about the offer is another
_WHETHER_THEIRS = re.compile(rf"^(?:and |so |ok )?(?:is|does|do i have|have i got) {NAME}\b")
_RANG = re.compile(r"\b(?:rung|rang|called|phoned|spoke|spoken)\b")
_CLEARS = re.compile(
    r"\b(?:clear|tick|cross|close|mark|take|strike|remove|get rid of|sort)\b.*\b(?:it|that|them|off|done|this|him|her|list)\b|\b(?:sorted|all done|off the list)\b"
)
_FEW, _SHORT = 5, 8  # words


_LISTS = OF_MANY | {Asked.CONTACT_DUE, Asked.KEY_DATES, Asked.CALL_BACKS, Asked.ALERTS, Asked.OFFER}


def kind_of(said: Said) -> Tuple[Asked, float, bool]:
    """What is asked, how sure that is, and whether it is what was asked before."""
    if said.last.asked and following_up.asks_for_more(said.plain):
        return said.last.asked, 1.0, True
    same = (
        _same(said)
        if following_up.is_only_about(said.days[1]) or _is_month_alone(said)
        else following_up.goes_on(said.plain, said.last)
    )
    if same:
        return same, 1.0, same is said.last.asked
    asked, certainty = _own_kind(said)
    return asked, certainty, asked is Asked.INDICATORS and _is_another_figure(said)


def _same(said: Said) -> Optional[Asked]:
    if said.people or said.points():
        return following_up.same_for_person(said.last, leads=said.leads_on or said.points())
    if said.is_unclear:
        return following_up.same_for_person(said.last, leads=True)
    return following_up.same_on_days(said.last) if said.days[0] or _is_month_alone(said) else None


def _is_month_alone(said: Said) -> bool:
    """ "May", behind a list: a month and nobody."""
    return said.plain in MONTHS and not said.people


def _own_kind(said: Said) -> Tuple[Asked, float]:
    if sends_to_colleague(said.plain, is_of_list=said.last.asked in _LISTS):
        return Asked.SHARE, _SURE
    if promises_to_ring(said.plain):
        return Asked.CALL_BACKS, _SURE
    if unmade_in(said.plain):
        return Asked.CONTACT_DUE, _SURE
    asked, certainty = _as_a_whole(said)
    return narrowed_kind(said.plain, said.narrow, asked) or asked, certainty


def _as_a_whole(said: Said) -> Tuple[Asked, float]:
    """What is asked, whoever alone of a list is meant."""
    if _clears_call(said):
        return Asked.CALL_BACKS, _SURE
    plain = asks_before_seeing(said.plain) or first_ask(said.plain)
    if said.last.has_person and said.last.asked is not Asked.OFFER:
        plain = THE_ONE.sub(rf"\g<lead>{NAME}", plain)
    sure = sure_question(plain) or sure_kind(plain)
    if sure:
        return _fitting(said, sure), _SURE
    chances = our_likeness().chances(plain)
    likeliest = _likeliest(said, chances)
    if _goes_on_about_the_offer(said, chances[Asked.OFFER.value]):
        likeliest = Asked.OFFER
    if likeliest is Asked.OFFER:
        likeliest = stays_with(plain, said.last.asked, chances) or likeliest
    if _is_another_figure(said):
        likeliest = Asked.INDICATORS
    return _fitting(said, likeliest), chances[likeliest.value]


def _likeliest(said: Said, chances: Mapping[str, float]) -> Asked:
    """What words that lead on are most like: what was asked before is likelier than the words alone tell."""
    if max(chances.values()) < _UNLIKE and said.last.asked is None and not said.people:
        return Asked.OFFER  # small talk, and what the dialogue asks back about
    before = said.last.asked if said.leads_on or " " not in said.plain else None
    weighed = {kind: chance * (_GOES_ON if kind == before else 1.0) for kind, chance in chances.items()}
    return Asked(max(weighed, key=weighed.__getitem__))


def _clears_call(said: Said) -> bool:
    """Whether it is "rang them, you can take it off" behind calls."""
    is_told = tells_of_call(said.plain) and bool(_RANG.search(said.plain))
    return said.last.asked is Asked.CALL_BACKS and is_told and bool(_CLEARS.search(said.plain))


def _goes_on_about_the_offer(said: Said, chance: float) -> bool:
    return said.last.asked is Asked.OFFER and said.leads_on and chance >= _LEANS


def _is_another_figure(said: Said) -> bool:
    """Whether it is the like of "and accommodation?" behind figures."""
    is_short = len(said.plain.split()) <= _SHORT
    return (
        said.last.asked is Asked.INDICATORS
        and is_short
        and said.leads_on
        and figure_of(said.plain) is not None
    )


def _fitting(said: Said, asked: Asked) -> Asked:
    """What is asked of one person where a list would be asked of all."""
    if asks_list_of_all(said.plain, asked):
        return asked
    if asked in OF_MANY and (said.is_of_one or said.points()):
        return Asked.STATUS
    if asked is Asked.CASELOAD and said.main and _WHETHER_THEIRS.search(said.plain):
        return Asked.STATUS
    is_short = len(said.plain.split()) <= _FEW
    if (
        asked is Asked.RECORD_CONTACT
        and said.last.asked is Asked.CALL_BACKS
        and is_short
        and tells_of_call(said.plain)
    ):
        return Asked.CALL_BACKS
    return _of_plan_or_answer(said, asked)


def _of_plan_or_answer(said: Said, asked: Asked) -> Asked:
    """Whether what is shown to somebody is their plan or the answer: what the talk was about last decides of "it"."""
    move = move_of(said.plain)
    if asked is Asked.SHARE and said.last.asked in (Asked.STATUS, Asked.MOVE_PLAN):
        return Asked.MOVE_PLAN if move and re.search(r"\bit\b", said.plain) else asked
    if asked is Asked.MOVE_PLAN and said.last.asked is Asked.OFFER and "plan" not in said.plain:
        return Asked.SHARE if move in (None, Move.SHOW_YOUNG_PERSON) else asked
    return asked
