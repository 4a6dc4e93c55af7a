"""What everything that is done with hand-overs needs, and what both sides ask of the records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Callable, Mapping, Optional, Protocol, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.answer import Answer
from bot.casework.codes import Role
from bot.casework.tables import PersonalAdviser, StaffAccount, Team, YoungPerson
from bot.delivery.handing_over.hand_over_rules import SILENCE, HandOverRules
from bot.delivery.handing_over.own_adviser import is_reached
from bot.delivery.handing_over.put_lines import Lines
from bot.delivery.handing_over.said_to_staff import Whom
from bot.delivery.handing_over.said_to_young_person import SMS
from bot.delivery.handing_over.speaker import Speaker
from bot.delivery.sending.outbox_tables import OutgoingMessage
from bot.delivery.staffing.notify_staff import GIVE_UP, chat_of
from bot.identity.access.decisions import Action, Caller, may, note
from bot.identity.access.members_of_staff import UnknownStaff, caller_of_account
from bot.identity.by_phone.texters import reached
from bot.identity.sign_in.sessions import Sessions
from bot.records.database import Database
from bot.records.reach import Reach, meanwhile, of_councils, talk
from bot.settings import Clock

KIND = "hand_over"  # of what staff are sent about one
SENDS = "sending"  # the purpose that reaches hand-overs and accounts in Teams


class Tell(Protocol):
    """Sends an account of staff something in Teams: see `bot.delivery.staffing.notify_staff`."""

    def __call__(
        self,
        session: Session,
        account: int,
        answers: Sequence[Answer],
        key: str,
        kind: str,
        now: datetime,
        *,
        is_urgent: bool = False,
        young_person: Optional[int] = None,
        give_up: timedelta = GIVE_UP,
        words: Optional[str] = None,
    ) -> bool:
        """Whether it is on its way, now or since before. The same key is sent once."""


@dataclass(frozen=True)
class Parts:
    """`tell` sends to staff, `lines` puts lines into the talks of young people. `is_off` says whether somebody switched Teams off."""

    database: Database
    clock: Clock
    sessions: Sessions
    rules: HandOverRules
    lines: Lines
    tell: Tell
    is_off: Callable[[], bool] = lambda: False

    def is_here(self, session: Session, row: Any, now: datetime) -> bool:
        """Whether the young person of a hand-over is still signed in where they asked for it, and may be texted, if it is by text."""
        with meanwhile(session, talk(row.conversation)):
            person = self.sessions.person_in(session, row.conversation, now)
            texter = reached(session, row.conversation, now) if row.channel == SMS else None
        return bool(person == row.young_person_id) and not (texter is not None and texter.is_stopped)

    def is_served(self, session: Session, row: Any) -> bool:
        """Whether whoever took a hand-over may go on with it, and is reached."""
        return not self.is_off() and is_theirs(session, row, self.clock.today())

    def say(self, session: Session, row: Any, answer: Answer, key: str, now: datetime) -> bool:
        """Say something in the young person's talk, once for a key; whether it was not said before."""
        return self.lines.put(
            session, row.channel, row.conversation, [answer], f"hand-over {row.id} {key}", now
        )

    def tell_staff(
        self,
        session: Session,
        row: Any,
        account: int,
        answer: Answer,
        key: str,
        now: datetime,
        *,
        is_urgent: bool = False,
        give_up: timedelta = GIVE_UP,
        words: Optional[str] = None,
        is_theirs: bool = True,
        is_look: bool = True,
    ) -> None:
        """Tell an account of staff about a hand-over, once for a key. What `is_theirs` goes with the young person's record.

        A card that names them is a look, and kept as one.
        """
        key = f"hand-over {row.id} {key}"
        if was_told(session, key):
            return
        is_told = self.tell(
            session,
            account,
            [answer],
            key,
            KIND,
            now,
            is_urgent=is_urgent,
            young_person=row.young_person_id if is_theirs else None,
            give_up=give_up,
            words=words,
        )
        caller = caller_or_none(session, session.get(StaffAccount, account), self.clock.today())
        if is_look and is_told and caller is not None:
            note(session, caller, Action.HAND_OVER_SHOW, [row.young_person_id], now)

    def tell_taker(self, session: Session, row: Any, answer: Answer, key: str, now: datetime) -> None:
        """Tell whoever took a hand-over, if Teams still reaches them."""
        if is_reached(session, row.taken_by_id, self.clock.today()):
            self.tell_staff(session, row, row.taken_by_id, answer, key, now)

    def pass_to_taker(
        self,
        session: Session,
        row: Any,
        answer: Answer,
        key: str,
        now: datetime,
        *,
        danger: Optional[str] = None,
    ) -> None:
        """Show them what the young person wrote; not any more when the talk would be over, unless it shows danger.

        `danger` are the words that do: where they can't be shown to them any more, somebody else is shown them.
        """
        more: Mapping[str, Any] = {"give_up": SILENCE}
        if danger is not None:
            more = {"is_urgent": True, "words": danger}
        self.tell_staff(session, row, row.taken_by_id, answer, key, now, **more)


