"""Deeds: each is done once by its key, however often its button is pressed, and kept with what it takes to take it back."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from typing import Any, Callable, Mapping, Optional

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from bot.advising.advising_tables import StaffDeed
from bot.caseload.staff_desk import When
from bot.entitlements.parameters import Parameters
from bot.identity.access.decisions import Action, Caller, demand

UNDO_FOR = timedelta(minutes=5)
UNDO_KEPT, ROW_KEPT = timedelta(days=1), timedelta(days=30)  # data/retention.yml says the same
_ALONE = {"synchronize_session": False}  # no object of the session is changed with it
_INSERT: Mapping[str, Callable[..., Any]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


class DeedKind(str, Enum):
    """What was done."""

    CONTACT = "record_contact"
    MOVE = "move_plan"
    VIEWS = "record_views"
    REVIEW = "ask_review"
    CALL = "call_done"
    PIN = "text_pin"
    SHARE = "share_answer"


ACTION: Mapping[DeedKind, Action] = {
    DeedKind.CONTACT: Action.CONTACT_RECORD,
    DeedKind.MOVE: Action.MOVE_PLAN,
    DeedKind.VIEWS: Action.VIEWS_RECORD,
    DeedKind.REVIEW: Action.MOVE_PLAN,
    DeedKind.CALL: Action.CALL_BACK_DONE,
    DeedKind.PIN: Action.TEXT_PIN_SET,
    DeedKind.SHARE: Action.ANSWER_SHARE,
}


@dataclass(frozen=True)
class Doer:
    """Who does something, in a session of `access.audited` that reaches whom they may see; and when."""

    session: Session
    caller: Caller
    account: int
    parameters: Parameters
    when: When


@dataclass(frozen=True)
class Done:
    """One deed. `said` is what was done in short, for whoever presses again; `is_first` is False for them."""

    id: int
    kind: DeedKind
    person: int
    at: datetime
    said: Mapping[str, str] = field(default_factory=dict)
    undo: Mapping[str, Any] = field(default_factory=dict)
    undone_at: Optional[datetime] = None
    is_first: bool = True


@dataclass(frozen=True)
class Act:
    """What a deed did: what it takes to take it back, as JSON has it, and what it was in short."""

    undo: Mapping[str, Any]
    said: Mapping[str, str] = field(default_factory=dict)


def do_once(doer: Doer, key: str, kind: DeedKind, person: int, act: Callable[[], Act]) -> Done:
    """Do it, unless it was done by this key; then what was done stands.

    Raises AccessDenied for whom the doer does not reach, ValueError without a key, and what `act` raises. Of what is refused, by a
    ValueError, nothing is kept; every other error must end the transaction.
    """
    if not key:
        raise ValueError("a deed needs the key of the button that was pressed")
    demand(doer.session, doer.caller, ACTION[kind], person, doer.when.now)
    claimed = _claim(doer, key, kind, person)
    if claimed is None:
        return _before(doer, key)
    try:
        found = act()
    except ValueError:
        # A refusal. Whoever catches it goes on in this transaction: the deed was not done, and the key may be pressed again.
        doer.session.execute(delete(StaffDeed).where(StaffDeed.id == claimed).execution_options(**_ALONE))
        raise
    words = json.dumps({"undo": found.undo, "said": found.said})
    kept = update(StaffDeed).where(StaffDeed.id == claimed).values(undo=words)
    doer.session.execute(kept.execution_options(**_ALONE))
    return Done(claimed, kind, person, doer.when.now, found.said, found.undo)


def deed_of(session: Session, deed_id: int) -> Optional[Done]:
    """A deed by its number, as the database has it now."""
    row = session.get(StaffDeed, deed_id, populate_existing=True)
    return None if row is None else _done(row)


def is_theirs(session: Session, deed_id: int, account: int) -> bool:
    """Whether this account did it."""
    whose = select(StaffDeed.staff_account_id).where(StaffDeed.id == deed_id)
    return bool(session.execute(whose).scalar_one_or_none() == account)


def last_deed(session: Session, account: int, now: datetime) -> Optional[Done]:
    """The newest deed of an account that can still be taken back."""
    mine = (
        StaffDeed.staff_account_id == account,
        StaffDeed.undone_at.is_(None),
        StaffDeed.done_at >= now - UNDO_FOR,
    )
    newest = select(StaffDeed).where(*mine).order_by(StaffDeed.id.desc()).limit(1)
    row = session.execute(newest).scalar_one_or_none()
    return None if row is None else _done(row)


def claim_undo(session: Session, deed_id: int, now: datetime) -> bool:
    """Whether nobody has taken it back yet; from now on it is."""
    free = (StaffDeed.id == deed_id, StaffDeed.undone_at.is_(None))
    claimed = update(StaffDeed).where(*free).values(undone_at=now)
    return bool(session.execute(claimed.execution_options(**_ALONE)).rowcount)


def give_undo_back(session: Session, deed_id: int) -> None:
    """It could not be taken back, so it was not."""
    freed = update(StaffDeed).where(StaffDeed.id == deed_id).values(undone_at=None)
    session.execute(freed.execution_options(**_ALONE))


def sweep_deeds(session: Session, now: datetime) -> None:
    """Delete what is past its time: what it takes to undo a deed, and later that it was done."""
    old = update(StaffDeed).where(StaffDeed.done_at < now - UNDO_KEPT, StaffDeed.undo.is_not(None))
    session.execute(old.values(undo=None).execution_options(**_ALONE))
    gone = delete(StaffDeed).where(StaffDeed.done_at < now - ROW_KEPT)
    session.execute(gone.execution_options(**_ALONE))


def _claim(doer: Doer, key: str, kind: DeedKind, person: int) -> Optional[int]:
    """The number of the new row; None if the key is taken. On SQLite it begins the one writer, so that what follows is read once."""
    row = {
        "key": key,
        "staff_account_id": doer.account,
        "young_person_id": person,
        "kind": kind.value,
        "done_at": doer.when.now,
    }
    insert = _INSERT[doer.session.get_bind().dialect.name]
    added = insert(StaffDeed).values(**row).on_conflict_do_nothing(index_elements=["key"])
    if not doer.session.execute(added).rowcount:
        return None
    return int(doer.session.execute(select(StaffDeed.id).where(StaffDeed.key == key)).scalar_one())


def _before(doer: Doer, key: str) -> Done:
    """What was done by this key. Raises LookupError if the database does not show it."""
    wanted = select(StaffDeed).where(StaffDeed.key == key).execution_options(populate_existing=True)
    row = doer.session.execute(wanted).scalar_one_or_none()
    if row is None:
        raise LookupError("the key of this deed belongs to another council")
    return _done(row, is_first=False)


def _done(row: Any, *, is_first: bool = True) -> Done:
    words = json.loads(row.undo) if row.undo else {}
    return Done(
        id=int(row.id),
        kind=DeedKind(row.kind),
        person=int(row.young_person_id),
        at=row.done_at,
        said=words.get("said", {}),
        undo=words.get("undo", {}),
        undone_at=row.undone_at,
        is_first=is_first,
    )
