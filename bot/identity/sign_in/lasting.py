"""How long something holds, also where the clock was set back."""

from __future__ import annotations

from datetime import datetime, timedelta

AHEAD = timedelta(
    minutes=5
)  # so far the clocks of two machines, or of one before and after it was set, may differ


def lasts(since: datetime, life: timedelta, now: datetime, ahead: timedelta = AHEAD) -> bool:
    """Whether what began then still holds. What begins in the future, and more than just `ahead`, does not: it would hold for ever."""
    return -ahead <= now - since <= life
