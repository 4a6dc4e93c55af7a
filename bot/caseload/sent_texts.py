"""What became of the texts to a person's number: when, what kind, how it ended. Never what they said, and not whether one was urgent."""

from __future__ import annotations

import itertools
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any, Iterable, Mapping, Optional, Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bot.caseload.text_settings import TextSettings, settings_of, text_row
from bot.casework.scope import ListScope, in_scope
from bot.casework.tables import YoungPerson
from bot.delivery.sending.outbox_tables import OutgoingMessage, State
from bot.delivery.sending.outgoing import Channel, NeverError, StoppedError
from bot.delivery.texting.text_kinds import ABOUT_TEXTING, ANSWER
from bot.identity.access.decisions import Action, Caller, demand, note, read

SHOWN = 10  # of each: by ourselves, and answers
_ANSWERS = (ANSWER, ABOUT_TEXTING)
_ROW = OutgoingMessage
_TOLD = (_ROW.state, _ROW.last_error, _ROW.reference)
_IS_OVER = _ROW.state.in_((State.DELIVERED.value, State.FAILED.value))
# By number: for answers to it, who it is was no matter. One that was meant for another record is not theirs.
_TO_THEM = (
    _ROW.channel == Channel.SMS.value,
    or_(_ROW.young_person_id.is_(None), _ROW.young_person_id == YoungPerson.id),
)


class Failing(Enum):
    """Whether texts to a number arrive, by the newest whose end is known."""

    NO = "no"
    LAST = "last"  # the newest did not arrive
    NUMBER = "number"  # the network could not deliver the two newest: it does not work


class _End(Enum):
    """What is known of a text that came to its end."""

    ARRIVED = "arrived"
    UNDELIVERED = "undelivered"  # the provider took it, and its receipt says so
    REFUSED = "refused"  # the provider did not take it, which may be its settings' fault


@dataclass(frozen=True)
class SentText:
    """One text. `is_stopped`: it did not leave, or the network did not take it, because whoever has the number said STOP."""

    put_at: datetime
    kind: str
    state: State
    is_stopped: bool


@dataclass(frozen=True)
class TextedPerson:
    """One person's text messages. `by_us` are texts that left by themselves, `answers` those to their texts: the newest first."""

    young_person_id: int
    preferred_name: str
    reference: str
    settings: TextSettings
    by_us: Sequence[SentText]
    answers: Sequence[SentText]
    failing: Failing


@dataclass(frozen=True)
class FailingNumber:
    """Somebody whom texts don't reach."""

    young_person_id: int
    preferred_name: str
    reference: str
    failing: Failing


def texted_person(session: Session, caller: Caller, person: int, now: datetime) -> TextedPerson:
    """All of it for one person. Raises AccessDenied, or KeyError for whom the database does not show."""
    read(session, caller, Action.TEXT_SETTINGS, person, now)
    row = text_row(session, person)
    return TextedPerson(
        young_person_id=int(row.id),
        preferred_name=row.preferred_name,
        reference=row.reference,
        settings=settings_of(session, row),
        by_us=_newest(session, person, _ROW.kind.not_in(_ANSWERS)),
        answers=_newest(session, person, _ROW.kind.in_(_ANSWERS)),
        failing=_failing_of(session, person),
    )


def failing_numbers(session: Session, caller: Caller, scope: ListScope, now: datetime) -> list[FailingNumber]:
    """Whom of these people texts don't reach, by reference. Raises AccessDenied."""
    demand(session, caller, Action.TEXTS_FAILING, scope, now)
    ends: dict[int, list[Optional[_End]]] = defaultdict(list)
    for row in session.execute(_texts(YoungPerson.id, *_TOLD).where(in_scope(scope), _IS_OVER)):
        ends[int(row.id)].append(_end(row))
    found = {person: failing for person, of in ends.items() if (failing := _failing(of)) is not Failing.NO}
    note(session, caller, Action.TEXTS_FAILING, sorted(found), now)
    return _named(session, found)


def _named(session: Session, found: Mapping[int, Failing]) -> list[FailingNumber]:
    columns = (YoungPerson.id, YoungPerson.preferred_name, YoungPerson.reference)
    rows = session.execute(select(*columns).where(YoungPerson.id.in_(found)).order_by(YoungPerson.reference))
    return [FailingNumber(int(row.id), row.preferred_name, row.reference, found[row.id]) for row in rows]


def _newest(session: Session, person: int, which: Any) -> list[SentText]:
    wanted = _texts(_ROW.put_at, _ROW.kind, _ROW.state, _ROW.last_error).where(
        YoungPerson.id == person, which
    )
    return [_sent(row) for row in session.execute(wanted.limit(SHOWN))]


def _sent(row: Any) -> SentText:
    state = State(row.state)
    is_stopped = state is State.WITHHELD or row.last_error == StoppedError.__name__
    return SentText(row.put_at, row.kind, state, is_stopped)


def _failing_of(session: Session, person: int) -> Failing:
    rows = session.execute(_texts(*_TOLD).where(YoungPerson.id == person, _IS_OVER))
    return _failing(_end(row) for row in rows)


def _texts(*columns: Any) -> Any:
    """The texts to people's numbers, the newest first."""
    found = select(*columns).join(YoungPerson, _ROW.person == YoungPerson.phone_lookup)
    return found.where(*_TO_THEM).order_by(_ROW.id.desc())


def _failing(ends: Iterable[Optional[_End]]) -> Failing:
    """By what became of texts, the newest first."""
    newest = list(itertools.islice((end for end in ends if end is not None), 2))
    if newest == [_End.UNDELIVERED, _End.UNDELIVERED]:
        return Failing.NUMBER
    return Failing.NO if newest[:1] in ([], [_End.ARRIVED]) else Failing.LAST


def _end(row: Any) -> Optional[_End]:
    """None where it says nothing of the number: whoever said STOP has one that works, and a fault of ours is ours."""
    if row.state == State.DELIVERED.value:
        return _End.ARRIVED
    if row.reference is not None and row.last_error != StoppedError.__name__:
        return _End.UNDELIVERED
    return _End.REFUSED if row.last_error == NeverError.__name__ else None
