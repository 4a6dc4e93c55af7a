"""A bounded look at bytes that could not be read as a message: somebody may have typed them all the same."""

from __future__ import annotations

import codecs
import re
from typing import Optional
from urllib.parse import unquote_plus

from bot.safeguarding.long_look import LETTERS, WHOLE, slices

LONGEST_LETTER = 12  # bytes: four of UTF-8, each written as %F0
_SPARE = 70  # letters that a run is longer than a slice
_FEW, _MANY = 0.05, 0.3  # shares of bytes that are zero
_SAMPLE = 400  # bytes that tell the encoding
_INNER = bytes(range(0x80, 0xC0))  # no letter of UTF-8 begins with these
_LETTER_IN_JSON = re.compile(r"\\u([0-9a-fA-F]{4})")
_BREAK_IN_JSON = re.compile(r"\\[nrt]")


def texts(raw: bytes) -> tuple[str, ...]:
    """At most three short texts: the beginning, the middle and the end of what the bytes say. Never raises."""
    return slices(_plain(" ".join(_decoded(run) for run in runs(raw))))


def runs(raw: bytes) -> tuple[bytes, ...]:
    """The bytes themselves if they are few; else three runs of them, with more letters together than a message may have."""
    return slices(raw, LONGEST_LETTER * WHOLE, LONGEST_LETTER * (LETTERS + _SPARE))


def _decoded(raw: bytes) -> str:
    encoding = _of_two_bytes(raw[:_SAMPLE])
    if encoding is not None:
        return raw.decode(encoding, "replace")
    try:  # a letter may be cut off at both ends
        return codecs.getincrementaldecoder("utf-8")().decode(raw.lstrip(_INNER))
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def _of_two_bytes(sample: bytes) -> Optional[str]:
    """The kind of UTF-16 that the bytes are in: of English letters, every second byte is zero."""
    first, second = _zeros(sample[::2]), _zeros(sample[1::2])
    if second > _MANY and first < _FEW:
        return "utf-16-le"
    return "utf-16-be" if first > _MANY and second < _FEW else None


def _zeros(sample: bytes) -> float:
    return sample.count(0) / len(sample) if sample else 0.0


def _plain(text: str) -> str:
    """Without what forms and JSON put around letters."""
    shown = _BREAK_IN_JSON.sub(" ", _LETTER_IN_JSON.sub(lambda found: chr(int(found[1], 16)), text))
    return _whole_letters(unquote_plus(shown, errors="replace"))


def _whole_letters(text: str) -> str:
    """JSON writes an emoji as two halves. A half by itself becomes a question mark."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
