"""Who may do what with whose record: one place decides, and no is the default.

Every decision about a person's record leaves an audit event. An allowed one is
kept in the transaction of the read: no event, no read. A denied one must outlive
the roll-back that its error causes, so `audited` undoes the transaction and then
keeps the event alone in a transaction of its own.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any, Callable, FrozenSet, Iterable, Iterator, Literal, Mapping, Optional, Union

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from bot.casework.codes import Role
from bot.casework.scope import AdviserScope, Scope, TeamScope
from bot.casework.tables import AuditEvent, PersonalAdviser, YoungPerson
from bot.records.database import Database
from bot.records.reach import COUNTS, NOBODY, OPERATOR, SENDING, Reach, of_councils, own

Target = Union[int, Scope, None]  # a person's id, a list's scope, or nobody in particular
_AUDITED, _SHOWN = "audited", "shown"


class Action(str, Enum):
    """What somebody wants to do. The words stand in the audit."""

    PLAN_STATUS = "plan_status"
    RECORD = "record"
    CASELOAD = "caseload"
    PLANS_DUE = "plans_due"
    PLANS_OVERDUE = "plans_overdue"
    WITHOUT_CONTACT = "without_contact"
    KEY_DATES = "key_dates"
    INDICATORS = "indicators"
    SHARED_INDICATORS = "shared_indicators"
    AUDIT_REPORT = "audit_report"
    IMPORT = "import"
    ERASE = "erase"
    EXPORT = "export"
    READMIT = "readmit"
    RETURN_IMPORT = "return_import"
    RETURN_EXPORT = "return_export"
    MOVE_PLAN = "move_plan"
    STAFF_ADD = "staff_add"
    STAFF_LEAVE = "staff_leave"
    STAFF_LINK = "staff_link"
    STAFF_UNLINK = "staff_unlink"
    ALERT_RAISE = "alert_raise"
    ALERT_DELIVER = "alert_deliver"
    ALERT_LIST = "alert_list"
    ALERT_ACKNOWLEDGE = "alert_acknowledge"
    ALERT_ADDRESS = "alert_address"
    OUTBOX_LIST = "outbox_list"
    OUTBOX_EXPLAIN = "outbox_explain"
    OUTBOX_RETRY = "outbox_retry"
    CALL_BACK_ASK = "call_back_ask"
    CALL_BACK_LIST = "call_back_list"
    CALL_BACK_DONE = "call_back_done"
    TEXT_SETTINGS = "text_settings"
    TEXTS_FAILING = "texts_failing"
    REMINDER_SEND = "reminder_send"
    REMINDERS_DUE = "reminders_due"
    SURVEY_ASK = "survey_ask"
    CONTACT_RECORD = "contact_record"
    CONTACT_TAKE_BACK = "contact_take_back"
    MOVE_TAKE_BACK = "move_take_back"
    CALL_BACK_UNDO = "call_back_undo"
    TEXT_PIN_SET = "text_pin_set"
    TEXT_PIN_UNDO = "text_pin_undo"
    ANSWER_SHARE = "answer_share"
    ANSWER_UNSHARE = "answer_unshare"
    CALL_BACK_PROMISE = "call_back_promise"
    ALERT_ESCALATE = "alert_escalate"
    HAND_OVER_ASK = "hand_over_ask"
    HAND_OVER_TAKE = "hand_over_take"
    HAND_OVER_DECLINE = "hand_over_decline"
    HAND_OVER_SHOW = "hand_over_show"  # a card of such a talk names the young person
    CALL_BACK_TELL = "call_back_tell"
    VIEWS_RECORD = "views_record"


@dataclass(frozen=True)
class Caller:
    """Who asks. `actor` is the account in the audit, never a name.

    The operator sits at the machine's terminal and holds its keys: nobody can keep
    them out, so what they look at is at least audited. The assistant is this program
    where it acts by itself: it passes on alerts and reads nothing.
    """

    role: Union[Role, Literal["operator", "assistant"]]
    actor: str
    young_person_id: Optional[int] = None
    personal_adviser_id: Optional[int] = None
    team_id: Optional[int] = None
    council: Optional[str] = None  # of a member of staff: whose people the database shows them at all


class AccessDenied(RuntimeError):  # noqa: N818 - the name that callers read
    """Somebody asked for what is not theirs. Names the action, never a person."""

    def __init__(self, caller: Caller, action: Action, target: Target, now: datetime) -> None:
        super().__init__(
            f"{_role(caller)} may not do {action.value!r} here; ask the person's own adviser or team manager"
        )
        self.event = _event(caller, action, target if isinstance(target, int) else None, now, "denied")


_PERSON = {
    Action.PLAN_STATUS,
    Action.RECORD,
    Action.MOVE_PLAN,
    Action.TEXT_SETTINGS,
}  # which move is for whom is the life cycle's to say
_LISTS = {
    Action.CASELOAD,
    Action.PLANS_DUE,
    Action.PLANS_OVERDUE,
    Action.WITHOUT_CONTACT,
    Action.KEY_DATES,
    Action.TEXTS_FAILING,
}
_ALERTS = {Action.ALERT_LIST, Action.ALERT_ACKNOWLEDGE, Action.ALERT_ESCALATE}
_CALLS = {
    Action.CALL_BACK_LIST,
    Action.CALL_BACK_DONE,
    Action.CALL_BACK_UNDO,
    Action.CALL_BACK_PROMISE,
}
# What changes somebody's record, or reaches them, and is taken back again.
_DEEDS = {
    Action.CONTACT_RECORD,
    Action.CONTACT_TAKE_BACK,
    Action.MOVE_TAKE_BACK,
    Action.VIEWS_RECORD,
    Action.TEXT_PIN_SET,
    Action.TEXT_PIN_UNDO,
    Action.ANSWER_SHARE,
    Action.ANSWER_UNSHARE,
}
_ALLOWED: Mapping[str, set[Action]] = {
    Role.YOUNG_PERSON: {*_PERSON, Action.ALERT_RAISE, Action.CALL_BACK_ASK, Action.HAND_OVER_ASK},
    Role.PERSONAL_ADVISER: {
        *_PERSON,
        *_LISTS,
        *_ALERTS,
        *_CALLS,
        *_DEEDS,
        Action.INDICATORS,
        Action.STAFF_LINK,
        Action.STAFF_UNLINK,
        Action.HAND_OVER_TAKE,
        Action.ALERT_RAISE,
    },
    Role.TEAM_MANAGER: {
        *_PERSON,
        *_LISTS,
        *_ALERTS,
        *_CALLS,
        *_DEEDS,
        Action.INDICATORS,
        Action.SHARED_INDICATORS,
        Action.STAFF_LINK,
        Action.STAFF_UNLINK,
        Action.HAND_OVER_TAKE,
    },
    Role.ADMINISTRATOR: {
        Action.SHARED_INDICATORS,
        Action.IMPORT,
        Action.ERASE,
        Action.STAFF_LINK,
        Action.STAFF_UNLINK,
    },
    "operator": {
        Action.PLAN_STATUS,
        Action.AUDIT_REPORT,
        Action.SHARED_INDICATORS,
        Action.IMPORT,
        Action.ERASE,
        Action.EXPORT,
        Action.READMIT,
        Action.RETURN_IMPORT,
        Action.RETURN_EXPORT,
        Action.STAFF_ADD,
        Action.STAFF_LEAVE,
        Action.STAFF_LINK,
        Action.STAFF_UNLINK,
        *_ALERTS,
        Action.ALERT_ADDRESS,
        Action.OUTBOX_LIST,
        Action.OUTBOX_EXPLAIN,
        Action.OUTBOX_RETRY,
        Action.REMINDERS_DUE,
        Action.SURVEY_ASK,
    },
    "assistant": {Action.ALERT_RAISE, Action.ALERT_DELIVER, Action.REMINDER_SEND, Action.CALL_BACK_TELL},
}


def may(session: Session, caller: Caller, action: Action, target: Target) -> bool:
    """Whether the caller may do this with this person (or list). Everything not allowed is denied."""
    if action not in _ALLOWED.get(caller.role, ()):
        return False
    return _REACHES[caller.role](session, caller, target)


def reach_of(caller: Caller) -> Reach:
    """The second wall: whose rows the database shows a caller, whatever is decided here."""
    if caller.role is Role.YOUNG_PERSON:
        return NOBODY if caller.young_person_id is None else own(caller.young_person_id)
    if caller.role in (Role.PERSONAL_ADVISER, Role.TEAM_MANAGER):
        return NOBODY if caller.council is None else of_councils([caller.council])
    return _REACH_OF_OTHERS.get(caller.role, NOBODY)


@contextmanager
def audited(database: Database, reach: Optional[Reach] = None) -> Iterator[Session]:
    """A transaction in which records are read. A denial undoes it and is kept on its own.

    Where it is not known yet who asks, begin with what finds out, and go on with `bot.records.reach.go_on_as`.
    """
    try:
        with database.transaction(reach) as session:
            session.info[_AUDITED] = True
            yield session
    except AccessDenied as denied:
        with database.transaction(_DENIALS) as session:
            _keep(session, [denied.event])
        raise


def read(session: Session, caller: Caller, action: Action, person_id: int, now: datetime) -> None:
    """Let the caller read one person's record and keep that they did; `now` in UTC without zone.

    Raises AccessDenied if they may not (the same for somebody unknown), and
    RuntimeError if the session was not opened by `audited`.
    """
    demand(session, caller, action, person_id, now)
    note(session, caller, action, [person_id], now)


def demand(session: Session, caller: Caller, action: Action, target: Target, now: datetime) -> None:
    """Raise AccessDenied unless the caller may. Whoever was let in must `note` whom they were shown."""
    if not session.info.get(_AUDITED):
        raise RuntimeError(
            "records are read in a transaction of bot.identity.access.decisions.audited; a denial would be lost here"
        )
    if not may(session, caller, action, target):
        raise AccessDenied(caller, action, target, now)


def note(
    session: Session, caller: Caller, action: Action, people: Iterable[Optional[int]], now: datetime
) -> None:
    """Keep one allowed event for each person shown, in this transaction. None is nobody in particular."""
    people = list(people)
    session.info.setdefault(_SHOWN, set()).update(person for person in people if person is not None)
    _keep(session, [_event(caller, action, person, now, "allowed") for person in people])


def shown_people(session: Session) -> FrozenSet[int]:
    """Whom this transaction has shown so far: what is said of them may leave only while they are still that caller's."""
    return frozenset(session.info.get(_SHOWN, ()))


