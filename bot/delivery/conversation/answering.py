"""The step behind all others: the dialogue answers what is left to be answered."""

from __future__ import annotations

import asyncio
from typing import Awaitable, List, Optional, Protocol

from bot.answer import Answer, Choice
from bot.delivery.conversation.turn_locks import ConversationLock, TurnLocks
from bot.delivery.one_message import Turn, apology, plain


class Dialogue(Protocol):
    """What is behind the door: Rasa, or whatever stands in for it."""

    def respond(
        self,
        conversation: str,
        text: str,
        choice: Optional[Choice] = None,
        council: Optional[str] = None,
    ) -> Awaitable[List[Answer]]:
        """The answers to one text or choice."""

    def forget(self, conversation: str) -> None:
        """Delete what is kept of a conversation."""

    def about(self, text: str) -> Awaitable[Optional[str]]:
        """The topic that a text surely asks about, or None."""


class Answering:
    """One turn at a time: the dialogue computes, and who comes in between is looked at between two turns.

    Whoever waits for another turn of the same conversation, perhaps in another process, keeps no other conversation waiting.
    """

    def __init__(self, dialogue: Dialogue, locks: Optional[ConversationLock] = None) -> None:
        self._dialogue, self._one_turn, self._locks = dialogue, asyncio.Semaphore(), locks or TurnLocks()

    async def answer(self, turn: Turn) -> None:
        """Ask the dialogue; an apology where it says nothing."""
        answers = await self._respond(turn)
        turn.reply_with(*answers or [apology("no answer came", turn.incoming.channel)])

    async def _respond(self, turn: Turn) -> List[Answer]:
        text = turn.text if turn.choice else plain(turn.text)
        async with self._locks.lock(turn.conversation), self._one_turn:
            return await self._dialogue.respond(turn.conversation, text, turn.choice, turn.incoming.council)
