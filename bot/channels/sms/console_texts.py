"""Text messages of an assistant without a provider: printed and kept in a file. For invented people only."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Callable

from bot.delivery.sending.outgoing import Outgoing
from bot.delivery.texting.fragments import twilio_fragments

NAME = "console"


class ConsoleTexts:
    """A `Provider` of text messages. Of a number, only the last three digits are shown."""

    name = NAME

    def __init__(self, file: Path, show: Callable[[str], None] = print) -> None:
        self._file, self._show = file, show

    def fragments(self, text: str) -> int:
        """How many fragments would be paid for."""
        return twilio_fragments(text)

    def send(self, outgoing: Outgoing) -> str:
        """See Provider; the reference comes from the key. One that was shown before is not shown again."""
        reference = hashlib.sha256(outgoing.key.encode()).hexdigest()[:32]
        if outgoing.is_again and self._has(reference):
            return reference
        ending = str(outgoing.recipient)[-3:]
        line = {"to_ending": ending, "text": outgoing.text, "reference": reference}
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with self._file.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
        self._show(f"Demo text message to the number ending {ending}: {outgoing.text}")
        return reference

    def _has(self, reference: str) -> bool:
        try:
            return reference in self._file.read_text(encoding="utf-8")
        except FileNotFoundError:
            return False
