"""A message as it is looked at: undisguised, chat-speak spelled out, slips of the finger mended where a word of danger comes out."""

from __future__ import annotations

from types import MappingProxyType
from typing import Mapping

from bot.language.chat import spelled_out
from bot.language.spelling import Spelling
from bot.safeguarding.disguise import undisguised
from bot.safeguarding.lexicon import Lexicon
from bot.safeguarding.long_look import slices


class Plain:
    """Brings texts to plain words. `counts` are the words that are known and how often each is used; without them a few hundred are."""

    def __init__(self, counts: Mapping[str, int] = MappingProxyType({})) -> None:
        self._lexicon = Lexicon(counts)
        # Towards words of danger alone, and not where few words are known: a real one would be taken for a slip.
        self._spelling = Spelling(dict.fromkeys(self._lexicon.always, 1), {**counts}) if counts else None

    def __call__(self, text: str) -> str:
        """The plain words with their marks; of a long text its beginning, middle and end."""
        plain = spelled_out(undisguised("\n".join(slices(text)), self._lexicon))
        return self._spelling.mend(plain) if self._spelling else plain
