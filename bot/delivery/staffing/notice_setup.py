"""What members of staff are told first, put together: the kinds of the outbox that write it, and the chores that put it there."""

from __future__ import annotations

from datetime import datetime
from typing import Callable, Mapping, Optional

from bot.delivery.alerts import alert_card_rows
from bot.delivery.alerts.alert_cards import QUEUE_EVERY as ALERTS_EVERY
from bot.delivery.alerts.alert_cards import ShownAgain, queue_cards, write_card
from bot.delivery.alerts.stored_alerts import Rules
from bot.delivery.sending.chores import Chore
from bot.delivery.sending.kinds import Kind
from bot.delivery.sending.waits import Night
from bot.delivery.staffing import call_notices, digests
from bot.delivery.staffing.call_notices import CallNotices, queue_calls
from bot.delivery.staffing.digests import Digests, queue_digests
from bot.delivery.staffing.late_notices import LateNotices, Render
from bot.entitlements.parameters import Parameters
from bot.records.database import Database


def notice_kinds(render: Render, parameters: Callable[[], Parameters], rules: Rules) -> Mapping[str, Kind]:
    """By their names. `render` makes activities of a line, `rules` are those of alerts."""
    return {
        digests.KIND: LateNotices(Digests(parameters), render),
        call_notices.KIND: LateNotices(CallNotices(), render),
        alert_card_rows.KIND: LateNotices(write_card, render, ShownAgain(rules.wait)),
    }


def notice_chores(
    database: Database,
    night: Optional[Night],
    rules: Rules,
    now: Callable[[], datetime],
    *,
    has_digests: bool = True,
) -> list[Chore]:
    """Alerts, calls and digests, for who is linked to Teams; where nobody is, they find nobody."""

    def show_alerts() -> None:
        queue_cards(database, rules, now())

    def tell_of_calls() -> None:
        queue_calls(database, night, now())

    def tell_the_day() -> None:
        queue_digests(database, night, now())

    digest = [Chore("queue digests", digests.QUEUE_EVERY, tell_the_day)] if has_digests else []
    return [
        Chore("show alerts", ALERTS_EVERY, show_alerts),
        Chore("tell of calls", call_notices.QUEUE_EVERY, tell_of_calls),
        *digest,
    ]
