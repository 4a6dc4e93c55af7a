"""Messages to staff that are written right before they leave: with what is true then, to whom it is theirs to see then.

What is put in the outbox before is whom it is for and what it is about, and no word. What was written and could not be handed over
is kept, sealed, and handed over again as it is for a while, as long as everybody in it is still theirs; after that it is written anew.
So each writing is one look in the audit, however often it takes to hand it over.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Callable, FrozenSet, Optional, Sequence, Tuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.answer import Answer
from bot.answer_data import as_data
from bot.delivery.conversation.conversation_tables import TranscriptLine, new_line_id
from bot.delivery.conversation.journal import Line, without_card
from bot.delivery.sending.named_people_kept import people_kept
from bot.delivery.sending.outbox import outgoing_of, put, settle
from bot.delivery.sending.outbox_tables import DEAD, OutgoingMessage, State
from bot.delivery.sending.outgoing import Outgoing, StoppedError, TryAgainError
from bot.delivery.staffing.linked_staff import Addressee, addressee_of, user_for
from bot.delivery.staffing.teams_kinds import are_theirs, named
from bot.identity.access.decisions import reach_of
from bot.records.reach import meanwhile

FRESH = timedelta(minutes=15)  # so long what was written is handed over again as it is
_PART = " part "  # in the key of what follows the first activity


@dataclass(frozen=True)
class Letter:
    """What is to be said, and whom it names: numbers of records."""

    answers: Tuple[Answer, ...]
    people: FrozenSet[int]


# Writes what a row is about to somebody, in a transaction that reaches what they may see; None if there is nothing to say to them.
Write = Callable[[Session, Any, Addressee, datetime], Optional[Letter]]
# What a line becomes in Teams: activities as JSON, the first of them what a locked phone shows.
Render = Callable[[Line], Sequence[str]]
# Told that the first activity of a row has left.
After = Callable[[Session, Any, datetime], None]


def nothing_more(_session: Session, _row: Any, _now: datetime) -> None:
    """Nobody is told."""


@dataclass(frozen=True)
class Draft:
    """One activity as it was written, where it comes among those of its letter, and when."""

    activity: str
    part: int
    written_at: datetime

    def text(self) -> str:
        """As it is kept in the row, which seals it."""
        return json.dumps([self.activity, self.part, self.written_at.isoformat()], ensure_ascii=False)


@dataclass(frozen=True)
class LateNotices:
    """A kind of the outbox. Its rows have no words, and `person` is that of `linked_staff.Linked`."""

    written: Write
    render: Render
    after: After = nothing_more
    insists: bool = False
    is_waited_for: bool = True  # it was put off to its hour when it was put

    def write(self, session: Session, row: Any, now: datetime) -> Optional[Outgoing]:
        """See Kind: None where they can't be written any more, or there is nothing to say to them.

        Raises TryAgainError for what follows an activity that has not left: urgent messages wait for none by themselves.
        """
        _wait_for_first(session, row, now)
        addressee = addressee_of(session, row.person, now)
        if addressee is None:
            return None
        draft = draft_of(row.body)
        if draft is None or not _holds(session, row, draft, addressee, now):
            draft = self._anew(session, row, addressee, draft.part if draft else 0, now)
        if draft is None:
            return None
        return replace(outgoing_of(row), recipient=addressee.reference, text=draft.activity)

    def settled(self, session: Session, row: Any, now: datetime) -> None:
        """See Kind."""
        if row.state == State.FAILED.value and row.last_error == StoppedError.__name__:
            user = user_for(session, row.person)
            if user is not None:
                user.blocked_at = user.blocked_at or now
        if _PART in row.key:
            return
        if row.state in DEAD:
            _take_back_rest(session, row, now)
        if row.state == State.SENT.value:
            self.after(session, row, now)

    def _anew(
        self, session: Session, row: Any, addressee: Addressee, part: int, now: datetime
    ) -> Optional[Draft]:
        reach = replace(reach_of(addressee.caller), conversation=addressee.conversation)
        with meanwhile(session, reach):
            letter = self.written(session, row, addressee, now)
            lines = _kept(session, addressee.conversation, letter.answers, now) if letter else []
        if letter is None:
            return None
        activities = [activity for line in lines for activity in self.render(line)]
        drafts = [Draft(each, number, now) for number, each in enumerate(activities)]
        if part >= len(drafts):
            return None
        row.body, row.people = drafts[part].text(), people_kept(letter.people)
        if part == 0:
            _put_rest(session, row, drafts[1:], now)
        return drafts[part]


def draft_of(body: Optional[str]) -> Optional[Draft]:
    """What a row keeps; None for one that was not written yet."""
    if body is None:
        return None
    activity, part, written_at = json.loads(body)
    return Draft(activity, part, datetime.fromisoformat(written_at))


def _holds(session: Session, row: Any, draft: Draft, addressee: Addressee, now: datetime) -> bool:
    """Whether what was written may still be handed over as it is."""
    return now - draft.written_at <= FRESH and are_theirs(session, addressee.caller, named(row))


def _kept(session: Session, conversation: str, answers: Sequence[Answer], now: datetime) -> list[Line]:
    """Lines of their talk, without cards, so that the buttons are known."""
    lines = [Line(new_line_id(), answer=answer) for answer in answers]
    session.add_all(
        TranscriptLine(
            line_id=line.id,
            conversation=conversation,
            text="",
            answer=json.dumps(as_data(without_card(answer))),
            said_at=now,
        )
        for line, answer in zip(lines, answers, strict=True)
    )
    session.flush()
    return lines


def _put_rest(session: Session, row: Any, drafts: Sequence[Draft], now: datetime) -> None:
    """The activities after the first as rows of their own, behind it in the order of messages."""
    waiting = {one.key: one for one in _rest(session, row)}
    for draft in drafts:
        key = f"{row.key}{_PART}{draft.part}"
        known = waiting.get(key)
        if known is None:
            put(session, replace(outgoing_of(row), key=key, text=draft.text(), not_before=None), now)
        elif known.state == State.WAITING.value:
            known.body, known.people = draft.text(), row.people


def _wait_for_first(session: Session, row: Any, now: datetime) -> None:
    if _PART not in row.key or not row.is_urgent:
        return
    first_key = row.key.partition(_PART)[0]
    waiting = (OutgoingMessage.key == first_key, OutgoingMessage.state == State.WAITING.value)
    found = session.execute(select(OutgoingMessage.next_try_at).where(*waiting)).scalar_one_or_none()
    if found is not None:
        raise TryAgainError(max((found - now).total_seconds(), 1.0))


def _take_back_rest(session: Session, row: Any, now: datetime) -> None:
    """What would follow an activity that never leaves."""
    for one in _rest(session, row):
        if one.state == State.WAITING.value:
            settle(one, State.WITHDRAWN, now)


def _rest(session: Session, row: Any) -> Sequence[Any]:
    theirs = OutgoingMessage.key.startswith(f"{row.key}{_PART}", autoescape=True)
    found: Sequence[Any] = session.execute(select(OutgoingMessage).where(theirs)).scalars().all()
    return found