def _keep(session: Session, events: list[dict[str, Any]]) -> None:
    if events:
        # Inline: to be told the number of an event, one would have to be let see it.
        session.execute(insert(AuditEvent.__table__).inline(), events)


def _event(
    caller: Caller, action: Action, person: Optional[int], now: datetime, outcome: str
) -> dict[str, Any]:
    return {
        "happened_at": now,
        "role": _role(caller),
        "actor": caller.actor,
        "action": action.value,
        "person": person,
        "outcome": outcome,
    }


def _role(caller: Caller) -> str:
    return caller.role.value if isinstance(caller.role, Role) else caller.role


def _own_record(session: Session, caller: Caller, target: Target) -> bool:
    own = caller.young_person_id
    return own is not None and target == own and _adviser_of(session, own) is not _NOBODY


def _own_caseload(session: Session, caller: Caller, target: Target) -> bool:
    own = caller.personal_adviser_id
    if own is None:  # a person without an adviser must not count as the caseload of an account without one
        return False
    return target == AdviserScope(own) if not isinstance(target, int) else _adviser_of(session, target) == own


def _own_team(session: Session, caller: Caller, target: Target) -> bool:
    if caller.team_id is None:
        return False
    if isinstance(target, TeamScope):
        return target.team_id == caller.team_id
    adviser: object = target.personal_adviser_id if isinstance(target, AdviserScope) else None
    if isinstance(target, int):
        adviser = _adviser_of(session, target)
    return isinstance(adviser, int) and _team_of(session, adviser) == caller.team_id


