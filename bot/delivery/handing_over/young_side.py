"""The young person's side: asking for their adviser, what they write to them, and leaving."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, List, Optional

from sqlalchemy.orm import Session

from bot.answer import Answer
from bot.caseload.casework_reads import young_person
from bot.caseload.own_people import own_people
from bot.delivery.handing_over import hand_over_rows as rows
from bot.delivery.handing_over import said_to_staff as staff
from bot.delivery.handing_over import said_to_young_person as young
from bot.delivery.handing_over.asking_staff import can_be_asked, is_busy, open_one, tell_unread
from bot.delivery.handing_over.hand_over_endings import end_for_adviser, end_gone
from bot.delivery.handing_over.hand_over_parts import (
    SENDS,
    Parts,
    speaker_of,
    whom_of,
    young_side_of,
)
from bot.delivery.handing_over.own_adviser import adviser_of
from bot.delivery.handing_over.promised_calls import is_to_be_called, promise_call
from bot.identity.access.decisions import Action, audited, demand, note
from bot.records.reach import Reach, go_on_as, talk
from bot.talk.general_answers import call_back_button

_THEMSELVES = "young_person"
AGAIN = timedelta(minutes=30)  # until staff are asked again whom nobody could chat with


@dataclass(frozen=True)
class Said:
    """What somebody wrote. The same `key` is passed on once; `is_danger`: the urgent reply was given to it."""

    words: str
    key: str
    is_leaving: bool = False
    is_danger: bool = False


class YoungSide:
    """Each call is one transaction; who asks is what the session of their conversation says."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def can_ask(self, conversation: str) -> bool:
        """Whether whoever is signed in there can be offered a talk with their adviser now."""
        now = self._parts.clock.now()
        if not self._is_open(now):
            return False
        with self._parts.database.transaction(talk(conversation)) as session:
            person = self._signed_in(session, conversation, now)
            if person is None or rows.open_of_person(session, person) is not None:
                return False
            adviser = adviser_of(session, person, self._parts.clock.today())
            if adviser is None or self._was_turned_down(session, person, now):
                return False
            return can_be_asked(session, adviser, self._parts.clock.today())

    def ask(self, conversation: str, channel: str) -> List[Answer]:
        """Ask the adviser of whoever is signed in there."""
        now = self._parts.clock.now()
        with audited(self._parts.database, talk(conversation)) as session:
            person = self._signed_in(session, conversation, now)
            if person is None:
                return [young.unsigned()]
            demand(session, young_person(person), Action.HAND_OVER_ASK, person, now)
            note(session, young_person(person), Action.HAND_OVER_ASK, [person], now)
            return [self._asked(session, person, conversation, channel, now)]

    def said(self, conversation: str, said: Said) -> Optional[List[Answer]]:
        """Pass on what they wrote; what they are told, which is nothing where it went its way. None if they are in no talk now."""
        now = self._parts.clock.now()
        with audited(self._parts.database, talk(conversation)) as session:
            person = self._signed_in(session, conversation, now)
            row = rows.open_in(session, conversation)
            if row is None or row.taken_at is None:
                return None
            if person != row.young_person_id:
                go_on_as(session, Reach(conversation=conversation, purpose=SENDS))
                end_for_adviser(self._parts, session, row, _THEMSELVES, now)
                return [young.not_passed_on(young.unsigned())]
            return self._passed_on(session, row, said, now)

    def left(self, conversation: str) -> List[Answer]:
        """They end it, or their conversation has ended. What waits to be taken goes on to wait: they were told that they are called."""
        now = self._parts.clock.now()
        with audited(self._parts.database, Reach(conversation=conversation, purpose=SENDS)) as session:
            row = rows.open_in(session, conversation)
            if row is None or row.taken_at is None:
                return []
            answer = end_for_adviser(self._parts, session, row, _THEMSELVES, now)
            return [answer] if answer else []

    def _is_open(self, now: datetime) -> bool:
        return self._parts.rules.hours.hold(now) and not self._parts.is_off()

    def _signed_in(self, session: Session, conversation: str, now: datetime) -> Optional[int]:
        """Who is; from here on the transaction reaches what is theirs."""
        person = self._parts.sessions.person_in(session, conversation, now)
        if person is not None:
            go_on_as(session, young_side_of(person, conversation))
        return person

    def _asked(self, session: Session, person: int, conversation: str, channel: str, now: datetime) -> Answer:
        before = rows.open_of_person(session, person)
        if before is not None:
            return self._open_already(session, before, conversation)
        adviser = adviser_of(session, person, self._parts.clock.today())
        if adviser is None or not can_be_asked(session, adviser, self._parts.clock.today()):
            return young.nobody(own_people(session, person, now))
        if not self._is_open(now):
            _asked, promise = promise_call(session, person, self._parts.rules, now)
            return young.out_of_hours(promise, own_people(session, person, now))
        if self._was_turned_down(session, person, now):
            _asked, promise = promise_call(session, person, self._parts.rules, now)
            return young.called_instead(promise, own_people(session, person, now))
        if is_busy(session, adviser):
            return young.busy(call_back_button())
        return open_one(self._parts, session, person, conversation, channel, adviser, now)

    def _was_turned_down(self, session: Session, person: int, now: datetime) -> bool:
        """Whether nobody could chat a short time ago and they are to be called: nobody is asked again and again."""
        return rows.was_turned_down(session, person, now - AGAIN) and is_to_be_called(session, person)

    def _open_already(self, session: Session, row: Any, conversation: str) -> Answer:
        if row.conversation != conversation:
            return young.elsewhere()
        if row.taken_at is not None:
            return young.here_now(row.channel, speaker_of(session, row.taken_by_id))
        return young.asked_already(row.channel, row.waits_until)

    def _passed_on(self, session: Session, row: Any, said: Said, now: datetime) -> List[Answer]:
        parts = self._parts
        if not parts.is_served(session, row):
            return self._is_gone(session, row, said, now)
        if said.words:
            if not rows.said(session, row.id, now):  # it ended in this moment
                session.refresh(row)
                speaker = speaker_of(session, row.taken_by_id)
                return [young.not_passed_on(young.ended(row.channel, speaker, row.ended_by))]
            write = staff.wrote_in_danger if said.is_danger else staff.wrote
            card = write(row.id, whom_of(session, row.young_person_id), said.words)
            danger = said.words if said.is_danger else None
            parts.pass_to_taker(session, row, card, said.key, now, danger=danger)
        answer = end_for_adviser(parts, session, row, _THEMSELVES, now) if said.is_leaving else None
        return [answer] if answer else []

    def _is_gone(self, session: Session, row: Any, said: Said, now: datetime) -> List[Answer]:
        """The adviser left or has the case no more. Behind an urgent reply it is told by lines of their own, and who works with them reads it."""
        told = end_gone(self._parts, session, row, now)
        if not told:
            return []
        told = [young.not_passed_on(told[0]), *told[1:]]
        if not said.is_danger:
            return told
        tell_unread(self._parts, session, row, said.words, said.key, now)
        for place, answer in enumerate(told):
            self._parts.say(session, row, answer, f"ended {place}" if place else "ended", now)
        return []
