"""`localoffer alerts`: what is open, who heard of it, and that somebody looks after it."""

from __future__ import annotations

import argparse
from typing import Any, Iterator

from bot.caseload.casework_reads import operator
from bot.delivery.alerts.alert_round import send_due
from bot.delivery.alerts.alert_setup import make_post
from bot.delivery.alerts.alert_tables import AlertDelivery
from bot.delivery.alerts.stored_alerts import (
    OpenAlert,
    acknowledge,
    open_alerts,
    set_duty_number,
    set_manager_address,
)
from bot.identity.access.decisions import AccessDenied, audited
from bot.records.database import Database
from bot.settings import Settings


def add_to(commands_of: Any) -> None:
    """Add `alerts`, `alerts ack`, `alerts send`, `alerts manager` and `alerts duty`."""
    alerts = commands_of.add_parser("alerts", help="list alerts that nobody has acknowledged")
    alerts.set_defaults(run=run_list)
    actions = alerts.add_subparsers(title="alerts")
    taking = actions.add_parser(
        "ack", help="acknowledge an alert: somebody looks after it, and nothing more is sent"
    )
    taking.add_argument("id", type=int, help="the alert's number")
    taking.set_defaults(run=run_ack)
    sending = actions.add_parser("send", help="send what is due now; the server does so by itself")
    sending.set_defaults(run=run_send)
    managing = actions.add_parser("manager", help="set a team manager's address, or take it away")
    managing.add_argument(
        "--team", type=int, required=True, metavar="ID", help="the team's number, from `staff list`"
    )
    managing.add_argument("--email", help="the address; without it there is none any more")
    managing.set_defaults(run=run_manager)
    ringing = actions.add_parser(
        "duty", help="set the duty number that a team's young people see in danger, or take it away"
    )
    ringing.add_argument(
        "--team", type=int, required=True, metavar="ID", help="the team's number, from `staff list`"
    )
    ringing.add_argument("--phone", help="the number; without it there is none any more")
    ringing.set_defaults(run=run_duty)


def run_list(_arguments: argparse.Namespace) -> int:
    """Print what is open; 0."""
    settings = Settings()
    with audited(_open(settings)) as session:
        found = open_alerts(session, operator(), settings.clock().now())
        lines = [f"{len(found)} open alert{'' if len(found) == 1 else 's'} (times in UTC)"]
        lines += [line for alert in found for line in _lines(alert)]
    print("\n".join(lines))
    return 0


def run_ack(arguments: argparse.Namespace) -> int:
    """Acknowledge; 0 if somebody now has. Raises LookupError if there is no such alert."""
    settings = Settings()
    try:
        with audited(_open(settings)) as session:
            by = acknowledge(session, operator(), arguments.id, settings.clock().now())
    except AccessDenied:  # the operator reaches everybody, so there is none
        raise LookupError(f"there is no alert {arguments.id}; `localoffer alerts` lists them") from None
    print(f"alert {arguments.id}: acknowledged by {by}; nothing more is sent")
    return 0


def run_send(_arguments: argparse.Namespace) -> int:
    """Send what is due; 0 if all of it was taken, 1 if not. Raises RuntimeError if nothing can carry it."""
    settings = Settings()
    post = make_post(settings, _open(settings))
    if not post.notifiers:
        raise RuntimeError(
            "nothing can carry alerts; set LOCALOFFER_SMTP_HOST and LOCALOFFER_SMTP_FROM (docs/settings.md)"
        )
    sent = send_due(post, settings.clock().now)
    print(
        f"{sent.delivered} sent, {sent.failed} could not be sent"
        + ("; they are tried again" if sent.failed else "")
    )
    return 1 if sent.failed else 0


def run_manager(arguments: argparse.Namespace) -> int:
    """Set or take away an address; 0. Raises LookupError if there is no such team, ValueError if it is no address."""
    settings = Settings()
    with audited(_open(settings)) as session:
        set_manager_address(session, operator(), arguments.team, arguments.email, settings.clock().now())
    print(
        f"team {arguments.team}: "
        + ("alerts reach its manager" if arguments.email else "its manager has no address")
    )
    return 0


def run_duty(arguments: argparse.Namespace) -> int:
    """Set or take away a duty number; 0. Raises LookupError if there is no such team, ValueError if it is no number."""
    settings = Settings()
    with audited(_open(settings)) as session:
        set_duty_number(session, operator(), arguments.team, arguments.phone, settings.clock().now())
    print(
        f"team {arguments.team}: "
        + ("its young people see its duty number in danger" if arguments.phone else "it has no duty number")
    )
    return 0


def _open(settings: Settings) -> Database:
    database = Database(settings.database, settings.sealing_keys())
    database.create_tables()
    return database


def _lines(alert: OpenAlert) -> Iterator[str]:
    whose = "about somebody else" if alert.is_about_other else "about themselves"
    asked = "they said yes" if alert.with_consent else "they were not asked"
    yield f"alert {alert.id}: {alert.reference}, {alert.council}, {alert.danger}, {whose}, {asked}, {_time(alert.raised_at)}"
    yield from (f"  {_got(delivery)}" for delivery in alert.deliveries)


def _got(delivery: AlertDelivery) -> str:
    who = (
        delivery.recipient
        if delivery.recipient_id is None
        else f"{delivery.recipient} {delivery.recipient_id}"
    )
    sent = (
        f"sent (times: {delivery.deliveries}), last {_time(delivery.delivered_at)}"
        if delivery.deliveries
        else "not sent yet"
    )
    failed = f", {delivery.attempts} failed since ({delivery.last_error})" if delivery.attempts else ""
    return f"{who} by {delivery.channel}: {sent}{failed}; next {_time(delivery.next_try_at)}"


def _time(moment: Any) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}"
