"""Two server processes on one PostgreSQL, and messages of the same talk to both at once: each is one turn, and the talk begins once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from benchmarks import locks

if TYPE_CHECKING:
    from pathlib import Path

    from postgresql import Server

pytestmark = [pytest.mark.model, pytest.mark.server]


def test_every_message_is_one_turn(postgresql: Server, tmp_path: Path) -> None:
    """A few rounds of what `python -m benchmarks.locks` does fifty times, with twenty conversations of four messages each."""
    assert postgresql is not None  # where it is not installed, nothing can be tried
    outcome = locks.try_it(tmp_path, rounds=2, conversations=locks.CONVERSATIONS)
    assert (outcome.wrong, len(outcome.seconds)) == ([], 2)
    assert "exactly 4 turns" in locks.verdict(outcome, locks.CONVERSATIONS)
