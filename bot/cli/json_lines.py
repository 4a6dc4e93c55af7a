"""Messages as lines of JSON: in on standard input, out on standard output."""

from __future__ import annotations

import json
import re
import sys
import time
from dataclasses import dataclass, replace
from typing import Any, BinaryIO, Iterator, Mapping, Optional

LONGEST = 1024 * 1024  # bytes of a line
_TOO_LONG = f"the line is longer than {LONGEST} bytes; cut it"
_UNREADABLE = "letters that are none were read as \ufffd; send UTF-8 without half surrogate pairs"
_NO_OBJECT = 'it looks like JSON and is no object with text; write {"text": "..."}, or the text alone'
_NO_LETTER = re.compile("[\ud800-\udfff]")


class LineError(ValueError):
    """A line that can't be worked on. The message names the field and the fix."""


@dataclass(frozen=True)
class Line:
    """What one line says; the first has `number` 1. `warning` tells what had to be changed to read it; with an `error` it could not be read."""

    fields: Mapping[str, Any]
    warning: Optional[str] = None
    error: Optional[str] = None
    number: int = 0

    def text(self, name: str) -> Optional[str]:
        """A field that is text; None if it is not there, or empty. Raises LineError, also if the line could not be read."""
        if self.error:
            raise LineError(self.error)
        value = self.fields.get(name)
        if value is not None and not isinstance(value, str):
            raise LineError(f"{name} must be text, not {json.dumps(value)[:40]}")
        return value or None

    def before(self) -> list[str]:
        """The earlier messages of the talk that a line names, oldest first. Raises LineError."""
        before = self.fields.get("before") or []
        said = before if isinstance(before, list) else [before]
        if not all(isinstance(one, str) for one in said):
            raise LineError("before must be a list of texts")
        return said


def json_lines(*, is_strict: bool = False) -> Iterator[Line]:
    """What is typed, line by line, but for empty ones; a line that is no JSON object is the text itself.

    With `is_strict` one that looks like other JSON is an error; a bare number or word never does.
    """
    for number, raw in enumerate(_raw_lines(sys.stdin.buffer), 1):
        if len(raw) > LONGEST:
            yield Line({}, error=_TOO_LONG, number=number)
        elif raw.strip():
            line = _read(raw)
            is_wrong = is_strict and _is_other_json(raw.decode("utf-8-sig", "replace"))
            yield replace(line, number=number, error=_NO_OBJECT if is_wrong else None)


def _is_other_json(line: str) -> bool:
    """A list, words in quotes, or an object that is broken."""
    try:
        read = json.loads(line)
    except (ValueError, RecursionError):
        return line.lstrip().startswith("{")
    return isinstance(read, (list, str))


def _raw_lines(source: BinaryIO) -> Iterator[bytes]:
    """Each line, of one that is too long its beginning: it must not fill the memory."""
    while raw := source.readline(LONGEST + 2):
        rest = raw
        while rest and not rest.endswith(b"\n"):
            rest = source.readline(LONGEST)
        yield raw.rstrip(b"\r\n")


def _read(raw: bytes) -> Line:
    line = raw.decode("utf-8-sig", "replace")
    is_garbled = line.encode() != raw.removeprefix(b"\xef\xbb\xbf")
    fields = _fields(line)
    cleaned = _cleaned(fields)
    return Line(cleaned, _UNREADABLE if is_garbled or cleaned != fields else None)


def _fields(line: str) -> dict[str, Any]:
    try:
        read = json.loads(line) if line.lstrip().startswith("{") else None
    except (ValueError, RecursionError):
        read = None
    return read if isinstance(read, dict) else {"text": line}


def _cleaned(value: Any, deep: int = 2) -> Any:
    """The same without lone surrogates, which nothing can be written with. Objects in objects in objects are left out."""
    if isinstance(value, dict):
        kept = {key: one for key, one in value.items() if deep or not isinstance(one, dict)}
        return {_cleaned(key): _cleaned(one, deep - 1) for key, one in kept.items()}
    if isinstance(value, list):
        return [_NO_LETTER.sub("\ufffd", one) if isinstance(one, str) else one for one in value]
    return _NO_LETTER.sub("\ufffd", value) if isinstance(value, str) else value


def print_json(line: Mapping[str, Any]) -> None:
    """One line, at once."""
    print(json.dumps(line, ensure_ascii=False), flush=True)


def ms_since(started: float) -> float:
    """Milliseconds since a moment of `time.perf_counter`."""
    return round((time.perf_counter() - started) * 1000, 1)
