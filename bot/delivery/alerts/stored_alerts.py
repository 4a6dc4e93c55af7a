"""Alerts: stored first, then told to staff until somebody acknowledges them.

Every function takes a session of `access.audited` and keeps its audit event in the same transaction.
What is sent are rows of the outbox, stored in the same transaction (`notice_rows`); what they say is in `notices`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Callable, Collection, Iterator, Optional, Sequence

from sqlalchemy import case, select, type_coerce, update
from sqlalchemy.orm import Session

from bot.caseload.casework_reads import young_person
from bot.caseload.staff_desk import scope_of
from bot.casework.scope import in_scope
from bot.casework.tables import PersonalAdviser, Team, YoungPerson
from bot.delivery.alerts.alert_tables import Alert, AlertDelivery, Recipient
from bot.delivery.alerts.notice_rows import put_notice, withdraw_notices
from bot.delivery.sending.outgoing import Channel
from bot.identity.access.decisions import Action, Caller, demand, note
from bot.records.sealed import Sealed
from bot.safeguarding.finding import Danger
from bot.safeguarding.passing_on import Outlook

# Who hears of an alert: the first row at once, each further row so many minutes later if nobody has acknowledged it.
STEPS = ((Recipient.PERSONAL_ADVISER, Recipient.DUTY_TEAM), (Recipient.TEAM_MANAGER,))
ASSISTANT = Caller("assistant", "assistant")

_ADDRESS = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+")
_NUMBER = re.compile(r"0(?: ?\d){9,10}")
_NOBODY = -1  # no record has it: an alert that is not there is denied as somebody else's
_AT_ONCE = 500  # alerts whose deliveries are asked for together: a database takes so many values and no more


@dataclass(frozen=True)
class Rules:
    """What the council decided: the duty team's address by council, the minutes, and whether we ask first."""

    duty_address: Callable[[str], Optional[str]]
    minutes: int = 15
    without_asking: bool = False

    @property
    def wait(self) -> timedelta:
        """How long an alert waits for an answer."""
        return timedelta(minutes=self.minutes)


@dataclass(frozen=True)
class Reach:
    """One recipient and the number of their record; the duty team has none."""

    recipient: Recipient
    number: Optional[int]


@dataclass(frozen=True)
class OpenAlert:
    """An alert that nobody has acknowledged, with how far it got."""

    id: int
    young_person_id: int
    reference: str
    preferred_name: str
    council: str
    danger: str
    is_about_other: bool
    with_consent: bool
    raised_at: datetime
    deliveries: Sequence[AlertDelivery]


class AlreadyOpenError(RuntimeError):
    """This danger of this person has an alert that nobody has acknowledged yet."""


def reaches(session: Session, person_id: int, rules: Rules) -> list[list[Reach]]:
    """Whom an alert about somebody can reach, step by step; steps without an address are left out."""
    person = session.get(YoungPerson, person_id)
    if person is None:
        return []
    found = [[reach for who in step if (reach := _reach(person, who, rules))] for step in STEPS]
    return [step for step in found if step]


def address_of(
    session: Session, recipient: str, number: Optional[int], council: str, rules: Rules
) -> Optional[str]:
    """Where a recipient is written to now; None if no address is on record."""
    if recipient == Recipient.DUTY_TEAM:
        return rules.duty_address(council)
    if recipient == Recipient.PERSONAL_ADVISER:
        adviser = session.get(PersonalAdviser, number)
        return adviser.email if adviser else None
    team = session.get(Team, number)
    return team.manager_email if team else None


def raise_alert(
    session: Session, person_id: int, danger: Danger, rules: Rules, now: datetime, *, with_consent: bool
) -> int:
    """Store an alert with everybody who is to hear of it; its number.

    Raises AccessDenied for somebody unknown, LookupError if nobody could be told, AlreadyOpenError if this danger of
    theirs has an open alert, and IntegrityError if another alert of theirs was stored at the same moment: try again.
    """
    caller = young_person(person_id) if with_consent else ASSISTANT
    demand(session, caller, Action.ALERT_RAISE, person_id, now)
    alert_id = _store(session, person_id, danger, rules, now, with_consent=with_consent)
    note(session, caller, Action.ALERT_RAISE, [person_id], now)
    return alert_id


def try_to_raise(session: Session, person_id: int, danger: Danger, rules: Rules, now: datetime) -> None:
    """Store an alert and take it back, to find out whether it can be stored; leaves nothing behind, and keeps no event.

    A full disk shows only when the transaction around it is stored, so something else must be stored in it.
    Raises what `raise_alert` raises, and whatever the database says.
    """
    trial = session.begin_nested()
    try:
        _store(session, person_id, danger, rules, now, with_consent=True)
    finally:
        trial.rollback()


