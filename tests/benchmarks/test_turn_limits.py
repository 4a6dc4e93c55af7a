"""A run beside the stock project says which of its limits it missed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks.load import LongTalk, Numbers
from benchmarks.turn_limits import limits
from benchmarks.turns import Result, missed, verdict
from benchmarks.validation import CheckCost

OURS = Numbers(5.0, 10.0, 15.0, 80.0, 300.0, 320.0, 207, 1, 9.0, LongTalk(10.0, 12.0))
STOCK = Numbers(20.0, 40.0, 60.0, 20.0, 800.0, 800.0, 207, 2, 40.0)


def run(ours: Numbers = OURS, stock: Numbers | None = STOCK) -> Result:
    """A run that gave these numbers."""
    return Result(60, ours, stock, CheckCost(30.0, 0.1), {"ours": 0.0})


def test_a_good_run_misses_nothing() -> None:
    """Every limit is kept, on the limit itself too."""
    assert missed(run()) == []
    assert missed(run(replace(OURS, turns_per_second=4 * STOCK.turns_per_second))) == []
    assert verdict(run()).endswith("Every limit is kept.")


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"p50_ms": 14.0}, "turn p50"),
        ({"p95_ms": 21.0}, "turn p95"),
        ({"turns_per_second": 79.0}, "turns a second"),
        ({"long_talk": LongTalk(10.0, 13.5)}, "turn 300"),
        ({"start_s": 41.0}, "start to first answer"),
        ({"memory_mb": 901.0}, "resident memory"),
    ],
)
def test_what_is_missed_is_named(change: dict, name: str) -> None:
    """One number past its limit, and that one alone."""
    found = missed(run(replace(OURS, **change)))
    assert [limit.name.startswith(name) for limit in found] == [True]
    assert f"MISSED: {name}" in verdict(run(replace(OURS, **change)))


def test_without_the_stock_project_the_other_limits_stand() -> None:
    """Three of them need nobody's numbers but ours."""
    assert len(limits(OURS, None)) == 3
    assert len(limits(OURS, STOCK)) == 6
