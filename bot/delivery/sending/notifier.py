"""Telling a member of staff something, whatever carries it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True)
class Notice:
    """One message to one address. It names nobody and quotes nobody."""

    to: str
    subject: str
    text: str


class Notifier(Protocol):
    """Carries notices: email today; Teams and text messages can join."""

    def send(self, notice: Notice) -> None:
        """Hand one notice over. Raises an exception if it was not taken; it is then tried again later."""


class DemoNotifier:
    """Prints each notice on the terminal and keeps it in a file. For invented people only."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def send(self, notice: Notice) -> None:
        """Show the notice."""
        print(f"Demo email to {notice.to}: {notice.subject}\n\n{notice.text}", flush=True)
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with self._file.open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(notice), ensure_ascii=False) + "\n")
