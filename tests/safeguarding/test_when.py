"""What is told of long ago is told from what is now, by the words around it."""

from __future__ import annotations

import pytest

from bot.safeguarding.when import is_long_ago, was_long_ago

PIECE = "i took an overdose"


@pytest.mark.parametrize(
    ("message", "is_long"),
    [
        ("when i was fourteen i took an overdose and the nurse was kind", True),
        ("i took an overdose when i was a kid", True),
        ("i took an overdose years ago", True),
        ("i was in care and had a bad time and today i took an overdose", False),
        ("i used to be fine and now i took an overdose", False),
        ("i took an overdose", False),
        ("i took an overdose an hour ago", False),
        ("i moved when i was nine then to another home and then a third one and i took an overdose", False),
    ],
)
def test_the_words_near_by_say_when(message: str, is_long: bool) -> None:
    """For a rule's hit and for a piece of a message alike."""
    words = message.split()
    start = next(at for at in range(len(words)) if words[at : at + 4] == PIECE.split())
    assert is_long_ago(message, PIECE) is is_long
    assert was_long_ago(words, (start, start + 4)) is is_long


def test_a_piece_may_say_itself_that_it_was_long_ago() -> None:
    """Unless it says that it is again."""
    assert was_long_ago(["years", "ago", "i", "was", "hit", "by", "him"], (0, 7))
    assert not was_long_ago(["years", "ago", "and", "again", "tonight", "i", "was", "hit"], (0, 8))
