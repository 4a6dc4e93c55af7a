"""A floor holds against chance, and fails where understanding is clearly worse."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.shares import Share


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_the_interval_is_wilsons(hits: int, of: int, low: float, high: float) -> None:
    """The worked examples of Newcombe (Statistics in Medicine 17, 1998, table I, method 3)."""
    assert Share(hits, of).interval() == pytest.approx((low, high), abs=6e-5)


@pytest.mark.parametrize(("hits", "of"), [(9, 10), (12, 12), (180, 200), (1_900, 2_000)])
def test_one_more_or_less_is_chance(hits: int, of: int) -> None:
    """No floor turns red because one sentence goes the other way, or one more is measured."""
    for near in (Share(hits - 1, of), Share(hits, of), Share(hits, of + 1)):
        assert not near.is_below(min(hits / of, 0.95))
        assert not Share(near.of - near.hits, near.of).is_above(max(1 - hits / of, 0.05))


@pytest.mark.parametrize(("hits", "of", "figure"), [(8, 10, 0.95), (170, 200, 0.95), (1_870, 2_000, 0.95)])
def test_what_is_clearly_worse_fails(hits: int, of: int, figure: float) -> None:
    """The larger the set, the smaller the loss that is seen."""
    assert Share(hits, of).is_below(figure)
    assert Share(of - hits, of).is_above(1 - figure)
    assert not Share(of, of).is_below(figure)


def test_a_promise_of_all_or_none_is_broken_by_one() -> None:
    """A figure of exactly 1 or 0 leaves nothing to chance."""
    assert (Share(200, 200).is_below(1), Share(199, 200).is_below(1)) == (False, True)
    assert (Share(0, 200).is_above(0), Share(1, 200).is_above(0)) == (False, True)


def test_what_was_not_measured_keeps_no_promise() -> None:
    """An empty set fails every floor: else deleting the sentences would pass."""
    assert Share(0, 0).is_below(0.1)
    assert Share(0, 0).is_above(0.9)


@given(st.integers(1, 3_000), st.data())
def test_the_interval_holds_the_share_and_worse_is_never_better(of: int, data: st.DataObject) -> None:
    """Whatever is measured lies in its own interval, and a share is not below and above one figure."""
    share, figure = Share(data.draw(st.integers(0, of)), of), data.draw(st.floats(0.01, 0.99))
    low, high = share.interval()
    assert low - 1e-9 <= share.value <= high + 1e-9
    assert not (share.is_below(figure) and share.is_above(figure))
