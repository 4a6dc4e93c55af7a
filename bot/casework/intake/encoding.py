"""Which encoding a file is in. Case systems export UTF-8, Windows-1252 and UTF-16."""

from __future__ import annotations

import codecs
from pathlib import Path
from typing import Optional

from charset_normalizer import from_bytes

from bot.casework.intake.faults import IntakeError

SAMPLE = 64 * 1024  # bytes
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_EMPTY_HALVES = (
    0.3  # so many more of the bytes at every second place than of the others; in UTF-16 nearly all
)
_GUESSES = ["cp1252", "utf_16_le", "utf_16_be"]


def encoding_of(path: Path) -> str:
    """The name of the file's encoding, for `open`. Raises IntakeError if it is none that we know."""
    with path.open("rb") as file:
        sample = file.read(SAMPLE)
    marked = [name for mark, name in _BOMS if sample.startswith(mark)]
    if marked:
        return marked[0]
    if b"\0" in sample:
        return _unmarked_utf16(sample, path)
    # The first odd letter may stand anywhere, so UTF-8 is believed only of a whole file.
    odd = _part_that_is_not_utf8(path)
    return "utf-8" if odd is None else _guess(odd, path)


def _unmarked_utf16(sample: bytes, path: Path) -> str:
    """A heading is mostly ASCII, so the empty halves of its letters tell the byte order."""
    first, second = sample[::2].count(0), sample[1::2].count(0)
    if abs(first - second) < _EMPTY_HALVES * len(sample) / 2:
        raise IntakeError(
            f"{path.name}: holds bytes that no text has (NUL), so it is no CSV file or was damaged; export it again"
        )
    return "utf-16-le" if second >= first else "utf-16-be"


def _part_that_is_not_utf8(path: Path) -> Optional[bytes]:
    decoder, part = codecs.getincrementaldecoder("utf-8")(), b""
    with path.open("rb") as file:
        try:
            while part := file.read(SAMPLE):
                decoder.decode(part)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return part or b"\xff"  # a file that ends within a letter
    return None


def _guess(part: bytes, path: Path) -> str:
    found = from_bytes(part, cp_isolation=_GUESSES).best()
    if found is None:
        raise IntakeError(f"{path.name}: its encoding is none that we know; save it as UTF-8")
    return str(found.encoding)
