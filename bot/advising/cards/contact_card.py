"""Whom to get in touch with: the last meaningful contact, what counts, and gaps in the records told as gaps."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Mapping, Optional, Sequence

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
from bot.advising.cards.meanings import contact_sources, of_contact
from bot.advising.cards.narrowing import narrowing
from bot.advising.cards.plan_lines import ago, contact_text
from bot.advising.cards.whose_list import advisers_for, scope_for
from bot.advising.wanted import Wanted
from bot.answer import Answer
from bot.card import Card, Row, Tone
from bot.caseload import narrowed_reads, paged_reads
from bot.caseload.paged_reads import CaseloadRow, Page, Pick, is_contact_due
from bot.casework.checked import whole
from bot.identity.access.decisions import Action
from bot.phrases import phrase


def contact_card(asking: Asking, wanted: Wanted) -> Answer:
    """Who has no meaningful contact on record in the weeks up to today, or will have none by a later day; longest first."""
    since = _since(wanted, asking.when.on)
    if since is not None:
        return _of_time(asking, wanted, since)
    on = max(wanted.day_until or asking.when.on, asking.when.on)
    narrow = narrowing(asking, wanted)
    weeks = whole("in_touch_weeks", asking.parameters, asking.when.on)
    if weeks is None:
        return _no_figure(asking)

    def pick(rows: Sequence[CaseloadRow]) -> Sequence[CaseloadRow]:
        due = [row for row in narrow.of(rows) if is_contact_due(row, on, weeks)]
        return sorted(due, key=lambda row: (row.last_meaningful_contact_on or date.min, row.reference))

    page = _page(asking, wanted, pick)
    return _answer(asking, wanted, page, narrow.lead(_lead(page.total, weeks, on, asking.when.on)))


def _since(wanted: Wanted, on: date) -> Optional[date]:
    """The day since which there was no contact, where a length of time or a day was said."""
    if wanted.narrow.days is not None:
        return on - timedelta(days=wanted.narrow.days)
    return wanted.day_from if wanted.day_from and wanted.day_from < on and not _is_ahead(wanted, on) else None


def _is_ahead(wanted: Wanted, on: date) -> bool:
    return wanted.day_until is not None and wanted.day_until > on


def _of_time(asking: Asking, wanted: Wanted, since: date) -> Answer:
    """Who has no meaningful contact on record since a day, or no visit where visits were asked for."""
    narrow, is_visits = narrowing(asking, wanted), wanted.narrow.by_visits
    visits: Mapping[int, date] = (
        narrowed_reads.last_visits(asking.session, asking.caller, scope_for(asking, wanted), asking.when)
        if is_visits
        else {}
    )

    def last(row: CaseloadRow) -> Optional[date]:
        return visits.get(row.young_person_id) if is_visits else row.last_meaningful_contact_on

    def pick(rows: Sequence[CaseloadRow]) -> Sequence[CaseloadRow]:
        due = [row for row in narrow.of(rows) if (last(row) or date.min) < since]
        return sorted(due, key=lambda row: (last(row) or date.min, row.reference))

    page = _page(asking, wanted, pick)
    lead = narrow.lead(_since_lead(page.total, since, is_visits=is_visits))
    return _answer(asking, wanted, page, lead, visits if is_visits else None)


def _since_lead(people: int, since: date, *, is_visits: bool) -> str:
    if people == 1:
        if is_visits:
            return phrase("staff_groups.one_visit_since", day=day(since))
        return phrase("staff_groups.one_since", day=day(since))
    said = people or _none()
    if is_visits:
        return phrase("staff_groups.visit_since", people=said, day=day(since))
    return phrase("staff_groups.since", people=said, day=day(since))


def _page(asking: Asking, wanted: Wanted, pick: Pick[CaseloadRow]) -> Page[CaseloadRow]:
    scope, at = scope_for(asking, wanted), (asking.parameters, asking.when)
    return paged_reads.people_page(
        asking.session, asking.caller, Action.WITHOUT_CONTACT, scope, *at, pick, wanted.page
    )


def _answer(
    asking: Asking,
    wanted: Wanted,
    page: Page[CaseloadRow],
    lead: str,
    visits: Optional[Mapping[int, date]] = None,
) -> Answer:
    buttons, at = Buttons(), (asking.parameters, asking.when.on)
    advisers = advisers_for(asking)
    rows = [
        Row(
            title=who(row.preferred_name, row.reference),
            texts=told(
                None if visits is None else _visit_text(visits.get(row.young_person_id), asking.when.on),
                contact_text(row.last_meaningful_contact_on, asking.when.on),
                *adviser_text(advisers, row.personal_adviser_id),
            ),
            mark=_mark(_last_of(row, visits), asking.when.on),
            tone=Tone.ATTENTION,
            press=buttons.person(row.young_person_id),
        )
        for row in page.rows
    ]
    turn_pages(buttons, wanted, page)
    card = Card(rows=tuple(rows), page=page_words(page), meaning=of_contact(*at))
    return answer(phrase("staff_cards.contact_title"), lead, buttons, card, *contact_sources(*at))


def _last_of(row: CaseloadRow, visits: Optional[Mapping[int, date]]) -> Optional[date]:
    return row.last_meaningful_contact_on if visits is None else visits.get(row.young_person_id)


def _visit_text(last: Optional[date], on: date) -> str:
    if last is None:
        return phrase("staff_groups.no_visit")
    return phrase("staff_groups.visit", day=day(last), ago=ago(last, on))


def _mark(last: Optional[date], on: date) -> str:
    return phrase("staff_cards.none_on_record") if last is None else ago(last, on).capitalize()


def _lead(people: int, weeks: int, on: date, today: date) -> str:
    if on > today:
        return (
            phrase("staff_cards.one_contact_due_by", weeks=weeks, day=day(on))
            if people == 1
            else phrase("staff_cards.contact_due_by", people=people or _none(), weeks=weeks, day=day(on))
        )
    if people == 1:
        return phrase("staff_cards.one_contact_due", weeks=weeks)
    return phrase("staff_cards.contact_due", people=people or _none(), weeks=weeks)


def _none() -> str:
    return phrase("staff_cards.nobody")


def _no_figure(asking: Asking) -> Answer:
    at = (asking.parameters, asking.when.on)
    card = Card(meaning=of_contact(*at))
    lead = phrase("staff_cards.no_weeks")
    return answer(phrase("staff_cards.contact_title"), lead, Buttons(), card, *contact_sources(*at))
