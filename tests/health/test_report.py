"""All parts at once, in time, whatever one of them does; and what the log is told."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from typing import Callable

import pytest

from bot.health.report import REPEAT, Health, Report

pytestmark = pytest.mark.alone


class Parts:
    """Two parts that say what a test wants, content with or without problems, and a clock that is moved by hand."""

    def __init__(self) -> None:
        """All is well."""
        self.words, self.problems, self.seconds = {"database": "ok", "alerts": "off"}, [], 0.0
        probes: dict[str, Callable[[], str]] = {
            part: (lambda part=part: self.words[part]) for part in self.words
        }
        self.health = Health(probes, lambda: self.problems, lambda: self.seconds)

    async def look_later(self, seconds: float) -> Report:
        """Look again after a while."""
        self.seconds += seconds
        return await self.health.look()


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What the log was told."""
    return [record.getMessage() for record in caplog.records]


async def test_what_is_well_is_told_and_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    """Off is well; nothing stands in the log."""
    caplog.set_level(logging.DEBUG)
    report = await Parts().health.look()
    assert report.json() == {"database": "ok", "alerts": "off", "content_problems": [], "off": []}
    assert (report.unwell, caplog.text) == ({}, "")


async def test_each_part_that_is_not_well_has_its_word() -> None:
    """Content too."""
    parts = Parts()
    parts.words["database"], parts.problems = "locked", ["england/bus_pass.yml: lead is missing"]
    report = await parts.health.look()
    assert report.unwell == {"database": "locked", "content_problems": "1"}
    assert report.json()["content_problems"] == parts.problems


async def test_the_log_is_told_once_and_again_every_ten_minutes(caplog: pytest.LogCaptureFixture) -> None:
    """By part and word, in one line; at once when it changes, and when it is over."""
    parts = Parts()
    parts.words["database"] = "locked"
    for seconds in (0, 1, REPEAT - 2, 1, 1):
        await parts.look_later(seconds)
    assert lines(caplog) == ["Not well: database=locked"] * 2
    parts.words["database"], parts.words["alerts"] = "full", "failing"
    await parts.look_later(1)
    parts.words.update(database="ok", alerts="ok")
    await parts.look_later(1)
    await parts.look_later(REPEAT)
    assert lines(caplog)[2:] == ["Not well: database=full alerts=failing", "All is well again"]


async def test_a_part_that_hangs_has_no_answer_and_delays_nothing() -> None:
    """Within two seconds, also while it still hangs; its thread is not started twice."""
    over, begun = threading.Event(), []

    def hang() -> str:
        """Never answers in time."""
        begun.append(1)
        over.wait(20)
        return "ok"

    health = Health({"hangs": hang, "works": lambda: "ok"}, list, time.monotonic)
    for _ in range(2):
        started = time.monotonic()
        assert (await health.look()).words == {"hangs": "no_answer", "works": "ok"}
        assert time.monotonic() - started < 2
    assert len(begun) == 1
    over.set()
    for _ in range(100):
        if not (report := await health.look()).unwell:
            break
        await asyncio.sleep(0.01)
    assert report.words["hangs"] == "ok"


async def test_a_part_that_can_not_be_looked_at_is_failing(caplog: pytest.LogCaptureFixture) -> None:
    """The log has the kind of the error, never its words."""

    def broken() -> str:
        """Fails."""
        raise RuntimeError("marker")

    assert (await Health({"part": broken}, list, time.monotonic).look()).words == {"part": "failing"}
    assert "RuntimeError" in caplog.text
    assert "marker" not in caplog.text


async def test_many_who_ask_at_once_get_one_report() -> None:
    """Asking often costs no more than asking once."""
    asked = []

    def slow() -> str:
        """Takes a while."""
        asked.append(1)
        time.sleep(0.1)
        return "ok"

    health = Health({"part": slow}, list, time.monotonic)
    reports = await asyncio.gather(*(health.look() for _ in range(20)))
    assert [report.words["part"] for report in reports] == ["ok"] * 20
    assert len(asked) == 1


async def test_who_stops_asking_does_not_stop_the_others() -> None:
    """One browser hangs up while the report is made."""
    health = Health({"part": lambda: time.sleep(0.2) or "ok"}, list, time.monotonic)
    first = asyncio.get_running_loop().create_task(health.look())
    await asyncio.sleep(0.05)
    second = asyncio.get_running_loop().create_task(health.look())
    first.cancel()
    assert (await second).words == {"part": "ok"}
