"""What an adviser types in a talk and surely did not mean for the young person is shown to them again before it goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hand_over_world import KAI, LEE, SAM, World, asks_to_talk, conversation_of, labels

from bot.casework.tables import YoungPerson
from bot.delivery.handing_over.asked_of_us import is_asked_of_us
from bot.delivery.handing_over.young_side import Said
from bot.front_door import Incoming

if TYPE_CHECKING:
    from bot.answer import Answer
    from bot.records.database import Database

HELD = "Not sent yet"
SEND, KEEP = "Send it to them", "Don't send it"


@pytest.fixture
async def world(database: Database) -> World:
    """Sam is in a talk with Kai, and works with Leah too."""
    world = World(database)
    asks_to_talk(world.dialogue)
    world.change(YoungPerson, KAI, preferred_name="Kai Moss (invented)")
    world.change(YoungPerson, LEE, preferred_name="Leah Brown (invented)")
    await world.is_taken()
    return world


def reached(world: World) -> list[str]:
    """What Kai read of an adviser."""
    return [line.answer.lead for line in world.page() if line.answer and line.answer.speaker]


async def press(world: World, label: str, words: str = "", id_: str = "press") -> list[Answer]:
    """Press a button of the newest held card, with what stands in its field."""
    chosen = world.card_button(label)
    incoming = Incoming("teams", conversation_of(SAM), id_, "", chosen, inputs={"words": words})
    return await world._take(incoming)


@pytest.mark.parametrize(
    "words",
    [
        "Status for Leah Brown YP-2",
        "Leah told me the same last week",
        "leah's plan please",
        "look up YP-2",
        "what about YP-3",
        "which plans are overdue",
        "who haven't I seen this month",
        "log a visit with her today",
        "my caseload",
    ],
)
async def test_what_names_another_or_is_asked_of_the_assistant_is_held(world: World, words: str) -> None:
    """Kai reads nothing of it; the card has the words in a field, and two buttons."""
    [card] = await world.in_teams(words)
    assert card.title == HELD
    assert labels(card) == [SEND, KEEP]
    assert card.card is not None
    assert card.card.form is not None
    assert card.card.form.fields[0].value == words
    assert reached(world) == []


@pytest.mark.parametrize(
    "words",
    [
        "Hi Kai, it's Sam. How are you doing?",
        "Your plan review is due on 3 December, YP-1 is your number",
        "Hello",
        "Oops, sorry",
        "Have you got your PIN?",
        "Do you want me to call you?",
        "Are you safe right now?",
        "Kai Moss, that is how they have you on the letter",
        "I saw your mum last week",
        "I have three visits today, can you do four?",
        "Can you send me a photo of the letter?",
        "May is a good month to move",
        "I will ask my manager and let you know",
    ],
)
async def test_what_is_said_to_the_young_person_goes_at_once(world: World, words: str) -> None:
    """A question in between each time would cost the talk."""
    assert await world.in_teams(words) == []
    assert reached(world) == [words]


async def test_send_it_sends_what_stands_in_the_field_once(world: World) -> None:
    """Changed or not; pressed again nothing goes twice."""
    await world.in_teams("Leah said you two are friends")
    [sent] = await press(world, SEND, "Somebody said you two are friends")
    assert sent.title == "Sent"
    [again] = await press(world, SEND, "Something else", "again")
    assert "Nothing was sent again" in again.lead
    assert reached(world) == ["Somebody said you two are friends"]


async def test_don_t_sends_nothing(world: World) -> None:
    """And the talk goes on."""
    await world.in_teams("Leah said you two are friends")
    [kept] = await press(world, KEEP)
    assert kept.title == "Not sent"
    assert reached(world) == []
    assert world.ended_by() == [None]


async def test_what_was_held_goes_nowhere_once_the_talk_has_ended(world: World) -> None:
    """Nor into the next talk; they are told so."""
    await world.in_teams("Leah said you two are friends")
    send = world.card_button(SEND)
    await world.in_teams("END")
    world.tend(minutes=31)
    world.sign_in(KAI)
    await world.is_taken()
    incoming = Incoming("teams", conversation_of(SAM), "late", "", send, inputs={"words": "Late words"})
    [told] = await world._take(incoming)
    assert told.lead.startswith("What you wrote last was not passed on")
    assert reached(world) == []


async def test_danger_that_names_another_is_not_read_by_the_young_person(world: World) -> None:
    """The urgent reply comes at once, and the card with the words behind it."""
    words = "Leah told me she wants to kill herself tonight"
    await world.in_teams(words)
    assert reached(world) == []
    held = world.cards()[-1]
    assert held.title == HELD
    assert held.card is not None
    assert held.card.form is not None
    assert held.card.form.fields[0].value == words


async def test_a_question_of_danger_to_the_young_person_goes_at_once(world: World) -> None:
    """Whether somebody thinks of suicide must be asked without a delay."""
    await world.in_teams("Kai, do you want to kill yourself?")
    assert reached(world) == ["Kai, do you want to kill yourself?"]


async def test_what_was_held_is_kept_nowhere(world: World) -> None:
    """The words stand in the card's field alone: neither in the adviser's talk nor in the young person's."""
    await world.in_teams("Leah is a Zebra-word")
    lines = [*world.journal.lines(conversation_of(SAM)), *world.page()]
    assert "Zebra" not in "".join(str(line) for line in lines)


async def test_what_is_too_long_for_a_field_is_not_cut(world: World) -> None:
    """It can't be sent from the card: they are told to send it in parts."""
    said = Said("Leah " * 500, "a long cry", is_danger=True)
    assert world.hand_overs.said(conversation_of(SAM), "teams", said) == []
    card = world.cards()[-1]
    assert labels(card) == [KEEP]
    assert "shorter parts" in card.lead
    await world.in_teams("Leah said so")
    [told] = await press(world, SEND, "x" * 1001)
    assert "shorter parts" in told.lead
    assert reached(world) == []


@pytest.mark.parametrize(
    ("words", "is_ours"),
    [
        ("Could you please tell me which of my young people have a plan due?", True),
        ("undo that", True),
        ("reset his pin please", True),
        ("NEET figures", True),
        ("overdue plans", True),
        ("send it to my manager", True),
        ("Your plans for the weekend?", False),
        ("I sent it to my manager", False),
        ("The review is on Tuesday at 2", False),
        ("Birthdays are hard, I know", False),
        ("the phone plan is overdue so they cut it off", False),
        ("I'll log it and get back", False),
        ("", False),
    ],
)
def test_only_what_nobody_says_to_a_young_person_is_asked_of_us(words: str, is_ours: bool) -> None:
    """Nothing that speaks to somebody, and nothing of one plan."""
    assert is_asked_of_us(words) is is_ours
