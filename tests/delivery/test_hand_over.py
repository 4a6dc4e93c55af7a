"""A young person on the page and their adviser in Teams: asked, taken, written both ways, and ended, both told each time."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from hand_over_world import (
    KAI,
    LEE,
    MANAGER,
    NAMES,
    SAM,
    SECRET,
    TOLD,
    TUESDAY,
    World,
    asks_to_talk,
    button,
    conversation_of,
    labels,
    minutes,
)
from sqlalchemy import select

from bot.delivery.conversation.conversation_tables import TranscriptLine
from bot.delivery.handing_over.said_to_young_person import TOPIC
from bot.identity.by_teams.teams_tables import TeamsUser
from bot.records.reach import OPERATOR

if TYPE_CHECKING:
    from bot.records.database import Database

NAME = NAMES[SAM]
CHAT = "Chat with my PA now"


@pytest.fixture
def world(database: Database) -> World:
    """Everybody is there, on a Tuesday at eleven."""
    world = World(database)
    asks_to_talk(world.dialogue)
    return world


async def test_in_working_hours_a_chat_is_offered_beside_the_call(world: World) -> None:
    """The call stays the first button."""
    offered = await world.offered()
    assert offered.answer is not None
    assert labels(offered.answer) == ["Yes, please ask my PA to call me", CHAT]


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 11, 24, 8, 59),
        datetime(2026, 11, 24, 17),
        datetime(2026, 11, 28, 11),
        datetime(2026, 12, 25, 11),
        datetime(2026, 12, 28, 11),
        datetime(2027, 7, 1, 7, 59),
    ],
    ids=["before nine", "at five", "Saturday", "Christmas", "Boxing Day kept", "in summer an hour earlier"],
)
async def test_out_of_working_hours_only_the_call_is_offered(world: World, moment: datetime) -> None:
    """By London's clock, without weekends and bank holidays."""
    world.clock.moment = moment
    offered = await world.offered()
    assert offered.answer is not None
    assert labels(offered.answer) == ["Yes, please ask my PA to call me"]


@pytest.mark.parametrize(
    "changed",
    [{"staff_account_id": None}, {"is_installed": False}, {"blocked_at": TUESDAY}, {"reference": None}],
)
async def test_where_teams_does_not_reach_the_adviser_no_chat_is_offered(
    world: World, changed: dict[str, object]
) -> None:
    """Nor a manager of the team: nothing is offered that can't be kept."""
    world.unlink(MANAGER)
    world.change(TeamsUser, str(SAM).ljust(64, "x"), **changed)
    offered = await world.offered()
    assert offered.answer is not None
    assert CHAT not in labels(offered.answer)


async def test_who_is_not_signed_in_is_offered_none(world: World) -> None:
    """Nobody's adviser is known."""
    world.sign_in(KAI)
    world.sign_out()
    await world.on_page("person")
    assert CHAT not in labels(world.newest())


async def test_asked_they_hear_by_when_more_is_said_and_the_adviser_gets_a_card(world: World) -> None:
    """Who asks stands on the card alone; what is kept names nobody."""
    told = await world.asks()
    assert NAME in told.lead
    assert TOLD in told.lead
    [card] = world.cards()
    assert labels(card) == ["Take it", "Not now"]
    assert card.card is not None
    assert card.card.facts[0].value == "Kai number 1 (invented) (YP-1)"
    kept = [line.answer.json() for line in world.journal.lines(conversation_of(SAM)) if line.answer]
    assert kept
    assert not [text for text in kept if "Kai" in text or "YP-1" in text]


async def test_until_it_is_taken_the_assistant_goes_on_answering(world: World) -> None:
    """The adviser reads nothing of it."""
    await world.asks()
    [answer] = await world.on_page("buses")
    assert answer.lead == "Buses are free."
    assert world.quotes() == []


async def test_taken_both_are_told_who_speaks_and_how_it_ends(world: World) -> None:
    """Each in their own talk."""
    [here] = await world.is_taken()
    assert "END" in here.lead
    assert labels(here) == ["End the chat"]
    told = world.newest()
    assert NAME in told.lead
    assert "BYE" in told.lead
    assert labels(told) == ["End this chat"]


