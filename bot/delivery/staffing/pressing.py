"""Buttons of an answer to staff: each is put once, and rows point to them by their number."""

from __future__ import annotations

from typing import List, Tuple

from bot.answer import Choice


class Buttons:
    """The choices of one answer, in the order in which they were asked for. Labels name nobody."""

    def __init__(self) -> None:
        self._choices: List[Choice] = []

    def add(self, label: str, value: str) -> int:
        """The number of a button; one with the same value is there once."""
        values = [choice.value for choice in self._choices]
        if value in values:
            return values.index(value)
        self._choices.append(Choice(label=label, kind="staff", value=value))
        return len(self._choices) - 1

    def all(self) -> Tuple[Choice, ...]:
        """Every one so far."""
        return tuple(self._choices)
