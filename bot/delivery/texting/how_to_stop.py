"""The step for whoever wants no texts and does not say STOP: they are told the word."""

from __future__ import annotations

from bot.answer import Answer
from bot.delivery.one_message import Turn
from bot.delivery.texting.text_talks import CHANNEL
from bot.phrases import phrase


async def how_to_stop(turn: Turn) -> None:
    """What the dialogue says of texts is meant for the page: somebody who texts does get them."""
    if turn.incoming.channel == CHANNEL:
        not_here = phrase("people.no_texts")
        turn.answers = [
            Answer(lead=phrase("texting.how_to_stop")) if answer.lead == not_here else answer
            for answer in turn.answers
        ]
