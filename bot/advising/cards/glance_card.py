"""The caseload at a glance: the numbers first, then the people, those with the earliest due day first."""

from __future__ import annotations

from dataclasses import replace
from typing import Iterator, Mapping, Optional, Sequence

from bot.advising.asking import Asking
from bot.advising.cards.card_parts import (
    Buttons,
    adviser_text,
    answer,
    figure_text,
    page_words,
    told,
    turn_pages,
    who,
)
from bot.advising.cards.meanings import contact_sources, of_contact, of_plans, plan_sources
from bot.advising.cards.narrowing import Narrowing, narrowing
from bot.advising.cards.plan_lines import contact_text, due_mark, due_text, plan_text
from bot.advising.cards.whose_list import advisers_for, scope_for
from bot.advising.requests.narrow import Narrow
from bot.advising.requests.request import Asked
from bot.advising.wanted import Wanted
from bot.answer import Answer
from bot.card import Card, Fact, Row, Tone
from bot.caseload import paged_reads
from bot.caseload.narrowed_reads import Group
from bot.caseload.paged_reads import CaseloadRow, Counts, Page, Pick
from bot.caseload.staff_desk import SOON, When
from bot.identity.access.decisions import Action
from bot.phrases import phrase


def caseload_card(asking: Asking, wanted: Wanted) -> Answer:
    """The first page with the numbers, or a later one without; of some of the people alone where the list is narrowed."""
    if wanted.narrow.is_of_people:
        return narrowed_card(asking, wanted)
    return _at_a_glance(asking, wanted) if wanted.page == 1 else _later_page(asking, wanted)


def _at_a_glance(asking: Asking, wanted: Wanted) -> Answer:
    scope, when = scope_for(asking, wanted), asking.when
    counts, page = paged_reads.glance(asking.session, asking.caller, scope, asking.parameters, when)
    buttons = Buttons()
    rows = caseload_rows(page.rows, buttons, advisers_for(asking), when)
    facts = tuple(count_facts(counts, buttons, wanted, asking))
    buttons.wants(phrase("staff_cards.see_dates"), Wanted(Asked.KEY_DATES, adviser=wanted.adviser))
    turn_pages(buttons, wanted, page)
    return _answer(asking, counts_lead(counts), buttons, page, rows, facts)


def narrowed_card(asking: Asking, wanted: Wanted) -> Answer:
    """Some of the people, how many of how many, and who they are."""
    narrow, everybody = narrowing(asking, wanted), [0]

    def pick(rows: Sequence[CaseloadRow]) -> Sequence[CaseloadRow]:
        everybody.append(len(rows))
        return narrow.of(rows)

    page = _page(asking, wanted, pick)
    buttons = Buttons()
    rows = [
        row.copy(update={"texts": (phrase("staff_groups.age_text", age=one.age), *row.texts)})
        for row, one in zip(
            caseload_rows(page.rows, buttons, advisers_for(asking), asking.when), page.rows, strict=True
        )
    ]
    turn_pages(buttons, wanted, page)
    buttons.wants(phrase("staff_help.my_caseload"), Wanted(Asked.CASELOAD, adviser=wanted.adviser))
    return _answer(asking, _narrowed_lead(page.total, everybody[-1], narrow), buttons, page, rows)


def _narrowed_lead(people: int, everybody: int, narrow: Narrowing) -> str:
    if people == 1:
        lead = phrase("staff_groups.one", all=everybody, words=narrow.words)
    else:
        said = people or phrase("staff_groups.nobody")
        lead = phrase("staff_groups.some", people=said, all=everybody, words=narrow.words)
    return f"{lead} {narrow.gap()}".rstrip()


def _later_page(asking: Asking, wanted: Wanted) -> Answer:
    page = _page(asking, wanted, list)
    buttons = Buttons()
    rows = caseload_rows(page.rows, buttons, advisers_for(asking), asking.when)
    turn_pages(buttons, wanted, page)
    return _answer(asking, phrase("staff_cards.people", people=page.total), buttons, page, rows)


def _page(asking: Asking, wanted: Wanted, pick: Pick[CaseloadRow]) -> Page[CaseloadRow]:
    scope, at = scope_for(asking, wanted), (asking.parameters, asking.when)
    return paged_reads.people_page(
        asking.session, asking.caller, Action.CASELOAD, scope, *at, pick, wanted.page
    )


