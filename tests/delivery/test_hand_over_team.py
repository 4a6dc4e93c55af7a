"""Where the adviser can't chat, the managers of their team are asked: the first takes it, and the others are told."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest
from hand_over_world import (
    JO,
    KAI,
    LEE,
    MANAGER,
    OTHER_MANAGER,
    SAM,
    TUESDAY,
    World,
    asks_to_talk,
    button,
    conversation_of,
    labels,
)

from bot.casework.tables import StaffAccount, Team, YoungPerson
from bot.identity.by_teams.teams_tables import TeamsUser
from bot.records.reach import OPERATOR

if TYPE_CHECKING:
    from bot.answer import Answer
    from bot.records.database import Database

SECOND = 9  # another manager of the team
ASKED = "Somebody would like to chat with you"


@pytest.fixture
def world(database: Database) -> World:
    """Everybody is there, and the manager of the team has a name on record."""
    world = World(database)
    asks_to_talk(world.dialogue)
    world.change(Team, 1, manager_name="Ada Quist (invented)")
    return world


def add_manager(world: World) -> None:
    """A second manager of Sam's team, in Teams too."""
    with world.database.transaction(OPERATOR) as session:
        session.add(StaffAccount(id=SECOND, subject_lookup="9", role="team_manager", team_id=1))
        session.flush()
        session.add(
            TeamsUser(
                lookup=str(SECOND).ljust(64, "x"),
                conversation=conversation_of(SECOND),
                name="Ben Reilly (invented)",
                reference="{}",
                staff_account_id=SECOND,
                last_heard_at=TUESDAY,
            )
        )


async def takes(world: World, account: int) -> list[Answer]:
    """Press the newest "Take it" of an account."""
    return await world.in_teams(press=world.card_button("Take it", account), account=account)


async def test_a_manager_is_not_asked_while_the_adviser_has_time(world: World) -> None:
    """They have no card, and nothing to press."""
    await world.asks()
    world.tend(minutes=4)
    assert world.cards(MANAGER) == []


async def test_the_adviser_did_not_take_it_in_time_so_the_managers_are_asked(world: World) -> None:
    """Those of their team alone; the young person is told, and the card says whose young person it is."""
    await world.asks()
    world.tend(minutes=5)
    [card] = world.cards(MANAGER)
    assert (card.title, labels(card)) == (ASKED, ["Take it", "Not now"])
    assert card.card is not None
    assert [fact.value for fact in card.card.facts[:2]] == [
        "Kai number 1 (invented) (YP-1)",
        "Sam Okafor (invented)",
    ]
    assert "Kai" not in f"{card.title} {card.lead}"
    assert world.cards(OTHER_MANAGER) == []
    assert "I asked their manager to chat with you. I will tell you here by 11:11" in world.newest().lead
    assert world.ended_by() == [None]
    world.tend(minutes=1)
    assert len(world.cards(MANAGER)) == 1


async def test_not_now_of_the_adviser_asks_the_managers_at_once(world: World) -> None:
    """The adviser is told so, and no call is promised yet."""
    await world.asks()
    [told] = await world.in_teams(press=world.card_button("Not now"))
    assert told.title == "The managers of your team are asked now"
    assert len(world.cards(MANAGER)) == 1
    assert world.calls() == []


async def test_a_manager_takes_it_and_both_sides_know_who_speaks(world: World) -> None:
    """By the name on record, and as what they are; the adviser is told who took it, and can take it no more."""
    await world.asks()
    press = world.card_button("Take it")
    world.tend(minutes=5)
    [here] = await takes(world, MANAGER)
    assert here.title == "You are in the chat"
    assert world.newest().lead.startswith("Ada Quist (invented), your PA's manager, is here.")
    taken = world.cards(SAM)[-1]
    assert taken.title == "Somebody has taken the chat"
    assert taken.card is not None
    assert [fact.value for fact in taken.card.facts] == [
        "Kai number 1 (invented) (YP-1)",
        "Ada Quist (invented)",
    ]
    [late] = await world.in_teams(press=press)
    assert late.title == "This chat can't be taken any more"
    await world.on_page("Hello?")
    assert (world.quotes(MANAGER), world.quotes(SAM)) == (["Hello?"], [])
    await world.in_teams("Hello to you", account=MANAGER)
    newest = world.newest()
    assert (newest.speaker, newest.lead) == ("Ada Quist (invented) (your PA's manager)", "Hello to you")
    await world.in_teams("END", account=MANAGER)
    assert world.newest().lead.startswith("Ada Quist (invented) has ended the chat.")


async def test_the_adviser_can_still_take_it_once_the_managers_are_asked(world: World) -> None:
    """Then the managers are told."""
    await world.asks()
    world.tend(minutes=5)
    [here] = await takes(world, SAM)
    assert here.title == "You are in the chat"
    assert world.cards(MANAGER)[-1].title == "Somebody has taken the chat"
    [late] = await takes(world, MANAGER)
    assert late.title == "This chat can't be taken any more"


