"""The step behind all others: the dialogue answers what is left to be answered."""

from __future__ import annotations

import asyncio
from typing import Awaitable, List, Optional, Protocol

from bot.answer import Answer, Choice
from bot.delivery.one_message import Turn, apology, plain


class Dialogue(Protocol):
    """What is behind the door: Rasa, or whatever stands in for it."""

    def respond(
        self,
        conversation: str,
        text: str,
        choice: Optional[Choice] = None,
        council: Optional[str] = None,
        message_id: str = "",
    ) -> Awaitable[List[Answer]]:
        """The answers to one text or choice. What is kept of it is kept under the message's id."""

    def take_back(self, conversation: str, message_id: str) -> Awaitable[None]:
        """Delete what is kept of the turn of one message, if it came that far before it was broken off."""

    def forget(self, conversation: str) -> None:
        """Delete what is kept of a conversation."""

    def about(self, text: str) -> Awaitable[Optional[str]]:
        """The topic that a text surely asks about, or None."""


class Answering:
    """One turn at a time: the dialogue computes, and who comes in between is looked at between two turns.

    A turn that could not have its conversation to itself is not given to it: see `waiting_turn`.
    """

    def __init__(self, dialogue: Dialogue) -> None:
        self._dialogue, self._one_turn = dialogue, asyncio.Semaphore()

    async def answer(self, turn: Turn) -> None:
        """Ask the dialogue; an apology where it says nothing."""
        answers = await self._respond(turn)
        turn.reply_with(*answers or [apology("no answer came", turn.incoming.channel)])

    async def _respond(self, turn: Turn) -> List[Answer]:
        text = turn.text if turn.choice else plain(turn.text)
        if turn.unlocked:
            raise turn.unlocked
        council, message_id = turn.incoming.council, turn.message_id
        async with self._one_turn:
            if turn.is_again:
                await self._dialogue.take_back(turn.conversation, message_id)
            return await self._dialogue.respond(turn.conversation, text, turn.choice, council, message_id)
