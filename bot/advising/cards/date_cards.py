"""Key dates: of the next days, between two days, of one person; all of them, only Staying Put, or only 18th birthdays."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Callable, Mapping, Sequence

from bot.advising.asking import Asking
from bot.advising.cards.asked_first import PersonFact, asked_fact
from bot.advising.cards.card_parts import Buttons, answer, capital, day, page_words, turn_pages, who
from bot.advising.cards.meanings import date_sources, of_dates
from bot.advising.cards.narrowing import narrowing
from bot.advising.cards.person_card import status_card
from bot.advising.cards.plan_lines import due_mark, due_words
from bot.advising.cards.whose_list import scope_for
from bot.advising.requests.request import Asked
from bot.advising.wanted import BIRTHDAYS, REVIEWS, STAYING_PUT, Wanted
from bot.answer import Answer
from bot.card import Card, Fact, Moment
from bot.caseload import paged_reads
from bot.caseload.casework_reads import CaseloadRow, KeyDate
from bot.caseload.paged_reads import BIRTHDAY, REVIEW, Page
from bot.caseload.person_reads import AHEAD, dates_of_person
from bot.casework.codes import PlanState
from bot.casework.shown_names import clipped
from bot.phrases import phrase

NEXT, LATER = 30, 90  # days
_SP = "Staying Put"
_ONLY: Mapping[str, Callable[[str], bool]] = {
    STAYING_PUT: lambda what: what.startswith(_SP),
    BIRTHDAYS: lambda what: what == BIRTHDAY,
    REVIEWS: lambda what: what == REVIEW,
}


def dates_card(asking: Asking, wanted: Wanted) -> Answer:
    """The next 30 days where no day is said; of one person, a year. How old somebody is, or when they turn 18, is no list of dates."""
    is_age = wanted.only == BIRTHDAYS or asked_fact(asking.text) is PersonFact.AGE
    if wanted.person and is_age:
        return status_card(asking, wanted, PersonFact.AGE)
    return _of_one(asking, wanted) if wanted.person else _of_list(asking, wanted)


def _of_list(asking: Asking, wanted: Wanted) -> Answer:
    on = asking.when.on
    first = max(wanted.day_from or on, on)
    until = wanted.day_until or first + timedelta(days=NEXT)
    narrow = narrowing(asking, wanted)

    def pick(rows: Sequence[KeyDate]) -> Sequence[KeyDate]:
        return [row for row in narrow.of(rows) if row.day >= first and _is_wanted(row.what, wanted.only)]

    page = paged_reads.dates_page(
        asking.session,
        asking.caller,
        scope_for(asking, wanted),
        asking.parameters,
        asking.when,
        until,
        pick,
        wanted.page,
    )
    has_passed = until < on
    lead = (
        phrase("staff_groups.passed_dates")
        if has_passed
        else _lead(page.total, first, until, on, wanted.only)
    )
    return _listed(asking, wanted, page, narrow.lead(lead))


def _listed(asking: Asking, wanted: Wanted, page: Page[KeyDate], lead: str) -> Answer:
    buttons, at = Buttons(), (asking.parameters, asking.when.on)
    moments = tuple(
        Moment(
            day=row.day,
            what=capital(row.what),
            who=who(row.preferred_name, row.reference),
            press=buttons.person(row.young_person_id),
        )
        for row in page.rows
    )
    turn_pages(buttons, wanted, page)
    _other_ways(buttons, wanted, asking.when.on)
    card = Card(moments=moments, page=page_words(page), meaning=of_dates(*at))
    return answer(_title(wanted.only), lead, buttons, card, *date_sources(*at))


def _of_one(asking: Asking, wanted: Wanted) -> Answer:
    person, on = wanted.person or -1, asking.when.on
    days = (wanted.day_until - on).days if wanted.day_until else AHEAD
    whose, found = dates_of_person(
        asking.session, asking.caller, person, asking.parameters, asking.when, max(days, 0)
    )
    first = wanted.day_from or on
    rows = [row for row in found if row.day >= first and _is_wanted(row.what, wanted.only)]
    buttons, at = Buttons(), (asking.parameters, on)
    buttons.press(phrase("staff_cards.status_title"), f"status/{person}")
    moments = (*_overdue(whose, wanted.only), *(Moment(day=row.day, what=capital(row.what)) for row in rows))
    facts = tuple(_whose(whose))
    until = on + timedelta(days=max(days, 0))
    lead = _lead(len(rows), max(first, on), until, on, wanted.only)
    if len(moments) > len(rows):
        lead = f"{due_words(whose.state, whose.due_on, on)} ({due_mark(whose.due_on, on).lower()}). {lead}"
    card = Card(facts=facts, moments=moments, meaning=of_dates(*at))
    return answer(
        _title(wanted.only),
        lead,
        buttons,
        card,
        *date_sources(*at),
    )


def _overdue(row: CaseloadRow, only: str) -> tuple[Moment, ...]:
    """The legal day of the plan that has passed: no date to come, and the first to know."""
    if not row.is_overdue or row.due_on is None or only not in ("", REVIEWS):
        return ()
    is_review = row.state in (PlanState.AUTHORISED, PlanState.IN_REVIEW)
    if only and not is_review:
        return ()
    what = phrase("staff_cards.review_due") if is_review else phrase("staff_groups.assessment_was_due")
    return (Moment(day=row.due_on, what=phrase("staff_groups.overdue_date", what=what), is_past=True),)


def _whose(row: CaseloadRow) -> Sequence[Fact]:
    return (
        Fact(name=phrase("staff_cards.fact_name"), value=clipped(row.preferred_name)),
        Fact(name=phrase("staff_cards.fact_reference"), value=row.reference),
    )


def _is_wanted(what: str, only: str) -> bool:
    return _ONLY[only](what) if only in _ONLY else True


def _other_ways(buttons: Buttons, wanted: Wanted, on: date) -> None:
    """Further ahead, and one kind alone."""
    later = Wanted(
        Asked.KEY_DATES, adviser=wanted.adviser, day_until=on + timedelta(days=LATER), only=wanted.only
    )
    if wanted.day_from is None and wanted.day_until is None:
        buttons.wants(phrase("staff_cards.next_ninety", days=LATER), later)
    if not wanted.only:
        alone = (
            (STAYING_PUT, phrase("staff_cards.only_staying_put")),
            (BIRTHDAYS, phrase("staff_cards.only_birthdays")),
        )
        for only, label in alone:
            buttons.wants(label, _with(wanted, only))


def _with(wanted: Wanted, only: str) -> Wanted:
    return Wanted(
        Asked.KEY_DATES,
        adviser=wanted.adviser,
        day_from=wanted.day_from,
        day_until=wanted.day_until,
        only=only,
    )


def _title(only: str) -> str:
    if only == STAYING_PUT:
        return phrase("staff_cards.staying_put_title")
    if only == REVIEWS:
        return phrase("staff_cards.reviews_title")
    return phrase("staff_cards.birthdays_title") if only == BIRTHDAYS else phrase("staff_cards.dates_title")


def _lead(dates: int, first: date, until: date, on: date, only: str) -> str:
    when = (
        phrase("staff_cards.until", day=day(until))
        if first == on
        else phrase("staff_cards.between", first=day(first), last=day(until))
    )
    if dates == 1:
        return phrase("staff_cards.one_date", when=when)
    return phrase("staff_cards.dates", dates=dates or phrase("staff_cards.none"), when=when)
