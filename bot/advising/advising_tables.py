"""Tables of what staff do by message: where their talk stands, and what they did that can be undone for a while."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, DateTime, ForeignKey, Integer, String, Text

from bot.records.database import Base
from bot.records.sealed import Sealed


class StaffTalk(Base):
    """What was asked last in a talk with a member of staff, so that "and hers?" and "same for next month" are understood.

    `asked` is a kind of request (`bot.advising.requests.request.Asked`), `young_person_id` whom it was about, the days are those asked
    for, `topic` is the topic of the offer that was answered last, `more` is JSON without names. `draft` is JSON, sealed: what stood in a
    form that is the last thing shown, or the words of a request that waits until somebody is picked.
    """

    __tablename__ = "staff_talk"

    talk = Column(
        String(80), primary_key=True
    )  # not `conversation`: what is kept by that name is handed to the person it is about
    asked = Column(String(40))
    young_person_id = Column(ForeignKey("young_person.id", ondelete="SET NULL"), index=True)
    day_from = Column(Date)
    day_until = Column(Date)
    topic = Column(String(60))
    more = Column(Text)
    draft = Column(Sealed)
    changed_at = Column(DateTime, nullable=False, index=True)


class StaffDeed(Base):
    """What a member of staff changed by message. `key` makes it one, however often its button is pressed.

    `undo` is JSON, sealed: what it takes to take it back. `undone_at` is when that was done.
    """

    __tablename__ = "staff_deed"

    id = Column(Integer, primary_key=True)
    key = Column(String(120), nullable=False, unique=True)
    staff_account_id = Column(ForeignKey("staff_account.id"), nullable=False, index=True)
    young_person_id = Column(ForeignKey("young_person.id", ondelete="CASCADE"), nullable=False, index=True)
    kind = Column(String(30), nullable=False)
    undo = Column(Sealed)
    done_at = Column(DateTime, nullable=False)
    undone_at = Column(DateTime)


class SharedAnswer(Base):
    """An answer about the offer that staff left for a young person, in plain words, sealed as JSON: shown at their next visit.

    With `by_text` a notice tells them that a message waits, which their number can ask for; it left at `left_at`. `seen_at` is when
    the answer was shown.
    """

    __tablename__ = "shared_answer"

    id = Column(Integer, primary_key=True)
    young_person_id = Column(ForeignKey("young_person.id", ondelete="CASCADE"), nullable=False, index=True)
    staff_account_id = Column(ForeignKey("staff_account.id"), nullable=False)
    topic = Column(String(60), nullable=False)
    place = Column(String(40), nullable=False)
    words = Column(Sealed, nullable=False)
    by_text = Column(Boolean, nullable=False)
    shared_at = Column(DateTime, nullable=False, index=True)
    left_at = Column(DateTime)
    seen_at = Column(DateTime)
    taken_back_at = Column(DateTime)
