"""Sixteen weeks of invented caseloads: one digest a working day at most, of one's own people, and exactly what the records say."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from dateutil.relativedelta import relativedelta
from notice_world import Post, Told, add_adviser, add_person, add_team, ask_call, change, put_in
from sqlalchemy import func, select

from bot.casework.tables import CallBackRequest, ContactRecord, PathwayPlan, StaffAccount, YoungPerson
from bot.delivery.sending.outgoing import TryAgainError
from bot.delivery.staffing.notice_settings import Notice, turn
from bot.identity.by_teams.teams_tables import StaffNoticeSetting, TeamsUser
from bot.records.reach import OPERATOR

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.entitlements.parameters import Parameters
    from bot.records.database import Database

pytestmark = pytest.mark.parametrize(
    "database", ["sqlite"], indirect=True
)  # the queries are tried on both elsewhere

START, DAYS, ADVISERS, PEOPLE = date(2026, 2, 2), 110, 5, 15
UK = ZoneInfo("Europe/London")
HOLIDAYS = {date(2026, 4, 3), date(2026, 4, 6), date(2026, 5, 4)}  # Good Friday, Easter Monday, May Day
EIGHT_WEEKS, SIX_MONTHS = timedelta(days=56), relativedelta(months=6)
MARKS = {
    "Waits for a call": "call",
    "Overdue": "over",
    "Due this week": "due",
    "Coming up": "ahead",
    "Contact due": "contact",
}
Line = tuple[str, int]  # a kind, and the number of a person


@dataclass
class Months:
    """What happens in them, and what a digest must say by the test's own reckoning."""

    post: Post
    dice: random.Random
    told: Counter[tuple[str, date]] = field(default_factory=Counter)
    seen: Counter[str] = field(default_factory=Counter)

    def begin(self) -> None:
        """Five advisers with three young people each."""
        add_team(self.post.database)
        for number in range(1, ADVISERS + 1):
            add_adviser(self.post.database, number)
        for number in range(1, PEOPLE + 1):
            signed = START - timedelta(days=self.dice.randint(0, 200))
            contact = START - timedelta(days=self.dice.randint(0, 60))
            add_person(self.post.database, number, 1 + number % ADVISERS, signed, contact)

    def a_day(self, day: date) -> None:
        """The server puts at night, things happen, and at eight in London it leaves; Teams may be busy."""
        self.post.at(datetime(day.year, day.month, day.day, 0, 30))
        self.post.queue()
        for _ in range(self.dice.randint(0, 3)):
            self.dice.choice(self._events())(day)
        self.post.at(_utc(day, 8))
        self.post.queue()
        busy = {f"chat-{n}" for n in range(1, ADVISERS + 1) if self.dice.random() < 0.2}
        self.post.teams.faults = {chat: [TryAgainError(5)] for chat in busy}
        self._check(day, self.post.leave(), busy, is_whole=True)
        if busy and self.dice.random() < 0.5:
            self._moved(day)
        self.post.at(_utc(day, 8) + timedelta(seconds=30))
        self._check(day, self.post.leave(), set(), is_whole=False)
        self.post.at(_utc(day, 13))
        self.post.queue()
        assert self.post.leave() == []

    def _events(self) -> list[Callable[[date], None]]:
        often = [self._seen, self._seen, self._seen, self._reviewed, self._asks, self._rung]
        return [*often, *often, self._moved, self._turned, self._comes_or_goes]

    def _person(self) -> int:
        return self.dice.randint(1, PEOPLE)

    def _seen(self, day: date) -> None:
        kind = self.dice.choice(["visit", "phone", "text"])
        record = ContactRecord(
            young_person_id=self._person(), kind=kind, is_meaningful=kind != "text", happened_on=day
        )
        put_in(self.post.database, record)

    def _reviewed(self, day: date) -> None:
        with self.post.database.transaction(OPERATOR) as session:
            plan = session.execute(
                select(PathwayPlan).where(PathwayPlan.young_person_id == self._person())
            ).scalar_one()
            plan.last_review_on = day

    def _asks(self, day: date) -> None:
        ask_call(self.post.database, self._person(), datetime(day.year, day.month, day.day))

    def _rung(self, day: date) -> None:
        with self.post.database.transaction(OPERATOR) as session:
            for call in session.execute(
                select(CallBackRequest).where(CallBackRequest.done_at.is_(None)).limit(4)
            ).scalars():
                call.done_at = max(call.asked_at, datetime(day.year, day.month, day.day, 1))

    def _moved(self, _day: date) -> None:
        adviser = self.dice.choice([None, *range(1, ADVISERS + 1)])
        change(self.post.database, YoungPerson, self._person(), personal_adviser_id=adviser)

    def _turned(self, _day: date) -> None:
        with self.post.database.transaction(OPERATOR) as session:
            notice, is_off = self.dice.choice(list(Notice)), self.dice.random() < 0.4
            turn(session, self.dice.randint(1, ADVISERS), notice, is_off=is_off)

    def _comes_or_goes(self, day: date) -> None:
        number, is_here = self.dice.randint(1, ADVISERS), self.dice.random() < 0.7
        if self.dice.random() < 0.3:
            change(self.post.database, StaffAccount, number, left_on=None if is_here else day)
        change(self.post.database, TeamsUser, f"user-{number}", is_installed=is_here)

    def _check(self, day: date, told: list[Told], busy: set[str], *, is_whole: bool) -> None:
        found = {one.chat: _lines(one) for one in told}
        assert len(found) == len(told)
        for chat, lines in found.items():
            self._is_allowed(day, chat)
            expected = self._expected(int(chat.removeprefix("chat-")), day)
            self.seen.update(kind for kind, _ in lines)
            if is_whole:
                assert lines == expected, (day, chat)
            else:
                theirs = self._people(int(chat.removeprefix("chat-")))
                assert {person for _, person in lines} <= theirs, (day, chat)
        if is_whole:
            self._nobody_is_left_out(day, found, busy)

    def _is_allowed(self, day: date, chat: str) -> None:
        local = self.post.clock.moment.replace(tzinfo=timezone.utc).astimezone(UK)
        assert _is_working(local.date())
        assert local.hour == 8
        self.told[chat, day] += 1
        assert self.told[chat, day] == 1

    def _nobody_is_left_out(self, day: date, found: dict[str, set[Line]], busy: set[str]) -> None:
        for number in range(1, ADVISERS + 1):
            chat = f"chat-{number}"
            should = _is_working(day) and self._is_there(number, day) and self._expected(number, day)
            if chat not in busy:
                assert (chat in found) == bool(should), (day, chat)

    def _is_there(self, number: int, day: date) -> bool:
        with self.post.database.transaction(OPERATOR) as session:
            left = session.get(StaffAccount, number).left_on
            return session.get(TeamsUser, f"user-{number}").is_installed and (left is None or left > day)

    def _people(self, number: int) -> set[int]:
        with self.post.database.transaction(OPERATOR) as session:
            theirs = select(YoungPerson.id).where(YoungPerson.personal_adviser_id == number)
            return set(session.execute(theirs).scalars())

    def _expected(self, number: int, day: date) -> set[Line]:
        with self.post.database.transaction(OPERATOR) as session:
            theirs = select(StaffNoticeSetting.kind).where(
                StaffNoticeSetting.staff_account_id == number, StaffNoticeSetting.is_off
            )
            off = set(session.execute(theirs).scalars())
        return {(kind, person) for person in self._people(number) for kind in self._kinds(person, day, off)}

    def _kinds(self, person: int, day: date, off: set[str]) -> set[str]:
        due, last, waits = self._facts(person, day)
        since = next(days for days in range(1, 9) if _is_working(day - timedelta(days=days)))
        is_week = day.weekday() < since and "monday" not in off  # the last working day was in the week before
        days, up = (due - day).days, (last + EIGHT_WEEKS - day).days
        kinds = {
            "call": waits and "call_back" not in off,
            "over": is_week and days < 0,
            "due": is_week and 0 <= days <= 6,
            "ahead": "review" not in off
            and any(n - since < days <= n for n in (14, 2))
            and days > (6 if is_week else -1),
            "contact": "contact" not in off and (up <= 6 if is_week else -since < up <= 0),
        }
        return {kind for kind, holds in kinds.items() if holds}

    def _facts(self, person: int, day: date) -> tuple[date, date, bool]:
        with self.post.database.transaction(OPERATOR) as session:
            plan = session.execute(
                select(PathwayPlan).where(PathwayPlan.young_person_id == person)
            ).scalar_one()
            seen = select(func.max(ContactRecord.happened_on)).where(
                ContactRecord.young_person_id == person,
                ContactRecord.is_meaningful,
                ContactRecord.happened_on <= day,
            )
            calls = select(CallBackRequest.id).where(
                CallBackRequest.young_person_id == person, CallBackRequest.done_at.is_(None)
            )
            due = (plan.last_review_on or plan.authorised_on) + SIX_MONTHS
            waits = session.execute(calls).first() is not None
            return due, session.execute(seen).scalar_one(), waits


def _is_working(day: date) -> bool:
    return day.weekday() < 5 and day not in HOLIDAYS


def _utc(day: date, hour: int) -> datetime:
    local = datetime(day.year, day.month, day.day, hour, tzinfo=UK)
    return local.astimezone(timezone.utc).replace(tzinfo=None)


def _lines(told: Told) -> set[Line]:
    assert told.answer.card is not None
    return {
        (MARKS[row.mark], int(row.title.partition("(YP-")[2].rstrip(")"))) for row in told.answer.card.rows
    }


def test_each_working_day_each_adviser_is_told_what_is_so_and_nothing_else(
    database: Database, parameters: Parameters
) -> None:
    """Whatever moves, is seen, is reviewed, is turned off or leaves; and every kind of line has stood on a card."""
    months = Months(Post(database, parameters), random.Random(7))  # noqa: S311 - dice that choose what happens guard nothing
    months.begin()
    for number in range(DAYS):
        months.a_day(START + timedelta(days=number))
    assert set(months.seen) == set(MARKS.values())
    assert sum(months.told.values()) > 40
