"""Taking a deed back: by who did it, within five minutes, and only while nobody touched it since."""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from typing import Any, Callable, Mapping

from bot.advising.doing.deeds import (
    ACTION,
    UNDO_FOR,
    DeedKind,
    Doer,
    Done,
    claim_undo,
    deed_of,
    give_undo_back,
    is_theirs,
)
from bot.advising.doing.doing_tools import Tools
from bot.caseload.call_backs import call_not_done
from bot.caseload.contacts import take_contact_back
from bot.caseload.plan_moves import undo_move
from bot.caseload.shared_answers import unshare_answer
from bot.caseload.text_settings import undo_pin
from bot.casework.plans.life_cycle import LostRace
from bot.casework.plans.moved_back import Moved
from bot.identity.access.decisions import demand
from bot.identity.by_phone.text_pins import KeptPin

_NOBODY = -1  # no record has it: a deed of somebody else is denied as one that is not there


class NotUndone(str, Enum):
    """Why a deed was not taken back."""

    ALREADY = "already"
    TOO_LATE = "too_late"
    CHANGED = "changed"
    CALLED_AGAIN = "called_again"
    SEEN = "seen"


class NotUndoneError(ValueError):
    """It stands as it was done. `why` says why; `done` is the deed."""

    def __init__(self, why: NotUndone, done: Done) -> None:
        super().__init__(why.value)
        self.why, self.done = why, done


def undo_deed(doer: Doer, deed_id: int, tools: Tools) -> Done:
    """Take a deed back; what it was. Raises AccessDenied for one that is not theirs or not there, and NotUndoneError."""
    done = deed_of(doer.session, deed_id)
    if done is None or not is_theirs(doer.session, deed_id, doer.account):
        action = ACTION[DeedKind.CONTACT if done is None else done.kind]
        demand(doer.session, doer.caller, action, _NOBODY, doer.when.now)
        raise LookupError("there is no such deed")
    _require_in_time(done, doer.when.now)
    if not claim_undo(doer.session, deed_id, doer.when.now):
        raise NotUndoneError(NotUndone.ALREADY, done)
    try:
        _BACK[done.kind](doer, done, tools)
    except NotUndoneError:
        give_undo_back(doer.session, deed_id)
        raise
    return done


def _require_in_time(done: Done, now: datetime) -> None:
    if done.undone_at is not None:
        raise NotUndoneError(NotUndone.ALREADY, done)
    if now - done.at > UNDO_FOR or not done.undo:
        raise NotUndoneError(NotUndone.TOO_LATE, done)


def _contact(doer: Doer, done: Done, _tools: Tools) -> None:
    take_contact_back(doer.session, doer.caller, int(done.undo["contact"]), doer.when.now)


def _plan(doer: Doer, done: Done, _tools: Tools) -> None:
    try:
        undo_move(doer.session, doer.caller, Moved.from_data(done.undo), doer.when.now)
    except LostRace:
        raise NotUndoneError(NotUndone.CHANGED, done) from None


def _call(doer: Doer, done: Done, _tools: Tools) -> None:
    number, at = int(done.undo["call"]), datetime.fromisoformat(done.undo["done_at"])
    if not call_not_done(doer.session, doer.caller, number, at, doer.when.now):
        raise NotUndoneError(NotUndone.CALLED_AGAIN, done)


def _pin(doer: Doer, done: Done, tools: Tools) -> None:
    if tools.pins is None:
        raise NotUndoneError(NotUndone.CHANGED, done)
    kept: Mapping[str, Any] = done.undo
    since = datetime.fromisoformat(kept["set_at"]) if kept["set_at"] else None
    before, now = KeptPin(kept["hash"], since, int(kept["tries"])), datetime.fromisoformat(kept["now"])
    if not undo_pin(doer.session, doer.caller, done.person, before, now, tools.pins, doer.when.now):
        raise NotUndoneError(NotUndone.CHANGED, done)


def _shared(doer: Doer, done: Done, tools: Tools) -> None:
    number = int(done.undo["shared"])
    if not unshare_answer(doer.session, doer.caller, number, doer.when.now):
        raise NotUndoneError(NotUndone.SEEN, done)
    if tools.notices is not None:
        tools.notices.withdraw(doer.session, number, doer.when.now)


_BACK: Mapping[DeedKind, Callable[[Doer, Done, Tools], None]] = {
    DeedKind.CONTACT: _contact,
    DeedKind.MOVE: _plan,
    DeedKind.VIEWS: _plan,
    DeedKind.REVIEW: _plan,
    DeedKind.CALL: _call,
    DeedKind.PIN: _pin,
    DeedKind.SHARE: _shared,
}
