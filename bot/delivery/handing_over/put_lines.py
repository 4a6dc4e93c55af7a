"""Puts lines into a conversation in which nobody wrote just now, and hands them to whatever carries that channel's answers.

All of it is in the caller's transaction. A line with the same key is put once.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.answer import Answer
from bot.delivery.conversation.conversation_tables import TranscriptLine
from bot.delivery.conversation.journal import Deliver, Line, add_lines
from bot.records.reach import meanwhile, taking_in
from bot.records.signals import ANSWERED, Signals

_ID_BYTES = 16  # as long as those that chance makes


@dataclass(frozen=True)
class Lines:
    """`deliver` carries the lines of a channel to people; a channel without it shows them on its page."""

    signals: Signals
    deliver: Mapping[str, Deliver] = field(default_factory=dict)

    def put(
        self,
        session: Session,
        channel: str,
        conversation: str,
        answers: Sequence[Answer],
        key: str,
        now: datetime,
    ) -> bool:
        """Put answers there; whether they were not there before. Raises what the database raises: then nothing of it is kept."""
        with meanwhile(session, taking_in(conversation)):
            lines = [
                Line(line_id(f"{conversation} {key} {place}"), answer=one)
                for place, one in enumerate(answers)
            ]
            if _is_put(session, lines):
                return False
            add_lines(session.connection(), conversation, lines, now)
            self.signals.publish(session, ANSWERED, conversation)
            if channel in self.deliver:
                self.deliver[channel](session, conversation, lines)
        return True


def line_id(key: str) -> str:
    """The id of a line that is put once for this key, which begins with the conversation: as nobody can guess that, nobody can guess it."""
    digest = hashlib.sha256(key.encode()).digest()[:_ID_BYTES]
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _is_put(session: Session, lines: Sequence[Line]) -> bool:
    known = select(TranscriptLine.id).where(TranscriptLine.line_id.in_([line.id for line in lines]))
    return session.execute(known.limit(1)).scalar_one_or_none() is not None
