"""The indicators of a caseload or a team: counts, share, rating, and who is not counted as in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Callable, Iterator, Literal, Mapping, Optional, Sequence, Union

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
from bot.advising.cards.code_words import accommodation_words, activity_words
from bot.advising.cards.glance_card import narrowed_card
from bot.advising.cards.plan_lines import STATES
from bot.advising.cards.whose_list import advisers_for, scope_for
from bot.advising.requests.request import Asked, Figure
from bot.advising.wanted import Wanted
from bot.answer import Answer, SourceLine
from bot.card import Card, Fact, Gauge, Row
from bot.caseload import casework_reads, paged_reads
from bot.caseload.casework_reads import Indicator, SharedIndicator
from bot.caseload.paged_reads import NotCounted, definition_of
from bot.caseload.staff_desk import shared_by_council
from bot.casework.codes import PlanState
from bot.phrase_files import fill_in
from bot.phrases import PhraseSet, phrase

Rating = Literal["red", "amber", "green"]

_KNOWN_AS = PhraseSet("staff_cards.known_as", Figure, "known")
_KNOWN_NOT = PhraseSet("staff_cards.known_not", Figure)
_NOT_A_DAY: Mapping[Figure, Callable[[str], str]] = {
    Figure.PLANS: lambda state: STATES[PlanState(state)],
    Figure.ACCOMMODATION: accommodation_words,
    Figure.EET: activity_words,
}


def indicators_card(asking: Asking, wanted: Wanted) -> Answer:
    """All four, one alone, or who is not counted as in by one."""
    if wanted.narrow.is_of_people:
        return narrowed_card(asking, wanted)
    if wanted.is_detail and wanted.figure:
        return _not_counted(asking, wanted, wanted.figure)
    scope, when = scope_for(asking, wanted), asking.when
    found = casework_reads.indicators(
        asking.session, asking.caller, scope, asking.parameters, when.on, when.now
    )
    shown = [one for one in found if wanted.figure in (None, Figure(one.definition.key))]
    buttons = Buttons()
    for one in shown:
        _offer(buttons, wanted, one)
    if wanted.figure:
        buttons.wants(phrase("staff_cards.all_figures"), Wanted(Asked.INDICATORS, adviser=wanted.adviser))
    card = Card(
        facts=tuple(_facts(shown)) if wanted.figure else (),
        gauges=tuple(map(gauge, shown)),
        meaning=_meaning(shown),
    )
    return answer(phrase("staff_cards.figures_title"), figures_lead(shown), buttons, card, *_sources(shown))


def shared_card(asking: Asking) -> Answer:
    """Every council's counts with small numbers hidden, for an administrator, who has no people to see."""
    councils = shared_by_council(asking.session, asking.caller, asking.parameters, asking.when)
    found = [(council.title(), one) for council, of in councils.items() for one in of]
    gauges = tuple(_shared_gauge(council, one) for council, one in found if one.numerator is not None)
    hidden = sum(one.numerator is None for _, one in found)
    facts = (Fact(name=phrase("staff_cards.hidden"), value=str(hidden)),) if hidden else ()
    card = Card(facts=facts, gauges=gauges, meaning=_meaning([one for _, one in found]))
    lead = phrase("staff_cards.shared_lead", councils=len(councils))
    return answer(
        phrase("staff_cards.figures_title"), lead, Buttons(), card, *_sources([one for _, one in found])
    )


def gauge(one: Indicator) -> Gauge:
    """One indicator as counted."""
    return Gauge(
        label=one.definition.label,
        some=one.numerator,
        all=one.denominator,
        percent=one.percent,
        rating=_rating(one.rating),
        amber=one.amber,
        green=one.green,
        unknown=one.unknown,
        explained=_explained(one),
    )


def figures_lead(shown: Sequence[Indicator]) -> str:
    """The counts in a sentence each."""
    return " ".join(
        phrase(
            "staff_cards.figure_lead",
            label=one.definition.label,
            some=one.numerator,
            all=one.denominator,
            share=_percent(one.percent),
        )
        for one in shown
    )


