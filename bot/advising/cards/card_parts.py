"""What cards have in common: buttons, pages, people's lines, days and sources."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Mapping, Optional

from bot.advising.wanted import Wanted
from bot.answer import Answer, Choice, SourceLine
from bot.card import Card
from bot.caseload.paged_reads import OfPerson, Page
from bot.casework.plans.plan_words import day
from bot.casework.shown_names import clipped
from bot.entitlements.parameters import Figure, Parameters
from bot.phrases import phrase

__all__ = ["day"]

REVIEWS = SourceLine(title="Care Leavers (England) Regulations 2010 (SI 2010/2571)", section="regulation 7")
VISITS = SourceLine(title="Care Leavers (England) Regulations 2010 (SI 2010/2571)", section="regulation 8(2)")
ASSESSMENTS = SourceLine(
    title="Care Planning, Placement and Case Review (England) Regulations 2010 (SI 2010/959)",
    section="regulation 42(1)",
)
MEETINGS = SourceLine(title="Rotherham Staying Put policy (proposal)", published=date(2017, 4, 25))
STAYING_PUT_LAW = SourceLine(title="Children Act 1989", section="section 23CZA")


class Buttons:
    """The choices of an answer, each once; a row points to its own by the number that `press` gives."""

    def __init__(self) -> None:
        self._choices: list[Choice] = []

    def press(self, label: str, value: str) -> int:
        """The number of this button. Labels and values are kept: they name nobody."""
        choice = Choice(label=label, kind="staff", value=value)
        if choice not in self._choices:
            self._choices.append(choice)
        return self._choices.index(choice)

    def person(self, person: int) -> int:
        """The button that opens where somebody's plan stands."""
        return self.press(phrase("staff_cards.open"), f"status/{person}")

    def wants(self, label: str, wanted: Wanted) -> int:
        """A button to another card."""
        return self.press(label, wanted.value)

    @property
    def choices(self) -> tuple[Choice, ...]:
        """All of them, in the order they were asked for."""
        return tuple(self._choices)


def answer(title: str, lead: str, buttons: Buttons, card: Card, *sources: Optional[SourceLine]) -> Answer:
    """The answer around a card. `sources` stand behind its meaning; those that are None are left out."""
    shown = tuple(source for source in sources if source)
    return Answer(title=title, lead=lead, choices=buttons.choices, sources=shown, card=card)


def page_words(page: Page[OfPerson]) -> str:
    """Which part of a longer list it is; nothing for one that is whole."""
    if page.pages == 1:
        return ""
    return phrase("staff_cards.page", page=page.number, pages=page.pages, all=page.total)


def turn_pages(buttons: Buttons, wanted: Wanted, page: Page[OfPerson]) -> None:
    """The buttons to the pages before and after."""
    if page.number < page.pages:
        buttons.wants(phrase("staff_cards.next_page"), _at(wanted, page.number + 1))
    if page.number > 1:
        buttons.wants(phrase("staff_cards.page_before"), _at(wanted, page.number - 1))


def who(name: str, reference: str) -> str:
    """How a line names a young person."""
    return phrase("staff_cards.who", name=clipped(name), reference=clipped(reference))


def adviser_text(advisers: Mapping[int, str], adviser: Optional[int]) -> tuple[str, ...]:
    """Whose young person it is, on a manager's list; nothing on an adviser's own."""
    name = advisers.get(adviser or 0)
    return (phrase("staff_cards.adviser", name=name),) if name else ()


def figure_source(figure: str, parameters: Parameters, on: date) -> Optional[SourceLine]:
    """Where a figure stands; None where none is known on the day."""
    held = parameters.at(figure, on)
    return SourceLine(title=held.source, checked_on=held.checked_on) if isinstance(held, Figure) else None


def figure_text(figure: str, parameters: Parameters, on: date) -> Optional[str]:
    """A figure as it is said: "6 months"; None where none is known on the day."""
    held = parameters.at(figure, on)
    return held.text if isinstance(held, Figure) else None


def capital(text: str) -> str:
    """The text with its first letter as a capital."""
    return text[:1].upper() + text[1:]


def told(*texts: Optional[str]) -> tuple[str, ...]:
    """Those that there are."""
    return tuple(text for text in texts if text)


def _at(wanted: Wanted, page: int) -> Wanted:
    return replace(wanted, page=page)
