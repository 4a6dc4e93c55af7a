"""Sending text messages. The demo provider shows them instead of sending."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Protocol


class TextSender(Protocol):
    """A provider of text messages."""

    def send(self, number: str, text: str) -> None:
        """Hand one message over. Raises an exception if the provider does not take it."""


class DemoTexts:
    """Prints each message on the terminal and keeps it in a file. For invented people only."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def send(self, number: str, text: str) -> None:
        """Show the message; of the number, only its last three digits."""
        ending = number[-3:]
        print(f"Demo text message to the number ending {ending}: {text}", flush=True)
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with self._file.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"to_ending": ending, "text": text}) + "\n")
