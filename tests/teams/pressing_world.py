"""A button of a card pressed by a member of staff, on the way that the desk goes: the journal knows it, its handler answers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import select

from bot.advising.asking import Asking
from bot.advising.told_first.notice_handlers import HANDLERS
from bot.caseload.staff_desk import When
from bot.casework.tables import StaffAccount
from bot.delivery.conversation.journal import DatabaseJournal, choice_of
from bot.delivery.staffing.working_hours import local
from bot.identity.access.decisions import audited, reach_of
from bot.identity.access.members_of_staff import caller_of_account
from bot.identity.by_teams.teams_tables import TeamsUser
from bot.records.reach import go_on_as, talk

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from notice_world import Post, Told
    from sqlalchemy.orm import Session

    from bot.answer import Answer
    from bot.entitlements.parameters import Parameters


def press(post: Post, parameters: Parameters, told: Told, value: str, **inputs: str) -> Answer:
    """Press the button of a card that has this value, in the chat that the card was shown in."""
    conversation = told.chat.replace("chat", "teams")
    [index] = [str(n) for n, choice in enumerate(told.answer.choices) if choice.value == value]
    journal = DatabaseJournal(post.database, post.clock)  # type: ignore[arg-type]
    choice = choice_of(journal, conversation, f"{told.line}.{index}")
    assert choice is not None
    return press_value(post, parameters, conversation, choice.value, **inputs)


def press_value(post: Post, parameters: Parameters, conversation: str, value: str, **inputs: str) -> Answer:
    """What the handler of a button answers to whose conversation it is. Raises AccessDenied."""
    verb, *args = value.split("/")
    with _reading(post, conversation) as session:
        return HANDLERS[verb](asking(session, post, parameters, conversation, **inputs), args)


def asking(
    session: Session, post: Post, parameters: Parameters, conversation: str, text: str = "", **inputs: str
) -> Asking:
    """Who asks, as the desk finds out."""
    now = post.clock.now()
    when = When(local(now).date(), now)
    number = session.execute(
        select(TeamsUser.staff_account_id).where(TeamsUser.conversation == conversation)
    ).scalar_one()
    caller = caller_of_account(session, session.get(StaffAccount, number), when.on)
    go_on_as(session, replace(reach_of(caller), conversation=conversation))
    return Asking(session, caller, number, parameters, when, conversation, text, inputs)


def _reading(post: Post, conversation: str) -> AbstractContextManager[Session]:
    return audited(post.database, talk(conversation))
