"""Writing down the young person's views by message, or why there are none: without them nobody can authorise a plan."""

from __future__ import annotations

import re
from typing import Mapping, Optional, Sequence

from bot.advising.asking import Asking
from bot.advising.doing.acts import do_views
from bot.advising.doing.deed_words import MOVE_BUTTONS, done_already, moves_mean
from bot.advising.doing.deeds import Done
from bot.advising.doing.doing_cards import about, press, told, undo_button, with_undo
from bot.advising.doing.move_fields import NO_VIEWS, VIEWS, views_fields, words_wrong
from bot.advising.doing.move_words import plan_sources
from bot.answer import Answer, Choice
from bot.card import Form
from bot.caseload.person_now import PersonNow, PlanNow, person_now
from bot.caseload.plan_moves import MOST_WORDS, WordsMissingError, person_of_plan
from bot.caseload.plan_views import TAKES_VIEWS_IN
from bot.casework.plans.life_cycle import IllegalMove, Move
from bot.phrases import phrase

# "Record Kai's views", and what they are if that was said too. Words only open the form.
VIEWS_SAID = re.compile(
    r"\b(?:record|recording|write|writing|add|put|note|enter|log|save)\b[^.:;]{0,40}\bviews\b(?:[^.:;]{0,30}[:;]\s*(?P<views>\S.*))?",
    re.IGNORECASE | re.DOTALL,
)


def views_button(person: int) -> Choice:
    """Opens the form."""
    return press(phrase("staff_moves.views.button"), f"views/{person}")


def open_views(asking: Asking, args: Sequence[str]) -> Answer:
    """The form: `views/17`."""
    return _form(asking, person_now(asking.session, asking.caller, int(args[0]), asking.when.now))


def views_asked(asking: Asking, person: int, views: str) -> Answer:
    """The form, with what was said in words."""
    found = person_now(asking.session, asking.caller, person, asking.when.now)
    return _form(asking, found, {VIEWS: views[:MOST_WORDS]})


def save_views(asking: Asking, args: Sequence[str]) -> Answer:
    """Keep them; or the form again with what was typed, and what is wrong with it: `views_do/<plan>`."""
    plan_id, typed = int(args[0]), asking.inputs
    try:
        done = do_views(asking.doer, asking.key, plan_id, typed.get(VIEWS, ""), typed.get(NO_VIEWS, ""))
    except WordsMissingError as error:
        return _form(asking, _person(asking, plan_id), typed, words_wrong(error))
    except IllegalMove:
        return _form(asking, _person(asking, plan_id))
    return _saved(asking, done) if done.is_first else done_already(done)


def why_no_views(plan: Optional[PlanNow]) -> Optional[str]:
    """Why nothing can be written down; None if it can."""
    if plan is None:
        return phrase("staff_moves.refused.no_plan")
    if plan.has_views:
        return phrase("staff_moves.views.has")
    return None if plan.state in TAKES_VIEWS_IN else phrase("staff_moves.views.not_now")


def _form(
    asking: Asking, person: PersonNow, typed: Mapping[str, str] = {}, wrong: Mapping[str, str] = {}
) -> Answer:
    why, plan = why_no_views(person.plan), person.plan
    if why is not None or plan is None:
        return _told(asking, phrase("staff_moves.refused.title"), str(why), person)
    answer = _told(asking, phrase("staff_moves.views.title"), phrase("staff_moves.views.lead"), person)
    assert answer.card is not None
    card = answer.card.copy(update={"form": Form(fields=views_fields(typed, wrong), press=0)})
    save = press(phrase("staff_moves.views.save"), f"views_do/{plan.id}")
    return answer.copy(update={"card": card, "choices": (save,)})


def _saved(asking: Asking, done: Done) -> Answer:
    """With what can be done next by whoever wrote them."""
    person = person_now(asking.session, asking.caller, done.person, asking.when.now)
    lead = with_undo(phrase("staff_moves.views.done"), done)
    answer = _told(asking, phrase("staff_moves.views.done_title"), lead, person)
    next_ = [
        press(MOVE_BUTTONS[move], f"move/{person.id}/{move.value}")
        for move in (person.plan.moves if person.plan else ())
        if move in (Move.AUTHORISE, Move.SEND_TO_MANAGER)
    ]
    return answer.copy(update={"choices": (*next_, undo_button(done))})


def _told(asking: Asking, title: str, lead: str, person: PersonNow) -> Answer:
    return told(
        title, lead, moves_mean(), plan_sources(asking.parameters, asking.when.on), facts=(about(person),)
    )


def _person(asking: Asking, plan_id: int) -> PersonNow:
    person = person_of_plan(asking.session, plan_id)
    return person_now(asking.session, asking.caller, person, asking.when.now)
