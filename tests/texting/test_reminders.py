"""Texts that we send first: only to who agreed, only what is true, by day, one a week, and nothing that gives care away."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from invented_world import events
from reminder_world import (
    ADDRESS,
    DUE,
    NOTICE,
    SIGNED,
    START,
    Reminded,
    add,
    change,
    change_plan,
    put_in,
    withdraw_consent,
)
from sqlalchemy import delete, select, update
from text_world import KEYED, NUMBER, OTHER_NUMBER

from bot.carrier_setup import outbox_chores
from bot.casework.tables import (
    CallBackRequest,
    Consent,
    LookedAfterPeriod,
    ReturnFact,
    StayingPut,
    YoungPerson,
)
from bot.delivery.reminding.reminder_rules import WhyNot
from bot.delivery.reminding.reminder_tables import Reminder, Survey
from bot.delivery.reminding.surveys import ask, checked_address
from bot.delivery.sending.outbox_tables import OutgoingMessage
from bot.delivery.sending.outgoing import NeverError, StoppedError, TryAgainError
from bot.delivery.texting.text_costs import costs
from bot.gsm import TWO_FRAGMENTS, not_gsm, septets
from bot.phrases import phrase
from bot.records.reach import NOBODY, OPERATOR, REMINDING, Reach, of_councils, own, texting
from bot.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bot.entitlements.parameters import Parameters
    from bot.records.database import Database

DAY = timedelta(days=1)


@pytest.fixture
def phone(database: Database, parameters: Parameters) -> Reminded:
    """A phone, on a Sunday at noon."""
    return Reminded(database, parameters)


def told(phone: Reminded) -> list[tuple[str, date, int]]:
    """What left, by row: what, the day it names and how many days ahead it was to be told."""
    return [(row.what, row.day, row.ahead) for row in phone.reminders() if row.left_at]


def test_a_review_is_told_of_14_and_2_days_before(phone: Reminded) -> None:
    """Once each, and not on the days around them."""
    add(phone.database)
    left = []
    for day in range(-3, 20):
        phone.at(START.date() + day * DAY)
        left += [(day, text) for text in phone.remind()]
    assert left == [(0, NOTICE), (12, NOTICE)]
    assert told(phone) == [("review", DUE, 14), ("review", DUE, 2)]


def test_a_notice_gives_nothing_away(phone: Reminded) -> None:
    """To the number on record, by the council's line, not urgent, and without care, plan, council or name."""
    phone.lines["rutland"] = "other"
    add(phone.database)
    phone.remind()
    [sent] = phone.provider.sent
    assert (sent.recipient, sent.route, sent.is_urgent) == (NUMBER, "other", False)
    assert not {"care", "plan", "council", "rutland", "zebedee", "pathway", "social"} & set(
        str(sent.text).lower().replace(".", "").split()
    )
    assert septets(str(sent.text)) <= 160


@pytest.mark.parametrize(
    "unfit",
    [
        {"consent": False},
        {"phone": None},
        {"birth_date": date(2001, 11, 22)},
        {"plan": {"state": "in_review"}},
        {"plan": {"state": "drafting", "authorised_on": None}},
        {"plan": {"last_review_on": date(2026, 11, 1)}},
    ],
)
def test_nobody_is_texted_without_consent_number_age_and_cause(
    phone: Reminded, unfit: dict[str, Any]
) -> None:
    """Who did not agree, has no mobile, is 25 today, is being reviewed, or was reviewed three weeks ago."""
    add(phone.database, **unfit)
    assert phone.remind() == []
    assert told(phone) == []


def test_the_day_before_25_is_not_too_late(phone: Reminded) -> None:
    """The age that the record of figures names."""
    add(phone.database, birth_date=date(2001, 11, 23), has_adviser=False)
    assert phone.remind() == [NOTICE]


def test_who_died_is_not_texted(phone: Reminded) -> None:
    """The return says so."""
    add(phone.database)
    fact = {"year_ending": 2026, "in_touch": "DIED", "activ": "0", "accom": "0", "confirmed_on": SIGNED}
    put_in(phone.database, ReturnFact(young_person_id=1, **fact))
    assert phone.remind() == []


