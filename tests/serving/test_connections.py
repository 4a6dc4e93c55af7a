"""Every connection's deadlines are kept, whatever happens to another one."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.serving.connections import watch

if TYPE_CHECKING:
    import pytest


@dataclass(eq=False)
class Watched:
    """A connection, and whether it breaks when it is seen to."""

    is_broken: bool
    seen: int = 0
    is_gone: bool = False
    transport: Watched = field(init=False)

    def __post_init__(self) -> None:
        """It is its own transport."""
        self.transport = self

    def see_to_deadlines(self, now: float) -> None:
        """Count, or break with what a browser may have written."""
        assert now
        self.seen += 1
        if self.is_broken:
            raise RuntimeError("okapi-marker")

    def abort(self) -> None:
        """It was let go."""
        self.is_gone = True


async def watched(connections: set[Watched]) -> None:
    """See to them for a fifth of a second."""
    with suppress(asyncio.TimeoutError):
        await asyncio.wait_for(watch(connections, every=0.01), timeout=0.2)


async def test_one_connection_that_breaks_does_not_end_the_watch(caplog: pytest.LogCaptureFixture) -> None:
    """It is let go and the log says so without its words; the others are seen to again and again."""
    broken, well = Watched(is_broken=True), Watched(is_broken=False)
    await watched({broken, well})
    assert (broken.is_gone, well.is_gone, well.seen > 1) == (True, False, True)
    assert "RuntimeError" in caplog.text
    assert "okapi-marker" not in caplog.text
