"""The server, which kills itself at one point of a turn, once it is told to: `python killed_at.py <point> <file that arms it>`."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Any, Callable

from bot.delivery.conversation.journal import DatabaseJournal

BEFORE, TAKEN, DIALOGUE, KEPT = POINTS = ("before it is taken in", "taken in", "through the dialogue", "kept")


def die_if_armed(armed: Path) -> None:
    """As `kill -9` does it. Once: the file goes first."""
    if armed.exists():
        armed.unlink()
        os.kill(os.getpid(), signal.SIGKILL)


def killing(method: Callable[..., Any], armed: Path, *, is_before: bool) -> Callable[..., Any]:
    """The method, with the end of the process before or behind it."""

    def called(*given: Any) -> Any:
        if is_before:
            die_if_armed(armed)
        result = method(*given)
        die_if_armed(armed)
        return result

    return called


def prepare(point: str, armed: Path) -> None:
    """Put the end where it belongs."""
    if point in (BEFORE, TAKEN):
        DatabaseJournal.take_in = killing(DatabaseJournal.take_in, armed, is_before=point == BEFORE)
    elif point == KEPT:
        DatabaseJournal.write = killing(DatabaseJournal.write, armed, is_before=False)
    else:
        # What comes right after the dialogue has stored its record.
        DatabaseJournal.write = killing(DatabaseJournal.write, armed, is_before=True)


if __name__ == "__main__":
    prepare(sys.argv[1], Path(sys.argv[2]))
    from bot.cli.main import run

    sys.argv = ["localoffer", "serve"]
    sys.exit(run())
