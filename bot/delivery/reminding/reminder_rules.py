"""Why a text that we send first may not leave now. Asked when it is queued, and again right before it leaves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import Enum
from functools import cached_property
from typing import Callable, Iterator, Optional

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from bot.advising.advising_tables import SharedAnswer
from bot.caseload.text_settings import wants_reminders
from bot.delivery.reminding.coming_days import Facts, is_too_old
from bot.delivery.reminding.reminder_facts import london
from bot.delivery.reminding.reminder_tables import Reminder
from bot.delivery.sending.outbox_tables import OutgoingMessage
from bot.delivery.sending.outgoing import Channel
from bot.delivery.texting.text_costs import Prices
from bot.delivery.texting.text_kinds import ANSWER
from bot.entitlements.parameters import Parameters
from bot.records.reach import SENDING, meanwhile

BEGINS, ENDS = time(9), time(19)  # in London; the last minute is 18:59
WEEK = timedelta(days=7)  # one text for each person, whatever it is about
TALK = timedelta(hours=3)  # after their last text somebody may still be in a talk
AFTER_DANGER = timedelta(hours=24)  # after an urgent reply a number may be the answer to a question in it


class WhyNot(str, Enum):
    """The words stand on the terminal."""

    NO_CONSENT = "has not agreed to be texted"
    NO_MOBILE = "no mobile number on record"
    STOPPED = "texted STOP"
    TOO_OLD = "has reached the age until which there is a PA"
    HAS_DIED = "has died"
    OFF = "text messages are switched off"
    NO_LINE = "nobody carries text messages for the council"
    OVER_CAP = "the council's texts cost all that they may this month"
    THIS_WEEK = "had a text of ours in the last seven days"
    IN_A_TALK = "texts with us right now, or had an urgent reply today"
    AT_NIGHT = "texts leave from 9:00 to 19:00"


@dataclass(frozen=True)
class Rules:
    """What reminders go by besides the records. `line_of` names the line of a council, or nothing; `read` reads the figures.

    `is_off` tells whether somebody switched text messages off.
    """

    read: Callable[[], Parameters]
    prices: Prices
    line_of: Callable[[Optional[str]], str]
    is_off: Callable[[], bool] = lambda: False

    @cached_property
    def parameters(self) -> Parameters:
        """Read once, when they are first asked for."""
        return self.read()


def why_not(session: Session, facts: Facts, rules: Rules, now: datetime) -> Optional[WhyNot]:
    """The first reason why this person gets no such text now; None if they may. Needs a session that reaches `REMINDING`."""
    return why_never(session, facts, rules, now) or next(_passing(session, facts, now), None)


def why_never(session: Session, facts: Facts, rules: Rules, now: datetime) -> Optional[WhyNot]:
    """The same, of what does not pass by itself within hours or days."""
    return next(_standing(session, facts, rules, now), None)


def is_by_day(now: datetime) -> bool:
    """Whether such texts may leave at this time."""
    return BEGINS <= london(now).time() < ENDS


def _standing(session: Session, facts: Facts, rules: Rules, now: datetime) -> Iterator[WhyNot]:
    if not wants_reminders(session, facts.person):
        yield WhyNot.NO_CONSENT
    if facts.number is None or facts.lookup is None:
        yield WhyNot.NO_MOBILE
    if facts.stopped_at is not None:
        yield WhyNot.STOPPED
    if facts.has_died:
        yield WhyNot.HAS_DIED
    if is_too_old(facts, rules.parameters, london(now).date()):
        yield WhyNot.TOO_OLD
    if rules.is_off():
        yield WhyNot.OFF
    if not rules.line_of(facts.council):
        yield WhyNot.NO_LINE
    if rules.prices.is_reached(session, facts.council, now):
        yield WhyNot.OVER_CAP


def _passing(session: Session, facts: Facts, now: datetime) -> Iterator[WhyNot]:
    if _had_one(session, facts.person, now):
        yield WhyNot.THIS_WEEK
    if _is_in_a_talk(session, facts, now):
        yield WhyNot.IN_A_TALK
    if not is_by_day(now):
        yield WhyNot.AT_NIGHT


def _had_one(session: Session, person: int, now: datetime) -> bool:
    """A notice of either kind: they were told that there is one text a week at most."""
    since = now - WEEK
    left = (
        exists().where(table.young_person_id == person, table.left_at > since)
        for table in (Reminder, SharedAnswer)
    )
    return bool(session.execute(select(or_(*left))).scalar_one())


def _is_in_a_talk(session: Session, facts: Facts, now: datetime) -> bool:
    """A notice in between would give the numbers of what they read another meaning."""
    if facts.last_heard_at is not None and now - facts.last_heard_at < TALK:
        return True
    row = OutgoingMessage
    urgent = (
        row.channel == Channel.SMS.value,
        row.kind == ANSWER,
        row.is_urgent,
        row.put_at > now - AFTER_DANGER,
    )
    with meanwhile(session, SENDING):
        return bool(session.execute(select(exists().where(row.person == facts.lookup, *urgent))).scalar_one())
