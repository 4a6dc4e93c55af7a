"""Text messages in a demo: shown instead of sent."""

from __future__ import annotations

import json
from pathlib import Path

from bot.delivery.sending.outgoing import Outgoing


class DemoTexts:
    """Prints each message on the terminal and keeps it in a file. For invented people only."""

    name = "demo-texts"

    def __init__(self, file: Path) -> None:
        self._file = file

    def send(self, outgoing: Outgoing) -> None:
        """Show the message; of the number, only its last three digits."""
        ending = str(outgoing.recipient)[-3:]
        print(f"Demo text message to the number ending {ending}: {outgoing.text}", flush=True)
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with self._file.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"to_ending": ending, "text": outgoing.text}) + "\n")
