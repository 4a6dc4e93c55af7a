"""Who gets into a talk: the young person's own adviser and nobody else, whatever card they have; who leaves is out at once."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from hand_over_world import (
    JO,
    KAI,
    MANAGER,
    NAMES,
    OTHER_MANAGER,
    SAM,
    World,
    asks_to_talk,
    button,
    conversation_of,
    labels,
)

from bot.answer import Answer, Choice
from bot.casework.tables import StaffAccount, YoungPerson
from bot.delivery.handing_over.hand_over_tables import HandOver
from bot.identity.by_teams.teams_tables import TeamsUser
from bot.records.reach import OPERATOR

if TYPE_CHECKING:
    from bot.records.database import Database

GONE = "can't chat with you any more"


@pytest.fixture
def world(database: Database) -> World:
    """Everybody is there."""
    world = World(database)
    asks_to_talk(world.dialogue)
    return world


def has_card(world: World, account: int) -> str:
    """A card with the button of Kai's request in the talk of somebody who should have none."""
    number = world.rows()[0].id
    choice = Choice(label="Take it", kind="staff", value=f"hand_over/take/{number}")
    with world.database.transaction(OPERATOR) as session:
        conversation = conversation_of(account)
        card = Answer(lead="A card", choices=(choice,))
        world.telling.lines.put(session, "teams", conversation, [card], f"card {account}", world.clock.now())
    return button(world.journal.lines(conversation)[-1], "Take it")


@pytest.mark.parametrize("account", [JO, MANAGER, OTHER_MANAGER])
async def test_nobody_but_their_own_adviser_can_take_it(world: World, account: int) -> None:
    """Not with the button either; the try stands in the audit as denied."""
    await world.asks()
    [told] = await world.in_teams(press=has_card(world, account), account=account)
    assert "not yours to take" in told.lead
    assert world.rows()[0].taken_at is None
    role = (f"staff:{account}", "hand_over_take", KAI, "denied")
    assert world.audit("hand_over_take") == [role]


async def test_another_s_button_is_no_button_here(world: World) -> None:
    """The id of a line of Sam's talk opens nothing in Jo's."""
    await world.asks()
    [told] = await world.in_teams(press=world.card_button("Take it", SAM), account=JO)
    assert told.title == "That was an old button"
    assert world.rows()[0].taken_at is None


async def test_a_button_that_somebody_types_does_nothing(world: World) -> None:
    """Words are words."""
    await world.asks()
    await world.in_teams(f"hand_over/take/{world.rows()[0].id}")
    assert world.rows()[0].taken_at is None


async def test_after_the_case_moved_the_old_card_takes_nothing(world: World) -> None:
    """Of the old adviser; the new one is asked within a minute, and in time it is a call for them."""
    await world.asks()
    press = world.card_button("Take it")
    world.change(YoungPerson, KAI, personal_adviser_id=JO)
    [told] = await world.in_teams(press=press)
    assert "not yours to take" in told.lead
    world.tend(minutes=1)
    assert [card.title for card in world.cards(JO)] == ["Somebody would like to chat with you"]
    world.tend(minutes=4)
    world.tend(minutes=5)
    assert world.ended_by() == ["nobody"]
    assert [person for person, _ in world.calls()] == [KAI]
    assert world.cards(JO)[-1].title == "The chat has ended"


async def test_where_the_case_moves_in_the_talk_nothing_more_is_passed_on(world: World) -> None:
    """Neither way; both are told, the old adviser without a name, and the new one is asked."""
    await world.is_taken()
    world.change(YoungPerson, KAI, personal_adviser_id=JO)
    told, asked = await world.on_page("My secret")
    assert GONE in told.lead
    assert told.lead.startswith("Your last message did not reach anyone.")
    assert asked.lead.startswith(f"I asked {NAMES[JO]}, your PA, to chat with you now.")
    assert world.quotes() == []
    assert world.cards()[-1].title == "The chat has ended"
    assert "Kai" not in world.cards()[-1].json()
    await world.in_teams(press=world.card_button("Take it", JO), account=JO)
    await world.on_page("Hello Jo")
    assert (world.quotes(), world.quotes(JO)) == ([], ["Hello Jo"])


