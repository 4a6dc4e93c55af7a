"""`localoffer outbox`: what waits to leave, what became of what left, and trying again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Optional

import click

from bot.cli.command_group import localoffer
from bot.cli.here import Here, pass_here

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from bot.identity.access.decisions import Action

_STATES = ("waiting", "sent", "delivered", "failed", "given_up", "withheld", "withdrawn")


@localoffer.group("outbox", help="list, explain and retry messages that leave by themselves")
def outbox() -> None:
    """`outbox list`, `outbox explain` and `outbox retry`. None shows for whom a message is or what it says."""


@outbox.command("list", help="what waits or is a dead letter, or all of one state; and how many there are")
@click.option("--state", type=click.Choice(_STATES), help="all of this state alone")
@click.option("--limit", type=click.IntRange(1), default=100, help="at most so many, the oldest first")
@pass_here
def list_(here: Here, state: Optional[str], limit: int) -> None:
    """Print a line for each message."""
    from bot.cli.outbox_words import line_of, listed, summary
    from bot.delivery.sending.outbox import oldest_waiting
    from bot.identity.access.decisions import Action, audited

    now = here.clock.now()
    with audited(here.database, here.reach) as session:
        _reach(session, Action.OUTBOX_LIST, None, now)
        lines = [summary(oldest_waiting(session, now))]
        lines += [line_of(row, now) for row in listed(session, state, limit)]
    print("\n".join(lines))


@outbox.command("explain", help="what happened to a message and what happens next")
@click.argument("number", metavar="ID", type=int, help="the message's number, from `outbox list`")
@pass_here
def explain(here: Here, number: int) -> None:
    """Print it in plain words. Raises LookupError if there is no such message."""
    from bot.cli.outbox_words import explanation
    from bot.identity.access.decisions import Action, audited

    now = here.clock.now()
    with audited(here.database, here.reach) as session:
        row = _message(session, number)
        _reach(session, Action.OUTBOX_EXPLAIN, row.young_person_id, now)
        text = explanation(session, row, now)
    print(text)


@outbox.command("retry", help="try a message at once, or every dead letter")
@click.argument(
    "number", metavar="ID", type=int, required=False, help="the message's number, from `outbox list`"
)
@click.option("--dead", "all_dead", is_flag=True, help="every dead letter whose words are still there")
@pass_here
def retry(here: Here, number: Optional[int], all_dead: bool) -> None:
    """Let it be tried. Raises LookupError if there is no such message, ValueError if it can't be tried again."""
    from bot.delivery.sending.outbox import dead_letters, retry
    from bot.identity.access.decisions import Action, audited

    if (number is None) is not all_dead:
        raise click.UsageError("name a message by its ID, or say --dead")
    now = here.clock.now()
    with audited(here.database, here.reach) as session:
        rows = [_message(session, number)] if number is not None else dead_letters(session)
        rows = rows if number is not None else [row for row in rows if not row.is_fleeting]
        for row in rows:
            _reach(session, Action.OUTBOX_RETRY, row.young_person_id, now)
            retry(session, row, now)
    print(f"{len(rows)} message{'' if len(rows) == 1 else 's'} will be tried now")


def _message(session: Session, number: int) -> Any:
    from bot.delivery.sending.outbox_tables import OutgoingMessage

    row = session.get(OutgoingMessage, number)
    if row is None:
        raise LookupError(f"there is no message {number}; `localoffer outbox list` shows them")
    return row


def _reach(session: Session, action: Action, person: Optional[int], now: Any) -> None:
    from bot.caseload.casework_reads import operator
    from bot.identity.access.decisions import demand, note

    demand(session, operator(), action, person, now)
    note(session, operator(), action, [person], now)