@pytest.mark.parametrize(("hour", "leaves"), [(8, False), (9, True), (18, True), (19, False), (3, False)])
def test_texts_leave_from_9_to_19_in_london(phone: Reminded, hour: int, leaves: bool) -> None:
    """In winter, where London has UTC."""
    add(phone.database)
    phone.at(START.date(), hour)
    assert bool(phone.remind()) is leaves


def test_in_summer_london_is_an_hour_ahead(phone: Reminded) -> None:
    """Eight by UTC is nine there."""
    add(phone.database, plan={"authorised_on": date(2026, 1, 15)})
    phone.at(date(2026, 7, 1), 7)
    assert phone.remind() == []
    phone.at(date(2026, 7, 1), 8)
    assert phone.remind() == [NOTICE]


def test_what_is_late_in_the_outbox_waits_for_the_next_day(phone: Reminded) -> None:
    """Queued at 18:30, taken up at 19:00: it is asked again in the morning, and leaves once."""
    add(phone.database)
    phone.clock.moment = datetime(2026, 11, 22, 18, 30)
    assert phone.queue() == 1
    phone.pass_time(minutes=30)
    assert phone.leave() == []
    phone.at(START.date() + DAY, 9)
    assert phone.remind() == [NOTICE]
    assert phone.remind() == []


@dataclass(frozen=True)
class Meanwhile:
    """What happens between queueing and leaving."""

    name: str
    happens: Callable[[Reminded], Any]


def erase(phone: Reminded) -> None:
    """The person is gone."""
    with phone.database.transaction(OPERATOR) as session:
        session.execute(delete(YoungPerson))


MEANWHILE = [
    Meanwhile("the review was held", lambda phone: change_plan(phone.database, last_review_on=START.date())),
    Meanwhile("the review began", lambda phone: change_plan(phone.database, state="in_review")),
    Meanwhile("a new plan", lambda phone: change_plan(phone.database, state="superseded")),
    Meanwhile("signed anew", lambda phone: change_plan(phone.database, authorised_on=START.date())),
    Meanwhile("consent withdrawn", lambda phone: withdraw_consent(phone.database)),
    Meanwhile("the person erased", erase),
    Meanwhile("turned 25", lambda phone: change(phone.database, birth_date=date(2001, 11, 22))),
    Meanwhile("no number any more", lambda phone: change(phone.database, phone=None, phone_lookup=None)),
    Meanwhile("no line any more", lambda phone: phone.lines.update(rutland="")),
    Meanwhile("texts switched off", lambda phone: setattr(phone, "is_off", True)),
    Meanwhile("over the cap", lambda phone: phone.pounds.update(rutland=Decimal())),
]


@pytest.mark.parametrize("meanwhile", MEANWHILE, ids=lambda one: one.name)
def test_it_is_asked_again_right_before_it_leaves(phone: Reminded, meanwhile: Meanwhile) -> None:
    """What is not wanted or not true any more is taken back, and nobody hears of it."""
    add(phone.database)
    assert phone.queue() == 1
    meanwhile.happens(phone)
    assert phone.leave() == []
    assert phone.remind() == []
    assert told(phone) == []


async def test_whoever_texts_stop_meanwhile_gets_none(phone: Reminded) -> None:
    """And START lets it come, once they are out of the talk."""
    add(phone.database)
    await phone.text("hello")
    phone.pass_time(hours=4)
    phone.queue()
    assert await phone.text("STOP") == [phrase("texting.stopped")]
    phone.pass_time(hours=20)
    assert phone.remind() == []
    await phone.text("START")
    phone.pass_time(hours=4)
    assert phone.remind() == [NOTICE]


def test_a_changed_number_gets_it_and_the_old_one_does_not(phone: Reminded) -> None:
    """What waited for the old one is taken back, and queued for the new one."""
    add(phone.database)
    phone.queue()
    change(phone.database, phone=OTHER_NUMBER, phone_lookup=KEYED.phone(OTHER_NUMBER))
    assert phone.leave() == []
    assert phone.remind() == [NOTICE]
    assert [sent.recipient for sent in phone.provider.sent] == [OTHER_NUMBER]


