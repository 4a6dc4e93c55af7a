"""Who sends requests here learns in time whether to."""

from __future__ import annotations

import threading
import time

import pytest

from bot.health.readiness import Readiness

pytestmark = pytest.mark.alone


@pytest.mark.parametrize("word", ["ok", "locked", "full", "read-only"])
async def test_a_database_that_answers_is_reached(word: str) -> None:
    """Another process would find it no better, so nothing is won by sending people there."""
    assert await Readiness({"database": lambda: word}).missing() == {}


@pytest.mark.parametrize("word", ["no_answer", "missing", "not_loaded", "empty", "failing"])
async def test_what_is_not_there_is_named(word: str) -> None:
    """With its word; what is there is not."""
    ready = Readiness({"model": lambda: "ok", "database": lambda: word})
    assert await ready.missing() == {"database": word}


async def test_who_asks_for_some_parts_hears_of_no_other() -> None:
    """A database that all processes share must not take all of them away."""
    ready = Readiness({"model": lambda: "ok", "database": lambda: "missing"})
    assert await ready.missing(frozenset({"model"})) == {}


async def test_while_it_stops_it_is_not_ready_whatever_is_asked() -> None:
    """Also where all parts are well."""
    ready = Readiness({"model": lambda: "ok"})
    ready.stop()
    assert await ready.missing() == await ready.missing(frozenset({"model"})) == {"server": "stopping"}


async def test_a_part_that_hangs_is_said_within_a_second() -> None:
    """Kubernetes waits no longer as it comes."""
    over = threading.Event()
    ready = Readiness({"database": lambda: str(over.wait(10))})
    started = time.monotonic()
    assert await ready.missing() == {"database": "no_answer"}
    assert time.monotonic() - started < 1
    over.set()
