"""The same words again and again: networks would block them, so they are varied."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from text_world import Phone

from bot.delivery.sending.outgoing import TryAgainError
from bot.delivery.texting.network_limits import MOST_OF_THE_SAME

if TYPE_CHECKING:
    from bot.records.database import Database


@pytest.fixture
def phone(database: Database) -> Phone:
    """A phone."""
    return Phone(database)


async def texted_often(phone: Phone) -> str:
    """The words that came each time."""
    came = [await phone.text("MENU") for _ in range(MOST_OF_THE_SAME)]
    assert len(came) == MOST_OF_THE_SAME
    assert all(one == came[0] for one in came)
    return came[0][0]


async def test_the_same_words_begin_with_the_time_from_the_sixteenth_on(phone: Phone) -> None:
    """That of London."""
    same = await texted_often(phone)
    assert await phone.text("MENU") == [f"(12:00) {same}"]


async def test_what_is_tried_again_keeps_its_words(phone: Phone) -> None:
    """Minutes later too: a provider that has it already is asked for it by them."""
    same = await texted_often(phone)
    phone.provider.faults = [TryAgainError()]
    assert await phone.text("MENU") == []
    phone.pass_time(minutes=7)
    assert phone.leave() == [f"(12:00) {same}"]
