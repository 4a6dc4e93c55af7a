"""A message as it is looked at: undisguised, chat-speak spelled out, slips of the finger mended where a word of danger comes out."""

from __future__ import annotations

from typing import Mapping

from bot.language.chat import spelled_out
from bot.language.spelling import Spelling
from bot.safeguarding.disguise import undisguised
from bot.safeguarding.lexicon import Lexicon
from bot.safeguarding.long_look import slices


class Plain:
    """Brings texts to plain words. `counts` are the words that are known and how often each is used; without them a few hundred are."""

    def __init__(self, counts: Mapping[str, int] = {}) -> None:
        self._lexicon = Lexicon(counts)
        own = {word: count for word, count in counts.items() if count > 1}
        self._spelling = Spelling({**dict.fromkeys(self._lexicon.always, 1), **own}, dict.fromkeys(counts, 0))

    def __call__(self, text: str) -> str:
        """The plain words with their marks; of a long text its beginning, middle and end."""
        return self._spelling.mend(spelled_out(undisguised("\n".join(slices(text)), self._lexicon)))