def test_one_a_week_the_nearest_first_and_nothing_is_lost(phone: Reminded) -> None:
    """Staying Put ends in 20 days, the review is in 14, a survey lasts longer than both: each has its week."""
    add(phone.database, birth_date=date(2005, 12, 12))
    put_in(phone.database, StayingPut(young_person_id=1, started_on=SIGNED, carer_type="council"))
    with phone.database.transaction(OPERATOR) as session:
        assert ask(session, "rutland", "https://www.gov.uk/s", START.date(), 40) == 1
    left = []
    for hour in range(24 * 30):
        phone.clock.moment = START + timedelta(hours=hour)
        left += [phone.clock.moment for _ in phone.remind()]
    assert [what for what, _, _ in told(phone)] == ["review", "staying_put", "review", "survey"]
    assert all(after - before >= timedelta(days=7) for before, after in pairwise(left))


def test_two_processes_queue_one(phone: Reminded) -> None:
    """Eight look at once; one text leaves."""
    add(phone.database)
    with ThreadPoolExecutor(8) as pool:
        counts = list(pool.map(lambda _: phone.queue(), range(8)))
    assert sum(counts) == 1
    assert phone.leave() == [NOTICE]


async def test_nobody_is_texted_in_the_middle_of_a_talk(phone: Reminded) -> None:
    """The numbers that they read would mean something else."""
    add(phone.database)
    await phone.text("buses")
    assert phone.remind() == []
    phone.pass_time(hours=3)
    assert phone.remind() == [NOTICE]


async def test_after_an_urgent_reply_it_waits_a_day(phone: Reminded) -> None:
    """A number may be the answer to a question in it."""
    add(phone.database)
    phone.at(START.date(), 10)
    await phone.text("I want to kill myself")
    phone.pass_time(hours=7)
    assert phone.remind() == []
    phone.pass_time(hours=17)
    assert phone.remind() == [NOTICE]


def nothing() -> None:
    """Nothing else is on record."""


def stays_put(**more: Any) -> StayingPut:
    """With a carer."""
    return StayingPut(young_person_id=1, started_on=SIGNED, carer_type="council", **more)


def in_care(**more: Any) -> LookedAfterPeriod:
    """A time in care that goes on."""
    return LookedAfterPeriod(
        young_person_id=1, started_on=date(2020, 1, 1), **{"is_short_break": False, **more}
    )


def asked_for_a_call(**more: Any) -> CallBackRequest:
    """Two hours ago."""
    return CallBackRequest(young_person_id=1, asked_at=START - timedelta(hours=2), **more)


@pytest.mark.parametrize(
    ("row", "more", "what"),
    [
        (stays_put, {}, "staying_put"),
        (nothing, {"birth_date": date(2001, 12, 12)}, "adviser"),
        (in_care, {"birth_date": date(2008, 12, 12)}, "eighteen"),
        (asked_for_a_call, {}, "call_back"),
    ],
)
def test_what_follows_from_the_record_is_told(
    phone: Reminded, row: Callable[[], Any], more: dict[str, Any], what: str
) -> None:
    """The end of Staying Put, of the right to a PA and of care, and that a wish for a call is on the list."""
    birth_date = {"birth_date": date(2005, 12, 12)}
    add(phone.database, **{**birth_date, **more}, plan={"state": "not_started", "authorised_on": None})
    put_in(phone.database, *filter(None, [row()]))
    assert phone.remind() == [NOTICE]
    assert [one for one, _, _ in told(phone)] == [what]


@pytest.mark.parametrize(
    ("row", "more"),
    [
        (nothing, {"birth_date": date(2005, 12, 12)}),  # 21, but no Staying Put
        (nothing, {"birth_date": date(2008, 12, 12)}),  # 18, but no time in care goes on
        (nothing, {"birth_date": date(2001, 12, 12), "has_adviser": False}),
        (partial(stays_put, ended_on=date(2026, 9, 1)), {"birth_date": date(2005, 12, 12)}),
        (partial(in_care, is_short_break=True), {"birth_date": date(2008, 12, 12)}),
        (partial(asked_for_a_call, done_at=START), {}),
        (asked_for_a_call, {"has_adviser": False}),
    ],
)
def test_what_does_not_follow_from_the_record_is_not_told(
    phone: Reminded, row: Callable[[], Any], more: dict[str, Any]
) -> None:
    """A gap in the record is no fact, and a call that nobody sees is on no list."""
    add(phone.database, **more, plan={"state": "not_started", "authorised_on": None})
    put_in(phone.database, *filter(None, [row()]))
    assert phone.remind() == []


