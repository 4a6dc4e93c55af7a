"""`localoffer staff ...`: who may sign in as staff, and as what."""

from __future__ import annotations

import argparse
from datetime import date
from typing import Any, Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.casework.codes import Role
from bot.casework.tables import PersonalAdviser, StaffAccount, Team
from bot.identity.access import staff_accounts
from bot.identity.access.decisions import audited
from bot.identity.access.staff_accounts import Post
from bot.records.database import Database
from bot.records.keyed import Keyed
from bot.settings import Settings

ROLES = [role.value for role in Role if role is not Role.YOUNG_PERSON]


def add_to(commands_of: Any) -> None:
    """Add `staff add`, `staff leave` and `staff list`."""
    staff = commands_of.add_parser("staff", help="say who may sign in as staff")
    actions = staff.add_subparsers(title="staff", required=True)
    _add_adding(actions)
    leaving = actions.add_parser("leave", help="end an account and sign its owner out")
    leaving.add_argument("--subject", required=True, help="as for add")
    leaving.add_argument(
        "--on", type=_day, help="the first day without access, e.g. 2027-03-31; default: today"
    )
    leaving.set_defaults(run=run_leave)
    listing = actions.add_parser("list", help="list accounts, and the numbers of teams and advisers")
    listing.set_defaults(run=run_list)


def run_add(arguments: argparse.Namespace) -> int:
    """Add an account; 0 if it was. Raises ValueError or LookupError that says what does not fit."""
    settings = Settings()
    post = Post(Role(arguments.role), arguments.adviser, arguments.team)
    with audited(_open(settings)) as session:
        number = staff_accounts.add(
            session, Keyed(settings.secret()), arguments.subject, post, settings.clock().now()
        )
    print(f"account {number} added: {post.role.value}")
    return 0


def run_leave(arguments: argparse.Namespace) -> int:
    """End an account; 0 if it was. Raises LookupError if nobody has the subject."""
    settings = Settings()
    clock = settings.clock()
    left_on = arguments.on or clock.today()
    with audited(_open(settings)) as session:
        number = staff_accounts.leave(
            session, Keyed(settings.secret()), arguments.subject, left_on, clock.now()
        )
    print(f"account {number} has no access from {left_on} on")
    return 0


def run_list(_arguments: argparse.Namespace) -> int:
    """Print accounts, teams and advisers; 0."""
    with _open(Settings()).transaction() as session:
        print("\n".join(_lines(session)))
    return 0


def _add_adding(actions: Any) -> None:
    adding = actions.add_parser("add", help="add an account; only a keyed hash of the subject is kept")
    adding.add_argument(
        "--subject", required=True, help="the `sub` that the council's sign-in gives this person"
    )
    adding.add_argument("--role", required=True, choices=ROLES, help="what they may see")
    place = adding.add_mutually_exclusive_group()
    place.add_argument("--adviser", type=int, metavar="ID", help="whose caseload, for a personal_adviser")
    place.add_argument("--team", type=int, metavar="ID", help="which team, for a team_manager")
    adding.set_defaults(run=run_add)


def _open(settings: Settings) -> Database:
    database = Database(settings.database, settings.sealing_keys())
    database.create_tables()
    return database


def _lines(session: Session) -> Iterator[str]:
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


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day like 2027-03-31") from None
