"""A danger that an adviser tells their manager of: an alert like any other, sent until somebody takes it on.

It says who is meant and what kind of danger it is, and nothing that was typed. The young person hears nothing of it from us.
"""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from typing import Optional

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.casework.tables import PersonalAdviser, Team
from bot.delivery.alerts.alert_tables import Unasked
from bot.delivery.alerts.stored_alerts import AlreadyOpenError, Rules, store
from bot.delivery.staffing.linked_staff import linked_staff, of_managers
from bot.identity.access.decisions import Action, Caller, demand, note
from bot.records.reach import SENDING, meanwhile
from bot.safeguarding.finding import Danger


class Told(Enum):
    """What became of it."""

    NOW = "the manager hears of it now"
    BEFORE = "there is an open alert that says the same"
    NOBODY = "nothing leads to the manager"


def tell_manager(
    session: Session, caller: Caller, person: int, danger: Danger, rules: Rules, now: datetime
) -> Told:
    """Raise the alert, and keep that the adviser did. Raises AccessDenied for somebody who is not theirs.

    Raises IntegrityError if another alert of theirs was stored at the same moment: try again.
    """
    demand(session, caller, Action.ALERT_RAISE, person, now)
    how = {"with_consent": False, "unasked": Unasked.ADVISER.value}
    try:
        with session.begin_nested(), meanwhile(session, SENDING):
            store(session, person, danger, rules, now, how)
    except AlreadyOpenError:
        return Told.BEFORE
    except LookupError:
        return Told.NOBODY
    note(session, caller, Action.ALERT_RAISE, [person], now)
    return Told.NOW


def can_tell_manager(session: Session, caller: Caller, now: datetime) -> bool:
    """Whether a manager of an adviser's team can be reached: by email, or in Teams."""
    team = team_of(session, caller)
    if team is None or caller.personal_adviser_id is None:
        return False
    return bool(team.manager_email) or bool(linked_staff(session, now, of_managers(int(team.id))))


def team_of(session: Session, caller: Caller) -> Optional[Team]:
    """The team of an adviser or a manager, if it is on record."""
    number = caller.team_id
    if caller.personal_adviser_id is not None:
        wanted = select(PersonalAdviser.team_id).where(PersonalAdviser.id == caller.personal_adviser_id)
        number = session.execute(wanted).scalar_one_or_none()
    return None if number is None else session.get(Team, number)