async def test_of_two_managers_the_first_has_it_and_the_other_is_told(world: World) -> None:
    """With two accounts the name of the team's manager could be either's, so it is what Teams calls them."""
    add_manager(world)
    await world.asks()
    world.tend(minutes=5)
    await takes(world, SECOND)
    assert world.newest().lead.startswith("Ben Reilly (invented), your PA's manager, is here.")
    assert world.cards(MANAGER)[-1].title == "Somebody has taken the chat"
    [late] = await takes(world, MANAGER)
    assert late.title == "This chat can't be taken any more"
    assert [row.taken_by_id for row in world.rows()] == [SECOND]


async def test_one_manager_s_not_now_leaves_it_to_the_other(world: World) -> None:
    """Until the time is up: then it is a call, and everybody who was asked is told."""
    add_manager(world)
    await world.asks()
    world.tend(minutes=5)
    [told] = await world.in_teams(press=world.card_button("Not now", MANAGER), account=MANAGER)
    assert told.title == "The others are still asked"
    assert world.ended_by() == [None]
    world.tend(minutes=5)
    assert world.ended_by() == ["nobody"]
    for account in (SAM, MANAGER, SECOND):
        assert world.cards(account)[-1].lead.startswith("Nobody took the chat in time.")
    assert world.newest().lead.startswith(
        "No one can chat right now. I have put it on their list to call you."
    )


async def test_the_only_manager_s_not_now_makes_it_a_call(world: World) -> None:
    """Nobody is left to ask."""
    await world.asks()
    world.tend(minutes=5)
    [told] = await world.in_teams(press=world.card_button("Not now", MANAGER), account=MANAGER)
    assert told.title == "It is a call-back request now"
    assert world.calls() == [(KAI, datetime(2026, 11, 25, 17))]
    assert world.cards(SAM)[-1].lead.startswith("Nobody took the chat in time.")


async def test_an_adviser_who_is_away_is_not_waited_for(world: World) -> None:
    """Where Teams does not reach them the chat is offered all the same, and the managers are asked at once."""
    world.unlink(SAM)
    told = await world.asks()
    assert "Sam Okafor (invented) can't chat right now. I asked their manager" in told.lead
    assert len(world.cards(MANAGER)) == 1
    assert world.cards(SAM) == []
    await takes(world, MANAGER)
    assert world.rows()[0].taken_by_id == MANAGER


async def test_after_hours_no_manager_is_asked(world: World) -> None:
    """Asked at one minute to five, it is a call at four minutes past."""
    world.clock.moment = datetime(2026, 11, 24, 16, 59)
    await world.asks()
    world.tend(minutes=5)
    assert world.cards(MANAGER) == []
    assert world.ended_by() == ["nobody"]


async def test_who_left_the_page_is_called_and_no_manager_is_asked(world: World) -> None:
    """There is nobody to chat with."""
    await world.asks()
    world.sign_out()
    world.tend(minutes=5)
    assert world.cards(MANAGER) == []
    assert world.calls() == [(KAI, datetime(2026, 11, 25, 17))]


async def test_a_manager_goes_on_where_the_case_moves_in_the_team_and_not_out_of_it(world: World) -> None:
    """They may see everybody of their team, and nobody else."""
    await world.asks()
    world.tend(minutes=5)
    await takes(world, MANAGER)
    world.tend(minutes=1)
    assert world.ended_by() == [None]
    world.change(YoungPerson, KAI, personal_adviser_id=JO)
    [told] = await world.in_teams("One more thing", account=MANAGER)
    assert told.lead.startswith("What you wrote last was not passed on")
    assert world.ended_by() == ["adviser", None]


async def test_a_manager_who_left_is_out(world: World) -> None:
    """At once."""
    await world.asks()
    world.tend(minutes=5)
    press = world.card_button("Take it", MANAGER)
    world.change(StaffAccount, MANAGER, left_on=date(2026, 11, 24))
    await world.in_teams(press=press, account=MANAGER)
    assert world.rows()[0].taken_at is None


async def test_a_manager_in_a_chat_has_one_at_a_time(world: World) -> None:
    """As an adviser has."""
    await world.asks(KAI)
    await world.asks(LEE)
    world.tend(minutes=5)
    lines = [
        line
        for line in world.journal.lines(conversation_of(MANAGER))
        if line.answer and "Take it" in labels(line.answer)
    ]
    first, second = (button(line, "Take it") for line in lines)
    await world.in_teams(press=first, account=MANAGER)
    [told] = await world.in_teams(press=second, account=MANAGER)
    assert "another chat" in told.lead
