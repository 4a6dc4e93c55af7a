"""`localoffer sms`: a phone on the terminal, what text messages cost, and the texts that we send first."""

from __future__ import annotations

import asyncio
from typing import Optional

import click

from bot.cli.command_group import localoffer
from bot.cli.here import Here, pass_here


@localoffer.group("sms", help="try text messages on the terminal, and see what they cost")
def sms() -> None:
    """`sms simulate`, `sms test`, `sms costs`, `sms due` and `sms survey`."""


@sms.command(
    "simulate",
    help="a phone on the terminal: type a text, see what would be sent; nothing leaves, nothing is kept",
)
@click.option("--number", default="07700 900999", help="the phone's number")
@click.option("--council", help="the council of the number that is texted, e.g. rotherham")
@pass_here
def simulate(here: Here, number: str, council: Optional[str]) -> None:
    """Lines on standard input that come from no terminal give a JSON line for each text and each word about consent."""
    from bot.cli.simulating import simulate as run

    asyncio.run(run(here.settings, number, council))


@sms.command("test", help="send one text through the provider, to see that it takes what we send")
@click.option("--to", required=True, help="the number it goes to, e.g. 07700900003")
@click.option("--by", help="notify, twilio or console; default: the first of LOCALOFFER_TEXTS")
@pass_here
def test(here: Here, to: str, by: Optional[str]) -> None:
    """Print the provider's reference. Raises ValueError, or RuntimeError with what the provider said and what to look at."""
    from bot.cli.trial_text import send_trial

    print(send_trial(here.settings, to, by))


@sms.command("costs", help="texts, fragments and pounds of each council in a month, and its cap")
@click.option("--month", help="which month, as 2026-11; default: this one")
@click.option("--json", "as_json", is_flag=True, help="a JSON line for each council and provider")
@pass_here
def costs(here: Here, month: Optional[str], as_json: bool) -> None:
    """Print a line for each council and provider. Raises ValueError if the month is none."""
    from bot.cli.cost_lines import cost_lines

    for line in cost_lines(here, month, as_json=as_json):
        print(line)


@sms.command("due", help="who would be texted first, of what and when, and why not; nothing is sent")
@click.option("--days", type=int, default=30, help="how many days ahead; default: 30")
@click.option("--json", "as_json", is_flag=True, help="a JSON line for each text")
@pass_here
def due(here: Here, days: int, as_json: bool) -> None:
    """Print a line for each text. Raises ValueError if the days are negative."""
    from bot.cli.reminder_lines import reminder_lines

    for line in reminder_lines(here, days, as_json=as_json):
        print(line)


@sms.command("survey", help="invite everybody of a council who agreed to be texted to say what they think")
@click.option("--council", required=True, help="whose young people, e.g. rotherham")
@click.option("--address", required=True, help="the page: https, 40 letters at most, ours or of gov.uk")
@click.option("--days", type=int, default=28, help="for how many days they are invited; default: 28")
@pass_here
def survey(here: Here, council: str, address: str, days: int) -> None:
    """Keep it; the invitations leave one by one. Raises ValueError or LookupError that says what is wrong."""
    from bot.caseload.casework_reads import operator
    from bot.delivery.reminding.surveys import ask, checked_address
    from bot.identity.access.decisions import Action, audited, demand, note

    wanted, now = checked_address(address, here.settings.address), here.clock.now()
    with audited(here.database, here.reach) as session:
        demand(session, operator(), Action.SURVEY_ASK, None, now)
        note(session, operator(), Action.SURVEY_ASK, [None], now)
        count = ask(session, council, wanted, here.clock.today(), days)
    print(f"{council}: {count} agreed to be texted; each is invited by day, one text a week at most")
