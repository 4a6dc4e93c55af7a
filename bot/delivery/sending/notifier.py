"""Email in a demo: shown instead of sent."""

from __future__ import annotations

import json
from pathlib import Path

from bot.delivery.sending.outgoing import Outgoing


class DemoNotifier:
    """Prints each email on the terminal and keeps it in a file. For invented people only."""

    name = "demo-email"

    def __init__(self, file: Path) -> None:
        self._file = file

    def send(self, outgoing: Outgoing) -> None:
        """Show the email."""
        print(
            f"Demo email to {outgoing.recipient}: {outgoing.subject}\n\n{outgoing.text}",
            flush=True,
        )
        self._file.parent.mkdir(parents=True, exist_ok=True)
        kept = {"to": outgoing.recipient, "subject": outgoing.subject, "text": outgoing.text}
        with self._file.open("a", encoding="utf-8") as file:
            file.write(json.dumps(kept, ensure_ascii=False) + "\n")
