"""The step for "help me" and nothing else: urgent numbers first, and what is wrong. It needs no dialogue."""

from __future__ import annotations

from bot.answer import Answer
from bot.delivery.one_message import Turn
from bot.phrases import phrase
from bot.safeguarding.cries import is_cry


async def vague_cry(turn: Turn) -> None:
    """Nobody who cries for help is greeted."""
    if turn.choice is None and is_cry(turn.text):
        turn.reply_with(Answer(lead=phrase("people.what_is_wrong")))