async def test_what_is_written_goes_both_ways_and_not_to_the_dialogue(world: World) -> None:
    """Word by word, under the name on record."""
    await world.is_taken()
    heard = len(world.dialogue.heard)
    assert await world.on_page("Can I have my railcard?") == []
    assert world.quotes() == ["Can I have my railcard?"]
    assert await world.in_teams("Yes. I have it here") == []
    assert (world.newest().speaker, world.newest().lead) == (f"{NAME} (your PA)", "Yes. I have it here")
    assert len(world.dialogue.heard) == heard


async def test_the_page_shows_what_the_young_person_wrote_too(world: World) -> None:
    """As in any talk."""
    await world.is_taken()
    await world.on_page("Hi there")
    assert world.page()[-1].text == "Hi there"


async def test_buttons_of_both_sides_still_work(world: World) -> None:
    """A topic's button is the assistant's to answer, and a card's that of the desk: neither is read to the other side."""
    await world.on_page("buses")
    topic = button(world.page()[-1], "Bikes")
    await world.is_taken()
    [answer] = await world.on_page(press=topic)
    assert answer.lead == "Bikes cost little."
    [here] = await world.in_teams(press=world.card_button("Take it"))
    assert labels(here) == ["End the chat"]
    assert world.quotes() == []


async def test_a_message_that_comes_twice_is_passed_on_once(world: World) -> None:
    """Also where a process died between passing on and answering: the same words have the same key."""
    await world.is_taken()
    await world.in_teams("Only once", id_="same")
    await world.in_teams("Only once", id_="same")
    said = [line for line in world.page() if line.answer and line.answer.lead == "Only once"]
    assert len(said) == 1


@pytest.mark.parametrize("word", ["BYE", "ok thanks bye", "Goodbye!", "end chat"])
async def test_the_young_person_ends_it_by_a_word(world: World, word: str) -> None:
    """Both are told, and the assistant answers again."""
    await world.is_taken()
    [told] = await world.on_page(word)
    assert "has ended" in told.lead
    assert world.cards()[-1].lead.startswith("They have ended")
    assert world.ended_by() == ["young_person"]
    [answer] = await world.on_page("buses")
    assert answer.lead == "Buses are free."
    await world.in_teams("Are you still there?")
    assert "Are you still there?" not in [line.answer.lead for line in world.page() if line.answer]


async def test_the_young_person_ends_it_by_the_button(world: World) -> None:
    """The button of the line that said that the adviser is here."""
    await world.is_taken()
    press = button(world.page()[-1], "End this chat")
    [told] = await world.on_page(press=press)
    assert "has ended" in told.lead
    assert world.ended_by() == ["young_person"]
    await world.on_page("buses")
    [again] = await world.on_page(press=press)
    assert again.lead.startswith("That chat has ended already")


@pytest.mark.parametrize("by", ["END", "end the chat please", "button"])
async def test_the_adviser_ends_it(world: World, by: str) -> None:
    """By a word or the button; the young person is told."""
    await world.is_taken()
    press = world.card_button("End the chat") if by == "button" and await world.on_page("Hi") == [] else ""
    [told] = await world.in_teams("" if press else by, press)
    assert told.lead == "You have ended the chat. They were told."
    assert world.newest().lead.startswith(f"{NAME} has ended the chat")
    assert world.ended_by() == ["adviser"]


async def test_an_adviser_s_goodbye_is_for_the_young_person_to_read(world: World) -> None:
    """It ends nothing."""
    await world.is_taken()
    await world.in_teams("Bye")
    assert world.newest().lead == "Bye"
    assert world.ended_by() == [None]


async def test_after_fifteen_silent_minutes_it_has_ended_and_both_are_told(world: World) -> None:
    """Not a minute earlier, counted from what was written last."""
    await world.is_taken()
    world.pass_time(minutes=10)
    world.stay()
    await world.in_teams("One moment")
    world.tend(minutes=14)
    assert world.ended_by() == [None]
    world.stay()
    world.tend(minutes=1)
    assert world.ended_by() == ["silence"]
    assert world.newest().lead.startswith("Nobody wrote for 15 minutes")
    assert world.cards()[-1].lead.startswith("Nobody wrote for 15 minutes")
    world.tend(minutes=1)
    assert len([one for one in world.cards() if "15 minutes" in one.lead and "ended" in one.lead]) == 1


