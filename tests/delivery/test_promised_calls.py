"""A talk that nobody takes becomes a call with a day that was told; past it those who can see to it are told, once each."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest
from hand_over_world import (
    KAI,
    MANAGER,
    NAMES,
    OTHER_MANAGER,
    SAM,
    TUESDAY,
    World,
    asks_to_talk,
    button,
    labels,
)

from bot.casework.tables import CallBackRequest, StaffAccount, YoungPerson
from bot.delivery.handing_over.bank_holidays import bank_holidays, working_day_after
from bot.delivery.handing_over.hand_over_rules import told_by, working_hours
from bot.delivery.handing_over.hand_over_setup import make_hand_over_rules
from bot.delivery.handing_over.promised_calls import promise_call
from bot.identity.access.decisions import audited
from bot.records.reach import own
from bot.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from bot.records.database import Database

NEXT_DAY = datetime(2026, 11, 25, 17)
OVERDUE = "A call-back that was promised is overdue"
CALL = "I have put it on their list to call you."


@pytest.fixture
def world(database: Database) -> World:
    """Everybody is there."""
    world = World(database)
    asks_to_talk(world.dialogue)
    return world


async def test_not_taken_in_time_it_is_a_call_and_the_day_is_told(world: World) -> None:
    """Not a minute earlier; the adviser hears of it too, and can take it no more. Here there is no manager to ask first."""
    world.change(StaffAccount, MANAGER, role="administrator", team_id=None)
    await world.asks()
    press = world.card_button("Take it")
    world.tend(minutes=4)
    assert world.ended_by() == [None]
    world.tend(minutes=1)
    assert world.ended_by() == ["nobody"]
    told = world.newest()
    assert told.lead.startswith(f"{NAMES[SAM]} can't chat right now. {CALL}")
    assert "by the end of Wednesday 25 November" in told.lead
    assert told.contacts
    assert world.calls() == [(KAI, NEXT_DAY)]
    assert "Wednesday 25 November" in world.cards()[-1].lead
    [late] = await world.in_teams(press=press)
    assert late.title == "This chat can't be taken any more"


async def test_not_now_makes_it_a_call_at_once(world: World) -> None:
    """Where there is no manager to ask. The adviser is told what was promised in their name."""
    world.unlink(MANAGER)
    await world.asks()
    [told] = await world.in_teams(press=world.card_button("Not now"))
    assert told.title == "It is a call-back request now"
    assert "Wednesday 25 November" in told.lead
    assert CALL in world.newest().lead
    assert world.calls() == [(KAI, NEXT_DAY)]
    assert world.ended_by() == ["nobody"]
    [again] = await world.in_teams(press=world.card_button("Not now"))
    assert again.title == "This chat can't be taken any more"


async def test_who_left_the_page_before_it_was_taken_is_called(world: World) -> None:
    """They were told so when they asked; nothing is written into a talk that is over."""
    await world.asks()
    press = world.card_button("Take it")
    left = world.web[KAI]
    world.sign_out()
    assert world.ended_by() == [None]
    [told] = await world.in_teams(press=press)
    assert "signed out or left" in told.lead
    assert [person for person, _ in world.calls()] == [KAI]
    assert world.journal.lines(left) == []


async def test_a_button_that_is_pressed_after_hours_makes_a_call(world: World) -> None:
    """The page was open since the afternoon; nobody is asked in the evening."""
    world.clock.moment = datetime(2026, 11, 24, 16, 59)
    offered = await world.offered()
    world.clock.moment = datetime(2026, 11, 24, 17, 1)
    [told] = await world.on_page(press=button(offered, "Chat with my PA now"))
    assert "working hours" in told.lead
    assert "by the end of Wednesday 25 November" in told.lead
    assert world.calls() == [(KAI, NEXT_DAY)]
    assert world.cards() == []


async def test_past_the_day_adviser_and_manager_are_told_once_each(world: World) -> None:
    """Those of their own team alone; it stands in the audit."""
    await world.asks()
    world.nobody_takes()
    assert "them and their manager" in world.newest().lead
    before, of_manager = len(world.cards()), len(world.cards(MANAGER))
    world.clock.moment = datetime(2026, 11, 25, 16, 59)
    world.tend()
    assert len(world.cards()) == before
    for _ in range(3):
        world.tend(minutes=1)
    assert [card.title for card in world.cards()[before:]] == [OVERDUE]
    [card] = world.cards(MANAGER)[of_manager:]
    assert card.title == OVERDUE
    assert [choice.value for choice in card.choices] == ["call/1"]
    assert card.card is not None
    assert card.card.facts[0].value == "Kai number 1 (invented) (YP-1)"
    assert "Kai" not in f"{card.title} {card.lead}"
    assert world.cards(OTHER_MANAGER) == []
    assert world.audit("call_back_tell") == [("call-backs", "call_back_tell", KAI, "allowed")]


async def test_a_call_that_was_ticked_off_is_not_told_of(world: World) -> None:
    """It was kept."""
    await world.asks()
    world.nobody_takes()
    world.change(CallBackRequest, 1, done_at=world.clock.now())
    world.clock.moment = datetime(2026, 11, 26, 9)
    world.tend()
    assert OVERDUE not in [card.title for card in world.cards(MANAGER)]


async def test_without_a_manager_in_teams_only_the_adviser_is_named(world: World) -> None:
    """What can't be kept is not promised."""
    world.unlink(MANAGER)
    await world.asks()
    world.tend(minutes=5)
    assert "I tell them again" in world.newest().lead
    assert "manager" not in world.newest().lead


