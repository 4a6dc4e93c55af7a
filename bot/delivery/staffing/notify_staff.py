"""Says something to a member of staff in Teams first, with lines in the journal, so that its buttons can be pressed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Callable, Optional, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.answer import Answer
from bot.delivery.conversation.journal import Line, add_lines, lines_of
from bot.delivery.sending.outbox import put
from bot.delivery.sending.outbox_tables import OutgoingMessage
from bot.delivery.sending.outgoing import Channel, Outgoing
from bot.identity.by_teams.teams_tables import TeamsUser
from bot.records.reach import SENDING, meanwhile

# What a line of the journal becomes in Teams: activities as JSON, in their order.
Render = Callable[[Line], Sequence[str]]

GIVE_UP = timedelta(hours=24)


@dataclass(frozen=True)
class TellStaff:
    """`render` makes what is posted of a line: `bot.channels.teams.teams_delivery.posted`."""

    render: Render

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
        not_before: Optional[datetime] = None,
        give_up: timedelta = GIVE_UP,
        words: Optional[str] = None,
    ) -> bool:
        """Whether it is on its way to an account of staff, now or since before: the same key is sent once.

        It works in the caller's transaction, whatever that reaches. `kind` is that of the rows in the outbox. Only the first activity of
        what `is_urgent` goes before all others, so that the order stays. `words` are kept beside it for a kind that may have to say them to
        somebody else, and never sent. Not where they have no chat with us, or blocked it.
        Raises IntegrityError if another transaction says the same at the same moment.
        """
        draft = Outgoing(
            kind=kind,
            channel=Channel.TEAMS,
            key=key,
            person="",
            about=account,
            young_person=young_person,
            subject=words,
            people={person for one in answers if one.card for person in one.card.people},
            is_fleeting=True,
            not_before=not_before,
            give_up_at=max(now, not_before or now) + give_up,
        )
        with meanwhile(session, SENDING):
            user = chat_of(session, account)
            if user is None or not answers or _is_put(session, key):
                return user is not None
            lookup, conversation = str(user.lookup), str(user.conversation)
        self._say(session, replace(draft, person=lookup), conversation, answers, now, is_urgent=is_urgent)
        return True

    def _say(
        self,
        session: Session,
        draft: Outgoing,
        conversation: str,
        answers: Sequence[Answer],
        now: datetime,
        *,
        is_urgent: bool,
    ) -> None:
        lines = lines_of("", answers)[1:]
        said = [activity for line in lines for activity in self.render(line)]
        for number, activity in enumerate(said):
            is_first = is_urgent and number == 0
            one = replace(draft, text=activity, key=_key(draft.key, number), is_urgent=is_first)
            if not _is_ours(session, put(session, one, now), activity):
                return  # another transaction was first, and has lines of its own
        with meanwhile(session, replace(SENDING, conversation=conversation)):
            add_lines(session.connection(), conversation, lines, now)


def chat_of(session: Session, account: int) -> Any:
    """The chat in which an account of staff was heard last, of those that can be written to; None if there is none."""
    wanted = (
        select(TeamsUser)
        .where(
            TeamsUser.staff_account_id == account,
            TeamsUser.is_installed,
            TeamsUser.blocked_at.is_(None),
            TeamsUser.reference.is_not(None),
        )
        .order_by(TeamsUser.last_heard_at.desc(), TeamsUser.lookup)
        .limit(1)
    )
    return session.execute(wanted).scalar_one_or_none()


def _key(key: str, number: int) -> str:
    return f"{key} {number}"


def _is_put(session: Session, key: str) -> bool:
    known = select(OutgoingMessage.id).where(OutgoingMessage.key == _key(key, 0))
    return session.execute(known).first() is not None


def _is_ours(session: Session, message: int, activity: str) -> bool:
    """Whether a row says what we put: its buttons name the lines of whoever put it."""
    with meanwhile(session, SENDING):
        row = session.get(OutgoingMessage, message)
        return row is not None and row.body == activity
