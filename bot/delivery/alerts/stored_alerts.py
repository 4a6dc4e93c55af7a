"""Alerts: stored first, then told to staff until somebody acknowledges them.

Every function takes a session of `access.audited` and keeps its audit event in the same transaction.
What is sent are rows of the outbox, stored in the same transaction (`notice_rows`); what they say is in `notices`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Callable, Collection, Iterator, Mapping, Optional, Sequence

from sqlalchemy import case, or_, select, type_coerce, update
from sqlalchemy.orm import Session

from bot.caseload.casework_reads import young_person
from bot.caseload.staff_desk import scope_of
from bot.casework.scope import in_scope
from bot.casework.tables import PersonalAdviser, Team, YoungPerson
from bot.delivery.alerts.alert_card_rows import Hearing, put_cards
from bot.delivery.alerts.alert_tables import Alert, AlertDelivery, Recipient, Unasked
from bot.delivery.alerts.notice_rows import put_notice, withdraw_notices
from bot.delivery.sending.outgoing import Channel
from bot.identity.access.decisions import Action, Caller, demand, note
from bot.records.sealed import Sealed
from bot.safeguarding.finding import Danger
from bot.safeguarding.passing_on import Outlook

# Who hears of an alert: the first row at once, each further row so many minutes later if nobody has acknowledged it.
STEPS = ((Recipient.PERSONAL_ADVISER, Recipient.DUTY_TEAM), (Recipient.TEAM_MANAGER,))
# Where a number is all that is known of who texts; if the council has a duty address.
STEPS_OF_A_CLAIM = ((Recipient.DUTY_TEAM,), (Recipient.TEAM_MANAGER,))
# Where their adviser told of it: the manager, and the duty team if nobody takes it on.
STEPS_OF_ADVISER = ((Recipient.TEAM_MANAGER,), (Recipient.DUTY_TEAM,))
ASSISTANT = Caller("assistant", "assistant")

NOT_TOLD = or_(Alert.unasked.is_(None), Alert.unasked != Unasked.ADVISER.value)  # it came of their own words
_ADDRESS = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+")
_NUMBER = re.compile(r"0(?: ?\d){9,10}")
_NOBODY = -1  # no record has it: an alert that is not there is denied as somebody else's
_AT_ONCE = 500  # alerts whose deliveries are asked for together: a database takes so many values and no more


@dataclass(frozen=True)
class Rules:
    """What the council decided: the duty team's address by council, the minutes, and whether we ask first.

    `duty_number` is a mobile, as +447..., that gets a text beside the email.
    """

    duty_address: Callable[[str], Optional[str]]
    minutes: int = 15
    without_asking: bool = False
    duty_number: Callable[[str], Optional[str]] = lambda _council: None

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
    texted_from: Optional[str] = None
    unasked: Optional[Unasked] = None


class AlreadyOpenError(RuntimeError):
    """This danger of this person has an alert that nobody has acknowledged yet."""


def reaches(
    session: Session, person_id: int, rules: Rules, *, is_claim: bool = False, is_told: bool = False
) -> list[list[Reach]]:
    """Whom an alert about somebody can reach, step by step; steps without an address are left out."""
    person = session.get(YoungPerson, person_id)
    if person is None:
        return []
    steps = steps_for(person.council, rules, is_claim=is_claim, is_told=is_told)
    found = [[reach for who in step if (reach := _reach(person, who, rules))] for step in steps]
    return [step for step in found if step]


def steps_for(
    council: str, rules: Rules, *, is_claim: bool, is_told: bool = False
) -> Sequence[Sequence[Recipient]]:
    """Who hears of an alert, step by step, whether they have an address or not. `is_told`: their adviser told of it."""
    if is_told:
        return STEPS_OF_ADVISER
    return STEPS_OF_A_CLAIM if is_claim and rules.duty_address(council) else STEPS


def address_of(
    session: Session, recipient: str, number: Optional[int], council: str, rules: Rules, channel: str
) -> Optional[str]:
    """Where a recipient is written to now; None if no address is on record."""
    if channel == Channel.SMS.value:
        return rules.duty_number(council)
    if recipient == Recipient.DUTY_TEAM:
        return rules.duty_address(council)
    if recipient == Recipient.PERSONAL_ADVISER:
        adviser = session.get(PersonalAdviser, number)
        return adviser.email if adviser else None
    team = session.get(Team, number)
    return team.manager_email if team else None


def raise_alert(
    session: Session,
    person_id: int,
    danger: Danger,
    rules: Rules,
    now: datetime,
    *,
    with_consent: bool,
    texted_from: Optional[str] = None,
    unasked: Optional[Unasked] = None,
) -> int:
    """Store an alert with everybody who is to hear of it; its number.

    `texted_from` is the number that texted, where it is on the person's record and nobody proved to be them: what is raised of
    such a claim is the assistant's doing in the audit.

    Raises AccessDenied for somebody unknown, LookupError if nobody could be told, AlreadyOpenError if this danger of
    theirs has an open alert, and IntegrityError if another alert of theirs was stored at the same moment: try again.
    """
    caller = young_person(person_id) if with_consent and texted_from is None else ASSISTANT
    demand(session, caller, Action.ALERT_RAISE, person_id, now)
    how = {"with_consent": with_consent, "texted_from": texted_from, "unasked": unasked and unasked.value}
    alert_id = store(session, person_id, danger, rules, now, how)
    note(session, caller, Action.ALERT_RAISE, [person_id], now)
    return alert_id


def try_to_raise(session: Session, person_id: int, danger: Danger, rules: Rules, now: datetime) -> None:
    """Store an alert and take it back, to find out whether it can be stored; leaves nothing behind, and keeps no event.

    A full disk shows only when the transaction around it is stored, so something else must be stored in it.
    Raises what `raise_alert` raises, and whatever the database says.
    """
    trial = session.begin_nested()
    try:
        store(session, person_id, danger, rules, now, {"with_consent": True})
    finally:
        trial.rollback()


def outlook_of(
    session: Session, person_id: int, rules: Rules, *, is_claim: bool = False
) -> Optional[Outlook]:
    """Who would hear of an alert about somebody, and when; None if nobody has an address.

    Whoever has only a claim is told of the duty team alone.
    """
    steps = reaches(session, person_id, rules, is_claim=is_claim)
    shown = _shown_to({reach.recipient.value for step in steps for reach in step}, is_claim=is_claim)
    return _outlook(shown, rules) if shown else None


def newest_outlook(
    session: Session, person_id: int, rules: Rules, since: datetime, *, is_claim: bool = False
) -> Optional[Outlook]:
    """How far the newest alert of somebody got, if nobody has taken it on or it was raised since a moment; else None.

    What their adviser told of is none that they know of.

    Whoever has only a claim hears of those alone that came of one.
    """
    is_recent = Alert.acknowledged_at.is_(None) | (Alert.raised_at >= since)
    wanted = select(Alert).where(Alert.young_person_id == person_id, is_recent, NOT_TOLD)
    if is_claim:
        wanted = wanted.where(Alert.texted_from.is_not(None))
    alert = session.execute(
        wanted.order_by(Alert.raised_at.desc(), Alert.id.desc()).limit(1)
    ).scalar_one_or_none()
    if alert is None:
        return None
    deliveries = (
        session.execute(select(AlertDelivery).where(AlertDelivery.alert_id == alert.id)).scalars().all()
    )
    shown = _shown_to({delivery.recipient for delivery in deliveries}, is_claim=is_claim)
    outlook = _outlook(shown, rules)
    return replace(
        outlook, is_sent=any(d.deliveries for d in deliveries), is_taken_on=alert.acknowledged_at is not None
    )


def open_alert(session: Session, person_id: int, danger: Danger, *, is_claim: bool = False) -> Optional[int]:
    """The alert about this danger that nobody has acknowledged yet, or None."""
    return _open_about(_alerts_of(session, person_id), danger, is_claim=is_claim)


def is_of_claim(session: Session, alert_id: int) -> bool:
    """Whether an alert came of a text from a number on record, whose owner proved nothing."""
    wanted = select(Alert.id).where(Alert.id == alert_id, Alert.texted_from.is_not(None))
    return session.execute(wanted).scalar_one_or_none() is not None


def was_raised(session: Session, person_id: int, danger: Danger, since: datetime, *, is_claim: bool) -> bool:
    """Whether this danger has an alert since a moment, or one that nobody has acknowledged, that says the same: see `_open_about`."""
    if _open_about(_alerts_of(session, person_id), danger, is_claim=is_claim) is not None:
        return True
    wanted = select(Alert).where(
        Alert.young_person_id == person_id,
        Alert.acknowledged_at.is_not(None),
        Alert.raised_at >= since,
        NOT_TOLD,
    )
    found = [row for row in session.execute(wanted).scalars() if is_claim or row.texted_from is None]
    return any((row.danger, row.is_about_other) == (danger.kind, danger.is_about_other) for row in found)


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


def store(
    session: Session, person_id: int, danger: Danger, rules: Rules, now: datetime, how: Mapping[str, Any]
) -> int:
    """Store an alert with everybody who is to hear of it, unchecked; its number. `how` are the columns that say how it came about."""
    is_claim, is_told = how.get("texted_from") is not None, how.get("unasked") == Unasked.ADVISER.value
    steps = reaches(session, person_id, rules, is_claim=is_claim, is_told=is_told)
    if not steps and not is_told:
        raise LookupError("nobody has an address for this alert; set LOCALOFFER_DUTY_EMAIL")
    theirs = _alerts_of(session, person_id)
    if _open_about(theirs, danger, is_claim=is_claim, is_told=is_told) is not None:
        raise AlreadyOpenError
    alert = Alert(
        young_person_id=person_id,
        number=1 + max((row.number for row in theirs), default=0),
        danger=danger.kind,
        is_about_other=danger.is_about_other,
        raised_at=now,
        **how,
    )
    session.add(alert)
    session.flush()
    council = session.execute(select(YoungPerson.council).where(YoungPerson.id == person_id)).scalar_one()
    deliveries = list(
        _deliveries(alert.id, steps, rules, now, is_texted=rules.duty_number(council) is not None)
    )
    session.add_all(deliveries)
    session.flush()
    for delivery in deliveries:
        put_notice(session, delivery, person_id, now)
    hearing = Hearing(steps_for(council, rules, is_claim=is_claim, is_told=is_told), rules.wait)
    if not put_cards(session, alert, hearing, now) and not steps:
        raise LookupError("the manager has neither an address nor a chat with us")
    return int(alert.id)


def _shown_to(recipients: set[str], *, is_claim: bool) -> set[str]:
    """Whom somebody is told of: who only has a number learns nothing of whose record it is on."""
    return recipients & {Recipient.DUTY_TEAM.value} if is_claim else recipients


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
    is_claim, is_told = Alert.texted_from.is_not(None).label("is_claim"), (~NOT_TOLD).label("is_told")
    wanted = select(Alert.id, Alert.number, Alert.is_about_other, danger, is_claim, is_told).where(
        Alert.young_person_id == person_id
    )
    return list(session.execute(wanted).all())


def _open_about(theirs: list[Any], danger: Danger, *, is_claim: bool, is_told: bool = False) -> Optional[int]:
    """The open alert that says the same already. What an adviser told of, and what the young person said, are two.

    One of a claim never stands for that of somebody who proved who they are. To whoever proved nothing any open one of a claim does:
    else one borrowed phone could wake a duty team with each kind of danger.
    """
    about = (danger.kind, danger.is_about_other)
    theirs = [row for row in theirs if bool(row.is_told) == is_told]
    is_open = [row for row in theirs if row.danger is not None and (is_claim or not row.is_claim)]
    same = (row for row in is_open if (row.danger, row.is_about_other) == about or row.is_claim)
    return next((int(row.id) for row in same), None)


def _reach(person: YoungPerson, who: Recipient, rules: Rules) -> Optional[Reach]:
    adviser = person.personal_adviser
    if who is Recipient.DUTY_TEAM:
        return Reach(who, None) if rules.duty_address(person.council) else None
    if who is Recipient.PERSONAL_ADVISER:
        return Reach(who, int(adviser.id)) if adviser and adviser.email else None
    return Reach(who, int(adviser.team_id)) if adviser and adviser.team.manager_email else None


def _deliveries(
    alert_id: int, steps: list[list[Reach]], rules: Rules, now: datetime, *, is_texted: bool
) -> Iterator[AlertDelivery]:
    for number, step in enumerate(steps):
        for reach in step:
            for channel in _channels(reach.recipient, is_texted=is_texted):
                yield AlertDelivery(
                    alert_id=alert_id,
                    recipient=reach.recipient.value,
                    recipient_id=reach.number,
                    channel=channel.value,
                    next_try_at=now + number * rules.wait,
                )


def _channels(recipient: Recipient, *, is_texted: bool) -> Sequence[Channel]:
    return (
        (Channel.EMAIL, Channel.SMS) if is_texted and recipient is Recipient.DUTY_TEAM else (Channel.EMAIL,)
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
        texted_from=alert.texted_from,
        unasked=Unasked(alert.unasked) if alert.unasked else None,
    )
