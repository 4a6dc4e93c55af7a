"""Answers about deeds as cards: whom it is about stands in the card alone, and every card says what it means and where that stands."""

from __future__ import annotations

from datetime import date, datetime
from typing import Optional, Sequence

from bot.advising.doing.deeds import UNDO_FOR, Done
from bot.answer import Answer, Choice, SourceLine
from bot.card import Card, Fact, Form
from bot.caseload.person_now import PersonNow
from bot.casework.plans.plan_words import day
from bot.casework.shown_names import clipped
from bot.delivery.reminding.reminder_facts import london
from bot.entitlements.parameters import Figure, Parameters
from bot.phrases import phrase


def press(label: str, value: str) -> Choice:
    """A button of the desk."""
    return Choice(label=label, kind="staff", value=value)


def name_of(person: PersonNow) -> str:
    """As advisers know them."""
    return f"{clipped(person.preferred_name)} ({clipped(person.reference)})"


def about(person: PersonNow) -> Fact:
    """Whom it is about."""
    return Fact(name=phrase("staff_deeds.fact.person"), value=name_of(person))


def told(
    title: str,
    lead: str,
    meaning: Sequence[str],
    sources: Sequence[SourceLine] = (),
    *,
    facts: Sequence[Fact] = (),
    choices: Sequence[Choice] = (),
    form: Optional[Form] = None,
    quote: Sequence[str] = (),
) -> Answer:
    """One answer with its card."""
    card = Card(facts=tuple(facts), form=form, quote=tuple(quote), meaning=tuple(meaning))
    return Answer(title=title, lead=lead, card=card, sources=tuple(sources), choices=tuple(choices))


def undo_button(done: Done) -> Choice:
    """What takes a deed back."""
    return press(phrase("staff_deeds.undo.button"), f"undo/{done.id}")


def with_undo(lead: str, done: Done) -> str:
    """What was done, and until when it can be taken back."""
    return f"{lead} {phrase('staff_deeds.undo.for_how_long', time=clock_time(done.at + UNDO_FOR))}"


def clock_time(at: datetime) -> str:
    """The time of day in the United Kingdom; `at` is naive UTC."""
    return f"{london(at):%H:%M}"


def day_of(iso: str) -> str:
    """A day as people say it."""
    return day(date.fromisoformat(iso))


def source_of(parameter: str, parameters: Parameters, on: date) -> tuple[SourceLine, ...]:
    """Where a figure stands; nothing where none holds on the day."""
    figure = parameters.at(parameter, on)
    if not isinstance(figure, Figure):
        return ()
    return (SourceLine(title=figure.source, checked_on=figure.checked_on),)


def law(title: str, section: str) -> SourceLine:
    """A part of the law."""
    return SourceLine(title=title, section=section)
