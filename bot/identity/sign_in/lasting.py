"""How long something holds, also where the clock was set back."""

from __future__ import annotations

from datetime import datetime, timedelta

AHEAD = timedelta(
    minutes=5
)  # so far the clocks of two machines, or of one before and after it was set, may differ


def lasts(since: datetime, life: timedelta, now: datetime) -> bool:
    """Whether what began then still holds. What begins in the future does not: the clock was set back, and it would hold for ever."""
    return -AHEAD <= now - since <= life
