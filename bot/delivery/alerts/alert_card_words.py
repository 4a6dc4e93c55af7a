"""An alert as an answer to staff in Teams. Its title and lead are for a locked phone: they name neither anybody nor a danger."""

from __future__ import annotations

from datetime import datetime
from typing import Iterator, Sequence

from bot.answer import Answer, SourceLine
from bot.card import Card, Fact, Row, Tone
from bot.casework.shown_names import clipped
from bot.delivery.alerts.alert_shown import asked_words, danger_words
from bot.delivery.alerts.alert_tables import Recipient
from bot.delivery.alerts.alert_words import uk_time
from bot.delivery.alerts.one_alert import KnownAlert
from bot.delivery.alerts.stored_alerts import OpenAlert
from bot.delivery.staffing.pressing import Buttons
from bot.phrases import phrase, phrases

TAKE, PASS_ON, SHOW, ALL = "alert_take", "alert_pass", "alert", "alerts"  # verbs


def alert_answer(found: KnownAlert, *, is_again: bool = False) -> Answer:
    """An alert that waits, with what is known of it and its buttons; one that was taken on says by whom."""
    if found.taken_at is not None:
        return taken_answer(found)
    lead = phrase("staff_alert_cards.lead_again") if is_again else phrase("staff_alert_cards.lead")
    return _answer(found, phrase("staff_alert_cards.title"), lead, is_open=True)


def taken_answer(found: KnownAlert, actor: str = "") -> Answer:
    """What whoever pressed is told: `actor` is their account as the audit names it."""
    if found.taken_by == actor:
        title, lead = phrase("staff_alert_cards.taken_title"), phrase("staff_alert_cards.taken")
        return _answer(found, title, lead, is_open=False)
    assert found.taken_at is not None
    lead = phrase("staff_alert_cards.taken_before", time=uk_time(found.taken_at))
    return _answer(found, phrase("staff_alert_cards.taken_before_title"), lead, is_open=False)


def passed_answer(found: KnownAlert, told: frozenset[Recipient]) -> Answer:
    """Who hears of it now."""
    title = phrase("staff_alert_cards.passed_title")
    if told >= {Recipient.DUTY_TEAM, Recipient.TEAM_MANAGER}:
        return _answer(found, title, phrase("staff_alert_cards.passed.both"), is_open=True)
    if Recipient.TEAM_MANAGER in told:
        return _answer(found, title, phrase("staff_alert_cards.passed.team_manager"), is_open=True)
    if Recipient.DUTY_TEAM in told:
        return _answer(found, title, phrase("staff_alert_cards.passed.duty_team"), is_open=True)
    title = phrase("staff_alert_cards.not_passed_title")
    return _answer(found, title, phrase("staff_alert_cards.not_passed"), is_open=True)


def alerts_answer(found: Sequence[OpenAlert]) -> Answer:
    """Every open one, oldest first, each a press away."""
    buttons = Buttons()
    rows = tuple(_row(alert, buttons) for alert in found)
    return Answer(
        title=phrase("staff_alert_cards.list_title"),
        lead=_counted(len(found)),
        choices=buttons.all(),
        sources=_sources(),
        card=Card(rows=rows, meaning=phrases("staff_alert_cards.meaning")),
    )


def _counted(count: int) -> str:
    if count == 0:
        return phrase("staff_alert_cards.list.none")
    return (
        phrase("staff_alert_cards.list.one")
        if count == 1
        else phrase("staff_alert_cards.list.many", count=count)
    )


def _row(alert: OpenAlert, buttons: Buttons) -> Row:
    press = buttons.add(phrase("staff_alert_cards.button.alert"), f"{SHOW}/{alert.id}")
    texts = (danger_words(alert), uk_time(alert.raised_at), asked_words(alert))
    return Row(title=_who(alert), texts=texts, tone=Tone.WARNING, press=press)


def _answer(found: KnownAlert, title: str, lead: str, *, is_open: bool) -> Answer:
    buttons, alert = Buttons(), found.alert
    if is_open:
        buttons.add(phrase("staff_alert_cards.button.take"), f"{TAKE}/{alert.id}")
        buttons.add(phrase("staff_alert_cards.button.pass_on"), f"{PASS_ON}/{alert.id}")
    buttons.add(phrase("staff_alert_cards.button.person"), f"status/{alert.young_person_id}")
    buttons.add(phrase("staff_alert_cards.button.all"), ALL)
    return Answer(
        title=title,
        lead=lead,
        choices=buttons.all(),
        sources=_sources(),
        card=Card(facts=tuple(_facts(found)), meaning=phrases("staff_alert_cards.meaning")),
    )


def _facts(found: KnownAlert) -> Iterator[Fact]:
    alert = found.alert
    yield Fact(name=phrase("staff_alert_cards.fact.who"), value=_who(alert))
    yield Fact(name=phrase("staff_alert_cards.fact.danger"), value=danger_words(alert))
    yield Fact(name=phrase("staff_alert_cards.fact.raised"), value=uk_time(alert.raised_at))
    yield Fact(name=phrase("staff_alert_cards.fact.asked"), value=asked_words(alert))
    if found.taken_at is not None:
        yield Fact(name=phrase("staff_alert_cards.fact.taken"), value=_taken(found, found.taken_at))


def _taken(found: KnownAlert, at: datetime) -> str:
    name = found.taken_by_name or phrase("staff_alert_cards.a_colleague")
    return phrase("staff_alert_cards.taken_by", name=name, time=uk_time(at))


def _who(alert: OpenAlert) -> str:
    return phrase("staff_notices.who", name=clipped(alert.preferred_name), reference=clipped(alert.reference))


def _sources() -> tuple[SourceLine, ...]:
    return (SourceLine(title=phrase("staff_alert_cards.source")),)
