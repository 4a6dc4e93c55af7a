"""One young person for who looks after them: their plan, what may be done with it, and forms that keep what was typed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Mapping, Optional

from bot.advising.doing.contact_doing import DAY, contact_fields
from bot.advising.doing.deed_words import MOVE_BUTTONS, what_was_done
from bot.advising.doing.deeds import UNDO_FOR, Done
from bot.advising.doing.doing_cards import clock_time
from bot.advising.doing.move_fields import move_fields, views_fields
from bot.advising.doing.move_words import FOLLOWS, STATES, next_review
from bot.advising.doing.review_doing import review_fields
from bot.caseload.contacts import ContactWrong
from bot.caseload.person_now import PersonNow, PlanNow
from bot.casework.codes import PlanState
from bot.casework.plans.life_cycle import RULES, Move
from bot.casework.plans.plan_words import day
from bot.casework.plans.state_words import TO_ADVISER
from bot.delivery.alerts.alert_words import uk_time
from bot.entitlements.parameters import Parameters
from bot.phrases import phrase

NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True)
class Typed:
    """A form that was not saved: what was typed into it, and what is wrong, by field."""

    values: Mapping[str, str] = field(default_factory=dict)
    contact: Optional[ContactWrong] = None
    review: str = ""


def person_now_values(
    person: PersonNow, key: str, typed_contact: Typed, typed_review: Typed, on: date
) -> dict[str, Any]:
    """What the page shows of one person. `key` makes each of its forms one deed; a contact that comes back keeps its own."""
    return {
        "who": person_values(person),
        "key": key,
        "contact_key": typed_contact.values.get("key") or key,
        "plan": plan_values(person.plan) if person.plan else None,
        "calls": [
            {"id": call.id, "asked": uk_time(call.asked_at), "words": call.words} for call in person.calls
        ],
        "contact_fields": contact_fields(
            typed_contact.values or {DAY: on.isoformat()}, typed_contact.contact
        ),
        "review_fields": review_fields(typed_review.values, typed_review.review)
        if _can_be_reviewed(person.plan)
        else (),
        "texted": None,
    }


def plan_values(plan: PlanNow) -> dict[str, Any]:
    """Where it stands, and the moves that are this person's."""
    return {
        "id": plan.id,
        "stands": TO_ADVISER[plan.state],
        "state": STATES[plan.state],
        "since": day(plan.since),
        "next_review": day(plan.next_review_on) if plan.next_review_on else None,
        "reasons": plan.reasons,
        "review_reasons": plan.review_reasons,
        "needed": phrase("staff_moves.views.needed", where="") if plan.is_without_views else "",
        "moves": [{"value": move.value, "button": MOVE_BUTTONS[move]} for move in plan.moves],
    }


def views_values(
    person: PersonNow, plan: PlanNow, key: str, typed: Mapping[str, str], wrong: Mapping[str, str]
) -> dict[str, Any]:
    """What the page shows on which the young person's views are written down."""
    return {
        "who": person_values(person),
        "key": key,
        "plan": plan_values(plan),
        "title": phrase("staff_moves.views.title"),
        "lead": phrase("staff_moves.views.lead"),
        "button": phrase("staff_moves.views.save"),
        "fields": views_fields(typed, wrong),
        "is_wrong": bool(wrong),
    }


def person_values(person: PersonNow) -> dict[str, Any]:
    """Whom a page is about."""
    return {
        "young_person_id": person.id,
        "preferred_name": person.preferred_name,
        "reference": person.reference,
    }


def move_values(
    person: PersonNow,
    plan: PlanNow,
    move: Move,
    key: str,
    typed: Mapping[str, str],
    wrong: Mapping[str, str],
    parameters: Parameters,
    on: date,
) -> dict[str, Any]:
    """What the page of one move shows before it is done."""
    due = next_review(move, parameters, on)
    return {
        "who": person_values(person),
        "key": key,
        "plan": plan_values(plan),
        "seen": plan.state.value,
        "move": move.value,
        "button": MOVE_BUTTONS[move],
        "then": STATES[RULES[move].target],
        "follows": FOLLOWS[move],
        "due": day(due) if due else None,
        "fields": move_fields(plan, move, typed, wrong),
        "is_wrong": bool(wrong),
    }


def done_values(done: Optional[Done], now: datetime) -> Optional[dict[str, Any]]:
    """What was done last on this page, with the way to take it back while there is one."""
    if done is None or done.undone_at is not None:
        return None
    is_open = now - done.at <= UNDO_FOR and bool(done.undo)
    until = phrase("staff_deeds.undo.for_how_long", time=clock_time(done.at + UNDO_FOR)) if is_open else None
    return {"id": done.id, "what": _sentence(what_was_done(done)), "until": until}


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def _can_be_reviewed(plan: Optional[PlanNow]) -> bool:
    return plan is not None and plan.state is PlanState.AUTHORISED
