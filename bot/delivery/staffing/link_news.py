"""Says to a chat in Teams that it is linked to no account of staff any more: whoever did not do that must notice."""

from __future__ import annotations

from datetime import datetime
from typing import Callable, Sequence

from sqlalchemy.orm import Session

from bot.answer import Answer
from bot.delivery.conversation.journal import Deliver
from bot.delivery.handing_over.put_lines import Lines
from bot.phrases import phrase
from bot.records.signals import Signals

TEAMS = "teams"
TellUnlinked = Callable[[Session, Sequence[str], datetime], None]


def tell_nobody(_session: Session, _conversations: Sequence[str], _now: datetime) -> None:
    """Nobody is told: there is no Teams here."""


def make_tell_unlinked(signals: Signals, deliver: Deliver) -> TellUnlinked:
    """What tells them, each in the transaction that ended the link. `deliver` carries what is said in Teams."""
    lines = Lines(signals, {TEAMS: deliver})

    def tell(session: Session, conversations: Sequence[str], now: datetime) -> None:
        answer = Answer(title=phrase("staff_links.ended_title"), lead=phrase("staff_links.ended"))
        for conversation in conversations:
            lines.put(session, TEAMS, conversation, [answer], f"unlinked {now.isoformat()}", now)

    return tell
