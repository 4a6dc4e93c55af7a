"""One alert as whoever may take it on sees it, whether somebody has or not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Optional

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.casework.tables import PersonalAdviser, StaffAccount, Team, YoungPerson
from bot.delivery.alerts.alert_tables import Alert, Unasked
from bot.delivery.alerts.stored_alerts import OpenAlert
from bot.identity.access.decisions import Action, Caller, read

_NOBODY = -1  # no record has it: an alert that is not there is denied as somebody else's
_STAFF = "staff:"  # how the audit names an account


@dataclass(frozen=True)
class KnownAlert:
    """An alert. `taken_by` is the account as the audit names it, `taken_by_name` whose it is if that is on record."""

    alert: OpenAlert
    taken_at: Optional[datetime] = None
    taken_by: str = ""
    taken_by_name: str = ""


def one_alert(session: Session, caller: Caller, alert_id: int, now: datetime) -> KnownAlert:
    """Raises AccessDenied for the alert of somebody whom the caller does not reach, and for one that is not there."""
    alert = session.get(Alert, alert_id, populate_existing=True)
    read(session, caller, Action.ALERT_LIST, _NOBODY if alert is None else int(alert.young_person_id), now)
    return known(session, alert)


def acted_on(session: Session, alert_id: int) -> KnownAlert:
    """As it is now, for whoever was just let take it on or pass it on. Unchecked."""
    return known(session, session.get(Alert, alert_id, populate_existing=True))


def known(session: Session, alert: Any) -> KnownAlert:
    """A row with whom it is about. Unchecked."""
    person = session.get(YoungPerson, alert.young_person_id)
    shown = OpenAlert(
        id=alert.id,
        young_person_id=person.id,
        reference=person.reference,
        preferred_name=person.preferred_name,
        council=person.council,
        danger=alert.danger,
        is_about_other=alert.is_about_other,
        with_consent=alert.with_consent,
        raised_at=alert.raised_at,
        deliveries=(),
        texted_from=alert.texted_from,
        unasked=Unasked(alert.unasked) if alert.unasked else None,
    )
    if alert.acknowledged_at is None:
        return KnownAlert(shown)
    by = str(alert.acknowledged_by)
    return KnownAlert(shown, alert.acknowledged_at, by, _name_of(session, by))


def _name_of(session: Session, actor: str) -> str:
    """The adviser's or the manager's, as the account says; empty for an operator, or where no name is on record."""
    number = actor.removeprefix(_STAFF)
    account = session.get(StaffAccount, int(number)) if number.isdecimal() else None
    if account is None:
        return ""
    if account.personal_adviser_id is not None:
        adviser = session.get(PersonalAdviser, account.personal_adviser_id)
        return str(adviser.name) if adviser else ""
    name = session.execute(select(Team.manager_name).where(Team.id == account.team_id)).scalar_one_or_none()
    return str(name or "")
