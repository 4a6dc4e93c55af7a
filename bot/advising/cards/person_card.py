"""Where one young person's plan stands: the way of the plan, key facts, what was and what comes, the next step."""

from __future__ import annotations

from datetime import date
from typing import Literal, Optional

from bot.advising.asking import Asking
from bot.advising.cards.asked_first import PersonFact, asked_fact
from bot.advising.cards.card_parts import Buttons, answer, capital, day
from bot.advising.cards.meanings import contact_sources, of_contact, of_plans, of_stage, plan_sources
from bot.advising.cards.person_facts import asked_words, person_facts
from bot.advising.cards.plan_lines import (
    STATES,
    due_mark,
    due_words,
    plan_text,
    waits_for_views,
)
from bot.advising.requests.request import Asked
from bot.advising.wanted import Wanted
from bot.answer import Answer
from bot.card import Card, Moment, Step
from bot.caseload.person_reads import PersonAtOnce, person_at_once
from bot.casework.codes import PlanState
from bot.phrases import phrase

_WAY = tuple(state for state in PlanState if state is not PlanState.SUPERSEDED)
_MOST_DATES = 6


def status_card(asking: Asking, wanted: Wanted, asked: Optional[PersonFact] = None) -> Answer:
    """One person; what was asked of them comes first. Raises AccessDenied, the same for somebody unknown."""
    asked = asked or asked_fact(asking.text)
    found = person_at_once(asking.session, asking.caller, wanted.person or -1, asking.parameters, asking.when)
    at, buttons = (asking.parameters, asking.when.on), Buttons()
    _offer(found, buttons)
    stage = of_stage(found.status.state, *at)
    card = Card(
        facts=tuple(person_facts(found, asking, asked)),
        steps=way_of(found.status.state, found.status.since, found.status.authorised_on),
        moments=(*_past(found), *_coming(found, asking.when.on)),
        meaning=stage,
        more_meaning=tuple(text for text in (*of_plans(*at), *of_contact(*at)) if text not in stage),
    )
    sources = (*plan_sources(*at), *contact_sources(*at))
    lead = status_lead(found, asking.when.on)
    told_first = asked_words(found, asked, asking.when.on)
    lead = phrase("staff_cards.asked_lead", asked=told_first, plan=lead) if told_first else lead
    return answer(phrase("staff_cards.status_title"), lead, buttons, card, *sources)


def way_of(state: Optional[PlanState], since: Optional[date], signed: Optional[date]) -> tuple[Step, ...]:
    """The states of a plan in their order, those behind, that of now and those to come; none where no plan is on record."""
    if state not in _WAY:
        return ()
    now = _WAY.index(state)
    return tuple(
        Step(name=STATES[step], state=_tense(place, now), when=_when(step, place == now, since, signed))
        for place, step in enumerate(_WAY)
    )


def status_lead(found: PersonAtOnce, on: date) -> str:
    """The plan in a sentence or two that name nobody."""
    status = found.status
    said = plan_text(status.state, status.since)
    if status.due_on is None:
        return said
    mark = due_mark(status.due_on, on)
    return phrase(
        "staff_cards.status_lead", plan=said, due=due_words(status.state, status.due_on, on), mark=mark
    )


def _tense(place: int, now: int) -> Literal["done", "now", "to_come"]:
    return "now" if place == now else "done" if place < now else "to_come"


def _when(step: PlanState, is_now: bool, since: Optional[date], signed: Optional[date]) -> str:
    known = since if is_now else signed if step is PlanState.AUTHORISED else None
    return day(known) if known else ""


def _offer(found: PersonAtOnce, buttons: Buttons) -> None:
    person = found.young_person_id
    buttons.press(phrase("staff_cards.record_contact"), f"contact/{person}")
    if found.status.state is not None:
        buttons.press(phrase("staff_cards.move_plan"), f"move/{person}")
    if waits_for_views(found.row):
        buttons.press(phrase("staff_moves.views.button"), f"views/{person}")
    buttons.wants(phrase("staff_cards.see_dates"), Wanted(Asked.KEY_DATES, person=person))
    if found.calls:
        buttons.wants(phrase("staff_cards.see_calls"), Wanted(Asked.CALL_BACKS))
    if found.alerts:
        buttons.press(phrase("staff_cards.see_alerts"), "alerts")


def _past(found: PersonAtOnce) -> tuple[Moment, ...]:
    status, row = found.status, found.row
    known = (
        (status.authorised_on, phrase("staff_cards.was_authorised")),
        (status.last_review_on, phrase("staff_cards.was_reviewed")),
        (row.last_meaningful_contact_on, phrase("staff_cards.was_contact")),
        (status.since, _reached(status.state)),
    )
    due = (status.due_on, _fell_due(status.state)) if status.is_overdue else (None, "")
    dated = sorted({(when, what) for when, what in (*known, due) if when and what})
    return tuple(Moment(day=when, what=what, is_past=True) for when, what in dated)


def _fell_due(state: Optional[PlanState]) -> str:
    signed = (PlanState.AUTHORISED, PlanState.IN_REVIEW)
    return phrase("staff_cards.review_due") if state in signed else phrase("staff_cards.assessment_due")


def _reached(state: Optional[PlanState]) -> str:
    """Since when it is authorised is told by the day it was signed."""
    if state is None or state is PlanState.AUTHORISED:
        return ""
    return phrase("staff_cards.reached", state=STATES[state])


def _coming(found: PersonAtOnce, on: date) -> tuple[Moment, ...]:
    dates = [(one.day, one.what) for one in found.dates]
    due = found.status.due_on
    if due and found.status.state in (PlanState.NOT_STARTED, PlanState.ASSESSMENT) and due >= on:
        dates.append((due, phrase("staff_cards.assessment_due")))
    return tuple(Moment(day=when, what=capital(what)) for when, what in sorted(dates)[:_MOST_DATES])
