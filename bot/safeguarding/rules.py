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

    def __init__(self, explicit: Iterable[tuple[str, str]], hints: Iterable[tuple[str, str]] = (), harmless: Iterable[str] = ()) -> None:
        self._hints = [(kind, re.compile(rf"\b(?:{pattern})(?!\w)")) for kind, pattern in hints]
        self._harmless = [re.compile(rf"\b(?:{pattern})(?!\w)") for pattern in harmless]
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
        for harmless in self._harmless:
            words = harmless.sub(" ", words)
        for kind, pattern in self._hints:
            found = pattern.search(words)
            if found:
                return Hit(kind, found.group())
        return None


@lru_cache(maxsize=1)
def our_rules() -> Rules:
    """The rules of this project."""
    found: dict[str, list[tuple[str, str]]] = {"explicit": [], "hints": [], "harmless": []}
    for path in sorted((Path(__file__).resolve().parents[2] / "data" / "safety" / "rules").glob("*.yml")):
        content: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
        for sort in found:
            for rule in content.get(sort, ()):
                pattern = rule["pattern"]
                for name, part in content.get("parts", {}).items():
                    pattern = pattern.replace("{" + name + "}", part)
                found[sort].append((path.stem, pattern))
    return Rules(found["explicit"], found["hints"], [pattern for _, pattern in found["harmless"]])
