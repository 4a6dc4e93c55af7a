"""Who speaks from the council's side of a talk: by name on the page, and by what they are in a text, which others may see."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.phrases import phrase

_ROLE = re.compile(r"\(([^()]*)\)$")
_WEB = "web"


@dataclass(frozen=True)
class Speaker:
    """The young person's adviser, or a manager of their team. Without a `name` on record they are called what they are."""

    name: str = ""
    is_manager: bool = False

    @property
    def role(self) -> str:
        """What they are: `your PA`."""
        return phrase("hand_over.role.manager") if self.is_manager else phrase("hand_over.role.adviser")

    @property
    def label(self) -> str:
        """What stands above their words: `Sam (your PA)`."""
        return phrase("hand_over.speaker", name=self.name, role=self.role) if self.name else f"({self.role})"

    def whom(self, channel: str) -> str:
        """In the middle of a sentence."""
        return self.name if channel == _WEB and self.name else self.role

    def who(self, channel: str) -> str:
        """Where a sentence begins."""
        return capital(self.whom(channel))

    def in_full(self, channel: str) -> str:
        """Where a sentence begins, with name and what they are."""
        named = channel == _WEB and self.name
        return phrase("hand_over.in_full", name=self.name, role=self.role) if named else capital(self.role)


def role_in(label: str) -> str:
    """What stands above words in a text, out of a `label`: `Your PA`."""
    found = _ROLE.search(label)
    return capital(found.group(1)) if found else label


def capital(words: str) -> str:
    """With a capital letter, as a sentence begins."""
    return words[:1].upper() + words[1:]