def _shared_gauge(council: str, one: SharedIndicator) -> Gauge:
    return Gauge(
        label=phrase("staff_cards.of_council", council=council, label=one.definition.label),
        some=one.numerator or 0,
        all=one.denominator or 0,
        percent=one.percent,
        rating=_rating(one.rating),
        unknown=one.unknown,
        explained=_explained(one),
    )


def _rating(rating: Optional[str]) -> Optional[Rating]:
    """As cards know it."""
    known: Mapping[str, Rating] = {"red": "red", "amber": "amber", "green": "green"}
    return known.get(rating or "")


def _percent(share: Optional[float]) -> str:
    return phrase("staff_cards.no_share") if share is None else f"{share:.0f}%"


def _explained(one: Union[Indicator, SharedIndicator]) -> str:
    definition = one.definition
    return phrase("staff_cards.explained", counted=definition.counted, among=definition.among)


def _offer(buttons: Buttons, wanted: Wanted, one: Indicator) -> None:
    """The way to the data: who is not counted as in, where there is somebody."""
    if one.numerator < one.denominator:
        buttons.wants(
            phrase("staff_cards.who_not", label=one.definition.label),
            Wanted(
                Asked.INDICATORS,
                adviser=wanted.adviser,
                figure=Figure(one.definition.key),
                is_detail=True,
            ),
        )


def _facts(shown: Sequence[Indicator]) -> Iterator[Fact]:
    """Of one figure: how many are known not to be in, and of how many nothing is on record."""
    for one in shown:
        unknown = one.unknown or 0
        name = _KNOWN_NOT[Figure(one.definition.key)]
        yield Fact(name=name, value=str(one.denominator - one.numerator - unknown))
        yield Fact(name=phrase("staff_cards.not_on_record"), value=str(unknown))


def _meaning(shown: Sequence[Union[Indicator, SharedIndicator]]) -> tuple[str, ...]:
    defined = dict.fromkeys(f"{one.definition.label}: {_explained(one)}" for one in shown)
    return (*defined, phrase("staff_meanings.ratings"), phrase("staff_meanings.small_numbers"))


def _sources(shown: Sequence[Union[Indicator, SharedIndicator]]) -> Iterator[SourceLine]:
    for title in dict.fromkeys(one.definition.source for one in shown):
        yield SourceLine(title=title)


def _not_counted(asking: Asking, wanted: Wanted, figure: Figure) -> Answer:
    page = paged_reads.not_counted_page(
        asking.session,
        asking.caller,
        scope_for(asking, wanted),
        figure.value,
        asking.parameters,
        asking.when,
        wanted.page,
    )
    buttons, advisers = Buttons(), advisers_for(asking)
    rows = tuple(
        Row(
            title=who(row.preferred_name, row.reference),
            texts=told(_why(row, figure), *adviser_text(advisers, row.personal_adviser_id)),
            press=buttons.person(row.young_person_id),
        )
        for row in page.rows
    )
    turn_pages(buttons, wanted, page)
    buttons.wants(phrase("staff_cards.back_to_figure"), replace(wanted, is_detail=False, page=1))
    label = definition_of(figure.value).label
    meaning = (phrase("staff_meanings.not_counted"), phrase("staff_meanings.small_numbers"))
    card = Card(rows=rows, page=page_words(page), meaning=meaning)
    lead = (
        phrase("staff_cards.one_not_counted", label=label)
        if page.total == 1
        else phrase(
            "staff_cards.not_counted_lead", label=label, people=page.total or phrase("staff_cards.nobody")
        )
    )
    source = SourceLine(title=definition_of(figure.value).source)
    return answer(phrase("staff_cards.not_counted_title", label=label), lead, buttons, card, source)


def _why(row: NotCounted, figure: Figure) -> str:
    if row.is_unknown:
        return phrase("staff_cards.nothing_on_record")
    if row.known_as is None:
        return phrase("staff_cards.none_meaningful")
    return fill_in(_KNOWN_AS[figure], {"known": _known(row.known_as, figure)})


def _known(text: str, figure: Figure) -> str:
    """What is on record, in words: a plan's state, a day, what a code of the return means."""
    words = _NOT_A_DAY.get(figure)
    return words(text) if words else day(date.fromisoformat(text))
