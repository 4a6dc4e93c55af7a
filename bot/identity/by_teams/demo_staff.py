"""Accounts of staff for the invented advisers and managers, each linked to an invented account in Teams. In the demo alone.

Nobody can sign in with one: no issuer gives such a subject, and no tenant of Microsoft's has this id.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.casework.codes import Role
from bot.casework.tables import PersonalAdviser, StaffAccount, Team
from bot.identity.access.members_of_staff import account_of_staff, staff_lookup
from bot.identity.by_teams.teams_users import TeamsUsers, new_user
from bot.records.keyed import Keyed

TENANT = "de300000-0000-4000-8000-000000000000"
INVENTED = " (invented)"
_SUBJECT = "invented demo account of "


@dataclass(frozen=True)
class DemoAccount:
    """What somebody invented is called on the terminal (`sam`), their whole name, and their number in Teams."""

    called: str
    name: str
    place: int

    @property
    def object_id(self) -> str:
        """Of their account in Teams."""
        return f"{TENANT[:-2]}{self.place:02d}"


def seed_staff(session: Session, keyed: Keyed, now: datetime) -> None:
    """Add the accounts of all advisers and managers that there are; they must be the invented ones."""
    users = TeamsUsers(keyed)
    for place, row in enumerate(_accounts(session), 1):
        made = _called(row, place)
        account = StaffAccount(subject_lookup=staff_lookup(keyed, _SUBJECT + made.called), **_post(row))
        session.add(account)
        session.flush()
        new_user(session, users.lookup(TENANT, made.object_id), now).staff_account_id = account.id


def demo_accounts(session: Session) -> list[DemoAccount]:
    """Everybody invented, advisers first."""
    return [_called(row, place) for place, row in enumerate(_accounts(session), 1)]


def account_of_demo(session: Session, keyed: Keyed, called: str) -> int:
    """The number of the account of somebody invented. Raises LookupError that lists whom there are."""
    account = account_of_staff(session, keyed, _SUBJECT + called.strip().lower())
    if account is None:
        known = ", ".join(one.called for one in demo_accounts(session))
        raise LookupError(f"there is no demo account {called!r}; choose one of: {known}")
    return int(account.id)


def _accounts(session: Session) -> Iterator[Any]:
    yield from session.execute(select(PersonalAdviser).order_by(PersonalAdviser.id)).scalars()
    yield from session.execute(select(Team).order_by(Team.id)).scalars()


def _called(row: Any, place: int) -> DemoAccount:
    name = str(row.manager_name if isinstance(row, Team) else row.name)
    if not name.endswith(INVENTED):
        raise ValueError("only somebody invented has a demo account")
    return DemoAccount(name.split(maxsplit=1)[0].lower(), name, place)


def _post(row: Any) -> dict[str, Any]:
    """What they may do, as the table of accounts has it."""
    if isinstance(row, Team):
        return {"role": Role.TEAM_MANAGER.value, "team_id": row.id}
    return {"role": Role.PERSONAL_ADVISER.value, "personal_adviser_id": row.id}
