"""What a plain request is made of, as numbers: its meaning, and its words and letters, counted in a table of fixed width."""

from __future__ import annotations

import math
import re
import zlib
from collections import Counter
from typing import Any, Iterator, List, Optional, Sequence

import numpy as np

from bot.language.embedding.encoder import Encoder
from bot.language.features import letters_in_words

WIDTH = 4096
_LONGEST = 4  # letters
_SHORTEST = 3
_WORD = re.compile(r"[a-z0-9']+")
_MEANING = 1.5  # how much the meaning weighs against the words and letters, which have length 1


def rows_of(plains: Sequence[str], encoder: Optional[Encoder]) -> Any:
    """One row for each request; without an encoder the meaning is left out."""
    counted = np.stack([_counted(plain) for plain in plains])
    return np.hstack([_MEANING * encoder.encode(plains), counted]) if encoder else counted


def _counted(plain: str) -> Any:
    row = np.zeros(WIDTH, np.float32)
    for feature, times in Counter(_features(plain)).items():
        row[zlib.crc32(feature.encode()) % WIDTH] += 1 + math.log(times)
    return row / max(float(np.linalg.norm(row)), 1e-6)


def _features(plain: str) -> Iterator[str]:
    words = _WORD.findall(plain)
    yield from (f"1 {word}" for word in words)
    yield from (f"2 {first} {second}" for first, second in zip(["", *words], [*words, ""], strict=True))
    yield from (run for run in _letters(words) if len(run) >= _SHORTEST)


def _letters(words: Sequence[str]) -> List[str]:
    return letters_in_words(" ".join(words), _LONGEST)