def outlook_of(session: Session, person_id: int, rules: Rules) -> Optional[Outlook]:
    """Who would hear of an alert about somebody, and when; None if nobody has an address."""
    steps = reaches(session, person_id, rules)
    return _outlook({reach.recipient.value for step in steps for reach in step}, rules) if steps else None


def newest_outlook(session: Session, person_id: int, rules: Rules, since: datetime) -> Optional[Outlook]:
    """How far the newest alert of somebody got, if nobody has taken it on or it was raised since a moment; else None."""
    wanted = select(Alert).where(
        Alert.young_person_id == person_id, Alert.acknowledged_at.is_(None) | (Alert.raised_at >= since)
    )
    alert = session.execute(
        wanted.order_by(Alert.raised_at.desc(), Alert.id.desc()).limit(1)
    ).scalar_one_or_none()
    if alert is None:
        return None
    deliveries = (
        session.execute(select(AlertDelivery).where(AlertDelivery.alert_id == alert.id)).scalars().all()
    )
    outlook = _outlook({delivery.recipient for delivery in deliveries}, rules)
    return replace(
        outlook, is_sent=any(d.deliveries for d in deliveries), is_taken_on=alert.acknowledged_at is not None
    )


def open_alert(session: Session, person_id: int, danger: Danger) -> Optional[int]:
    """The alert about this danger that nobody has acknowledged yet, or None."""
    return _open_about(_alerts_of(session, person_id), danger)


def open_alerts(session: Session, caller: Caller, now: datetime) -> list[OpenAlert]:
    """What is open about the caller's own people, oldest first; everybody's for the operator. Raises AccessDenied."""
    scope = scope_of(caller)
    demand(session, caller, Action.ALERT_LIST, scope, now)
    wanted = select(Alert, YoungPerson).join(YoungPerson, YoungPerson.id == Alert.young_person_id)
    wanted = wanted.where(Alert.acknowledged_at.is_(None)).order_by(Alert.raised_at, Alert.id)
    rows = session.execute(wanted if scope is None else wanted.where(in_scope(scope))).all()
    note(session, caller, Action.ALERT_LIST, sorted({alert.young_person_id for alert, _ in rows}), now)
    told = _deliveries_of(session, [alert.id for alert, _ in rows])
    return [_shown(alert, person, told[alert.id]) for alert, person in rows]


def acknowledge(session: Session, caller: Caller, alert_id: int, now: datetime) -> str:
    """Say that somebody looks after it: nothing more is sent. Gives back who did, which may be somebody before.

    Raises AccessDenied for the alert of somebody whom the caller does not reach, and for one that is not there.
    """
    alert = session.get(Alert, alert_id)
    person = _NOBODY if alert is None else int(alert.young_person_id)
    demand(session, caller, Action.ALERT_ACKNOWLEDGE, person, now)
    note(session, caller, Action.ALERT_ACKNOWLEDGE, [person], now)
    raised_at = alert.raised_at if alert else now
    first = update(Alert).where(Alert.id == alert_id, Alert.acknowledged_at.is_(None))
    # A clock of another machine may be behind that of the one that raised it.
    session.execute(first.values(acknowledged_at=max(now, raised_at), acknowledged_by=caller.actor))
    withdraw_notices(session, alert_id, now)
    return str(session.execute(select(Alert.acknowledged_by).where(Alert.id == alert_id)).scalar_one())


def set_manager_address(
    session: Session, caller: Caller, team_id: int, address: Optional[str], now: datetime
) -> None:
    """Set where a team's manager hears of alerts; None takes it away.

    Raises AccessDenied, LookupError if there is no such team, and ValueError for what is no address.
    """
    demand(session, caller, Action.ALERT_ADDRESS, None, now)
    if address is not None and not _ADDRESS.fullmatch(address):
        raise ValueError("that is not an email address")
    _team(session, team_id).manager_email = address
    note(session, caller, Action.ALERT_ADDRESS, [None], now)


def set_duty_number(
    session: Session, caller: Caller, team_id: int, number: Optional[str], now: datetime
) -> None:
    """Set the duty number that a team's young people see in danger; None takes it away.

    Raises AccessDenied, LookupError if there is no such team, and ValueError for what can't be rung.
    """
    demand(session, caller, Action.ALERT_ADDRESS, None, now)
    if number is not None and not _NUMBER.fullmatch(number):
        raise ValueError("that is not a UK phone number; write it as people dial it: 01632 960198")
    _team(session, team_id).duty_phone = number
    note(session, caller, Action.ALERT_ADDRESS, [None], now)


