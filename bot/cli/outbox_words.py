"""Messages in plain words, for who runs the server: neither for whom they are nor what they say."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Callable, Iterator, Mapping, Optional

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from bot.delivery.sending.outbox import Backlog
from bot.delivery.sending.outbox_tables import DEAD, OutgoingMessage, State


def listed(session: Session, state: Optional[str], limit: int) -> list[Any]:
    """Rows of one state, or those that wait or are dead letters; the oldest first."""
    states = [state] if state else [one.value for one in (State.WAITING, *DEAD)]
    wanted = select(OutgoingMessage).where(OutgoingMessage.state.in_(states)).order_by(OutgoingMessage.id)
    return list(session.execute(wanted.limit(limit)).scalars())


def summary(backlog: Backlog) -> str:
    """One line: how many of each state, and how long the oldest waits."""
    counts = ", ".join(f"{count} {state}" for state, count in backlog.counts.items() if count)
    oldest = (
        f"; the oldest has been due for {age(timedelta(seconds=backlog.oldest))}" if backlog.oldest else ""
    )
    return f"{counts or 'no message'}{oldest} (times in UTC)"


def line_of(row: Any, now: datetime) -> str:
    """One line: number, kind, channel, state, age, attempts."""
    urgent = ", urgent" if row.is_urgent else ""
    error = f" ({row.last_error})" if row.last_error else ""
    return (
        f"message {row.id}: {row.kind} by {row.channel}{urgent}, {row.state},"
        f" put {age(now - row.put_at)} ago, {_tries(row)}{error}"
    )


def explanation(session: Session, row: Any, now: datetime) -> str:
    """What happened and what happens next."""
    return "\n".join([line_of(row, now), *_story(row), *_NEXT[State(row.state)](session, row, now)])


def age(span: timedelta) -> str:
    """A span in its largest unit: 3 days, 5 hours, 1 minute, 0 seconds."""
    seconds = max(0, int(span.total_seconds()))
    for unit, length in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if seconds >= length:
            return _counted(seconds // length, unit)
    return _counted(seconds, "second")


def _story(row: Any) -> Iterator[str]:
    yield f"It was put at {_time(row.put_at)}, to leave at {_time(row.due_at)} or after."
    if row.tried_at is not None and row.last_error:
        yield f"The last try was at {_time(row.tried_at)} and failed: {row.last_error}."
    if row.reference:
        yield f"The provider {row.provider} took it; its reference is {row.reference}."


def _waiting(session: Session, row: Any, now: datetime) -> Iterator[str]:
    older = _older(session, row)
    if row.held_until is not None and row.held_until > now:
        yield "It is being sent right now."
    elif older and not row.is_urgent:
        yield f"It waits behind message {older}, which is older and for the same person: it goes when that has come to an end."
    elif row.next_try_at > now:
        why = "it failed" if row.last_error else "it may not leave before, or the night is quiet"
        yield f"It is tried at {_time(row.next_try_at)}, because {why}."
    else:
        yield "It is due: it leaves as soon as a worker is free. If it does not, look whether one is running."
    if row.give_up_at is not None:
        yield f"If it has not left by {_time(row.give_up_at)}, it becomes a dead letter."


def _older(session: Session, row: Any) -> Optional[int]:
    before = or_(
        OutgoingMessage.due_at < row.due_at,
        and_(OutgoingMessage.due_at == row.due_at, OutgoingMessage.id < row.id),
    )
    same = (
        OutgoingMessage.person == row.person,
        OutgoingMessage.channel == row.channel,
        OutgoingMessage.state == State.WAITING.value,
    )
    found: Optional[int] = session.execute(
        select(func.min(OutgoingMessage.id)).where(*same, before)
    ).scalar_one()
    return found


def _dead(what: str) -> Callable[[Session, Any, datetime], Iterator[str]]:
    def told(_session: Session, row: Any, _now: datetime) -> Iterator[str]:
        yield f"{what} ({_time(row.settled_at)}). It is a dead letter, and is not tried by itself any more."
        if row.is_fleeting:
            yield "Its words are gone; whoever needs it must ask for a new one."
        else:
            yield f"When the cause is mended: localoffer outbox retry {row.id}"

    return told


def _over(what: str) -> Callable[[Session, Any, datetime], Iterator[str]]:
    def told(_session: Session, row: Any, _now: datetime) -> Iterator[str]:
        yield f"{what} ({_time(row.settled_at)}). Nothing more happens."

    return told


_NEXT: Mapping[State, Callable[[Session, Any, datetime], Iterator[str]]] = {
    State.WAITING: _waiting,
    State.SENT: _over("The provider took it, and has not said since whether it arrived"),
    State.DELIVERED: _over("The provider says that it arrived"),
    State.FAILED: _dead("It can never arrive, as the provider says"),
    State.GIVEN_UP: _dead("Its time was up before it could leave"),
    State.WITHHELD: _over("It was not sent, because the person does not want it"),
    State.WITHDRAWN: _over("It was not sent, because what it was about was over"),
}


def _tries(row: Any) -> str:
    return "not tried yet" if not row.attempts else _counted(row.attempts, "try").replace("trys", "tries")


def _counted(count: int, unit: str) -> str:
    return f"{count} {unit}{'' if count == 1 else 's'}"


def _time(moment: Any) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}"
