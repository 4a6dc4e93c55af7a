"""Invented advisers who have our app in Teams, and what is said to them there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from bot.answer import Answer, Choice
from bot.card import Card, Row
from bot.casework.codes import Role
from bot.casework.tables import PersonalAdviser, StaffAccount, Team
from bot.channels.teams.teams_delivery import posted
from bot.delivery.conversation.conversation_tables import TranscriptLine
from bot.delivery.sending.carrying import Carrier, send_next
from bot.delivery.sending.outbox_tables import OutgoingMessage
from bot.delivery.sending.outgoing import Channel
from bot.delivery.staffing.notify_staff import TellStaff
from bot.delivery.staffing.teams_kinds import KIND, TeamsMessages, may_post
from bot.identity.by_teams.teams_tables import TeamsUser
from bot.identity.by_teams.teams_users import Reference
from bot.records.reach import OPERATOR, SENDING

if TYPE_CHECKING:
    from bot.records.database import Database

NOW = datetime(2026, 11, 30, 9)
SERVICE = "https://smba.trafficmanager.net/uk/"
NAME = "Kai Markerson (invented)"
tell = TellStaff(posted)


@dataclass(frozen=True)
class Member:
    """An account of staff, and whom it is in Teams."""

    account: int
    lookup: str
    conversation: str
    chat: str


def staff_in_teams(database: Database, count: int = 1, address: str = SERVICE) -> list[Member]:
    """So many advisers of one team, each with a chat there."""
    with database.transaction(OPERATOR) as session:
        team = Team(council="rutland", name="Leaving care in Teams")
        return [_member(session, team, number, address) for number in range(count)]


def _member(session: Any, team: Team, number: int, address: str) -> Member:
    adviser = PersonalAdviser(name=f"Adviser {number} (invented)", team=team)
    session.add(adviser)
    session.flush()
    account = StaffAccount(
        subject_lookup=f"subject {number}", role=Role.PERSONAL_ADVISER.value, personal_adviser_id=adviser.id
    )
    session.add(account)
    session.flush()
    lookup, conversation, chat = f"lookup {number}", f"teams-invented-{number}", f"a:chat-{number}"
    reference = Reference(address, chat, f"29:user-{number}", "28:bot", "invented-tenant")
    session.add(
        TeamsUser(
            lookup=lookup,
            conversation=conversation,
            reference=reference.as_json(),
            staff_account_id=account.id,
            is_installed=True,
            last_heard_at=NOW,
        )
    )
    session.flush()
    return Member(int(account.id), lookup, conversation, chat)


def overdue(name: str = NAME) -> Answer:
    """What names somebody, in its card alone."""
    return Answer(
        title="Overdue plans",
        lead="1 plan is overdue.",
        choices=(Choice(label="Open", kind="staff", value="status/17"),),
        card=Card(rows=(Row(title=name, press=0),)),
    )


@dataclass
class Chats:
    """A provider that keeps what it was given, or raises what it was told, once each."""

    faults: list[Exception]
    sent: list[Any]
    name: str = "teams"

    def send(self, outgoing: Any) -> str:
        """Keep it."""
        if self.faults:
            raise self.faults.pop(0)
        self.sent.append(outgoing)
        return f"id {len(self.sent)}"


def chats(*faults: Exception) -> Chats:
    """One."""
    return Chats(list(faults), [])


def carrier(database: Database, provider: Any) -> Carrier:
    """What carries to Teams, as the assistant sets it up."""
    return Carrier(database, {Channel.TEAMS.value: provider}, {KIND: TeamsMessages()}, may_post)


def send_all(database: Database, provider: Any, now: datetime = NOW) -> None:
    """Everything that is due, one after the other."""
    made = carrier(database, provider)
    while send_next(made, lambda: now, Channel.TEAMS.value) is not None:
        continue


def rows(database: Database) -> list[Any]:
    """The outbox, in order."""
    with database.transaction(SENDING) as session:
        return list(session.execute(select(OutgoingMessage).order_by(OutgoingMessage.id)).scalars())


def states(database: Database) -> dict[str, str]:
    """What became of each message, by its key."""
    return {row.key: row.state for row in rows(database)}


def lines(database: Database, conversation: str) -> list[Any]:
    """What the journal holds of a conversation."""
    with database.transaction(OPERATOR) as session:
        wanted = select(TranscriptLine).where(TranscriptLine.conversation == conversation)
        return list(session.execute(wanted.order_by(TranscriptLine.id)).scalars())


def change(database: Database, member: Member, **changed: Any) -> None:
    """Change what is known of somebody in Teams."""
    with database.transaction(OPERATOR) as session:
        user = session.get(TeamsUser, member.lookup)
        for name, value in changed.items():
            setattr(user, name, value)


def leave(database: Database, member: Member, on: date) -> None:
    """Their account's last day."""
    with database.transaction(OPERATOR) as session:
        session.get(StaffAccount, member.account).left_on = on


def user(database: Database, member: Member) -> Any:
    """What is known of somebody in Teams."""
    with database.transaction(SENDING) as session:
        return session.get(TeamsUser, member.lookup)
