"""A hand-over as it is posted to Teams: cards that Teams takes, whose buttons work, and nothing of it left in the outbox."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from card_schema import assert_takes
from hand_over_world import KAI, SAM, SECRET, OfWorld, World, asks_to_talk
from out_world import Chats, chats, rows, send_all, states

from bot.casework.tables import StaffAccount, YoungPerson
from bot.channels.teams.activity_words import buttons_of, words_of
from bot.channels.teams.teams_delivery import TeamsDelivery
from bot.delivery.staffing.staff_step import CHANNEL
from bot.records.reach import OPERATOR

if TYPE_CHECKING:
    from bot.records.database import Database


class InTeams(World):
    """What is posted to staff, beside all else."""

    def __init__(self, database: Database) -> None:
        """Everybody is there."""
        clock = OfWorld()
        super().__init__(database, deliver={CHANNEL: TeamsDelivery(clock)})
        clock.moved = self.clock
        asks_to_talk(self.dialogue)
        self.teams: Chats = chats()

    def post(self) -> list[dict[str, Any]]:
        """What is posted now, each of which Teams takes."""
        before = len(self.teams.sent)
        send_all(self.database, self.teams, self.clock.now())
        posted = [json.loads(str(one.text)) for one in self.teams.sent[before:]]
        for activity in posted:
            assert_takes(activity)
        return posted


@pytest.fixture
def world(database: Database) -> InTeams:
    """Kai on the page, Sam in Teams."""
    return InTeams(database)


def words(posted: list[dict[str, Any]]) -> str:
    """All that can be read."""
    return "\n".join(line for activity in posted for line in words_of(activity))


def press_of(posted: list[dict[str, Any]], label: str) -> str:
    """What a button of the newest card with it sends."""
    return next(
        press for activity in reversed(posted) for shown, press in buttons_of(activity) if shown == label
    )


async def test_the_buttons_of_the_posted_cards_take_it_and_end_it(world: InTeams) -> None:
    """From the card that asks to the one that says that it has ended."""
    await world.asks()
    asked = world.post()
    assert "Kai number 1 (invented) (YP-1)" in words(asked)
    assert "Kai" not in asked[0].get("text", "")
    await world.in_teams(press=press_of(asked, "Take it"))
    here = world.post()
    assert "You are in the chat" in words(here)
    await world.on_page("Can I have my railcard?")
    wrote = world.post()
    assert "Can I have my railcard?" in words(wrote)
    await world.in_teams("Yes")
    assert world.post() == []
    await world.in_teams(press=press_of(wrote, "End the chat"))
    assert "You have ended the chat" in words(world.post())
    assert world.ended_by() == ["adviser"]


async def test_not_now_is_a_button_too(world: InTeams) -> None:
    """Of the same card; the team's managers are asked then."""
    await world.asks()
    await world.in_teams(press=press_of(world.post(), "Not now"))
    assert "If none of the managers takes it by" in words(world.post())
    assert world.ended_by() == [None]


async def test_danger_is_posted_with_its_words_and_that_it_was_answered(world: InTeams) -> None:
    """Before what waits."""
    await world.is_taken()
    world.post()
    await world.on_page("I want to kill myself")
    posted = words(world.post())
    assert "I want to kill myself" in posted
    assert "They may be in danger" in posted
    assert "urgent reply" in posted


async def test_once_posted_no_word_of_the_talk_is_left_in_the_outbox(world: InTeams) -> None:
    """Nor whom it went to."""
    await world.is_taken()
    await world.on_page(SECRET)
    assert SECRET in words(world.post())
    assert {(row.body, row.recipient) for row in rows(world.database) if row.channel == CHANNEL} == {
        (None, None)
    }


async def test_what_still_waits_is_not_posted_to_an_adviser_who_left(world: InTeams) -> None:
    """It is kept back for good."""
    await world.is_taken()
    await world.on_page(SECRET)
    world.change(StaffAccount, SAM, left_on=date(2026, 11, 24))
    assert SECRET not in words(world.post())


async def test_what_a_young_person_wrote_is_not_posted_once_the_talk_would_be_over(world: InTeams) -> None:
    """Teams was away for long: nobody may answer what was said in another hour; danger is told all the same."""
    await world.is_taken()
    world.post()
    await world.on_page("Are you free?")
    await world.on_page("I want to kill myself")
    world.clock.moment += timedelta(minutes=16)
    late = words(world.post())
    assert "Are you free?" not in late
    assert "I want to kill myself" in late


async def test_what_is_about_a_person_goes_with_their_record(world: InTeams) -> None:
    """Erased, nothing that waits is posted."""
    await world.is_taken()
    await world.on_page(SECRET)
    with world.database.transaction(OPERATOR) as session:
        session.delete(session.get(YoungPerson, KAI))
    assert not [key for key in states(world.database) if key.startswith("hand-over")]
    assert SECRET not in words(world.post())
    assert world.rows() == []
