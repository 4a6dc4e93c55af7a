"""`localoffer alerts`: what is open, who heard of it, and that somebody looks after it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable, Iterator, Optional

import click

from bot.cli.command_group import localoffer
from bot.cli.here import Here, pass_here

if TYPE_CHECKING:
    from bot.delivery.alerts.alert_tables import AlertDelivery
    from bot.delivery.alerts.stored_alerts import OpenAlert

_of_team = click.option(
    "--team", type=int, required=True, metavar="ID", help="the team's number, from `staff list`"
)


@localoffer.group("alerts", help="list alerts that nobody has acknowledged", invoke_without_command=True)
@click.pass_context
@pass_here
def alerts(here: Here, context: click.Context) -> None:
    """Print what is open, if no sub-command is named."""
    from bot.caseload.casework_reads import operator
    from bot.delivery.alerts.stored_alerts import open_alerts
    from bot.identity.access.decisions import audited

    if context.invoked_subcommand is not None:
        return
    with audited(here.database, here.reach) as session:
        found = open_alerts(session, operator(), here.clock.now())
        lines = [f"{len(found)} open alert{'' if len(found) == 1 else 's'} (times in UTC)"]
        lines += [line for alert in found for line in _lines(alert)]
    print("\n".join(lines))


@alerts.command("ack", help="acknowledge an alert: somebody looks after it, and nothing more is sent")
@click.argument("number", metavar="ID", type=int, help="the alert's number")
@pass_here
def ack(here: Here, number: int) -> None:
    """Acknowledge. Raises LookupError if there is no such alert."""
    from bot.caseload.casework_reads import operator
    from bot.delivery.alerts.stored_alerts import acknowledge
    from bot.identity.access.decisions import AccessDenied, audited

    try:
        with audited(here.database, here.reach) as session:
            by = acknowledge(session, operator(), number, here.clock.now())
    except AccessDenied:  # the operator reaches everybody, so there is none
        raise LookupError(f"there is no alert {number}; `localoffer alerts` lists them") from None
    print(f"alert {number}: acknowledged by {by}; nothing more is sent")


@alerts.command("send", help="send what is due now; the server does so by itself")
@pass_here
def send(here: Here) -> int:
    """Send what is due; 1 if not all of it was taken. Raises RuntimeError if nothing can carry it."""
    from bot.carrier_setup import make_carrier
    from bot.delivery.alerts.notice_rows import KIND
    from bot.delivery.sending.carrying import send_due
    from bot.delivery.sending.outgoing import Channel

    carrier = make_carrier(here.settings, here.database)
    if Channel.EMAIL.value not in carrier.providers:
        raise RuntimeError(
            "nothing can carry alerts; set LOCALOFFER_SMTP_HOST and LOCALOFFER_SMTP_FROM (docs/settings.md)"
        )
    sent = send_due(carrier, here.clock.now, kind=KIND)
    more = "; they are tried again" if sent.failed else ""
    print(f"{sent.delivered} sent, {sent.failed} could not be sent{more}")
    return 1 if sent.failed else 0


@alerts.command("manager", help="set a team manager's address, or take it away")
@_of_team
@click.option("--email", help="the address; without it there is none any more")
@pass_here
def manager(here: Here, team: int, email: Optional[str]) -> None:
    """Set or take away an address. Raises LookupError if there is no such team, ValueError if it is no address."""
    from bot.delivery.alerts.stored_alerts import set_manager_address

    _set(here, set_manager_address, team, email)
    print(f"team {team}: " + ("alerts reach its manager" if email else "its manager has no address"))


@alerts.command("duty", help="set the duty number that a team's young people see in danger, or take it away")
@_of_team
@click.option("--phone", help="the number; without it there is none any more")
@pass_here
def duty(here: Here, team: int, phone: Optional[str]) -> None:
    """Set or take away a duty number. Raises LookupError if there is no such team, ValueError if it is no number."""
    from bot.delivery.alerts.stored_alerts import set_duty_number

    _set(here, set_duty_number, team, phone)
    seen = "its young people see its duty number in danger"
    print(f"team {team}: " + (seen if phone else "it has no duty number"))


def _set(here: Here, what: Callable[..., None], team: int, value: Optional[str]) -> None:
    from bot.caseload.casework_reads import operator
    from bot.identity.access.decisions import audited

    with audited(here.database, here.reach) as session:
        what(session, operator(), team, value, here.clock.now())


def _lines(alert: OpenAlert) -> Iterator[str]:
    whose = "about somebody else" if alert.is_about_other else "about themselves"
    asked = "they said yes" if alert.with_consent else "they were not asked" + _why(alert)
    yield f"alert {alert.id}: {alert.reference}, {alert.council}, {alert.danger}, {whose}, {asked}, {_time(alert.raised_at)}"
    if alert.texted_from is not None:
        yield f"  texted from {alert.texted_from}, which is on record; who texts has not been proved"
    yield from (f"  {_got(delivery)}" for delivery in alert.deliveries)


def _why(alert: OpenAlert) -> str:
    reasons = {
        "stopped": " (they stopped our texts)",
        "undelivered": " (the urgent reply could not be delivered)",
    }
    return reasons[alert.unasked.value] if alert.unasked else ""


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
