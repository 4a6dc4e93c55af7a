"""Two who act on a hand-over in one moment, what comes again after a crash, and what is switched off meanwhile."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from hand_over_world import KAI, SAM, World, asks_to_talk, button, conversation_of

from bot.casework.tables import StaffAccount
from bot.delivery.conversation.sweep import sweep
from bot.delivery.handing_over.hand_over_endings import becomes_call
from bot.delivery.handing_over.young_side import Said
from bot.identity.access.decisions import audited
from bot.identity.by_teams.teams_tables import TeamsUser
from bot.identity.sign_in.sign_in_tables import WebSession
from bot.records.reach import OPERATOR, SENDING, SWEEP, browser

if TYPE_CHECKING:
    from bot.records.database import Database

TIMES = 5  # a race that is lost at times is found
SECOND = 9  # another account of Sam's


@pytest.fixture
def world(database: Database) -> World:
    """Everybody is there."""
    world = World(database)
    asks_to_talk(world.dialogue)
    return world


async def test_of_taking_it_and_its_time_being_up_one_wins(world: World) -> None:
    """Never a talk and a call, never neither; each time both sides hear of the one that it is."""
    for _ in range(TIMES):
        await world.asks()
        world.pass_time(minutes=5)
        press = world.card_button("Take it")
        await asyncio.gather(world.in_teams(press=press), asyncio.to_thread(world.hand_overs.tend))
        row = world.rows()[-1]
        assert (row.taken_at is None) == (row.ended_by == "nobody")
        assert (len(world.calls()) > 0) or row.taken_at is not None
        told = [line.answer.lead for line in world.page() if line.answer][-1]
        assert ("is here" in told) == (row.taken_at is not None)
        world.hand_overs.left(world.web[KAI])
        world.stay()


async def test_what_was_taken_in_the_moment_in_which_somebody_looked_becomes_no_call(world: World) -> None:
    """Whoever looked read it as nobody's: what the database says then counts."""
    await world.asks()
    [as_read] = world.rows()
    world.pass_time(minutes=5)
    await world.in_teams(press=world.card_button("Take it"))
    with audited(world.database, SENDING) as session:
        assert becomes_call(world.parts, session, as_read, world.clock.now()) is None
    assert world.ended_by() == [None]
    assert world.calls() == []


async def test_of_two_accounts_of_one_adviser_one_takes_it(world: World) -> None:
    """The other hears that it is taken."""
    add_second_account(world)
    for _ in range(TIMES):
        await world.asks()
        line = [line for line in world.journal.lines(conversation_of(SAM)) if line.answer][-1]
        assert line.answer is not None
        with world.database.transaction(OPERATOR) as session:
            world.telling.lines.put(
                session, "teams", conversation_of(SECOND), [line.answer], line.id, world.clock.now()
            )
        copy = button(world.journal.lines(conversation_of(SECOND))[-1], "Take it")
        first, second = await asyncio.gather(
            world.in_teams(press=button(line, "Take it")), world.in_teams(press=copy, account=SECOND)
        )
        titles = sorted([first[0].title, second[0].title])
        assert titles == ["This chat can't be taken any more", "You are in the chat"]
        assert len([one for one in world.page() if one.answer and "is here" in one.answer.lead]) == 1
        world.hand_overs.left(world.web[KAI])
        world.sign_in(KAI)


async def test_asked_twice_in_one_moment_there_is_one_request_and_one_card(world: World) -> None:
    """From two tabs of one browser."""
    press = button(await world.offered(), "Chat with my PA now")
    await asyncio.gather(world.on_page(press=press), world.on_page(press=press))
    assert len(world.rows()) == 1
    assert len(world.cards()) == 1


@pytest.mark.parametrize("channel", ["web", "teams"])
async def test_what_is_passed_on_again_after_a_crash_is_there_once(world: World, channel: str) -> None:
    """The process died before the message was answered, so that it is worked on once more."""
    await world.is_taken()
    conversation = world.web[KAI] if channel == "web" else conversation_of(SAM)
    for _ in range(2):
        assert world.hand_overs.said(conversation, channel, Said("Once", "the same key")) == []
    there = [line for line in world.page() if line.answer and line.answer.lead == "Once"]
    assert len([*there, *[one for one in world.quotes() if one == "Once"]]) == 1


async def test_what_is_written_in_the_moment_in_which_it_ended_goes_to_the_dialogue(world: World) -> None:
    """It was found open and is not any more: the young person was told that, and is answered."""
    await world.is_taken()
    number_in = world.hand_overs.number_in

    def found_and_ended(*given: str) -> int | None:
        """It is found, and ends right behind that."""
        number = number_in(*given)
        if number is not None:
            world.hand_overs.left(world.web[KAI])
        return number

    world.hand_overs.number_in = found_and_ended  # type: ignore[method-assign]
    [answer] = await world.on_page("buses")
    assert answer.lead == "Buses are free."
    assert world.quotes() == []


async def test_with_teams_switched_off_no_chat_is_offered_and_an_open_one_ends(database: Database) -> None:
    """Nobody writes to somebody who can't answer."""
    off: list[bool] = []
    world = World(database, is_off=lambda: bool(off))
    asks_to_talk(world.dialogue)
    await world.is_taken()
    off.append(True)
    told, called = await world.on_page("Are you there?")
    assert "put it on their list to call you" in called.lead
    assert told.lead.startswith("Your last message did not reach anyone.")
    offered = await world.offered()
    assert offered.answer is not None
    assert "Chat with my PA now" not in [one.label for one in offered.answer.choices]


async def test_to_look_for_news_keeps_nobody_signed_in(world: World) -> None:
    """A page that is left open ends as one that is closed."""
    await world.is_taken()
    token = world.sessions.token_hash(world.tokens[KAI])
    with world.database.transaction(OPERATOR) as session:
        before = session.get(WebSession, token).last_seen_at
    for passed in (19, 2):
        world.pass_time(minutes=passed)
        with world.database.connection(browser(token)) as connection:
            visitor = world.sessions.here(connection, world.tokens[KAI], world.clock.now())
        assert (visitor is None) == (passed == 2)
    with world.database.transaction(OPERATOR) as session:
        assert session.get(WebSession, token).last_seen_at == before


def add_second_account(world: World) -> None:
    """Sam has two, and both are in Teams."""
    with world.database.transaction(OPERATOR) as session:
        session.add(
            StaffAccount(
                id=SECOND, subject_lookup=str(SECOND), role="personal_adviser", personal_adviser_id=SAM
            )
        )
        session.flush()
        session.add(
            TeamsUser(
                lookup=str(SECOND),
                conversation=conversation_of(SECOND),
                reference="{}",
                staff_account_id=SECOND,
                last_heard_at=world.clock.now(),
            )
        )


async def test_a_year_after_its_end_nothing_is_left_of_it(world: World) -> None:
    """What goes on stays, however old."""
    await world.is_taken()
    await world.in_teams("END")
    world.stay()
    await world.is_taken()
    world.pass_time(days=366)
    with world.database.transaction(SWEEP) as session:
        sweep(session, world.clock.now())
    assert world.ended_by() == [None]
