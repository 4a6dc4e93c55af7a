"""What there is today: what is overdue, whom a call was promised, and the key dates of the day."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Sequence

from bot.advising.asking import Asking
from bot.advising.cards.card_parts import Buttons, answer, capital, who
from bot.advising.cards.glance_card import count_facts
from bot.advising.cards.meanings import contact_sources, of_contact, of_plans, plan_sources
from bot.advising.cards.whose_list import scope_for
from bot.advising.requests.request import Asked
from bot.advising.wanted import Wanted
from bot.answer import Answer
from bot.card import Card, Fact, Moment
from bot.caseload import paged_reads
from bot.caseload.casework_reads import KeyDate
from bot.caseload.paged_reads import Page, WaitingRow
from bot.phrases import phrase


def today_card(asking: Asking, wanted: Wanted) -> Answer:
    """The numbers, each with a press that opens its list, and today's dates."""
    scope, when = scope_for(asking, wanted), asking.when
    at = (asking.session, asking.caller, scope)
    counts = paged_reads.counts(*at, asking.parameters, when)
    dates = paged_reads.dates_page(*at, asking.parameters, when, when.on, list, 1)
    promised = len(_promised(paged_reads.open_calls(*at, when), asking))
    buttons = Buttons()
    facts = [*count_facts(counts, buttons, wanted, asking)]
    calls = buttons.wants(phrase("staff_cards.see_calls"), Wanted(Asked.CALL_BACKS, adviser=wanted.adviser))
    facts.append(
        Fact(name=phrase("staff_groups.today_calls"), value=str(promised), press=calls if promised else None)
    )
    moments = _moments(dates, buttons)
    buttons.wants(phrase("staff_cards.see_dates"), Wanted(Asked.KEY_DATES, adviser=wanted.adviser))
    buttons.wants(phrase("staff_help.my_caseload"), Wanted(Asked.CASELOAD, adviser=wanted.adviser))
    lead = phrase(
        "staff_groups.today_lead",
        dates=dates.total or phrase("staff_cards.none").lower(),
        overdue=counts.overdue,
        calls=counts.calls,
        promised=promised,
        alerts=counts.alerts,
    )
    about = (asking.parameters, when.on)
    card = Card(facts=tuple(facts), moments=moments, meaning=(*of_plans(*about), *of_contact(*about)))
    sources = (*plan_sources(*about), *contact_sources(*about))
    return answer(phrase("staff_groups.today_title"), lead, buttons, card, *sources)


def _promised(calls: Sequence[WaitingRow], asking: Asking) -> Sequence[WaitingRow]:
    """Those who were told that somebody calls by the end of tomorrow, or before now."""
    end = datetime.combine(asking.when.on + timedelta(days=2), time())
    return [call for call in calls if call.promised_at is not None and call.promised_at < end]


def _moments(dates: Page[KeyDate], buttons: Buttons) -> tuple[Moment, ...]:
    return tuple(
        Moment(
            day=row.day,
            what=capital(row.what),
            who=who(row.preferred_name, row.reference),
            press=buttons.person(row.young_person_id),
        )
        for row in dates.rows
    )