def _anybody(session: Session, _caller: Caller, target: Target) -> bool:
    return not isinstance(target, int) or _adviser_of(session, target) is not _NOBODY


_REACHES: Mapping[str, Callable[[Session, Caller, Target], bool]] = {
    Role.YOUNG_PERSON: _own_record,
    Role.PERSONAL_ADVISER: _own_caseload,
    Role.TEAM_MANAGER: _own_team,
    Role.ADMINISTRATOR: _anybody,
    "operator": _anybody,
    "assistant": _anybody,
}
_NOBODY = object()
_DENIALS = Reach(purpose="denial")  # adds to the audit and sees nothing
_REACH_OF_OTHERS: Mapping[str, Reach] = {
    Role.ADMINISTRATOR: COUNTS,
    "operator": OPERATOR,
    "assistant": SENDING,
}


def _adviser_of(session: Session, person_id: int) -> object:
    """The id of the person's adviser, None if they have none, `_NOBODY` if there is no such person."""
    wanted = select(YoungPerson.personal_adviser_id).where(YoungPerson.id == person_id)
    row = session.execute(wanted).one_or_none()
    return _NOBODY if row is None else row[0]


def _team_of(session: Session, adviser_id: int) -> Optional[int]:
    wanted = select(PersonalAdviser.team_id).where(PersonalAdviser.id == adviser_id)
    found = session.execute(wanted).scalar_one_or_none()
    return None if found is None else int(found)
