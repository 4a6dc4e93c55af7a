"""The file for everything that was found, which must not take the place of another one."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any, Sequence


def report_writer(path: Path, heading: Sequence[str]) -> tuple[Any, Any]:
    """The open file and what writes its rows, the heading first. Raises RuntimeError as `require_free` does."""
    require_free(path, heading)
    file = path.open("w", encoding="utf-8", newline="")
    writer = csv.writer(file)
    writer.writerow(heading)
    return file, writer


def require_free(path: Path, heading: Sequence[str]) -> None:
    """Raise RuntimeError if a file is there that is no such report: it may be the only copy of an export."""
    if not path.is_file() or not path.stat().st_size:
        return
    with path.open("rb") as file:
        beginning = file.readline(200)
    if beginning.rstrip(b"\r\n") != ",".join(heading).encode():
        raise RuntimeError(f"--report: {path.name} is there already and is no report; give another name")
