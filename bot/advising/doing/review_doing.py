"""Asking for a review by message: a day, and the deed behind its button."""

from __future__ import annotations

from datetime import date
from typing import Mapping, Optional, Sequence

from bot.advising.asking import Asking
from bot.advising.doing.acts import do_review
from bot.advising.doing.deed_words import done_already
from bot.advising.doing.deeds import Done
from bot.advising.doing.doing_cards import about, press, source_of, told, undo_button, with_undo
from bot.advising.doing.filled import filled_day
from bot.advising.doing.move_fields import words_wrong
from bot.advising.doing.move_words import why_no_review
from bot.answer import Answer, SourceLine
from bot.card import Fact, Field, Form
from bot.caseload.person_now import PersonNow, person_now
from bot.caseload.plan_moves import MOST_WORDS, WordsMissingError, person_of_plan
from bot.casework.plans.life_cycle import IllegalMove
from bot.casework.plans.plan_words import day
from bot.phrases import phrase

DAY, WHY = "wanted_on", "why"


def open_review(asking: Asking, args: Sequence[str]) -> Answer:
    """The form: `review/17`."""
    return review_asked(asking, int(args[0]), None)


def review_asked(asking: Asking, person: int, wanted_on: Optional[date], why: str = "") -> Answer:
    """The form, with a day and a reason that were said in words."""
    found = person_now(asking.session, asking.caller, person, asking.when.now)
    return _form(asking, found, {DAY: wanted_on.isoformat() if wanted_on else "", WHY: why[:MOST_WORDS]})


def ask_review(asking: Asking, args: Sequence[str]) -> Answer:
    """Ask for it; or the same form with what was typed, and what is wrong with it: `review_do/<plan>`."""
    plan_id, wanted_on = int(args[0]), filled_day(asking.inputs, DAY)
    typed, why = asking.inputs, asking.inputs.get(WHY, "")
    if wanted_on is None:
        return _form(asking, _person(asking, plan_id), typed, phrase("staff_moves.review.no_day"))
    try:
        done = do_review(asking.doer, asking.key, plan_id, wanted_on, why)
    except WordsMissingError as error:
        return _form(asking, _person(asking, plan_id), typed, why_wrong=words_wrong(error)[WHY])
    except IllegalMove:  # LostRace too: the form says how it stands now
        found = _person(asking, plan_id)
        wrong = why_no_review(found.plan, wanted_on, asking.when.on) or phrase("staff_moves.review.no_day")
        return _form(asking, found, typed, wrong)
    return _asked(asking, done) if done.is_first else done_already(done)


def review_done_words(said_day: str, kept: str) -> str:
    """What is on record now: the day asked for, or a sooner one that was there before."""
    if not kept or said_day == kept:
        return phrase("staff_moves.review.done", day=day(date.fromisoformat(said_day)))
    return phrase("staff_moves.review.done_no_sooner", day=day(date.fromisoformat(kept)))


def review_fields(typed: Mapping[str, str], wrong: str = "", why_wrong: str = "") -> tuple[Field, ...]:
    """By which day, and why if there is more to say."""
    day_ = Field(
        id=DAY,
        label=phrase("staff_moves.review.field"),
        kind="day",
        value=typed.get(DAY, ""),
        error=wrong,
        is_required=True,
    )
    why = Field(
        id=WHY,
        label=phrase("staff_moves.review.why"),
        kind="lines",
        value=typed.get(WHY, ""),
        error=why_wrong,
        most=MOST_WORDS,
    )
    return day_, why


def _form(
    asking: Asking, person: PersonNow, typed: Mapping[str, str], wrong: str = "", why_wrong: str = ""
) -> Answer:
    plan = person.plan
    refused = why_no_review(plan, None, asking.when.on)
    facts = [about(person)]
    if plan is not None and plan.next_review_on is not None:
        facts.append(Fact(name=phrase("staff_moves.review.now"), value=day(plan.next_review_on)))
    if refused is not None or plan is None:
        return told(phrase("staff_moves.refused.title"), str(refused), *_meaning(asking), facts=facts)
    return told(
        phrase("staff_moves.review.title"),
        phrase("staff_moves.review.lead"),
        *_meaning(asking),
        facts=facts,
        choices=(press(phrase("staff_moves.review.button"), f"review_do/{plan.id}"),),
        form=Form(fields=review_fields(typed, wrong, why_wrong), press=0),
    )


def _asked(asking: Asking, done: Done) -> Answer:
    person = person_now(asking.session, asking.caller, done.person, asking.when.now)
    lead = review_done_words(done.said["day"], done.said["kept"])
    return told(
        phrase("staff_moves.review.done_title"),
        with_undo(lead, done),
        *_meaning(asking),
        facts=(about(person),),
        choices=(undo_button(done),),
    )


def _person(asking: Asking, plan_id: int) -> PersonNow:
    person = person_of_plan(asking.session, plan_id)
    return person_now(asking.session, asking.caller, person, asking.when.now)


def _meaning(asking: Asking) -> tuple[tuple[str, ...], tuple[SourceLine, ...]]:
    sources = source_of("pathway_plan_review_months", asking.parameters, asking.when.on)
    return (phrase("staff_moves.review.meaning"),), sources
