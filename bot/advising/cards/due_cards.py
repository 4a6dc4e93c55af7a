"""Plans that are overdue, that fall due by a day, and that wait for the team manager."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Callable, Mapping, Sequence

from bot.advising.asking import Asking
from bot.advising.cards.card_parts import (
    Buttons,
    adviser_text,
    answer,
    day,
    page_words,
    told,
    turn_pages,
    who,
)
from bot.advising.cards.glance_card import mark_of
from bot.advising.cards.meanings import of_plans, plan_sources
from bot.advising.cards.narrowing import narrowing
from bot.advising.cards.plan_lines import ago, due_mark, due_text, next_text, plan_text, waits_for_views
from bot.advising.cards.whose_list import advisers_for, scope_for
from bot.advising.requests.request import Asked
from bot.advising.wanted import Wanted
from bot.answer import Answer
from bot.card import Card, Row, Tone
from bot.caseload import paged_reads
from bot.caseload.paged_reads import CaseloadRow, Page, Pick
from bot.caseload.staff_desk import SOON, When
from bot.casework.codes import PlanState, Role
from bot.identity.access.decisions import Action
from bot.phrases import phrase

Rows = Callable[[Sequence[CaseloadRow], Buttons, Mapping[int, str], When], Sequence[Row]]


def overdue_card(asking: Asking, wanted: Wanted) -> Answer:
    """Plans whose legal day has passed: days over, the next step and whose it is."""
    narrow = narrowing(asking, wanted)
    page = _page(asking, wanted, Action.PLANS_OVERDUE, lambda rows: narrow.of(_overdue(rows)))
    lead = (
        phrase("staff_cards.one_overdue")
        if page.total == 1
        else phrase("staff_cards.overdue", plans=page.total or phrase("staff_cards.none"))
    )
    return _answer(asking, wanted, page, phrase("staff_cards.overdue_title"), narrow.lead(lead), _plan_rows)


def due_card(asking: Asking, wanted: Wanted) -> Answer:
    """Plans that fall due from today, or a later day, until a day; 28 days where none is said. What is overdue is counted beside."""
    if wanted.day_until and wanted.day_until < asking.when.on:
        return _fell_due(asking, wanted)
    first, last = due_days(wanted, asking.when.on)
    late: list[int] = []
    narrow = narrowing(asking, wanted)

    def pick(rows: Sequence[CaseloadRow]) -> Sequence[CaseloadRow]:
        rows = narrow.of(rows)
        late.append(len(_overdue(rows)))
        return [row for row in rows if row.due_on and first <= row.due_on <= last]

    page = _page(asking, wanted, Action.PLANS_DUE, pick)
    lead = narrow.lead(_due_lead(page.total, first, last, asking.when.on, sum(late)))
    return _answer(
        asking, wanted, page, phrase("staff_cards.due_title"), lead, _plan_rows, has_overdue=bool(sum(late))
    )


def _fell_due(asking: Asking, wanted: Wanted) -> Answer:
    """Plans that fell due in a time that has passed: only those that are overdue still are known."""
    last = wanted.day_until or asking.when.on
    first, narrow = wanted.day_from or date.min, narrowing(asking, wanted)

    def pick(rows: Sequence[CaseloadRow]) -> Sequence[CaseloadRow]:
        return [row for row in narrow.of(_overdue(rows)) if row.due_on and first <= row.due_on <= last]

    page = _page(asking, wanted, Action.PLANS_OVERDUE, pick)
    since, until = day(first), day(last)
    said = (
        phrase("staff_groups.one_fell_due", first=since, last=until)
        if page.total == 1
        else phrase(
            "staff_groups.fell_due", plans=page.total or phrase("staff_cards.none"), first=since, last=until
        )
    )
    lead = narrow.lead(f"{said} {phrase('staff_groups.fell_due_beside')}")
    return _answer(asking, wanted, page, phrase("staff_cards.due_title"), lead, _plan_rows)


def to_authorise_card(asking: Asking, wanted: Wanted) -> Answer:
    """Plans that wait for the team manager, the longest first."""
    narrow = narrowing(asking, wanted)
    page = _page(asking, wanted, Action.CASELOAD, lambda rows: narrow.of(_with_manager(rows)))
    is_theirs = asking.caller.role is Role.TEAM_MANAGER
    if page.total == 1:
        lead = phrase("staff_cards.one_waits") if is_theirs else phrase("staff_cards.one_with_manager")
    else:
        plans = page.total or phrase("staff_cards.none")
        lead = (
            phrase("staff_cards.wait", plans=plans)
            if is_theirs
            else phrase("staff_cards.with_manager", plans=plans)
        )
    return _answer(
        asking, wanted, page, phrase("staff_cards.to_authorise_title"), narrow.lead(lead), _waiting_rows
    )


def due_days(wanted: Wanted, on: date) -> tuple[date, date]:
    """From which day to which: never one that has passed, which would be overdue."""
    first = max(wanted.day_from or on, on)
    return first, wanted.day_until or first + timedelta(days=SOON)


def _overdue(rows: Sequence[CaseloadRow]) -> Sequence[CaseloadRow]:
    return [row for row in rows if row.is_overdue]


def _with_manager(rows: Sequence[CaseloadRow]) -> Sequence[CaseloadRow]:
    waiting = [row for row in rows if row.state is PlanState.WITH_TEAM_MANAGER]
    return sorted(waiting, key=lambda row: (row.since or date.max, row.reference))


def _page(asking: Asking, wanted: Wanted, action: Action, pick: Pick[CaseloadRow]) -> Page[CaseloadRow]:
    scope = scope_for(asking, wanted)
    return paged_reads.people_page(
        asking.session, asking.caller, action, scope, asking.parameters, asking.when, pick, wanted.page
    )


def _answer(
    asking: Asking,
    wanted: Wanted,
    page: Page[CaseloadRow],
    title: str,
    lead: str,
    rows: Rows,
    *,
    has_overdue: bool = False,
) -> Answer:
    buttons, at = Buttons(), (asking.parameters, asking.when.on)
    lines = rows(page.rows, buttons, advisers_for(asking), asking.when)
    turn_pages(buttons, wanted, page)
    if has_overdue:
        buttons.wants(phrase("staff_cards.see_overdue"), Wanted(Asked.OVERDUE, adviser=wanted.adviser))
    card = Card(rows=tuple(lines), page=page_words(page), meaning=of_plans(*at))
    return answer(title, lead, buttons, card, *plan_sources(*at))


def _due_lead(plans: int, first: date, last: date, on: date, late: int) -> str:
    said = plans or phrase("staff_cards.none")
    when = (
        phrase("staff_cards.until", day=day(last))
        if first == on
        else phrase("staff_cards.between", first=day(first), last=day(last))
    )
    lead = (
        phrase("staff_cards.one_due", when=when)
        if plans == 1
        else phrase("staff_cards.due", plans=said, when=when)
    )
    if not late:
        return lead
    beside = (
        phrase("staff_cards.one_late_beside") if late == 1 else phrase("staff_cards.late_beside", plans=late)
    )
    return f"{lead} {beside}"


def _plan_rows(
    rows: Sequence[CaseloadRow], buttons: Buttons, advisers: Mapping[int, str], when: When
) -> Sequence[Row]:
    return [_plan_row(row, buttons, advisers, when) for row in rows]


def _plan_row(row: CaseloadRow, buttons: Buttons, advisers: Mapping[int, str], when: When) -> Row:
    step = next_text(row)
    return Row(
        title=who(row.preferred_name, row.reference),
        texts=told(due_text(row, when.on), step, *adviser_text(advisers, row.personal_adviser_id)),
        mark=due_mark(row.due_on, when.on),
        tone=mark_of(row, when)[1],
        press=buttons.person(row.young_person_id),
    )


def _waiting_rows(
    rows: Sequence[CaseloadRow], buttons: Buttons, advisers: Mapping[int, str], when: When
) -> Sequence[Row]:
    return [
        Row(
            title=who(row.preferred_name, row.reference),
            texts=told(
                plan_text(row.state, row.since),
                _missing(row),
                *adviser_text(advisers, row.personal_adviser_id),
            ),
            mark=ago(row.since, when.on) if row.since else "",
            tone=Tone.ATTENTION,
            press=buttons.person(row.young_person_id),
        )
        for row in rows
    ]


def _missing(row: CaseloadRow) -> str:
    """What stands in the way of authorising it."""
    return phrase("staff_cards.views_missing") if waits_for_views(row) else ""
