"""Hands the answers of a turn to the outbox, each as a text and a card, in the transaction that keeps the turn."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any, List, Optional, Sequence

from sqlalchemy.orm import Session

from bot.answer import Answer
from bot.answer_text import plain_text
from bot.channels.teams.teams_activities import activities, as_json, text_activity
from bot.delivery.conversation.journal import Line
from bot.delivery.sending.outbox import put
from bot.delivery.sending.outgoing import Channel, Outgoing
from bot.delivery.staffing.teams_kinds import KIND
from bot.identity.by_teams.teams_links import staff_in_teams
from bot.identity.by_teams.teams_users import user_of
from bot.settings import Clock

logger = logging.getLogger(__name__)

GIVE_UP, GIVE_UP_URGENT = timedelta(hours=4), timedelta(hours=24)
GIVE_UP_CARD = timedelta(minutes=15)  # of what may name people: it is asked for again sooner than that


def posted(line: Line) -> List[str]:
    """What a line of the journal becomes in Teams: activities as JSON, in their order; none of what a person said.

    An answer of which no card can be made is said as plain text: somebody waits for it.
    """
    if line.answer is None:
        return []
    try:
        made = activities(line.answer, line.id)
    except Exception as error:  # noqa: BLE001 - whatever failed, the person gets the answer
        logger.error("A card could not be made: error=%s", type(error).__name__)
        made = [text_activity(plain_text(line.answer))]
    return list(map(as_json, made))


class TeamsDelivery:
    """What an answer shows of young people is for the account alone that asked: see `teams_kinds`. Whoever has left asked as a stranger."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def __call__(self, session: Session, conversation: str, lines: Sequence[Line]) -> None:
        """See `Deliver`. Nothing is put where nobody in Teams has this conversation."""
        user = user_of(session, conversation)
        if user is None:
            return
        member = staff_in_teams(session, conversation, self._clock.today())
        account = member.account if member else None
        for line in lines:
            for number, activity in enumerate(posted(line)):
                self._put(session, user, account, line, number, activity)

    def _put(
        self, session: Session, user: Any, account: Optional[int], line: Line, number: int, activity: str
    ) -> None:
        """Only the text of what is urgent goes before all others: its card, which holds the buttons, comes behind it."""
        now, answer = self._clock.now(), line.answer or Answer(lead="")
        is_urgent = answer.urgency == "urgent"
        outgoing = Outgoing(
            kind=KIND,
            channel=Channel.TEAMS,
            key=f"answer {line.id} {number}",
            person=str(user.lookup),
            text=activity,
            about=account if answer.card else None,
            people=answer.card.people if answer.card else (),
            is_urgent=is_urgent and number == 0,
            is_fleeting=True,
            give_up_at=now + _patience(answer),
        )
        put(session, outgoing, now)


def _patience(answer: Answer) -> timedelta:
    """How long an answer is tried."""
    if answer.urgency == "urgent":
        return GIVE_UP_URGENT
    return GIVE_UP_CARD if answer.card else GIVE_UP