def _answer(
    asking: Asking,
    lead: str,
    buttons: Buttons,
    page: Page[CaseloadRow],
    rows: Sequence[Row],
    facts: tuple[Fact, ...] = (),
) -> Answer:
    at = (asking.parameters, asking.when.on)
    card = Card(
        facts=facts, rows=tuple(rows), page=page_words(page), meaning=(*of_plans(*at), *of_contact(*at))
    )
    sources = (*plan_sources(*at), *contact_sources(*at))
    return answer(phrase("staff_cards.caseload_title"), lead, buttons, card, *sources)


def caseload_rows(
    rows: Sequence[CaseloadRow], buttons: Buttons, advisers: Mapping[int, str], when: When
) -> list[Row]:
    """A line for each: the plan, the next day, the last contact; marked where it is late or soon."""
    return [_row(row, buttons, advisers, when) for row in rows]


def counts_lead(counts: Counts) -> str:
    """The numbers in a sentence, which names nobody."""
    people = (
        phrase("staff_cards.one_person")
        if counts.people == 1
        else phrase("staff_cards.people", people=counts.people)
    )
    said = phrase("staff_cards.counts", overdue=counts.overdue, due=counts.due, days=SOON)
    return f"{people} {said}"


def _row(row: CaseloadRow, buttons: Buttons, advisers: Mapping[int, str], when: When) -> Row:
    mark, tone = mark_of(row, when)
    return Row(
        title=who(row.preferred_name, row.reference),
        texts=told(
            plan_text(row.state, row.since),
            due_text(row, when.on) if row.due_on else None,
            contact_text(row.last_meaningful_contact_on, when.on),
            *adviser_text(advisers, row.personal_adviser_id),
        ),
        mark=mark,
        tone=tone,
        press=buttons.person(row.young_person_id),
    )


def mark_of(row: CaseloadRow, when: When) -> tuple[str, Tone]:
    """What is marked of a plan: how late it is, or how soon; nothing where it is neither."""
    if row.is_overdue:
        return due_mark(row.due_on, when.on), Tone.WARNING
    if row.due_on and (row.due_on - when.on).days <= SOON:
        return due_mark(row.due_on, when.on), Tone.ATTENTION
    return "", Tone.NONE


def count_facts(counts: Counts, buttons: Buttons, wanted: Wanted, asking: Asking) -> Iterator[Fact]:
    """The numbers, each with a press that opens its list where somebody is on it."""

    def fact(name: str, count: Optional[int], label: str, asked: Wanted) -> Fact:
        press = buttons.wants(label, replace(asked, adviser=wanted.adviser)) if count else None
        return Fact(name=name, value=unknown if count is None else str(count), press=press)

    unknown = phrase("staff_cards.not_known")
    weeks = figure_text("in_touch_weeks", asking.parameters, asking.when.on) or unknown
    without_plan = Wanted(Asked.CASELOAD, narrow=Narrow(group=Group.NO_PLAN))
    see = dict(_see())
    yield fact(phrase("staff_cards.count_overdue"), counts.overdue, see[Asked.OVERDUE], Wanted(Asked.OVERDUE))
    yield fact(phrase("staff_cards.count_due", days=SOON), counts.due, see[Asked.DUE], Wanted(Asked.DUE))
    contact = phrase("staff_cards.count_contact", weeks=weeks)
    yield fact(contact, counts.without_contact, see[Asked.CONTACT_DUE], Wanted(Asked.CONTACT_DUE))
    yield fact(
        phrase("staff_cards.count_calls"), counts.calls, see[Asked.CALL_BACKS], Wanted(Asked.CALL_BACKS)
    )
    alerts = buttons.press(phrase("staff_cards.see_alerts"), "alerts") if counts.alerts else None
    yield Fact(name=phrase("staff_cards.count_alerts"), value=str(counts.alerts), press=alerts)
    if counts.without_plan:
        no_plan = phrase("staff_cards.count_no_plan")
        yield fact(no_plan, counts.without_plan, phrase("staff_cards.open"), without_plan)


def _see() -> Iterator[tuple[Asked, str]]:
    yield Asked.OVERDUE, phrase("staff_cards.see_overdue")
    yield Asked.DUE, phrase("staff_cards.see_due")
    yield Asked.CONTACT_DUE, phrase("staff_cards.see_contact")
    yield Asked.CALL_BACKS, phrase("staff_cards.see_calls")
