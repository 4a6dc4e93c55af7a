"""Each look at a young person through a talk is in the audit once, under its own name; and nobody asks again and again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hand_over_world import JO, KAI, MANAGER, SAM, World, asks_to_talk, button

from bot.casework.tables import CallBackRequest, YoungPerson

if TYPE_CHECKING:
    from bot.records.database import Database

LOOKS = ("hand_over_take", "hand_over_show", "hand_over_decline")


@pytest.fixture
def world(database: Database) -> World:
    """Everybody is there."""
    world = World(database)
    asks_to_talk(world.dialogue)
    return world


def looks(world: World) -> list[tuple[str, str]]:
    """Who looked how, in order; everything is about Kai and was allowed."""
    found = world.audit(*LOOKS)
    assert {(person, outcome) for _, _, person, outcome in found} <= {(KAI, "allowed")}
    return [(actor, action.removeprefix("hand_over_")) for actor, action, _, _ in found]


async def test_every_card_that_names_them_is_a_look(world: World) -> None:
    """Asked, taken, taken again, each message, and the end: no more and no fewer."""
    sam = f"staff:{SAM}"
    await world.asks()
    assert looks(world) == [(sam, "show")]
    press = world.card_button("Take it")
    await world.in_teams(press=press)
    assert looks(world)[1:] == [(sam, "take")]
    await world.in_teams(press=press)
    assert looks(world)[2:] == [(sam, "show")]
    await world.on_page("Hi")
    await world.on_page("Hi again")
    assert looks(world)[3:] == [(sam, "show"), (sam, "show")]
    await world.in_teams("Hello")
    assert looks(world)[5:] == []
    await world.in_teams("END")
    assert looks(world)[5:] == [(sam, "show")]


async def test_the_same_message_again_is_no_second_look(world: World) -> None:
    """It is shown once."""
    await world.is_taken()
    before = len(looks(world))
    for _ in range(2):
        await world.on_page("Once")
        world.numbers -= 1
    assert len(looks(world)) == before + 1


async def test_not_now_is_kept_as_such_and_takes_nothing(world: World) -> None:
    """And pressed late it is nothing at all."""
    world.unlink(MANAGER)
    await world.asks()
    press = world.card_button("Not now")
    await world.in_teams(press=press)
    await world.in_teams(press=press)
    assert looks(world) == [(f"staff:{SAM}", "show"), (f"staff:{SAM}", "decline")]


async def test_managers_and_new_advisers_look_under_their_own_account(world: World) -> None:
    """Each once for each card."""
    await world.asks()
    world.tend(minutes=5)
    world.change(YoungPerson, KAI, personal_adviser_id=JO)
    world.tend(minutes=1)
    actors = [f"staff:{SAM}", f"staff:{MANAGER}", f"staff:{JO}", "staff:4"]
    assert looks(world) == [(actor, "show") for actor in actors]


async def test_the_card_of_a_case_that_moved_is_no_look(world: World) -> None:
    """It names nobody: the old adviser sees nobody who is not theirs."""
    await world.is_taken()
    before = len([actor for actor, _ in looks(world) if actor == f"staff:{SAM}"])
    world.change(YoungPerson, KAI, personal_adviser_id=JO)
    world.tend(minutes=1)
    assert world.cards(SAM)[-1].title == "The chat has ended"
    assert "Kai" not in world.cards(SAM)[-1].json()
    assert len([actor for actor, _ in looks(world) if actor == f"staff:{SAM}"]) == before


async def test_who_was_turned_down_is_promised_the_call_and_nobody_is_asked_again(world: World) -> None:
    """For half an hour, as long as the call is not ticked off; no chat is offered meanwhile."""
    world.unlink(MANAGER)
    chat = button(await world.offered(), "Chat with my PA now")
    for _ in range(4):
        await world.on_page(press=chat)
        if len(world.cards()) == 1 and world.rows()[-1].ended_at is None:
            await world.in_teams(press=world.card_button("Not now"))
    assert len(world.cards()) == 1
    assert len(world.rows()) == 1
    assert world.newest().lead.startswith("I asked a short time ago, and no one could chat.")
    assert "by the end of Wednesday 25 November" in world.newest().lead
    assert not world.hand_overs.can_ask(world.web[KAI])
    world.pass_time(minutes=15)
    world.stay()
    world.pass_time(minutes=15)
    assert world.hand_overs.can_ask(world.web[KAI])


async def test_once_the_call_was_made_they_may_ask_again(world: World) -> None:
    """Nothing is promised then that would stand for the chat."""
    world.unlink(MANAGER)
    await world.asks()
    await world.in_teams(press=world.card_button("Not now"))
    world.change(CallBackRequest, 1, done_at=world.clock.now())
    assert world.hand_overs.can_ask(world.web[KAI])
