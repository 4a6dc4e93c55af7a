"""Moving a plan by message: which moves there are, a confirmation that says from where to where, and the deed behind its button."""

from __future__ import annotations

from typing import Iterator, Mapping, Optional, Sequence

from bot.advising.asking import Asking
from bot.advising.doing.acts import do_move
from bot.advising.doing.deed_words import MOVE_BUTTONS, done_already, moves_mean
from bot.advising.doing.deeds import Done
from bot.advising.doing.doing_cards import about, press, told, undo_button, with_undo
from bot.advising.doing.move_fields import REASONS, VIEWS, move_fields, wanted_of, words_wrong
from bot.advising.doing.move_words import DONE, FOLLOWS, STATES, next_review, plan_sources, why_refused
from bot.advising.doing.views_doing import views_button
from bot.answer import Answer, Choice
from bot.card import Fact, Form
from bot.caseload.person_now import PersonNow, PlanNow, person_now
from bot.caseload.plan_moves import MOST_WORDS, Wanted, WordsMissingError, person_of_plan
from bot.casework.codes import PlanState, Role
from bot.casework.plans.life_cycle import RULES, IllegalMove, LostRace, Move
from bot.casework.plans.plan_words import day
from bot.phrases import phrase


def open_move(asking: Asking, args: Sequence[str]) -> Answer:
    """The moves of a person's plan, or the confirmation of one of them: `move/17`, `move/17/authorise`."""
    return move_asked(asking, int(args[0]), Move(args[1]) if len(args) > 1 else None)


def move_asked(asking: Asking, person: int, move: Optional[Move], reason: str = "") -> Answer:
    """The same, asked in words, with why if that was said. A move that can't be made says why, and what can be."""
    found = person_now(asking.session, asking.caller, person, asking.when.now)
    if found.plan is None:
        return _refused(asking, found, phrase("staff_moves.refused.no_plan"))
    if move is None:
        return _choose(asking, found, found.plan)
    return _confirm(asking, found, found.plan, move, {REASONS: reason[:MOST_WORDS]})


def make_that_move(asking: Asking, args: Sequence[str]) -> Answer:
    """Do it, as long as the plan stands where it was shown: `move_do/<plan>/<move>/<state>`."""
    plan_id, move, seen = int(args[0]), Move(args[1]), PlanState(args[2])
    wanted = wanted_of(move, seen, asking.inputs)
    try:
        done = do_move(asking.doer, asking.key, plan_id, wanted)
    except WordsMissingError as error:
        return _again(asking, plan_id, wanted, error)
    except LostRace:
        return _lost(asking, plan_id)
    except IllegalMove:
        return _not_legal(asking, plan_id, wanted)
    return _moved(asking, done, move) if done.is_first else done_already(done)


def _choose(asking: Asking, person: PersonNow, plan: PlanNow) -> Answer:
    return told(
        phrase("staff_moves.choose.title"),
        _where(plan),
        moves_mean(),
        plan_sources(asking.parameters, asking.when.on),
        facts=(about(person), *_sent_back(plan)),
        choices=_ways_on(person),
    )


def _where(plan: PlanNow) -> str:
    if plan.is_without_views:
        needed = phrase("staff_moves.views.needed", where=phrase("staff_moves.views.where"))
        return phrase(
            "staff_moves.choose.waits", state=STATES[plan.state], day=day(plan.since), needed=needed
        )
    return phrase("staff_moves.choose.lead", state=STATES[plan.state], day=day(plan.since))


def _ways_on(person: PersonNow) -> list[Choice]:
    """What can be done from here: views that the next step waits for come first."""
    plan = person.plan
    if plan is None:
        return []
    moves = [press(MOVE_BUTTONS[move], f"move/{person.id}/{move.value}") for move in plan.moves]
    return [views_button(person.id), *moves] if plan.is_without_views else moves


