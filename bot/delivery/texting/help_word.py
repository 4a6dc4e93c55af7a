"""The step that takes HELP for the word it is on phones: what this is and how to stop it, behind the urgent numbers."""

from __future__ import annotations

from bot.delivery.conversation.lately import Lately
from bot.delivery.one_message import Turn
from bot.delivery.texting.text_talks import CHANNEL
from bot.delivery.texting.text_words import Word, word_in


class HelpWord:
    """Right after danger the same word is a cry, and stays one."""

    def __init__(self, lately: Lately) -> None:
        self._lately = lately

    async def spare(self, turn: Turn) -> None:
        """Take back what was seen in HELP alone; its answer names urgent help too."""
        is_ours = turn.incoming.channel == CHANNEL and not turn.incoming.parts
        is_alone = is_ours and turn.found and word_in(turn.text) is Word.HELP
        if is_alone and self._lately.shown(turn.conversation) is None:
            turn.finds(None)
