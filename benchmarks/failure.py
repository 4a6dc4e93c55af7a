"""What a benchmark raises when there is no number to give."""

from __future__ import annotations


class BenchmarkError(Exception):
    """A measurement could not be made; the message says what went wrong and where."""


class WrongAnswerError(BenchmarkError):
    """A server answered, but not the question."""