def _team(session: Session, team_id: int) -> Any:
    team = session.get(Team, team_id)
    if team is None:
        raise LookupError(f"there is no team {team_id}; `localoffer staff list` shows them")
    return team


def _store(
    session: Session, person_id: int, danger: Danger, rules: Rules, now: datetime, *, with_consent: bool
) -> int:
    steps = reaches(session, person_id, rules)
    if not steps:
        raise LookupError("nobody has an address for this alert; set LOCALOFFER_DUTY_EMAIL")
    theirs = _alerts_of(session, person_id)
    if _open_about(theirs, danger) is not None:
        raise AlreadyOpenError
    alert = Alert(
        young_person_id=person_id,
        number=1 + max((row.number for row in theirs), default=0),
        danger=danger.kind,
        is_about_other=danger.is_about_other,
        with_consent=with_consent,
        raised_at=now,
    )
    session.add(alert)
    session.flush()
    deliveries = list(_deliveries(alert.id, steps, rules, now))
    session.add_all(deliveries)
    session.flush()
    for delivery in deliveries:
        put_notice(session, delivery, person_id, now)
    return int(alert.id)


def _outlook(recipients: Collection[str], rules: Rules) -> Outlook:
    return Outlook(
        tells_pa=Recipient.PERSONAL_ADVISER.value in recipients,
        tells_duty=Recipient.DUTY_TEAM.value in recipients,
        tells_manager=Recipient.TEAM_MANAGER.value in recipients,
        minutes=rules.minutes,
    )


def _alerts_of(session: Session, person_id: int) -> list[Any]:
    """Every alert of a person: id, number, whether it is about somebody else, and its danger if it is open.

    One read: an alert that is stored after it takes the number that is next here, and the database refuses the second.
    """
    danger = type_coerce(case((Alert.acknowledged_at.is_(None), Alert.danger), else_=None), Sealed).label(
        "danger"
    )
    wanted = select(Alert.id, Alert.number, Alert.is_about_other, danger).where(
        Alert.young_person_id == person_id
    )
    return list(session.execute(wanted).all())


def _open_about(theirs: list[Any], danger: Danger) -> Optional[int]:
    about = (danger.kind, danger.is_about_other)
    return next((int(row.id) for row in theirs if (row.danger, row.is_about_other) == about), None)


def _reach(person: YoungPerson, who: Recipient, rules: Rules) -> Optional[Reach]:
    adviser = person.personal_adviser
    if who is Recipient.DUTY_TEAM:
        return Reach(who, None) if rules.duty_address(person.council) else None
    if who is Recipient.PERSONAL_ADVISER:
        return Reach(who, int(adviser.id)) if adviser and adviser.email else None
    return Reach(who, int(adviser.team_id)) if adviser and adviser.team.manager_email else None


def _deliveries(
    alert_id: int, steps: list[list[Reach]], rules: Rules, now: datetime
) -> Iterator[AlertDelivery]:
    for number, step in enumerate(steps):
        for reach in step:
            yield AlertDelivery(
                alert_id=alert_id,
                recipient=reach.recipient.value,
                recipient_id=reach.number,
                channel=Channel.EMAIL.value,
                next_try_at=now + number * rules.wait,
            )


def _deliveries_of(session: Session, alerts: list[int]) -> dict[int, list[Any]]:
    """Who is told of each of these alerts, in the order they were stored."""
    told: dict[int, list[Any]] = {alert: [] for alert in alerts}
    for first in range(0, len(alerts), _AT_ONCE):
        some = AlertDelivery.alert_id.in_(alerts[first : first + _AT_ONCE])
        wanted = select(AlertDelivery).where(some).order_by(AlertDelivery.id)
        for delivery in session.execute(wanted).scalars():
            told[delivery.alert_id].append(delivery)
    return told


def _shown(alert: Any, person: Any, deliveries: list[Any]) -> OpenAlert:
    return OpenAlert(
        id=alert.id,
        young_person_id=person.id,
        reference=person.reference,
        preferred_name=person.preferred_name,
        council=person.council,
        danger=alert.danger,
        is_about_other=alert.is_about_other,
        with_consent=alert.with_consent,
        raised_at=alert.raised_at,
        deliveries=deliveries,
    )