def test_a_council_over_its_cap_texts_nobody_first(phone: Reminded) -> None:
    """What left counts for it, and the other council goes on."""
    add(phone.database)
    phone.pounds["rutland"] = Decimal("0.04")
    assert phone.remind() == [NOTICE]
    add(phone.database, 2, OTHER_NUMBER)
    add(phone.database, 3, "+447700900789", council="rotherham")
    assert phone.remind() == [NOTICE]
    assert phone.provider.sent[-1].recipient == "+447700900789"
    with phone.database.transaction(OPERATOR) as session:
        found = [(one.council, one.texts) for one in costs(session, "2026-11")]
    assert found == [("rotherham", 1), ("rutland", 1)]


def test_a_provider_that_is_away_loses_nothing(phone: Reminded) -> None:
    """Given up after three hours, asked again with the next chore, and sent once."""
    add(phone.database)
    phone.provider.faults = [TryAgainError() for _ in range(200)]
    phone.queue()
    for _ in range(20):
        assert phone.leave() == []
        phone.pass_time(minutes=10)
    phone.provider.faults = []
    assert phone.remind() == [NOTICE]
    assert phone.remind() == []


@pytest.mark.parametrize("error", [NeverError(), StoppedError()])
def test_a_number_that_can_never_be_reached_is_not_tried_each_hour(
    phone: Reminded, error: NeverError
) -> None:
    """It is refused once, and the next thing has its turn in a week."""
    add(phone.database)
    phone.provider.faults = [error]
    assert phone.remind() == []
    phone.pass_time(hours=1)
    assert phone.remind() == []
    assert phone.provider.faults == []


def test_what_an_operator_takes_back_may_be_queued_again(phone: Reminded) -> None:
    """Whatever becomes of the row in the outbox, nobody is left marked as waiting for ever."""
    add(phone.database)
    phone.queue()
    with phone.database.transaction(OPERATOR) as session:
        session.execute(delete(OutgoingMessage))
    assert phone.remind() == [NOTICE]


def test_each_text_that_left_is_in_the_persons_audit(phone: Reminded) -> None:
    """By the assistant, once."""
    add(phone.database)
    phone.remind()
    assert [event for event in events(phone.database) if event[2] == "reminder_send"] == [
        ("assistant", "reminders", "reminder_send", 1, "allowed")
    ]


def test_one_broken_record_stops_nobody_else(
    phone: Reminded, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """It is logged by kind, and the others have their text."""
    add(phone.database)
    add(phone.database, 2, OTHER_NUMBER)
    from bot.delivery.reminding import reminder_queue

    real = reminder_queue.one_of

    def broken(session: Any, person: int, now: datetime) -> Any:
        if person == 1:
            raise RuntimeError("07700 900123")
        return real(session, person, now)

    monkeypatch.setattr(reminder_queue, "one_of", broken)
    assert phone.remind() == [NOTICE]
    assert "A reminder could not be queued: error=RuntimeError" in caplog.text
    assert "900123" not in caplog.text


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("http://www.gov.uk/s", "no plain https"),
        ("https://evil.example/s", "neither our own host"),
        ("https://gov.uk.evil.example/s", "neither our own host"),
        ("https://notgov.uk/s", "neither our own host"),
        ("https://www.gov.uk@evil.example/s", "no plain https"),
        ("https://www.gov.uk:8443/s", "no plain https"),
        ("https://www.gov.uk/" + "s" * 40, "letters"),
        ("https://www.gov.uk/a b", "can't carry"),
        ("https://www.gov.uk/ŵ", "can't carry"),
        ("javascript:alert(1)", "no plain https"),
        ("", "no plain https"),
    ],
)
def test_young_people_are_sent_to_no_strange_page(address: str, why: str) -> None:
    """Short, https, and on our own host or an official one."""
    with pytest.raises(ValueError, match=why):
        checked_address(address, ADDRESS)