def _confirm(
    asking: Asking,
    person: PersonNow,
    plan: PlanNow,
    move: Move,
    values: Mapping[str, str] = {},
    wrong: Mapping[str, str] = {},
) -> Answer:
    refused = why_refused(plan, move, Role(asking.caller.role), asking.when.on)
    if refused is not None:
        return _refused(asking, person, refused)
    fields = move_fields(plan, move, values, wrong)
    before, after = STATES[plan.state], STATES[RULES[move].target]
    return told(
        phrase("staff_moves.confirm.title"),
        phrase("staff_moves.confirm.lead", button=MOVE_BUTTONS[move], before=before, after=after),
        moves_mean(),
        plan_sources(asking.parameters, asking.when.on),
        facts=tuple(_facts(asking, person, plan, move)),
        choices=(press(MOVE_BUTTONS[move], f"move_do/{plan.id}/{move.value}/{plan.state.value}"),),
        form=Form(fields=fields, press=0) if fields else None,
    )


def _facts(asking: Asking, person: PersonNow, plan: PlanNow, move: Move) -> Iterator[Fact]:
    yield about(person)
    yield Fact(name=phrase("staff_moves.fact.now"), value=STATES[plan.state])
    yield Fact(name=phrase("staff_moves.fact.then"), value=STATES[RULES[move].target])
    yield Fact(name=phrase("staff_moves.fact.follows"), value=FOLLOWS[move])
    due = next_review(move, asking.parameters, asking.when.on)
    if due is not None:
        yield Fact(name=phrase("staff_moves.fact.next_review"), value=day(due))
    yield from _sent_back(plan)


def _sent_back(plan: PlanNow) -> Iterator[Fact]:
    if plan.reasons:
        yield Fact(name=phrase("staff_moves.fact.reasons"), value=plan.reasons)
    if plan.review_reasons:
        yield Fact(name=phrase("staff_moves.fact.review_reasons"), value=plan.review_reasons)


def _refused(asking: Asking, person: PersonNow, said: str) -> Answer:
    return told(
        phrase("staff_moves.refused.title"),
        said,
        moves_mean(),
        plan_sources(asking.parameters, asking.when.on),
        facts=(about(person),),
        choices=_ways_on(person),
    )


def _again(asking: Asking, plan_id: int, wanted: Wanted, error: WordsMissingError) -> Answer:
    person = _person(asking, plan_id)
    if person.plan is None or person.plan.id != plan_id:
        return _lost(asking, plan_id)
    return _confirm(asking, person, person.plan, wanted.move, asking.inputs, words_wrong(error))


def _not_legal(asking: Asking, plan_id: int, wanted: Wanted) -> Answer:
    """Views that are missing are asked for in the form; everything else says why."""
    person = _person(asking, plan_id)
    plan = person.plan
    if plan is not None and plan.id == plan_id and move_fields(plan, wanted.move, {}, {}):
        return _again(asking, plan_id, wanted, WordsMissingError(VIEWS))
    refused = why_refused(plan, wanted.move, Role(asking.caller.role), asking.when.on)
    return _refused(asking, person, refused or phrase("staff_moves.refused.nothing"))


def _lost(asking: Asking, plan_id: int) -> Answer:
    person = _person(asking, plan_id)
    if person.plan is None:
        return _refused(asking, person, phrase("staff_moves.refused.no_plan"))
    state, since = STATES[person.plan.state], day(person.plan.since)
    answer = _refused(asking, person, phrase("staff_moves.lost.lead", state=state, day=since))
    return answer.copy(update={"title": phrase("staff_moves.lost.title")})


def _moved(asking: Asking, done: Done, move: Move) -> Answer:
    person = person_now(asking.session, asking.caller, done.person, asking.when.now)
    state = STATES[person.plan.state] if person.plan else ""
    return told(
        DONE[move],
        with_undo(DONE[move], done),
        moves_mean(),
        plan_sources(asking.parameters, asking.when.on),
        facts=(about(person), Fact(name=phrase("staff_moves.fact.now"), value=state)),
        choices=(undo_button(done),),
    )


def _person(asking: Asking, plan_id: int) -> PersonNow:
    person = person_of_plan(asking.session, plan_id)
    return person_now(asking.session, asking.caller, person, asking.when.now)