async def test_where_teams_reaches_nobody_no_day_is_promised(world: World) -> None:
    """The wish is kept as ever, with people to ring."""
    await world.asks()
    world.unlink(SAM, MANAGER)
    world.tend(minutes=5)
    told = world.newest()
    assert "I can't say when they will ring" in told.lead
    assert told.contacts
    assert world.calls() == [(KAI, None)]


async def test_without_an_adviser_there_is_nobody_to_call(world: World) -> None:
    """Whoever lost theirs meanwhile is told whom to ring."""
    await world.asks()
    world.change(YoungPerson, KAI, personal_adviser_id=None)
    world.tend(minutes=5)
    assert world.newest().lead.startswith("I can't ask anyone to chat with you")
    assert world.newest().contacts
    assert world.calls() == []


async def test_a_day_that_was_promised_before_stands(world: World) -> None:
    """Asked again the day after, nothing is put off; a day that has passed is told to nobody as one to come."""
    with audited(world.database, own(KAI)) as session:
        _, first = promise_call(session, KAI, world.rules, TUESDAY)
    with audited(world.database, own(KAI)) as session:
        _, second = promise_call(session, KAI, world.rules, datetime(2026, 11, 25, 10))
    with audited(world.database, own(KAI)) as session:
        _, late = promise_call(session, KAI, world.rules, datetime(2026, 11, 26, 10))
    assert (first.by, second.by, late.by) == (NEXT_DAY, NEXT_DAY, None)
    assert world.calls() == [(KAI, NEXT_DAY)]


async def test_busy_they_are_offered_the_call_alone(world: World) -> None:
    """The button that asks for it is the assistant's own."""
    await world.is_taken()
    told = await world.asks(2)
    assert labels(told) == ["Yes, please ask my PA to call me"]


@pytest.mark.parametrize(
    ("day", "following"),
    [
        (date(2026, 11, 24), date(2026, 11, 25)),
        (date(2026, 11, 27), date(2026, 11, 30)),
        (date(2026, 12, 24), date(2026, 12, 29)),
        (date(2026, 12, 31), date(2027, 1, 4)),
        (date(2027, 3, 25), date(2027, 3, 30)),
        (date(2027, 4, 30), date(2027, 5, 4)),
    ],
    ids=[
        "in the week",
        "over a weekend",
        "over Christmas",
        "over New Year",
        "over Easter",
        "over a May Monday",
    ],
)
def test_the_next_working_day_leaves_out_weekends_and_bank_holidays(day: date, following: date) -> None:
    """As gov.uk/bank-holidays lists them for England."""
    assert working_day_after(day) == following


def test_bank_holidays_are_those_that_were_announced() -> None:
    """Of two years with days that are kept later (https://www.gov.uk/bank-holidays); proclaimed single days are not known."""
    assert sorted(bank_holidays(2026)) == [
        date(2026, 1, 1),
        date(2026, 4, 3),
        date(2026, 4, 6),
        date(2026, 5, 4),
        date(2026, 5, 25),
        date(2026, 8, 31),
        date(2026, 12, 25),
        date(2026, 12, 28),
    ]
    assert sorted(bank_holidays(2027)) == [
        date(2027, 1, 1),
        date(2027, 3, 26),
        date(2027, 3, 29),
        date(2027, 5, 3),
        date(2027, 5, 31),
        date(2027, 8, 30),
        date(2027, 12, 27),
        date(2027, 12, 28),
    ]


@pytest.mark.parametrize(
    "words", ["", "always", "Mon-Fri", "Fri-Mon 09:00-17:00", "Mon-Fri 17:00-09:00", "Sat-Sun 09:00-17:00"]
)
def test_hours_of_the_wrong_form_are_refused(words: str) -> None:
    """With how to write them; hours without a working day would promise a day that never comes."""
    with pytest.raises(ValueError, match="Mon-Fri 09:00-17:00"):
        working_hours(words)


@pytest.mark.parametrize(("second", "told"), [(0, "11:06"), (1, "11:07"), (59, "11:07")])
def test_the_minute_that_is_told_is_one_in_which_they_surely_heard(second: int, told: str) -> None:
    """Their time is up at 11:05 and so many seconds, and somebody looks once a minute."""
    assert f"{told_by(datetime(2026, 11, 24, 11, 5, second)):%H:%M}" == told


def test_a_setting_that_can_not_be_read_is_named(tmp_path: Path) -> None:
    """At the start, and where to look it up; the default can be read."""
    with pytest.raises(RuntimeError, match=r"LOCALOFFER_HANDOVER_HOURS.*docs/settings\.md"):
        make_hand_over_rules(Settings(state=tmp_path, handover_hours="nine to five"))
    rules = make_hand_over_rules(Settings(state=tmp_path))
    assert rules.hours.hold(TUESDAY)
    assert rules.minutes == 5


def test_in_summer_the_day_ends_by_london_s_clock() -> None:
    """Kept as UTC, which is an hour behind."""
    assert working_hours("Mon-Fri 09:00-17:00").end_of_next_day(datetime(2027, 6, 30, 12)) == datetime(
        2027, 7, 1, 16
    )
