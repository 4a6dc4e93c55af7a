"""What a worker and its parent tell each other: ready, how long that took and with how much memory; and, by its end, that the parent is gone."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

MEBIBYTE = 2**20
_MOST = 200  # bytes of a message


@dataclass(frozen=True)
class Ready:
    """A worker that takes connections now: seconds since it began, and its resident memory in MiB."""

    seconds: float
    memory: float


@dataclass(frozen=True)
class Place:
    """Where a worker stands: its number from 0 on, of how many, and the open files that its parent gave it.

    `listening` is the socket that all share; `ready` takes the one message; `parent` ends with the parent.
    """

    number: int
    of: int
    listening: int
    ready: int
    parent: int

    def as_words(self) -> list[str]:
        """As words of a command."""
        return [str(part) for part in (self.number, self.of, self.listening, self.ready, self.parent)]

    @classmethod
    def from_words(cls, words: list[str]) -> Place:
        """Of the words of a command. Raises ValueError or TypeError if they are others."""
        return cls(*map(int, words))


def say_ready(file: int, ready: Ready) -> None:
    """Tell the parent, once."""
    os.write(file, f"{ready.seconds} {ready.memory}".encode())
    os.close(file)


def heard_ready(file: int) -> Optional[Ready]:
    """What a worker told, if it did. `file` does not block."""
    try:
        words = os.read(file, _MOST).split()
    except BlockingIOError:
        return None
    return Ready(*map(float, words)) if words else None


def resident_memory() -> float:
    """Of this process, in MiB; 0 where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / MEBIBYTE
