"""`localoffer staff ...`: who may sign in as staff, and as what."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Iterator, Optional, Sequence

import click

from bot.casework.codes import Role
from bot.cli.command_group import localoffer
from bot.cli.here import Here, pass_here

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from bot.casework.tables import PersonalAdviser, StaffAccount

ROLES = [role.value for role in Role if role is not Role.YOUNG_PERSON]


def _day(_context: click.Context, _option: click.Parameter, text: Optional[str]) -> Optional[date]:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(f"{text!r} is not a day like 2027-03-31") from None


@localoffer.group("staff", help="say who may sign in as staff")
def staff() -> None:
    """`staff add`, `staff leave`, `staff link`, `staff unlink` and `staff list`."""


@staff.command("add", help="add an account; only a keyed hash of the subject is kept")
@click.option("--subject", required=True, help="the `sub` that the council's sign-in gives this person")
@click.option("--role", required=True, type=click.Choice(ROLES), help="what they may see")
@click.option("--adviser", type=int, metavar="ID", help="whose caseload, for a personal_adviser")
@click.option("--team", type=int, metavar="ID", help="which team, for a team_manager")
@pass_here
def add(here: Here, subject: str, role: str, adviser: Optional[int], team: Optional[int]) -> None:
    """Add an account. Raises ValueError or LookupError that says what does not fit."""
    from bot.identity.access import staff_accounts
    from bot.identity.access.decisions import audited
    from bot.identity.access.staff_accounts import Post

    if adviser is not None and team is not None:
        raise click.UsageError("argument --team: not allowed with argument --adviser")
    post = Post(Role(role), adviser, team)
    with audited(here.database, here.reach) as session:
        number = staff_accounts.add(session, here.keyed, subject, post, here.clock.now())
    print(f"account {number} added: {post.role.value}")


@staff.command("leave", help="end an account and sign its owner out")
@click.option("--subject", required=True, help="as for add")
@click.option("--on", callback=_day, help="the first day without access, e.g. 2027-03-31; default: today")
@pass_here
def leave(here: Here, subject: str, on: Optional[date]) -> None:
    """End an account. Raises LookupError if nobody has the subject."""
    from bot.identity.access import staff_accounts
    from bot.identity.access.decisions import audited

    left_on = on or here.clock.today()
    with audited(here.database, here.reach) as session:
        number = staff_accounts.leave(session, here.keyed, subject, left_on, here.clock.now())
    print(f"account {number} has no access from {left_on} on")


@staff.command("link", help="say whose an account in Teams is; only a keyed hash of it is kept")
@click.option(
    "--account", required=True, type=int, metavar="N", help="the account of staff, as `staff list` shows it"
)
@click.option("--tenant", required=True, help="the id of their tenant at Microsoft Entra")
@click.option("--object-id", required=True, help="the object id of their user there")
@pass_here
def link(here: Here, account: int, tenant: str, object_id: str) -> None:
    """Link an account in Teams. Raises LookupError or ValueError that says what does not fit."""
    from bot.identity.access.decisions import audited
    from bot.identity.by_teams.teams_links import TeamsLinks

    with audited(here.database, here.reach) as session:
        links, now = TeamsLinks(here.keyed), here.clock.now()
        before = links.link_by_operator(session, account, tenant, object_id, here.clock.today(), now)
        _tell_unlinked(here, session, before)
    print(f"account {account} is linked: who writes in Teams with it is account {account}")


@staff.command("unlink", help="end the link of an account of staff to Teams")
@click.option("--account", required=True, type=int, metavar="N", help="the account of staff")
@pass_here
def unlink(here: Here, account: int) -> None:
    """End a link. Raises LookupError if there is none."""
    from bot.identity.access.decisions import audited
    from bot.identity.by_teams.teams_links import TeamsLinks

    with audited(here.database, here.reach) as session:
        before = TeamsLinks(here.keyed).unlink_by_operator(session, account, here.clock.now())
        _tell_unlinked(here, session, before)
    print(f"account {account} is linked to nobody in Teams")


def _tell_unlinked(here: Here, session: Session, conversations: Sequence[str]) -> None:
    """Say it to the chats that were linked before; the server's outbox carries it."""
    from bot.channels.teams.teams_delivery import TeamsDelivery
    from bot.delivery.staffing.link_news import make_tell_unlinked

    tell = make_tell_unlinked(here.database.signals, TeamsDelivery(here.clock))
    tell(session, conversations, here.clock.now())


@staff.command("list", help="list accounts, and the numbers of teams and advisers")
@pass_here
def listing(here: Here) -> None:
    """Print accounts, teams and advisers."""
    with here.database.transaction(here.reach) as session:
        print("\n".join(_lines(session)))


def _lines(session: Session) -> Iterator[str]:
    from sqlalchemy import select

    from bot.casework.tables import Team
    from bot.identity.access import staff_accounts

    accounts = staff_accounts.listed(session)
    yield f"{len(accounts)} account{'' if len(accounts) == 1 else 's'}"
    yield from map(_account, accounts)
    for team in session.execute(select(Team).order_by(Team.id)).scalars():
        yield f"team {team.id}: {team.name}, {team.council}"
        yield from (f"  adviser {one.id}: {one.name}" for one in sorted(team.advisers, key=_number))


def _account(account: StaffAccount) -> str:
    place = {
        Role.PERSONAL_ADVISER.value: f", adviser {account.personal_adviser_id}",
        Role.TEAM_MANAGER.value: f", team {account.team_id}",
    }.get(account.role, "")
    left = f", no access from {account.left_on} on" if account.left_on else ""
    return f"account {account.id}: {account.role}{place}{left}"


def _number(adviser: PersonalAdviser) -> int:
    return int(adviser.id)
