"""Interim loader of the rules of danger."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Iterable, Optional

import yaml


@dataclass(frozen=True)
class Hit:
    """What a rule found: the kind of danger, and the words themselves."""

    kind: str
    words: str


class Rules:
    """All rules, ready to look."""

    def __init__(self, explicit: Iterable[tuple[str, str]]) -> None:
        self._explicit = [(kind, re.compile(rf"\b(?:{pattern})(?!\w)")) for kind, pattern in explicit]

    def explicit(self, words: str) -> Optional[Hit]:
        """Danger said in so many words, or None."""
        for kind, pattern in self._explicit:
            found = pattern.search(words)
            if found:
                return Hit(kind, found.group())
        return None

    def hint(self, words: str) -> Optional[Hit]:
        """Words that often mean danger, or None."""
        return None


@lru_cache(maxsize=1)
def our_rules() -> Rules:
    """The rules of this project."""
    found: list[tuple[str, str]] = []
    for path in sorted((Path(__file__).resolve().parents[2] / "data" / "safety" / "rules").glob("*.yml")):
        content: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
        for rule in content.get("explicit", ()):
            pattern = rule["pattern"]
            for name, part in content.get("parts", {}).items():
                pattern = pattern.replace("{" + name + "}", part)
            found.append((path.stem, pattern))
    return Rules(found)
