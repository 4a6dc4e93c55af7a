"""One try of a message: asked for once more, handed to its provider, and kept what came of it.

A message that was handed over and not yet kept as sent, because its process was killed in between, is handed over again
with the same key: it may arrive twice, but never not at all.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any, Callable, Mapping, Optional, Union

from sqlalchemy.orm import Session

from bot.delivery.sending.holding import AT_ONCE, held_on, take, take_next
from bot.delivery.sending.kinds import AsPut, Kind
from bot.delivery.sending.outbox import settle
from bot.delivery.sending.outbox_tables import OutgoingMessage, State
from bot.delivery.sending.outgoing import (
    Channel,
    MaySend,
    NeverError,
    NoProviderError,
    Outgoing,
    Provider,
    TryAgainError,
    always,
)
from bot.delivery.sending.waits import Night, retry_after
from bot.identity.access.decisions import audited
from bot.records.database import Database
from bot.records.reach import SENDING

logger = logging.getLogger(__name__)

_AS_PUT = AsPut()
Pace = Callable[[Session, Any, Outgoing, datetime], Union[Outgoing, datetime]]
Left = Callable[[Session, Outgoing, Provider, datetime], None]


def at_once(_session: Session, _row: Any, outgoing: Outgoing, _now: datetime) -> Union[Outgoing, datetime]:
    """Whatever is due may leave."""
    return outgoing


def uncounted(_session: Session, _outgoing: Outgoing, _provider: Provider, _now: datetime) -> None:
    """Nobody counts."""


@dataclass(frozen=True)
class Carrier:
    """What a try needs: the records, who carries each channel, the kinds of messages, what may be sent, and when not.

    `may_send` is asked right before a message leaves: what it forbids is kept as withheld. `pace` may put one off, or vary its words.
    A provider of a channel's route is named `sms:notify`; `sms` alone carries what has no route of its own. `left` hears of each
    message that a provider took, in the transaction that keeps it.
    """

    database: Database
    providers: Mapping[str, Provider]
    kinds: Mapping[str, Kind] = field(default_factory=dict)
    may_send: MaySend = always
    night: Optional[Night] = None
    pace: Pace = at_once
    left: Left = uncounted

    def kind(self, row: Any) -> Kind:
        """What belongs to the kind of a row, or to its channel where the kind has nothing of its own."""
        return self.kinds.get(row.kind) or self.kinds.get(row.channel, _AS_PUT)


class Came(str, Enum):
    """What came of a try."""

    SENT = "sent"
    AGAIN = "again"  # it failed, and is tried again
    DEAD = "dead"  # it failed for good
    NOT_SENT = "not_sent"  # withheld or withdrawn, or its row is gone
    LATER = "later"  # it waits for the morning


@dataclass(frozen=True)
class Sent:
    """What a round did."""

    delivered: int = 0
    failed: int = 0


@dataclass(frozen=True)
class _Taken:
    """A provider has it."""

    provider: Provider
    outgoing: Outgoing
    reference: Optional[str]


class NoWordsError(NeverError):
    """Whom it was for and what it said is not kept any more."""


def send_due(
    carrier: Carrier,
    now: Callable[[], datetime],
    channel: Optional[str] = None,
    kind: Optional[str] = None,
    *,
    is_urgent: bool = False,
) -> Sent:
    """One round: try what is due, of one channel or kind if named; with `is_urgent` nothing that can wait.

    `now` gives naive UTC. Raises only if the database fails.
    """
    came: list[Came] = []
    while (
        len(came) < AT_ONCE
        and (one := send_next(carrier, now, channel, kind, is_urgent=is_urgent)) is not None
    ):
        came.append(one)
    return Sent(came.count(Came.SENT), came.count(Came.AGAIN) + came.count(Came.DEAD))


def send_next(
    carrier: Carrier,
    now: Callable[[], datetime],
    channel: Optional[str] = None,
    kind: Optional[str] = None,
    *,
    is_urgent: bool = False,
) -> Optional[Came]:
    """Try the next message that is due; None if none is."""
    with carrier.database.transaction(SENDING) as session:
        row_id = take_next(session, now(), channel, kind, is_urgent=is_urgent)
    return None if row_id is None else carry(carrier, row_id, now)


def send_one(carrier: Carrier, row_id: int, now: Callable[[], datetime]) -> Optional[Came]:
    """Try one message; None if it is not due, not waiting, held by others, or waits for an older one."""
    with carrier.database.transaction(SENDING) as session:
        is_taken = take(session, row_id, now())
    return carry(carrier, row_id, now) if is_taken else None


def carry(carrier: Carrier, row_id: int, now: Callable[[], datetime]) -> Came:
    """Try a message that was taken hold of. Raises only if the database fails."""
    with held_on(carrier.database, row_id, now):
        made = _made_ready(carrier, row_id, now())
        if isinstance(made, Came):
            return made
        outcome = made if isinstance(made, Exception) else _handed_over(carrier, made)
        with audited(carrier.database, SENDING) as session:
            return _kept(session, carrier, row_id, outcome, now())


def _made_ready(carrier: Carrier, row_id: int, now: datetime) -> Union[Outgoing, Exception, Came]:
    """The message as it leaves; or why it does not."""
    try:
        with audited(carrier.database, SENDING) as session:
            row = session.get(OutgoingMessage, row_id)
            return Came.NOT_SENT if row is None else _looked_at(session, carrier, row, now)
    except Exception as error:  # noqa: BLE001 - whatever failed, it is tried again and the next one has its turn
        return error


def _looked_at(
    session: Session, carrier: Carrier, row: Any, now: datetime
) -> Union[Outgoing, Exception, Came]:
    if row.give_up_at is not None and row.give_up_at <= now:
        return _given_up(session, carrier, row, now)
    morning = None if carrier.kind(row).is_waited_for else _morning(carrier.night, row, now)
    if morning is not None:
        return _put_off(row, morning)
    outgoing = carrier.kind(row).write(session, row, now)
    if outgoing is None:
        settle(row, State.WITHDRAWN, now)
        return Came.NOT_SENT
    if not carrier.may_send(session, outgoing):
        settle(row, State.WITHHELD, now)
        logger.warning("A message was withheld: message=%s kind=%s", row.id, row.kind)
        return Came.NOT_SENT
    paced = carrier.pace(session, row, outgoing, now)
    return _put_off(row, paced) if isinstance(paced, datetime) else paced


def _put_off(row: Any, then: datetime) -> Came:
    """It was no try."""
    row.next_try_at, row.held_until, row.attempts, row.job = then, None, row.attempts - 1, None
    return Came.LATER


def _given_up(session: Session, carrier: Carrier, row: Any, now: datetime) -> Came:
    settle(row, State.GIVEN_UP, now)
    carrier.kind(row).settled(session, row, now)
    logger.error("A message was given up: message=%s kind=%s tries=%s", row.id, row.kind, row.attempts - 1)
    return Came.DEAD


def _morning(night: Optional[Night], row: Any, now: datetime) -> Optional[datetime]:
    """When a text may leave that can wait, if it may not now."""
    if night is None or row.is_urgent or row.channel != Channel.SMS.value:
        return None
    return night.over_at(now)


def _handed_over(carrier: Carrier, outgoing: Outgoing) -> Union[_Taken, Exception]:
    try:
        provider = _provider(carrier, outgoing)
        return _Taken(provider, outgoing, provider.send(outgoing))
    except Exception as error:  # noqa: BLE001 - whatever failed, it is tried again and the next one has its turn
        return error


def _provider(carrier: Carrier, outgoing: Outgoing) -> Provider:
    if outgoing.recipient is None or outgoing.text is None:
        raise NoWordsError
    channel = outgoing.channel.value
    provider = carrier.providers.get(f"{channel}:{outgoing.route}") or carrier.providers.get(channel)
    if provider is None:
        raise NoProviderError
    return provider


def _kept(
    session: Session, carrier: Carrier, row_id: int, outcome: Union[_Taken, Exception], now: datetime
) -> Came:
    """Keep what came of it; nothing if the row is gone, because the person was erased meanwhile."""
    row = session.get(OutgoingMessage, row_id)
    if row is None:
        return Came.SENT if isinstance(outcome, _Taken) else Came.NOT_SENT
    kind = carrier.kind(row)
    row.tried_at, row.held_until = now, None
    if isinstance(outcome, _Taken):
        came = _sent(row, outcome, now)
        carrier.left(session, outcome.outgoing, outcome.provider, now)
    else:
        came = _failed(row, outcome, kind, now)
    kind.settled(session, row, now)
    return came


def _sent(row: Any, taken: _Taken, now: datetime) -> Came:
    row.provider, row.reference, row.last_error = taken.provider.name, taken.reference, None
    settle(row, State.SENT, now)
    return Came.SENT


def _failed(row: Any, error: Exception, kind: Kind, now: datetime) -> Came:
    row.last_error = type(error).__name__[:40]
    logger.warning(
        "A message could not be sent: message=%s kind=%s error=%s", row.id, row.kind, row.last_error
    )
    if row.state != State.WAITING.value:  # withdrawn meanwhile
        return Came.NOT_SENT
    if isinstance(error, NeverError) and not kind.insists:
        settle(row, State.FAILED, now)
        logger.error("A message can never be sent: message=%s kind=%s", row.id, row.kind)
        return Came.DEAD
    asked = error.after if isinstance(error, TryAgainError) else None
    then = now + retry_after(row.attempts, asked)
    row.next_try_at = then if row.give_up_at is None else min(then, row.give_up_at)
    return Came.AGAIN
