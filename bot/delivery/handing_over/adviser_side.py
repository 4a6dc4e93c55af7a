"""The side of staff: what they write in a talk that they took, and what the buttons of its cards do."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Callable, List, Mapping, Optional

from sqlalchemy.orm import Session

from bot.answer import Answer
from bot.casework.codes import Role
from bot.delivery.handing_over import hand_over_rows as rows
from bot.delivery.handing_over import said_of_held as held_words
from bot.delivery.handing_over import said_to_staff as staff
from bot.delivery.handing_over import said_to_young_person as young
from bot.delivery.handing_over.hand_over_endings import end_for_young_person, say_gone
from bot.delivery.handing_over.hand_over_parts import (
    Parts,
    caller_or_none,
    speaker_of,
    staff_side_of,
    whom_of,
)
from bot.delivery.handing_over.hand_over_tables import HandOver
from bot.delivery.handing_over.held_words import why_held
from bot.delivery.handing_over.own_adviser import account_in
from bot.delivery.handing_over.said_to_young_person import GONE
from bot.delivery.handing_over.taking import Press, put_off, take
from bot.delivery.handing_over.young_side import Said
from bot.identity.access.decisions import AccessDenied, Action, Caller, audited, demand, note
from bot.records.reach import go_on_as, talk

_THEMSELVES = "adviser"
_NOBODY = -1  # no record has it: one that is not there is denied as somebody else's


class AdviserSide:
    """Each call is one transaction; who asks is whoever linked the account of Teams that the conversation belongs to."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._does: Mapping[str, Callable[[Press, Said], List[Answer]]] = {
            staff.TAKE: lambda press, _typed: take(parts, press),
            staff.NOT_NOW: lambda press, _typed: put_off(parts, press),
            staff.END: lambda press, _typed: self._end(press),
            held_words.SEND: self._send,
            held_words.KEEP: lambda _press, _typed: [held_words.kept()],
        }

    def pressed(self, conversation: str, what: str, number: int, typed: Said) -> Optional[List[Answer]]:
        """What a button of a card does, with what was `typed` there; None for whoever is no member of staff here, or for a button that is none."""
        now, does = self._parts.clock.now(), self._does.get(what)
        try:
            with audited(self._parts.database, talk(conversation)) as session:
                account = account_in(session, conversation)
                caller = caller_or_none(session, account, self._parts.clock.today())
                if account is None or caller is None or does is None:
                    return None
                go_on_as(session, staff_side_of(caller, conversation))
                row = session.get(HandOver, number)
                _let_in(session, caller, row, now)
                return does(Press(session, caller, int(account.id), row, now), typed)
        except AccessDenied:
            return [staff.not_yours()]

    def said(self, conversation: str, said: Said) -> Optional[List[Answer]]:
        """Pass on what they wrote; what they are told, which is nothing where it went its way. None if they are in no talk now."""
        now, on = self._parts.clock.now(), self._parts.clock.today()
        with audited(self._parts.database, talk(conversation)) as session:
            account = account_in(session, conversation)
            caller = caller_or_none(session, account, on)
            if account is None or caller is None:
                return None
            go_on_as(session, staff_side_of(caller, conversation))
            row = rows.taken_by(session, account.id)
            return (
                None if row is None else self._heard(Press(session, caller, int(account.id), row, now), said)
            )

    def _heard(self, press: Press, said: Said) -> List[Answer]:
        """What surely was meant for somebody else is shown to them again first; behind an urgent reply by a card of its own."""
        gone = self._gone(press)
        if gone:
            return gone
        why = why_held(press.session, press.caller, press.row.young_person_id, said.words)
        if why is None:
            return self._passed_on(press, said)
        card = held_words.held(press.row.id, said.words, why)
        if not said.is_danger:
            return [card]
        told = press.session, press.row, press.account, card, f"held {said.key}", press.now
        self._parts.tell_staff(*told, is_look=False)
        return []

    def _send(self, press: Press, typed: Said) -> List[Answer]:
        """What was held goes its way all the same, once."""
        if press.row.taken_by_id != press.account or press.row.ended_at is not None:
            return [staff.not_passed_on(staff.too_late())]
        gone = self._gone(press)
        if gone or not typed.words:
            return gone or [held_words.kept()]
        if len(typed.words) > held_words.MOST:
            return [held_words.too_long()]
        speaker = speaker_of(press.session, press.account)
        if not rows.said(press.session, press.row.id, press.now):
            return [staff.not_passed_on(staff.too_late())]
        is_new = self._parts.say(
            press.session, press.row, young.by_adviser(speaker, typed.words), typed.key, press.now
        )
        return [held_words.sent(is_new=is_new)]

    def _gone(self, press: Press) -> List[Answer]:
        """What they are told where nothing can be passed on any more."""
        parts, session, row, now = self._parts, press.session, press.row, press.now
        if not parts.is_served(session, row):
            say_gone(parts, session, row, now, tells=False)
            return [staff.not_passed_on(staff.ended(GONE))]
        if not parts.is_here(session, row, now):
            rows.end(session, row.id, rows.By.YOUNG_PERSON, now)
            return [staff.not_passed_on(staff.ended("young_person", self._shown(press)))]
        return []

    def _passed_on(self, press: Press, said: Said) -> List[Answer]:
        session, row, now = press.session, press.row, press.now
        if said.words:
            if not rows.said(session, row.id, now):  # it ended in this moment
                session.refresh(row)
                return [staff.not_passed_on(staff.ended(row.ended_by))]
            answer = young.by_adviser(speaker_of(session, row.taken_by_id), said.words)
            self._parts.say(session, row, answer, said.key, now)
        return self._ended(press) if said.is_leaving else []

    def _end(self, press: Press) -> List[Answer]:
        if press.row.taken_by_id != press.account or press.row.ended_at is not None:
            return [staff.too_late()]
        return self._ended(press)

    def _ended(self, press: Press) -> List[Answer]:
        end_for_young_person(self._parts, press.session, press.row, _THEMSELVES, press.now)
        return [staff.ended(_THEMSELVES, self._shown(press))]

    def _shown(self, press: Press) -> staff.Whom:
        """The young person, whom the card of this answer names: a look of its own."""
        person = int(press.row.young_person_id)
        note(press.session, press.caller, Action.HAND_OVER_SHOW, [person], press.now)
        return whom_of(press.session, person)


def _let_in(session: Session, caller: Caller, row: Any, now: datetime) -> None:
    """Raises AccessDenied for whoever may not take it: a manager may only once the team was asked."""
    person = row.young_person_id if row is not None else _NOBODY
    demand(session, caller, Action.HAND_OVER_TAKE, person, now)
    if caller.role is Role.TEAM_MANAGER and row.team_asked_at is None:
        raise AccessDenied(caller, Action.HAND_OVER_TAKE, person, now)