@pytest.mark.parametrize(
    "address", ["https://www.gov.uk/s", "https://rutland.gov.uk/s?x=1", f"{ADDRESS}/s", "https://GOV.UK"]
)
def test_our_own_and_official_pages_may_be_told(address: str) -> None:
    """As they are written."""
    assert checked_address(address, ADDRESS) == address


def test_a_survey_is_for_its_council_and_asked_once(phone: Reminded) -> None:
    """Only who agreed counts; the same page is not asked again, and a council that nobody knows is a mistake."""
    add(phone.database, plan={"state": "not_started", "authorised_on": None})
    add(phone.database, 2, OTHER_NUMBER, council="rotherham")
    with phone.database.transaction(OPERATOR) as session:
        assert ask(session, "rutland", "https://www.gov.uk/s", START.date(), 28) == 1
    with phone.database.transaction(OPERATOR) as session:
        with pytest.raises(ValueError, match="already"):
            ask(session, "rutland", "https://www.gov.uk/s", START.date(), 28)
        with pytest.raises(LookupError, match="atlantis"):
            ask(session, "atlantis", "https://www.gov.uk/s", START.date(), 28)
    phone.queue()
    assert [row.what for row in phone.reminders() if row.young_person_id == 1] == ["survey"]
    assert "survey" not in [row.what for row in phone.reminders() if row.young_person_id == 2]


def test_every_message_is_one_text() -> None:
    """With the longest values that can stand in it."""
    values = {"day": "30 September 2026", "age": 25, "who": "The leaving care team", "address": "x" * 40}
    from bot.delivery.reminding.reminder_words import _TOLD

    for told_of in _TOLD:
        text = _TOLD[told_of].format(**values)
        assert septets(text) <= TWO_FRAGMENTS
        assert not_gsm(text) == []


def test_every_reason_has_its_words() -> None:
    """They stand on the terminal."""
    assert len({reason.value for reason in WhyNot}) == len(WhyNot) > 5


def test_the_chore_is_of_every_process_but_not_on_a_pinned_day(phone: Reminded, tmp_path: Path) -> None:
    """Somebody who looks at another year texts nobody."""
    names = [
        [
            chore.name
            for chore in outbox_chores(Settings(state=tmp_path, today=today), phone.database, phone.clock)
        ]
        for today in (None, START.date())
    ]
    assert names == [["adopt alerts", "tell danger", "queue reminders"], ["adopt alerts", "tell danger"]]


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
@pytest.mark.parametrize(
    ("reach", "reminders", "surveys"),
    [
        (own(1), 1, 0),
        (own(2), 0, 0),
        (of_councils(["rutland"]), 1, 1),
        (of_councils(["rotherham"]), 0, 0),
        (texting(KEYED.phone(NUMBER)), 1, 0),
        (texting(KEYED.phone(OTHER_NUMBER)), 0, 0),
        (REMINDING, 1, 1),
        (Reach(purpose="sweep"), 0, 0),
        (NOBODY, 0, 0),
    ],
)
def test_the_database_shows_reminders_to_whom_they_concern(
    phone: Reminded, reach: Reach, reminders: int, surveys: int
) -> None:
    """Whatever is asked, on PostgreSQL."""
    add(phone.database)
    add(phone.database, 2, OTHER_NUMBER, council="rotherham", consent=False)
    with phone.database.transaction(OPERATOR) as session:
        ask(session, "rutland", "https://www.gov.uk/s", START.date(), 28)
    phone.remind()
    with phone.database.transaction(reach) as session:
        assert len(session.execute(select(Reminder.id)).all()) == reminders
        assert len(session.execute(select(Survey.id)).all()) == surveys


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_what_reminders_go_by_is_read_and_not_changed(phone: Reminded) -> None:
    """Their purpose changes no record."""
    add(phone.database)
    with phone.database.transaction(REMINDING) as session:
        assert session.execute(select(Consent.id)).all()
        changed = [
            session.execute(update(table).values(**values)).rowcount
            for table, values in ((Consent, {"withdrawn_on": START.date()}), (YoungPerson, {"council": "x"}))
        ]
    assert changed == [0, 0]
