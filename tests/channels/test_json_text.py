"""Text as JSON: a talk of one's own, and none of anybody else's."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from bot.answer import Answer
from bot.channels.json_text import MOST_BYTES, JsonText
from bot.delivery.conversation.journal import MemoryJournal
from bot.front_door import FrontDoor

if TYPE_CHECKING:
    from bot.answer import Choice
    from bot.channels.json_text import Said


class Heard:
    """A dialogue that says what it hears, and in which conversation."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.conversations: list[str] = []

    async def respond(
        self,
        conversation: str,
        text: str,
        choice: Choice | None = None,
        council: str | None = None,
        message_id: str = "",
    ) -> list[Answer]:
        """As Rasa."""
        self.conversations.append(conversation)
        return [Answer(lead=f"heard {text}")]

    def forget(self, conversation: str) -> None:
        """Nothing is kept."""

    async def about(self, text: str) -> str | None:
        """Nothing."""


@pytest.fixture
def heard() -> Heard:
    """What comes through the door."""
    return Heard()


@pytest.fixture
def talk(heard: Heard) -> JsonText:
    """The channel before a real front door."""
    return JsonText(FrontDoor(heard, MemoryJournal()), b"a secret for tests")


async def say(talk: JsonText, **given: Any) -> Said:
    """One message."""
    return await talk.answer(json.dumps(given).encode())


async def test_a_token_goes_on_with_its_talk_and_with_no_other(talk: JsonText, heard: Heard) -> None:
    """Without one a new talk begins."""
    first = await say(talk, text="hello")
    await say(talk, text="hello", token=first.body["token"])
    await say(talk, text="hello")
    one, same, other = heard.conversations
    assert first.body["texts"] == ["heard hello"]
    assert (one == same, one == other, one.startswith("text-")) == (True, False, True)


@pytest.mark.parametrize("token", ["", "mine", "web-1", 1, ["x"], {"a": 1}, "a.b", "é"])
async def test_nobody_chooses_a_conversation(talk: JsonText, heard: Heard, token: object) -> None:
    """A token that we did not sign is refused; no other field says who somebody is."""
    said = await say(talk, text="hello", token=token, sender="web-1", conversation="web-1")
    assert (said.status, heard.conversations) == (400, [])


async def test_typed_slashes_are_text(talk: JsonText) -> None:
    """None is a command of Rasa's."""
    assert (await say(talk, text='/ask{"x": "y"}')).body["texts"] == ['heard ask{"x": "y"}']


UNREADABLE = [
    b"",
    b"\xff",
    b"{",
    b"[]",
    b'{"text": 1}',
    b"[" * 60_000,
    b" " * MOST_BYTES + b'{"text": "hello"}',
]


@pytest.mark.parametrize("raw", UNREADABLE, ids=range(len(UNREADABLE)))
async def test_what_is_no_message_is_refused_with_urgent_help(talk: JsonText, raw: bytes) -> None:
    """And with what a message looks like."""
    said = await talk.answer(raw)
    assert (said.status, "116 123" in said.body["texts"][0]) == (400, True)


@pytest.mark.parametrize(
    "raw", [b'{"text": "i want to kill myself", "token": "forged"}', b"i want to kill myself"]
)
async def test_danger_that_is_no_message_gets_the_urgent_reply(talk: JsonText, raw: bytes) -> None:
    """As on the page."""
    said = await talk.answer(raw)
    assert (said.status, "really glad you told me" in said.body["texts"][0]) == (200, True)


async def test_danger_gets_the_urgent_reply(talk: JsonText, heard: Heard) -> None:
    """Rasa never sees it."""
    said = await say(talk, text="i want to kill myself")
    assert "really glad you told me" in said.body["texts"][0]
    assert heard.conversations == []
