"""Who is asked to chat: the young person's adviser first, then the managers of their team. The first who takes it has it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Iterator, Optional, Sequence, Tuple

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.answer import Answer
from bot.delivery.handing_over import hand_over_rows as rows
from bot.delivery.handing_over import said_to_staff as staff
from bot.delivery.handing_over import said_to_young_person as young
from bot.delivery.handing_over.hand_over_parts import Parts, speaker_of, whom_of
from bot.delivery.handing_over.own_adviser import Adviser, adviser_of, managers_of, talks_already


def can_be_asked(session: Session, adviser: Adviser, on: date) -> bool:
    """Whether Teams reaches the adviser, or somebody who manages their team."""
    return adviser.account is not None or bool(managers_of(session, adviser.team, on))


def open_one(
    parts: Parts,
    session: Session,
    person: int,
    conversation: str,
    channel: str,
    adviser: Adviser,
    now: datetime,
) -> Answer:
    """Ask the adviser, or the managers where Teams does not reach them; what the young person is told."""
    until, is_away = now + parts.rules.wait, adviser.account is None
    told = young.asked_team if is_away else young.asked
    answer = told(channel, adviser.name, until)
    try:
        with session.begin_nested():
            row = rows.add(session, person, conversation, channel, now, until, asks_team=is_away)
    except IntegrityError:  # pressed twice in one moment
        return answer
    _ask(parts, session, row, adviser, now)
    return answer


def ask_again(parts: Parts, session: Session, row: Any, now: datetime) -> None:
    """Ask whoever may take it by now and was not asked yet: the case may have moved while it waits."""
    adviser = adviser_of(session, row.young_person_id, parts.clock.today())
    if adviser is not None:
        _ask(parts, session, row, adviser, now)


def ask_team(parts: Parts, session: Session, row: Any, now: datetime) -> Optional[datetime]:
    """Ask the managers too, as the adviser can't; until when they have time. None where there are none to ask, or they were asked.

    The young person is told. Whoever has left the page is called instead: nobody else need be asked to chat.
    """
    adviser = adviser_of(session, row.young_person_id, parts.clock.today())
    if adviser is None or parts.is_off() or not parts.rules.hours.hold(now):
        return None
    if not managers_of(session, adviser.team, parts.clock.today()) or not parts.is_here(session, row, now):
        return None
    until = now + parts.rules.wait
    if not rows.ask_team(session, row.id, now, until):
        return None
    session.refresh(row)
    _ask(parts, session, row, adviser, now)
    parts.say(session, row, young.asked_team(row.channel, adviser.name, until), "team asked", now)
    return until


def asked_accounts(session: Session, row: Any, on: date) -> Sequence[int]:
    """Who may take it now."""
    adviser = adviser_of(session, row.young_person_id, on)
    return [] if adviser is None else [account for account, _ in _whom(session, row, adviser, on)]


def asked_managers(session: Session, row: Any, on: date) -> Sequence[int]:
    """Those of them who manage the team."""
    adviser = adviser_of(session, row.young_person_id, on)
    found = [] if adviser is None else list(_whom(session, row, adviser, on))
    return [account for account, is_manager in found if is_manager]


def tell_others(parts: Parts, session: Session, row: Any, account: int, now: datetime) -> None:
    """Tell everybody else who was asked that this account has taken it."""
    others = [one for one in asked_accounts(session, row, parts.clock.today()) if one != account]
    if others:
        card = staff.taken(whom_of(session, row.young_person_id), speaker_of(session, account).name)
        for other in others:
            parts.tell_staff(session, row, other, card, f"taken {other}", now)


def tell_unread(parts: Parts, session: Session, row: Any, words: str, key: str, now: datetime) -> None:
    """Tell the adviser, or else the managers, of what may show danger and could not be read by who was in the talk."""
    adviser = adviser_of(session, row.young_person_id, parts.clock.today())
    if adviser is None:
        return
    own = adviser.account if adviser.account != row.taken_by_id else None
    managers = managers_of(session, adviser.team, parts.clock.today())
    accounts = [own] if own is not None else managers
    card = staff.unread(whom_of(session, row.young_person_id), words)
    for account in accounts:
        parts.tell_staff(session, row, account, card, f"{key} {account}", now, is_urgent=True, words=words)


def is_busy(session: Session, adviser: Adviser) -> bool:
    """Whether the adviser is in another talk."""
    return adviser.account is not None and talks_already(session, adviser.account)


def _ask(parts: Parts, session: Session, row: Any, adviser: Adviser, now: datetime) -> None:
    whom, on = whom_of(session, row.young_person_id), parts.clock.today()
    has_team = bool(managers_of(session, adviser.team, on)) and row.team_asked_at is None
    for account, is_manager in _whom(session, row, adviser, on):
        card = (
            staff.asks_team(row.id, whom, adviser.name, row.channel, row.waits_until)
            if is_manager
            else staff.asks(row.id, whom, row.channel, row.waits_until, has_team=has_team)
        )
        parts.tell_staff(session, row, account, card, f"asked {account}", now, give_up=parts.rules.wait)


def _whom(session: Session, row: Any, adviser: Adviser, on: date) -> Iterator[Tuple[int, bool]]:
    if adviser.account is not None:
        yield adviser.account, False
    if row.team_asked_at is not None:
        yield from ((account, True) for account in managers_of(session, adviser.team, on))
