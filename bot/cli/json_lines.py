"""Messages as lines of JSON: in on standard input, out on standard output."""

from __future__ import annotations

import json
import sys
import time
from typing import Any, Iterator, Mapping


def json_lines() -> Iterator[dict[str, Any]]:
    """What is typed, line by line; a line that is no JSON object is the text itself."""
    for raw in sys.stdin:
        line = raw.rstrip("\n")
        if not line.strip():
            continue
        try:
            read = json.loads(line) if line.lstrip().startswith("{") else {"text": line}
        except json.JSONDecodeError:
            read = {"text": line}
        yield read if isinstance(read, dict) else {"text": line}


def before_of(line: Mapping[str, Any]) -> list[str]:
    """The earlier messages of the talk that a line names, oldest first."""
    before = line.get("before") or []
    return [str(said) for said in before] if isinstance(before, list) else [str(before)]


def print_json(line: Mapping[str, Any]) -> None:
    """One line, at once."""
    print(json.dumps(line, ensure_ascii=False), flush=True)


def ms_since(started: float) -> float:
    """Milliseconds since a moment of `time.perf_counter`."""
    return round((time.perf_counter() - started) * 1000, 1)
