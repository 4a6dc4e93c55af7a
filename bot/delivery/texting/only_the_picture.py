"""The step for words beside a picture that ask nothing: the word about the picture answers them."""

from __future__ import annotations

from bot.delivery.one_message import Turn


async def only_the_picture(turn: Turn) -> None:
    """ "they sent me this" is no question: nobody says that they don't know that one."""
    if turn.incoming.has_picture and turn.above and not any(answer.topic for answer in turn.answers):
        turn.answers = []
