"""Two hundred days of invented lives: never more than one text a week, never at night, never unwanted, never what is not true."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from reminder_world import START, Reminded, add, change, change_plan, put_in, withdraw_consent
from sqlalchemy import delete, select
from text_world import KEYED, NUMBER

from bot.caseload.text_settings import REMINDERS
from bot.casework.plans.plan_dates import due_day
from bot.casework.tables import CallBackRequest, Consent, LookedAfterPeriod, StayingPut, YoungPerson
from bot.delivery.reminding.reminder_tables import Reminder, What
from bot.delivery.reminding.surveys import ask
from bot.delivery.sending.outgoing import TryAgainError
from bot.identity.by_phone.texter_tables import Texter
from bot.records.reach import OPERATOR

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.entitlements.parameters import Parameters
    from bot.records.database import Database

DAYS, PEOPLE, LOOKS = 200, 10, (3, 9, 14, 18)
UK = ZoneInfo("Europe/London")


@dataclass
class Life:
    """What a test knows by itself: who agreed, who stopped, and who is still there."""

    phone: Reminded
    dice: random.Random
    parameters: Parameters

    def begin(self) -> None:
        """Ten people whose days fall within the time."""
        for person in range(1, PEOPLE + 1):
            self._arrive(person)

    def goes_on(self) -> None:
        """Something happens to somebody."""
        person = self.dice.randint(1, PEOPLE)
        with self.phone.database.transaction(OPERATOR) as session:
            is_there = session.get(YoungPerson, person) is not None
        if is_there:
            self.dice.choice(self._events())(person)

    def _events(self) -> list[Callable[[int], None]]:
        rare = [self._reviewed, self._begins_review, self._new_number, self._calls]
        often = [self._signed, self._agrees, self._starts]
        return [*rare, self._withdraws, self._stops, self._gone, *often, *often, *often]

    def _arrive(self, person: int) -> None:
        signed = START.date() - timedelta(days=self.dice.randint(0, 180))
        age = self.dice.choice([18, 21, 25])
        birth_date = START.date().replace(year=START.year - age) + timedelta(days=self.dice.randint(1, 200))
        council = self.dice.choice(["rutland", "rotherham"])
        more = {"plan": {"authorised_on": signed}, "birth_date": birth_date, "council": council}
        add(
            self.phone.database, person, f"{NUMBER[:-3]}{person:03}", consent=self.dice.random() < 0.7, **more
        )
        if self.dice.random() < 0.5:
            arrangement = StayingPut(young_person_id=person, started_on=signed, carer_type="council")
            put_in(self.phone.database, arrangement)
        if self.dice.random() < 0.5:
            care = LookedAfterPeriod(young_person_id=person, started_on=signed, is_short_break=False)
            put_in(self.phone.database, care)

    @property
    def _today(self) -> date:
        return self.phone.clock.moment.date()

    def _reviewed(self, person: int) -> None:
        change_plan(self.phone.database, person, last_review_on=self._today, state="authorised")

    def _begins_review(self, person: int) -> None:
        change_plan(self.phone.database, person, state="in_review")

    def _signed(self, person: int) -> None:
        wish = self._today + timedelta(days=self.dice.randint(3, 40))
        change_plan(
            self.phone.database,
            person,
            authorised_on=self._today,
            last_review_on=None,
            state="authorised",
            next_review_on=wish,
        )

    def _agrees(self, person: int) -> None:
        put_in(self.phone.database, Consent(young_person_id=person, kind=REMINDERS, given_on=self._today))

    def _withdraws(self, person: int) -> None:
        withdraw_consent(self.phone.database, person, self._today)

    def _new_number(self, person: int) -> None:
        number = f"{NUMBER[:-3]}{self.dice.randint(100, 899)}"
        with self.phone.database.transaction(OPERATOR) as session:
            theirs = select(YoungPerson.id).where(YoungPerson.phone_lookup == KEYED.phone(number))
            is_free = session.execute(theirs).first() is None
        if is_free:
            change(self.phone.database, person, phone=number, phone_lookup=KEYED.phone(number))

    def _calls(self, person: int) -> None:
        put_in(self.phone.database, CallBackRequest(young_person_id=person, asked_at=self.phone.clock.moment))

    def _stops(self, person: int) -> None:
        self._word(person, self.phone.clock.moment)

    def _starts(self, person: int) -> None:
        self._word(person, None)

    def _word(self, person: int, stopped_at: datetime | None) -> None:
        with self.phone.database.transaction(OPERATOR) as session:
            young = session.get(YoungPerson, person)
            row = session.get(Texter, young.phone_lookup) or Texter(
                phone_lookup=young.phone_lookup,
                conversation=f"sms-{young.phone_lookup}",
                number=young.phone,
                line="console",
            )
            row.stopped_at, row.last_heard_at = stopped_at, self.phone.clock.moment
            session.add(row)

    def _gone(self, person: int) -> None:
        if self.dice.random() < 0.2:
            with self.phone.database.transaction(OPERATOR) as session:
                session.execute(delete(YoungPerson).where(YoungPerson.id == person))

    def check(self, sent: Any) -> int:
        """What left just now was wanted and true, as the records say it themselves; whose it was."""
        local = self.phone.clock.moment.replace(tzinfo=timezone.utc).astimezone(UK)
        assert 9 <= local.hour < 19
        with self.phone.database.transaction(OPERATOR) as session:
            young = session.execute(
                select(YoungPerson).where(YoungPerson.phone_lookup == KEYED.phone(sent.recipient))
            ).scalar_one()
            given = select(Consent.id).where(
                Consent.young_person_id == young.id, Consent.withdrawn_on.is_(None)
            )
            assert session.execute(given).first() is not None
            texter = session.get(Texter, young.phone_lookup)
            assert texter is None or texter.stopped_at is None
            assert local.date() < young.birth_date.replace(year=young.birth_date.year + 25)
            row = session.get(Reminder, sent.about)
            assert row.young_person_id == young.id
            self._is_true(session, row, young, local.date())
            return int(young.id)

    def _is_true(self, session: Any, row: Reminder, young: YoungPerson, on: date) -> None:
        ahead = (row.day - on).days
        if row.what == What.REVIEW.value:
            [plan] = [plan for plan in young.plans if plan.state == "authorised"]
            assert due_day(young.birth_date, plan, (), self.parameters, on) == row.day
            assert 0 <= ahead <= 14
        elif row.what == What.CALL_BACK.value:
            assert session.get(CallBackRequest, row.about).done_at is None
            assert -30 <= ahead <= 0
        elif row.what == What.SURVEY.value:
            assert young.council == "rutland"
            assert ahead >= 0
        else:
            years = {What.EIGHTEEN.value: 18, What.STAYING_PUT.value: 21, What.ADVISER.value: 25}[row.what]
            assert (row.day.year, row.day.month, row.day.day) == (
                young.birth_date.year + years,
                young.birth_date.month,
                young.birth_date.day,
            )
            assert 1 <= ahead <= 28


def test_two_hundred_days(database: Database, parameters: Parameters) -> None:
    """Whatever happens between queueing and leaving, each text that left holds every promise."""
    life = Life(Reminded(database, parameters), random.Random(random.random()), parameters)  # noqa: S311 - dice
    phone, left = life.phone, defaultdict(list)
    life.begin()
    for day in range(DAYS):
        if day == 60:
            with database.transaction(OPERATOR) as session:
                ask(session, "rutland", "https://www.gov.uk/s", phone.clock.moment.date(), 28)
        for hour in LOOKS:
            phone.at(START.date() + timedelta(days=day), hour)
            phone.queue()
            if life.dice.random() < 0.1:
                life.goes_on()
            phone.clock.moment += timedelta(minutes=life.dice.choice([0, 1, 30, 59, 61]))
            phone.provider.faults = [TryAgainError()] if life.dice.random() < 0.1 else []
            before = len(phone.provider.sent)
            phone.leave()
            for sent in phone.provider.sent[before:]:
                left[life.check(sent)].append(phone.clock.moment)
    assert sum(map(len, left.values())) > PEOPLE
    for moments in left.values():
        assert all(after - before >= timedelta(days=7) for before, after in pairwise(moments))
