"""The first words of our rules' patterns in a file: finding them takes most of a second at each start, reading them a moment.

It is made with the danger check's model. Where it is missing or damaged the words are found anew: nothing depends on it but time.
"""

from __future__ import annotations

import hashlib
import json
import logging
import sys
from pathlib import Path
from typing import Iterable, List, Mapping

from bot.safeguarding import first_words
from bot.safeguarding.first_words import Words

logger = logging.getLogger(__name__)

Known = Mapping[str, List[List[Words]]]  # by pattern


def write_known(home: Path, patterns: Iterable[str]) -> Path:
    """Find and keep the first words of these patterns; the file."""
    found = {
        pattern: [
            [None if words is None else sorted(words) for words in one]
            for one in first_words.first_words(pattern)
        ]
        for pattern in patterns
    }
    file = _file(home)
    file.parent.mkdir(parents=True, exist_ok=True)
    partial = file.with_suffix(".partial")
    partial.write_text(_signed(json.dumps(found)), encoding="utf-8")
    partial.replace(file)  # another process never finds half of it
    return file


def read_known(home: Path) -> Known:
    """What was kept for the rules as they are now; nothing where that is not there, or can't be read."""
    file = _file(home)
    if not file.exists():
        return {}
    try:
        kept = json.loads(_unsigned(file.read_text(encoding="utf-8")))
        return {pattern: [_words(one) for one in found] for pattern, found in kept.items()}
    except (OSError, ValueError) as error:
        logger.warning(
            "The first words of the rules are found anew: file=%s error=%s", file.name, type(error).__name__
        )
        return {}


def _signed(text: str) -> str:
    """With a line above it that tells whether the file is whole."""
    return f"{hashlib.sha256(text.encode()).hexdigest()}\n{text}"


def _unsigned(whole: str) -> str:
    text = whole.partition("\n")[2]
    if whole != _signed(text):
        raise ValueError("it is not as it was written")
    return text


def _words(one: List[List[str] | None]) -> List[Words]:
    return [None if words is None else frozenset(words) for words in one]


def _file(home: Path) -> Path:
    """Of these very rules, read by this very code."""
    digest = hashlib.sha256(repr(sys.version_info[:2]).encode())
    code = Path(str(first_words.__file__))
    for path in (code, Path(__file__), *sorted((home / "data" / "safety" / "rules").glob("*.yml"))):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return home / "models" / f"first-words-{digest.hexdigest()[:16]}.kept"
