"""One line of a list for each young person: the plan, the next step and whose it is, when it is due, the last contact."""

from __future__ import annotations

from datetime import date
from typing import Optional, Sequence

from bot.advising.cards.card_parts import day
from bot.caseload.paged_reads import CaseloadRow
from bot.casework.codes import PlanState, Role
from bot.casework.plans.life_cycle import RULES, Move, moves_from
from bot.casework.plans.plan_dates import SIGNED
from bot.phrases import PhraseSet, phrase

STATES = PhraseSet("staff_cards.state", PlanState)
_NEXT = PhraseSet("staff_cards.next", Move)
_WHO: Sequence[Role] = (Role.YOUNG_PERSON, Role.PERSONAL_ADVISER, Role.TEAM_MANAGER)
_ROLES = PhraseSet("staff_cards.role", _WHO)
_BACK = (Move.BACK_TO_ASSESSMENT, Move.DISAGREE, Move.TAKE_BACK, Move.RETURN_TO_DRAFTING)
_A_WEEK = 7


def state_text(state: Optional[PlanState], since: Optional[date]) -> str:
    """The same beside a heading that says that it is the plan's."""
    if state is None:
        return phrase("staff_cards.no_plan")
    return phrase("staff_cards.state_since", state=STATES[state], day=day(since)) if since else STATES[state]


def plan_text(state: Optional[PlanState], since: Optional[date]) -> str:
    """Where the plan stands, in short; that none is on record, which says nothing of whether there is one."""
    if state is None:
        return phrase("staff_cards.no_plan")
    if since is None:
        return phrase("staff_cards.plan", state=STATES[state])
    return phrase("staff_cards.plan_since", state=STATES[state], day=day(since))


def next_text(row: CaseloadRow) -> str:
    """The next step as a line of its own; empty where no plan is on record."""
    steps = next_steps(row)
    return phrase("staff_cards.next_step", steps=steps) if steps else ""


def next_steps(row: CaseloadRow) -> str:
    """The next steps forward and whose each is, from the table of moves, and first what they wait for; empty without a plan on record."""
    if row.state is None:
        return ""
    if waits_for_views(row):
        return phrase("staff_cards.views_first")
    steps = [move for move in moves_from(row.state) if move not in _BACK]
    return "; ".join(phrase("staff_cards.step", step=_step(move, row), who=_by(move)) for move in steps[:2])


def waits_for_views(row: CaseloadRow) -> bool:
    """Whether nobody can authorise the plan before the young person's views are written down, or why there are none."""
    return row.state is PlanState.WITH_TEAM_MANAGER and not row.has_views


def _step(move: Move, row: CaseloadRow) -> str:
    """What is to be done; an assessment that is late is not written from, but finished."""
    is_late = move is Move.START_DRAFTING and row.is_overdue
    return phrase("staff_cards.finish_late_assessment") if is_late else _NEXT[move]


def due_text(row: CaseloadRow, on: date) -> str:
    """The next legal day, and what falls due on it; that the law sets none."""
    return due_words(row.state, row.due_on, on)


def due_words(state: Optional[PlanState], due_on: Optional[date], on: date) -> str:
    """The same from its parts."""
    if state is None:
        return phrase("staff_cards.no_plan_no_day")
    if due_on is None:
        return phrase("staff_cards.no_day")
    what = phrase("staff_cards.review") if state.value in SIGNED else phrase("staff_cards.assessment")
    if due_on < on:
        return phrase("staff_cards.was_due", what=what, day=day(due_on))
    return phrase("staff_cards.is_due", what=what, day=day(due_on))


def due_mark(due_on: Optional[date], on: date) -> str:
    """How far off it is, in two or three words; empty without a day."""
    if due_on is None:
        return ""
    if due_on == on:
        return phrase("staff_cards.today")
    days = abs((due_on - on).days)
    if due_on < on:
        return phrase("staff_cards.day_over") if days == 1 else phrase("staff_cards.days_over", days=days)
    return phrase("staff_cards.in_a_day") if days == 1 else phrase("staff_cards.in_days", days=days)


def contact_text(last: Optional[date], on: date) -> str:
    """The last meaningful contact and how long ago; a gap in the records is told as one."""
    if last is None:
        return phrase("staff_cards.no_contact")
    return phrase("staff_cards.contact", day=day(last), ago=ago(last, on))


def ago(last: date, on: date) -> str:
    """In days up to two weeks, then in whole weeks."""
    days = (on - last).days
    if days == 0:
        return phrase("staff_cards.today").lower()
    if days == 1:
        return phrase("staff_cards.yesterday")
    if days < 2 * _A_WEEK:
        return phrase("staff_cards.days_ago", days=days)
    return phrase("staff_cards.weeks_ago", weeks=days // _A_WEEK)


def _by(move: Move) -> str:
    roles: Sequence[str] = [_ROLES[role] for role in RULES[move].by]
    return phrase("staff_cards.or", first=roles[0], second=roles[1]) if len(roles) > 1 else roles[0]
