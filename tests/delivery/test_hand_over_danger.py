"""Danger in a talk that an adviser took over: the urgent reply as always and at once, and the adviser sees that it was given."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hand_over_world import JO, KAI, MANAGER, SAM, World, asks_to_talk, conversation_of
from sqlalchemy import select

from bot.casework.tables import StaffAccount, YoungPerson
from bot.delivery.handing_over.danger_elsewhere import HandOverMessages
from bot.delivery.handing_over.hand_over_parts import KIND
from bot.delivery.one_message import has_urgent
from bot.delivery.sending.outbox_tables import OutgoingMessage, State
from bot.identity.access.decisions import audited
from bot.records.reach import SENDING

if TYPE_CHECKING:
    from bot.records.database import Database

CRY = "I want to kill myself"


@pytest.fixture
async def world(database: Database) -> World:
    """Kai and Sam are in a talk."""
    world = World(database)
    asks_to_talk(world.dialogue)
    await world.is_taken()
    return world


async def test_danger_gets_the_urgent_reply_and_is_passed_on(world: World) -> None:
    """The adviser reads the words and that they were answered; the talk goes on."""
    answers = await world.on_page(CRY)
    assert has_urgent(answers)
    card = world.cards()[-1]
    assert card.title == "They may be in danger"
    assert "urgent reply" in card.lead
    assert card.card is not None
    assert card.card.quote == (CRY,)
    assert world.ended_by() == [None]
    await world.on_page("I'm at home")
    assert world.quotes()[-1] == "I'm at home"


async def test_danger_is_passed_on_once_though_it_comes_twice(world: World) -> None:
    """The page sends it again where the line was lost."""
    incoming = {"text": CRY}
    await world.on_page(**incoming)
    await world.on_page(**incoming)
    assert world.quotes() == [CRY, CRY]  # two messages
    world.numbers -= 1
    await world.on_page(**incoming)
    assert world.quotes() == [CRY, CRY]


async def test_danger_goes_out_though_the_adviser_can_not_be_told(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """It waits for nothing of the hand-over; what failed is tried again, and told in the log by kind alone."""
    monkeypatch.setattr("bot.delivery.handing_over.hand_over_step.PAUSES", (0.0, 0.0))
    tries: list[int] = []
    said = world.hand_overs.said

    def late(*given: object) -> object:
        """Takes longer than anybody waits."""
        tries.append(1)
        if len(tries) < 3:
            raise OSError(CRY)
        return said(*given)

    monkeypatch.setattr(world.hand_overs, "said", late)
    assert has_urgent(await world.on_page(CRY))
    assert world.quotes() == [CRY]
    assert "OSError" in caplog.text
    assert "kill" not in caplog.text


async def test_danger_while_it_waits_to_be_taken_is_not_shown_to_who_did_not_take_it(world: World) -> None:
    """The urgent reply asks whether somebody shall be told; a card that nobody took says nothing of it."""
    await world.in_teams("END")
    await world.asks()
    assert has_urgent(await world.on_page(CRY))
    assert CRY not in world.quotes()


async def test_what_an_adviser_asks_of_danger_reaches_the_young_person(world: World) -> None:
    """The adviser gets the urgent reply too, which asks nobody to stop talking of it."""
    answers = await world.in_teams("Do you want to kill yourself?")
    assert has_urgent(answers) or answers == []
    leads = [line.answer.lead for line in world.page() if line.answer]
    assert "Do you want to kill yourself?" in leads


async def test_an_adviser_in_danger_is_answered_as_everybody_is(world: World) -> None:
    """And what they wrote was said in the talk."""
    assert has_urgent(await world.in_teams(CRY))
    assert CRY in [line.answer.lead for line in world.page() if line.answer]


async def test_a_weak_sign_is_asked_about_and_passed_on(world: World) -> None:
    """Who hears it from a computer and from a person is asked by both."""
    answers = await world.on_page("I feel so empty lately")
    assert world.quotes()[-1] == "I feel so empty lately"
    assert not has_urgent(answers)


async def test_a_danger_in_the_moment_in_which_the_case_moved_tells_the_young_person_that_it_was_not_read(
    world: World,
) -> None:
    """By a line of its own behind the urgent reply; who works with them now reads it at once, and the old adviser does not."""
    from bot.casework.tables import YoungPerson

    world.change(YoungPerson, KAI, personal_adviser_id=2)
    assert has_urgent(await world.on_page(CRY))
    assert world.page()[-2].answer.lead.startswith("Your last message did not reach anyone.")
    assert CRY not in world.quotes()
    assert world.quotes(2) == [CRY]
    assert CRY not in "".join(str(line) for line in world.journal.lines(conversation_of(2)))


def leaves(world: World) -> list[tuple[int, bool]]:
    """Whose account each message about a hand-over that waits is for, and whether it would leave, as it is tried now."""
    kind = HandOverMessages(world.telling)
    with audited(world.database, SENDING) as session:
        waiting = (OutgoingMessage.kind == KIND, OutgoingMessage.state == State.WAITING.value)
        rows = session.execute(select(OutgoingMessage).where(*waiting)).scalars().all()
        made = [(row.about, kind.write(session, row, world.clock.now())) for row in rows]
        return [(about, one is not None and one.recipient is not None) for about, one in made]


async def test_what_waits_for_an_adviser_whose_case_moved_goes_to_who_has_it_now(world: World) -> None:
    """Words that show danger, while Teams is slow: nothing of them leaves for the one before, and the new adviser is shown them once."""
    await world.on_page(CRY)
    assert all(may_leave for _account, may_leave in leaves(world))
    world.change(YoungPerson, KAI, personal_adviser_id=JO, council="rotherham")
    before = leaves(world)
    assert before
    assert not any(may_leave for account, may_leave in before if account == SAM)
    leaves(world)  # tried again
    assert world.quotes(JO) == [CRY]
    assert all(may_leave for account, may_leave in leaves(world) if account == JO)
    assert world.audit("alert_deliver") == [("teams to staff:2", "alert_deliver", KAI, "allowed")]


async def test_what_is_no_danger_is_shown_to_nobody_else(world: World) -> None:
    """It was said to one adviser."""
    await world.on_page("I'm at home")
    world.change(YoungPerson, KAI, personal_adviser_id=JO, council="rotherham")
    assert not any(may_leave for account, may_leave in leaves(world) if account == SAM)
    assert world.quotes(JO) == []


async def test_where_teams_reaches_no_adviser_any_more_the_managers_are_shown_it(world: World) -> None:
    """The adviser left while it waited."""
    await world.on_page(CRY)
    world.change(StaffAccount, SAM, left_on=world.clock.today())
    assert not any(may_leave for account, may_leave in leaves(world) if account == SAM)
    assert world.quotes(MANAGER) == [CRY]
    assert all(may_leave for account, may_leave in leaves(world) if account == MANAGER)
