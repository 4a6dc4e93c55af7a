"""A young person by text and their adviser in Teams: one text each, STOP holds, and no word of ours means another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hand_over_world import KAI, MANAGER, PIN, SAM, World, asks_to_talk
from text_world import NUMBER, OTHER_NUMBER

from bot.answer import Answer, Choice
from bot.casework.tables import YoungPerson
from bot.identity.by_phone.text_pins import setting_of
from bot.identity.by_phone.texter_tables import Texter
from bot.phrases import phrase
from bot.records.reach import own

if TYPE_CHECKING:
    from bot.records.database import Database

MY_PLAN = Answer(
    lead="Sign in.",
    topic="pathway_plan_status",
    choices=(Choice(label="Sign in", kind="page", value="sign-in"),),
)
HERE = phrase("hand_over.here.sms", who="Your PA")
ENDED = phrase("hand_over.ended.young_person.sms", whom="your PA")
SPOKEN = "Your PA: "


@pytest.fixture
async def world(database: Database) -> World:
    """Kai has proved by PIN who texts."""
    world = World(database)
    asks_to_talk(world.dialogue)
    respond = world.dialogue.respond

    async def with_plan(
        conversation: str, text: str, choice: Choice | None = None, *more: Any
    ) -> list[Answer]:
        """One with a plan."""
        if text == "plan" and choice is None:
            return [MY_PLAN]
        found: list[Answer] = await respond(conversation, text, choice, *more)
        return found

    world.dialogue.respond = with_plan  # type: ignore[method-assign]
    await world.text("plan")
    await world.text(PIN)
    return world


async def takes(world: World) -> list[str]:
    """Kai asks and Sam takes it; the texts that leave then."""
    await world.text("person")
    await world.text("2")
    await world.in_teams(press=world.card_button("Take it"))
    return world.leave()


async def test_who_proved_who_they_are_is_offered_a_chat_by_its_number(world: World) -> None:
    """No name stands in a text."""
    [offered] = await world.text("person")
    assert "2 Chat with my PA now" in offered
    [told] = await world.text("2")
    assert told == phrase("hand_over.asked.sms", time="11:06")
    assert len(world.cards()) == 1


async def test_a_number_alone_proves_nobody(world: World) -> None:
    """Another phone is offered none; nor one whose owner is not known."""
    [offered] = await world.text("person", OTHER_NUMBER)
    assert "Chat" not in offered
    assert world.cards() == []


async def test_taken_they_get_a_text_and_then_one_for_each_message(world: World) -> None:
    """In the order in which they were written."""
    assert await takes(world) == [HERE]
    assert await world.text("Can we meet?") == []
    assert world.quotes() == ["Can we meet?"]
    await world.in_teams("Yes. Tomorrow at two?")
    await world.in_teams("At the library")
    assert world.leave() == [f"{SPOKEN}Yes. Tomorrow at two?", f"{SPOKEN}At the library"]


async def test_what_the_adviser_writes_stays_as_written_and_whole(world: World) -> None:
    """A link is not shortened, and what is longer than a text waits for MORE."""
    await takes(world)
    link = "https://www.example.org/a/long/address/that/is/needed/whole"
    await world.in_teams(f"Look at {link} and press one")
    assert world.leave() == [f"{SPOKEN}Look at {link} and press one"]
    words = " ".join(f"word{number}" for number in range(90))
    await world.in_teams(words)
    [first] = world.leave()
    assert first.endswith("\nText MORE for more.")
    rest = []
    while not rest or rest[-1].endswith("MORE for more."):
        rest += await world.text("MORE")
    sent = " ".join(one.replace("\nText MORE for more.", "") for one in [first, *rest])
    assert sent == f"{SPOKEN}{words}"
    assert world.quotes() == []


@pytest.mark.parametrize("words", ["2", "1", "menu", "next week", "back", "easy", "no"])
async def test_a_number_or_a_word_of_ours_is_for_the_adviser_to_read(world: World, words: str) -> None:
    """Whatever it would do in a talk with the assistant."""
    await takes(world)
    assert await world.text(words) == []
    assert world.quotes() == [words]


async def test_texts_of_one_moment_are_one_message_to_the_adviser(world: World) -> None:
    """As the assistant reads them, too."""
    await takes(world)
    await world.send("Hi Sam")
    await world.send("I lost my key")
    await world.answers()
    assert world.quotes() == ["Hi Sam\nI lost my key"]


async def test_bye_ends_it(world: World) -> None:
    """What came in the same moment is passed on first."""
    await takes(world)
    await world.send("Thanks for that")
    await world.send("bye")
    assert await world.answers() == [ENDED]
    assert world.quotes() == ["Thanks for that"]
    assert world.cards()[-1].lead.startswith("They have ended")
    assert await world.text("buses") != []


@pytest.mark.parametrize("word", ["STOP", "end", "Quit"])
async def test_whoever_wants_no_more_texts_gets_none_and_the_adviser_is_told(world: World, word: str) -> None:
    """END is a word of the networks: it stops all texts, and the talk with them."""
    await takes(world)
    assert await world.text(word) == [phrase("texting.stopped")]
    assert world.ended_by() == ["young_person"]
    assert world.cards()[-1].title == "The chat has ended"
    await world.in_teams("Hello?")
    assert world.leave() == []


async def test_whom_the_network_stopped_gets_nothing_and_the_adviser_is_told(world: World) -> None:
    """A receipt said so, and no word of theirs."""
    await takes(world)
    world.change(Texter, world.who().phone_lookup, stopped_at=world.clock.now())
    [told] = await world.in_teams("Hello?")
    assert told.lead.startswith("What you wrote last was not passed on")
    assert world.leave() == []


async def test_forget_ends_it(world: World) -> None:
    """With the talk, everything in it."""
    await takes(world)
    await world.text("FORGET")
    world.door.forget(world.who().conversation_before)
    assert world.ended_by() == ["young_person"]


async def test_danger_by_text_is_answered_at_once_and_passed_on(world: World) -> None:
    """The adviser reads it, and that it was answered."""
    await takes(world)
    [urgent] = await world.text("I want to kill myself")
    assert "999" in urgent
    assert world.cards()[-1].title == "They may be in danger"
    assert world.quotes() == ["I want to kill myself"]


async def test_a_number_that_went_to_another_hand_gets_nothing_more(world: World) -> None:
    """The SIM is changed: whoever has it proved nothing."""
    await takes(world)
    world.change(YoungPerson, KAI, phone=None, phone_lookup=None)
    [told] = await world.in_teams("Your new address is 1 Example Road")
    assert told.lead.startswith("What you wrote last was not passed on")
    assert world.leave() == []


async def test_on_a_phone_that_others_use_too_it_is_over(world: World) -> None:
    """What an adviser writes is not for everybody."""
    await takes(world)
    with world.database.transaction(own(KAI)) as session:
        setting_of(session, KAI).is_shared = True
    await world.in_teams("Only for you")
    assert world.leave() == []
    assert world.ended_by() == ["young_person"]


async def test_not_taken_they_get_a_text_with_the_day(world: World) -> None:
    """Two, in which nobody has a name: that the manager is asked, and that they are called."""
    await world.text("person")
    await world.text("2")
    world.leave()
    world.tend(minutes=5)
    [asked] = world.leave()
    assert asked.startswith("Your PA can't chat right now. I asked their manager to chat with you.")
    world.tend(minutes=5)
    [told] = world.leave()
    assert told.startswith("No one can chat right now. I have put it on their list to call you.")
    assert "Wednesday 25 November" in told
    assert "Sam" not in told


async def test_a_manager_s_words_stand_behind_what_they_are(world: World) -> None:
    """No name, and not as if the adviser had written."""
    await world.text("person")
    await world.text("2")
    world.tend(minutes=5)
    world.leave()
    await world.in_teams(press=world.card_button("Take it", MANAGER), account=MANAGER)
    [here] = world.leave()
    assert here.startswith("Your PA's manager is here.")
    await world.in_teams("How can I help?", account=MANAGER)
    assert world.leave() == ["Your PA's manager: How can I help?"]
    await world.text("My rent")
    assert world.quotes(MANAGER) == ["My rent"]


async def test_after_fifteen_silent_minutes_a_text_says_that_it_has_ended(world: World) -> None:
    """So that nobody writes to a person who is gone."""
    await takes(world)
    world.tend(minutes=15)
    assert world.leave() == [phrase("hand_over.ended.silence.sms", whom="your PA")]


async def test_on_the_page_meanwhile_they_hear_that_it_is_open_elsewhere(world: World) -> None:
    """One talk of a person at a time."""
    await takes(world)
    [offered] = await world.on_page("person")
    assert "Chat with my PA now" not in [one.label for one in offered.choices]
    assert world.who(NUMBER).young_person_id == KAI
    assert (
        len([card for card in world.cards(SAM) if card.choices and card.choices[0].label == "Take it"]) == 1
    )
