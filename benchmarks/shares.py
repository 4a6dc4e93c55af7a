"""A measured share with its 95% interval, and whether it is worse than a figure that was written down.

A few sentences more or less in a set, or one that goes the other way, are chance. A share is worse than a figure only where
its whole interval lies on the wrong side of it. A figure of exactly 1 or 0 is a promise: one that fails breaks it.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Tuple

Z = 1.96  # of a normal distribution, for 95%


@dataclass(frozen=True)
class Share:
    """So many of so many."""

    hits: int
    of: int

    @property
    def value(self) -> float:
        """Between 0 and 1."""
        return self.hits / self.of if self.of else float("nan")

    def interval(self) -> Tuple[float, float]:
        """Wilson's 95% interval. Of nothing it is everything between 0 and 1."""
        if not self.of:
            return 0.0, 1.0
        p, n = self.value, self.of
        middle, spread = p + Z * Z / (2 * n), Z * sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
        return max(0.0, (middle - spread) / (1 + Z * Z / n)), min(1.0, (middle + spread) / (1 + Z * Z / n))

    def is_below(self, figure: float) -> bool:
        """Whether the whole interval lies below a figure. Of nothing, yes: what is not measured keeps no promise."""
        return not self.of or (self.hits < self.of if figure == 1 else self.interval()[1] < figure)

    def is_above(self, figure: float) -> bool:
        """Whether the whole interval lies above a figure; likewise."""
        return not self.of or (self.hits > 0 if figure == 0 else self.interval()[0] > figure)

    def __str__(self) -> str:
        low, high = self.interval()
        return f"{self.value:.3f} ({low:.3f} to {high:.3f}, {self.hits} of {self.of})"
