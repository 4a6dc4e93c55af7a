"""A name as a list shows it."""

from __future__ import annotations

import pytest

from bot.casework.shown_names import MOST, clipped


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Kai (invented)", "Kai (invented)"),
        ("  Kai\n  Marker ", "Kai Marker"),
        ("A" * MOST, "A" * MOST),
        ("A" * 30_000, "A" * (MOST - 3) + "..."),
        ("", ""),
    ],
)
def test_a_name_takes_one_line_and_no_more_room_than_names_do(name: str, shown: str) -> None:
    """Whatever was imported: the others of the list stay to be seen."""
    assert clipped(name) == shown