async def test_signing_out_ends_it_and_the_adviser_is_told(world: World) -> None:
    """What the adviser writes then goes nowhere."""
    await world.is_taken()
    world.sign_out()
    assert world.ended_by() == ["young_person"]
    assert world.cards()[-1].lead.startswith("They have ended the chat, or signed out")
    left = world.web[KAI]
    await world.in_teams("Hello?")
    assert world.journal.lines(left) == []


async def test_who_was_signed_out_by_the_clock_is_passed_nothing(world: World) -> None:
    """An adviser's words must not wait on a page that anybody may sit at by now."""
    await world.is_taken()
    world.pass_time(minutes=21)
    [told] = await world.in_teams("Your new flat is 1 Example Road")
    assert told.lead.startswith("What you wrote last was not passed on")
    assert "Example" not in "".join(line.answer.lead for line in world.page() if line.answer)
    assert world.ended_by() == ["young_person"]


async def test_a_second_young_person_hears_that_their_adviser_is_busy_and_not_with_whom(world: World) -> None:
    """They are offered the call."""
    await world.is_taken()
    told = await world.asks(LEE)
    assert "in a chat with somebody else" in told.lead
    assert "Kai" not in told.json()
    assert labels(told) == ["Yes, please ask my PA to call me"]
    assert len(world.rows()) == 1


async def test_two_may_wait_and_one_is_taken(world: World) -> None:
    """The other is refused with the button that ends the first."""
    await world.asks(KAI)
    await world.asks(LEE)
    first, second = (
        button(line, "Take it") for line in world.journal.lines(conversation_of(SAM)) if line.answer
    )
    await world.in_teams(press=first)
    [told] = await world.in_teams(press=second)
    assert "another chat" in told.lead
    assert labels(told) == ["End the chat", "Take it"]
    assert [row.taken_by_id for row in world.rows()] == [SAM, None]


async def test_pressed_twice_it_is_asked_once(world: World) -> None:
    """The second press says that it was asked."""
    offered = await world.offered()
    press = button(offered, CHAT)
    await world.on_page(press=press)
    [again] = await world.on_page(press=press)
    assert again.lead.startswith("I have asked")
    assert len(world.cards()) == 1
    assert len(world.rows()) == 1


async def test_nothing_of_the_talk_is_kept_once_the_conversation_is_gone(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """Not in the adviser's talk, not with the hand-over, and never in the log."""
    caplog.set_level(logging.DEBUG)
    await world.is_taken()
    await world.on_page(SECRET)
    await world.in_teams(f"{SECRET} too")
    world.sign_out()
    with world.database.transaction(OPERATOR) as session:
        rows = session.execute(select(TranscriptLine.text, TranscriptLine.answer)).all()
    assert rows
    assert not [row for row in rows if SECRET in f"{row.text} {row.answer}"]
    assert "Zebra" not in caplog.text


async def test_where_it_fails_the_young_person_gets_an_apology_and_no_answer_of_the_dialogue(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody may think that their adviser read what they did not."""
    await world.is_taken()

    def broken(*_given: object) -> None:
        """Fails."""
        raise OSError

    monkeypatch.setattr(world.hand_overs, "number_in", broken)
    [sorry] = await world.on_page("buses")
    assert sorry.title == "Sorry, that went wrong"
    monkeypatch.undo()
    monkeypatch.setattr(world.hand_overs, "said", broken)
    [sorry] = await world.on_page("buses")
    assert sorry.title == "Sorry, that went wrong"


async def test_where_it_can_not_be_looked_up_everybody_else_is_answered(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Most people are in no such talk."""

    def broken(*_given: object) -> None:
        """Fails."""
        raise OSError

    monkeypatch.setattr(world.hand_overs, "number_in", broken)
    [answer] = await world.on_page("buses", who=LEE)
    assert answer.lead == "Buses are free."


async def test_what_is_said_of_a_hand_over_has_its_topic(world: World) -> None:
    """By which the page knows that it may look for news."""
    told = await world.asks()
    assert told.topic == TOPIC
    assert world.hand_overs.is_open(world.web[KAI])
    world.nobody_takes()
    assert not world.hand_overs.is_open(world.web[KAI])
    assert minutes(10) == world.rows()[0].ended_at - world.rows()[0].asked_at
