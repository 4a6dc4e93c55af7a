"""Alerts in Teams: shown, taken on, passed on; for who may acknowledge them on the staff page, and for nobody else."""

from __future__ import annotations

from typing import Sequence

from bot.advising.asking import Asking
from bot.answer import Answer
from bot.delivery.alerts.alert_card_words import alert_answer, alerts_answer, passed_answer, taken_answer
from bot.delivery.alerts.escalating import escalate
from bot.delivery.alerts.one_alert import acted_on, one_alert
from bot.delivery.alerts.stored_alerts import acknowledge, open_alerts


def show_alerts(asking: Asking, _args: Sequence[str] = ()) -> Answer:
    """`alerts`: the open ones about the caller's own people."""
    return alerts_answer(open_alerts(asking.session, asking.caller, asking.when.now))


def show_alert(asking: Asking, args: Sequence[str]) -> Answer:
    """`alert/7`. Raises AccessDenied for somebody else's."""
    return alert_answer(one_alert(asking.session, asking.caller, int(args[0]), asking.when.now))


def take_alert(asking: Asking, args: Sequence[str]) -> Answer:
    """`alert_take/7`: acknowledged in every channel, or by whom it was before. Raises AccessDenied for somebody else's."""
    number = int(args[0])
    acknowledge(asking.session, asking.caller, number, asking.when.now)
    return taken_answer(acted_on(asking.session, number), asking.caller.actor)


def pass_alert_on(asking: Asking, args: Sequence[str]) -> Answer:
    """`alert_pass/7`: the next steps now. Raises AccessDenied for somebody else's."""
    number = int(args[0])
    passed = escalate(asking.session, asking.caller, number, asking.when.now)
    found = acted_on(asking.session, number)
    return alert_answer(found) if passed.is_taken else passed_answer(found, passed.told)
