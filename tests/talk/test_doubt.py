"""When two topics are a toss-up."""

from __future__ import annotations

import pytest

from bot.talk.doubt import CLOSE, UNSURE, close_pair

JUST = 0.001


@pytest.mark.parametrize(
    ("first", "second", "is_doubt"),
    [
        (UNSURE, UNSURE * CLOSE, True),
        (UNSURE, UNSURE * CLOSE - JUST, False),
        (UNSURE + JUST, UNSURE, False),
        (UNSURE / 2, UNSURE / 2, True),
    ],
)
def test_it_is_a_doubt_where_the_first_is_unsure_and_the_second_close(
    first: float, second: float, is_doubt: bool
) -> None:
    """Both bounds count as doubt; one step beyond either is none."""
    assert close_pair([("a", first), ("b", second), ("c", JUST)]) == (("a", "b") if is_doubt else None)


@pytest.mark.parametrize("topics", [[], [("a", 0.1)]])
def test_one_topic_alone_is_no_doubt(topics: list[tuple[str, float]]) -> None:
    """There is nothing to choose from."""
    assert close_pair(topics) is None
