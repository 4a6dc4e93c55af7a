"""Whether what is written to a folder really gets to its disk."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from bot.health.states import OK, of_file

PROBE = "health.probe"  # the name of a file that is there only for a moment
SIZE = 16 * 1024  # bytes


def disk_word(folder: Path) -> str:
    """Write a small file, wait until the disk has it, and take it away again."""
    file = folder / PROBE
    try:
        _write(file)
    except OSError as error:
        return of_file(error)
    finally:
        with suppress(OSError):
            file.unlink()
    return OK


def _write(file: Path) -> None:
    with file.open("wb") as opened:
        opened.write(b"\1" * SIZE)
        opened.flush()
        os.fsync(opened.fileno())
