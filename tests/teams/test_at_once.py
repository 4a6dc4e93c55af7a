"""A message from Teams is worked on when it is stored: nothing is put together, and nobody waits for the next look at the inbox."""

from __future__ import annotations

import asyncio
import time
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

import pytest
from stand_ins.token_issuer import TENANT
from teams_world import Chat, activity

from bot.delivery.conversation import receiving
from bot.delivery.conversation.receiving import MOST_AT_ONCE
from bot.front_door import Incoming

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

PATIENCE = 30.0  # seconds, on a busy machine


@pytest.fixture(autouse=True)
def _no_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between two looks lies an hour: what is answered here waited for none."""
    monkeypatch.setattr(receiving, "LOOK_EVERY", 3600.0)


@asynccontextmanager
async def at_work(chat: Chat) -> AsyncIterator[None]:
    """The inbox is worked on."""
    working = asyncio.ensure_future(chat.receiving.work())
    try:
        yield
    finally:
        working.cancel()
        with suppress(asyncio.CancelledError):
            await working


async def answered(chat: Chat, count: int) -> list[str]:
    """What was answered, once it is so much."""
    until = time.monotonic() + PATIENCE
    while len(chat.said) < count:
        assert time.monotonic() < until
        await asyncio.sleep(0.01)
    return chat.leads()


async def test_a_message_is_answered_without_waiting(chat: Chat) -> None:
    """Neither two seconds for others, nor for the next look."""
    async with at_work(chat):
        for number in range(5):
            assert await chat.send(activity(id=str(number), text=f"message {number}")) == 202
            assert len(await answered(chat, number + 1)) == number + 1


async def test_messages_of_one_chat_are_answered_each_by_itself_and_in_order(chat: Chat) -> None:
    """Those that come while one is worked on follow at once."""
    async with at_work(chat):
        for number in range(6):
            await chat.send(activity(id=str(number), text=f"message {number}"))
        assert await answered(chat, 6) == [f"You said: message {number}" for number in range(6)]


async def test_more_chats_than_are_worked_on_at_once_wait_for_each_other_alone(chat: Chat) -> None:
    """Whoever is behind comes when somebody is done."""
    count = 2 * MOST_AT_ONCE + 3
    async with at_work(chat):
        sent = [
            chat.send(
                activity(
                    conversation={"id": f"a:{one}", "conversationType": "personal", "tenantId": TENANT},
                    **{"from": {"id": f"29:{one}", "name": "Invented", "aadObjectId": f"invented-{one}"}},
                )
            )
            for one in range(count)
        ]
        assert await asyncio.gather(*sent) == [202] * count
        assert len(await answered(chat, count)) == count


async def test_texts_are_put_together_as_before(chat: Chat) -> None:
    """A message from Teams that comes meanwhile does not hurry them."""
    async with at_work(chat):
        assert await chat.receiving.receive(Incoming("sms", "sms-1", "t1", "first"))
        assert await chat.receiving.receive(Incoming("sms", "sms-1", "t2", "second"))
        await chat.send(activity())
        assert await answered(chat, 1) == ["You said: hello"]
    assert [text for text, _ in chat.echo.heard] == ["hello"]
