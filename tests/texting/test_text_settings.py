"""How somebody is texted is theirs, their adviser's and their manager's to see and to set; nobody else's, and every look is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from invented_world import NOW, TODAY, World, caller, events, world
from sqlalchemy import select
from text_world import KEYED, NUMBER, Phone

from bot.caseload.text_settings import (
    OnRecord,
    TextChange,
    TextSettings,
    change_texts,
    prove_again_by_text,
    text_settings,
    wants_reminders,
)
from bot.casework.tables import Consent, YoungPerson
from bot.identity.access.decisions import AccessDenied, audited, reach_of
from bot.identity.by_phone.text_pins import PinError, Pins, Tried, proved_person
from bot.identity.by_phone.texter_tables import TextSetting
from bot.identity.by_phone.texters import MOST_TRIES
from bot.records.reach import OPERATOR, own, talk

if TYPE_CHECKING:
    from bot.records.database import Database

PIN = "8264"
NEW = TextSettings(
    OnRecord.MOBILE,
    has_pin=False,
    is_locked=False,
    is_shared=False,
    reminders_since=None,
    stopped=False,
    council="rutland",
)
THEIRS = ("young_person", "personal_adviser", "team_manager")


@pytest.fixture
def made(database: Database) -> World:
    """Teams and people; the one of `own` has a mobile number."""
    made = world(database)
    give_number(database, made.people["own"], NUMBER)
    return made


def give_number(database: Database, person: int, number: str | None) -> None:
    """Put a number on record, or none, or one that is no mobile."""
    with database.transaction(OPERATOR) as session:
        row = session.get(YoungPerson, person)
        row.phone, row.phone_lookup = number, KEYED.phone(number) if number == NUMBER else None


def settings(database: Database, made: World, role: str = "young_person", place: str = "own") -> TextSettings:
    """What somebody in this role sees of a person."""
    who = caller(made, role)
    with audited(database, reach_of(who)) as session:
        return text_settings(session, who, made.people[place], NOW)


def change(
    database: Database, made: World, what: TextChange, role: str = "young_person", place: str = "own"
) -> None:
    """Set something, as somebody in this role."""
    who = caller(made, role)
    with audited(database, reach_of(who)) as session:
        change_texts(session, who, made.people[place], what, Pins(KEYED), TODAY, NOW)


async def texted(database: Database, words: str = "buses") -> Phone:
    """A phone that texted once from the number on record."""
    phone = Phone(database)
    await phone.text(words)
    return phone


def guess(phone: Phone, pin: str) -> Tried:
    """Text a PIN."""
    conversation = phone.who().conversation
    with phone.database.transaction(talk(conversation)) as session:
        return Pins(KEYED).check(session, conversation, pin, NOW)


def proved(phone: Phone) -> int | None:
    """Who proved to be the one who texts there."""
    conversation = phone.who().conversation
    with phone.database.transaction(talk(conversation)) as session:
        return proved_person(session, conversation, NOW)


@pytest.mark.parametrize("role", THEIRS)
def test_who_looks_after_somebody_sees_and_sets_it(database: Database, made: World, role: str) -> None:
    """The same for all three, and the day of a yes is kept."""
    assert settings(database, made, role) == NEW
    change(database, made, TextChange(PIN, is_shared=True, wants_reminders=True), role)
    assert settings(database, made, role) == replace(NEW, has_pin=True, is_shared=True, reminders_since=TODAY)


@pytest.mark.parametrize(
    ("role", "place"),
    [
        *[("young_person", place) for place in ("colleague", "other_team", "other_council", "unassigned")],
        *[("personal_adviser", place) for place in ("colleague", "other_team", "other_council")],
        *[("team_manager", place) for place in ("other_team", "other_council", "unassigned")],
        ("administrator", "own"),
        ("operator", "own"),
    ],
)
def test_nobody_else_sees_or_sets_it(database: Database, made: World, role: str, place: str) -> None:
    """Denied, changed nothing, and the attempt is kept."""
    for attempt in (
        lambda: settings(database, made, role, place),
        lambda: change(database, made, TextChange(PIN, is_shared=True, wants_reminders=True), role, place),
        lambda: _prove_again(database, made, role, place),
    ):
        with pytest.raises(AccessDenied):
            attempt()
    assert [event[2:] for event in events(database)] == [("text_settings", made.people[place], "denied")] * 3
    with database.transaction(OPERATOR) as session:
        assert session.execute(select(TextSetting)).all() == []
        assert session.execute(select(Consent)).all() == []


def _prove_again(database: Database, made: World, role: str, place: str = "own") -> None:
    who = caller(made, role)
    with audited(database, reach_of(who)) as session:
        prove_again_by_text(session, who, made.people[place], NOW)


def test_each_look_and_change_is_one_event(database: Database, made: World) -> None:
    """In the transaction that shows or changes: what is taken back leaves none."""
    settings(database, made, "personal_adviser")
    change(database, made, TextChange(is_shared=True), "personal_adviser")
    _prove_again(database, made, "personal_adviser")
    with pytest.raises(PinError):
        change(database, made, TextChange("1234"), "personal_adviser")
    assert (
        events(database)
        == [("personal_adviser", "staff:1", "text_settings", made.people["own"], "allowed")] * 3
    )


def test_a_look_leaves_no_row(database: Database, made: World) -> None:
    """Who only looks changes nothing but the audit."""
    settings(database, made)
    with database.transaction(OPERATOR) as session:
        assert session.execute(select(TextSetting)).all() == []


def test_a_refused_pin_changes_nothing_else(database: Database, made: World) -> None:
    """Neither the boxes that were ticked beside it."""
    change(database, made, TextChange(PIN))
    with pytest.raises(PinError) as refused:
        change(database, made, TextChange("2511", is_shared=True, wants_reminders=True))
    assert refused.value.why == "birthday"
    assert settings(database, made) == replace(NEW, has_pin=True)


def test_what_is_not_said_stays(database: Database, made: World) -> None:
    """Each thing is set for itself."""
    change(database, made, TextChange(PIN, is_shared=True, wants_reminders=True))
    change(database, made, TextChange(is_shared=False))
    assert settings(database, made) == replace(NEW, has_pin=True, reminders_since=TODAY)


@pytest.mark.parametrize(
    ("number", "on_record"), [(None, OnRecord.NONE), ("01632 960123", OnRecord.NO_MOBILE)]
)
async def test_without_a_mobile_nothing_is_said_of_a_number(
    database: Database, made: World, number: str | None, on_record: OnRecord
) -> None:
    """Somebody else may text from it, be locked and say STOP: that is not theirs."""
    phone = await texted(database, "STOP")
    for _ in range(MOST_TRIES):
        guess(phone, "0000")
    assert settings(database, made) == replace(NEW, is_locked=True, stopped=True)
    give_number(database, made.people["own"], number)
    assert settings(database, made) == replace(NEW, number=on_record)


@pytest.mark.parametrize("role", THEIRS)
async def test_five_wrong_pins_lock_and_a_new_one_opens(database: Database, made: World, role: str) -> None:
    """Set on the page, or together with the adviser."""
    change(database, made, TextChange(PIN))
    phone = await texted(database)
    tried = [guess(phone, "0000") for _ in range(MOST_TRIES)]
    assert tried == [Tried.WRONG] * (MOST_TRIES - 1) + [Tried.LOCKED]
    assert guess(phone, PIN) is Tried.LOCKED
    assert settings(database, made).is_locked
    change(database, made, TextChange("5937"), role)
    assert not settings(database, made).is_locked
    assert guess(phone, PIN) is Tried.WRONG
    assert guess(phone, "5937") is Tried.RIGHT


@pytest.mark.parametrize("how", ["new PIN", "changed SIM", "shared phone"])
async def test_who_has_the_phone_is_nobody_again(database: Database, made: World, how: str) -> None:
    """At once, however often the PIN was right before; on a shared phone, also behind the PIN."""
    change(database, made, TextChange(PIN))
    phone = await texted(database)
    assert guess(phone, PIN) is Tried.RIGHT
    assert proved(phone) == made.people["own"]
    if how == "new PIN":
        change(database, made, TextChange("5937"))
    elif how == "changed SIM":
        _prove_again(database, made, "team_manager")
    else:
        change(database, made, TextChange(is_shared=True))
    assert proved(phone) is None
    assert guess(phone, "5937" if how == "new PIN" else PIN) is Tried.RIGHT
    assert proved(phone) == (None if how == "shared phone" else made.people["own"])


def test_a_yes_is_taken_back_and_given_again(database: Database, made: World) -> None:
    """Each with its day; nothing is overwritten."""
    person = made.people["own"]
    for wants in (True, True, False, False, True):
        change(database, made, TextChange(wants_reminders=wants))
        with database.transaction(own(person)) as session:
            assert wants_reminders(session, person) is wants
    with database.transaction(OPERATOR) as session:
        kept = session.execute(select(Consent.given_on, Consent.withdrawn_on).order_by(Consent.id)).all()
    assert [tuple(one) for one in kept] == [(TODAY, TODAY), (TODAY, None)]


def test_a_no_takes_back_every_yes(database: Database, made: World) -> None:
    """Also one that another window gave at the same moment, and one that is dated ahead."""
    person, ahead = made.people["own"], TODAY + timedelta(days=1)
    with database.transaction(OPERATOR) as session:
        for day in (date(2026, 1, 1), ahead):
            session.add(Consent(young_person_id=person, kind="text_reminders", given_on=day))
        session.add(Consent(young_person_id=person, kind="photos", given_on=TODAY))
    change(database, made, TextChange(wants_reminders=False))
    with database.transaction(OPERATOR) as session:
        kept = session.execute(select(Consent.kind, Consent.withdrawn_on).order_by(Consent.id)).all()
    assert [tuple(one) for one in kept] == [
        ("text_reminders", TODAY),
        ("text_reminders", ahead),
        ("photos", None),
    ]


async def test_stop_shows_until_start(database: Database, made: World) -> None:
    """As the number told us last."""
    phone = await texted(database, "STOP")
    assert settings(database, made, "personal_adviser").stopped
    await phone.text("START")
    assert not settings(database, made, "personal_adviser").stopped


def test_no_pin_stands_in_the_records(database: Database, made: World) -> None:
    """Only its keyed hash, another one for each person, with the moment that it was set."""
    change(database, made, TextChange(PIN), "team_manager")
    change(database, made, TextChange(PIN), "team_manager", "colleague")
    with database.transaction(OPERATOR) as session:
        rows = session.execute(select(TextSetting.pin_hash, TextSetting.pin_set_at)).all()
    assert len({row.pin_hash for row in rows}) == 2
    assert {(len(row.pin_hash), row.pin_set_at) for row in rows} == {(64, NOW)}