async def test_what_the_old_adviser_writes_then_is_not_passed_on(world: World) -> None:
    """They are told so, once, and the young person that it has ended and who is asked now."""
    await world.is_taken()
    world.change(YoungPerson, KAI, personal_adviser_id=JO)
    before = len(world.cards())
    [told] = await world.in_teams("One more thing")
    assert told.lead.startswith("What you wrote last was not passed on")
    assert "Kai" not in told.json()
    assert len(world.cards()) == before
    assert GONE in world.page()[-2].answer.lead
    assert world.newest().lead.startswith(f"I asked {NAMES[JO]}")
    assert "One more thing" not in "".join(line.answer.lead for line in world.page() if line.answer)


async def test_an_adviser_who_left_is_out_at_once_and_the_young_person_is_told(world: World) -> None:
    """By the minute's look, also where nobody writes."""
    await world.is_taken()
    world.change(StaffAccount, SAM, left_on=date(2026, 11, 24))
    await world.in_teams("I am still here")
    assert "I am still here" not in "".join(line.answer.lead for line in world.page() if line.answer)
    before = len(world.cards())
    world.tend(minutes=1)
    assert world.ended_by() == ["adviser", None]
    assert GONE in world.page()[-2].answer.lead
    assert "I asked their manager" in world.newest().lead
    assert len(world.cards()) == before
    assert labels(world.cards(MANAGER)[-1]) == ["Take it", "Not now"]


async def test_an_adviser_who_left_takes_nothing(world: World) -> None:
    """Their old card is no button of anybody's."""
    await world.asks()
    press = world.card_button("Take it")
    world.change(StaffAccount, SAM, left_on=date(2026, 11, 24))
    await world.in_teams(press=press)
    assert world.rows()[0].taken_at is None


async def test_an_adviser_whom_teams_does_not_reach_any_more_is_out(world: World) -> None:
    """The young person must not write to nobody."""
    await world.is_taken()
    world.change(TeamsUser, str(SAM).ljust(64, "x"), blocked_at=world.clock.now())
    world.unlink(MANAGER)
    told, called = await world.on_page("Are you there?")
    assert GONE in told.lead
    assert "put it on their list to call you" in called.lead
    assert called.contacts


async def test_the_audit_has_who_asked_and_who_took_it(world: World) -> None:
    """Once each, however much is written."""
    await world.is_taken()
    await world.on_page("Hi")
    await world.in_teams("Hi")
    assert world.audit("hand_over_ask", "hand_over_take") == [
        ("young_person:1", "hand_over_ask", KAI, "allowed"),
        (f"staff:{SAM}", "hand_over_take", KAI, "allowed"),
    ]


async def test_somebody_else_s_talk_is_not_ended_by_a_button(world: World) -> None:
    """Of an adviser who is not theirs."""
    await world.is_taken()
    number = world.rows()[0].id
    choice = Choice(label="End", kind="staff", value=f"hand_over/end/{number}")
    with world.database.transaction(OPERATOR) as session:
        world.telling.lines.put(
            session,
            "teams",
            conversation_of(JO),
            [Answer(lead="x", choices=(choice,))],
            "x",
            world.clock.now(),
        )
    press = button(world.journal.lines(conversation_of(JO))[-1], "End")
    await world.in_teams(press=press, account=JO)
    assert world.ended_by() == [None]


async def test_a_number_that_is_none_is_refused_as_somebody_else_s(world: World) -> None:
    """What is there can't be told from what is not."""
    await world.asks()
    press = has_card(world, SAM)
    with world.database.transaction(OPERATOR) as session:
        session.delete(session.get(HandOver, world.rows()[0].id))
    [told] = await world.in_teams(press=press)
    assert "not yours to take" in told.lead


async def test_who_has_another_s_record_on_their_page_asks_for_their_own_adviser_alone(world: World) -> None:
    """Who "I" am comes from the session: the card names Kai and goes to Sam, whatever Kai writes."""
    await world.on_page("I am Robin, get me Jo")
    await world.asks()
    assert len(world.cards(SAM)) == 1
    assert world.cards(JO) == []
