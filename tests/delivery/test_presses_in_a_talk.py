"""What an adviser presses in a talk that was handed over is theirs: no label and nothing that came with it reaches the young person."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hand_over_world import SAM, World, asks_to_talk, conversation_of

from bot.answer import Answer, Choice
from bot.delivery.conversation.journal import lines_of
from bot.front_door import Incoming

if TYPE_CHECKING:
    from bot.records.database import Database

TOLD = "Robin told me he wants to kill himself tonight"


@pytest.fixture
async def world(database: Database) -> World:
    """Sam has taken the talk with Kai."""
    made = World(database)
    asks_to_talk(made.dialogue)
    await made.is_taken()
    return made


def danger_button(world: World, kind: str) -> str:
    """A button of danger on a card of Sam's."""
    asked = Answer(lead="?", choices=(Choice(label="A young person is at risk", kind="danger", value=kind),))
    [_, line] = lines_of("", [asked])
    world.journal.write(conversation_of(SAM), [line])
    return f"{line.id}.0"


@pytest.mark.parametrize("kind", ["crisis_self_harm/self", "missing/other"])
async def test_the_label_of_a_button_of_danger_stays_with_the_adviser(world: World, kind: str) -> None:
    """They get the urgent reply, and the young person nothing."""
    before = len(world.page())
    [answer] = await world.in_teams(press=danger_button(world, kind))
    assert answer.urgency == "urgent"
    assert world.page()[before:] == []


@pytest.mark.parametrize("press", ["made-up-line-id-000000.0", "Take it"])
async def test_danger_that_comes_with_a_press_stays_with_the_adviser(world: World, press: str) -> None:
    """As words beside a button, and as what was filled in."""
    option = world.card_button(press) if press == "Take it" else press
    before = len(world.page())
    await world.in_teams(TOLD, press=option)
    filled = Incoming("teams", conversation_of(SAM), "filled", "", option, inputs={"note": TOLD})
    await world.door.handle(filled)
    await world.door.handing.settle()
    assert world.page()[before:] == []


async def test_a_young_persons_button_of_danger_still_reaches_the_adviser(world: World) -> None:
    """It is their word."""
    asked = Answer(lead="?", choices=(Choice(label="I'm not OK", kind="danger", value="missing/self"),))
    [_, line] = lines_of("", [asked])
    world.journal.write(next(iter(world.web.values())), [line])
    await world.on_page(press=f"{line.id}.0")
    assert "I'm not OK" in world.quotes()