def young_side_of(person: int, conversation: str) -> Reach:
    """What a young person's transaction reaches about a hand-over: their own rows, and what tells staff."""
    return Reach(person=person, conversation=conversation, purpose=SENDS)


def staff_side_of(caller: Caller, conversation: str) -> Reach:
    """The same of a member of staff."""
    councils = of_councils([caller.council]).councils if caller.council else frozenset()
    return Reach(councils=councils, conversation=conversation, purpose=SENDS)


def whom_of(session: Session, person: int) -> Whom:
    """How a card names a young person. Needs a transaction that sends."""
    wanted = select(YoungPerson).where(YoungPerson.id == person)
    row = session.execute(wanted).scalar_one()
    return Whom(str(row.preferred_name), str(row.reference), int(row.id))


def was_told(session: Session, key: str) -> bool:
    """Whether the outbox knows something for staff, whose keys begin with ours. Needs a transaction that sends."""
    known = select(OutgoingMessage.id).where(OutgoingMessage.key == f"{key} 0")
    return session.execute(known.limit(1)).scalar_one_or_none() is not None


def speaker_of(session: Session, account: int) -> Speaker:
    """Who an account of staff is in a talk: the adviser, or a manager by the name that their team has for its only one."""
    row = session.get(StaffAccount, account)
    if row is not None and row.personal_adviser_id is not None:
        adviser = session.get(PersonalAdviser, row.personal_adviser_id)
        return Speaker(str(adviser.name) if adviser else "")
    return Speaker(_name_of_manager(session, row), is_manager=True)


def _name_of_manager(session: Session, account: Optional[StaffAccount]) -> str:
    """Of several accounts nobody knows whose name it is: then what the directory calls them in Teams."""
    if account is None:
        return ""
    managers = select(func.count()).where(
        StaffAccount.team_id == account.team_id,
        StaffAccount.role == Role.TEAM_MANAGER.value,
        StaffAccount.left_on.is_(None),
    )
    team = session.get(Team, account.team_id)
    if team is not None and team.manager_name and session.execute(managers).scalar_one() == 1:
        return str(team.manager_name)
    chat = chat_of(session, int(account.id))
    return str(chat.name or "") if chat is not None else ""


def is_theirs(session: Session, row: Any, on: date) -> bool:
    """Whether the account that took a hand-over is still that of the young person's own adviser, who has not left."""
    caller = caller_or_none(session, session.get(StaffAccount, row.taken_by_id), on)
    if caller is None or not is_reached(session, row.taken_by_id, on):
        return False
    with meanwhile(session, staff_side_of(caller, row.conversation)):
        return may(session, caller, Action.HAND_OVER_TAKE, row.young_person_id)


def caller_or_none(session: Session, account: Optional[StaffAccount], on: date) -> Optional[Caller]:
    """Who an account is; None for nobody, and for whom has left."""
    try:
        return caller_of_account(session, account, on)
    except UnknownStaff:
        return None
