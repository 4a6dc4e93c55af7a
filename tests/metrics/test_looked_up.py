"""Figures that are looked up when somebody asks: what fails takes none of the others away."""

from __future__ import annotations

import asyncio
import time
import urllib.request
from typing import TYPE_CHECKING

import pytest
from ports import reserved_port
from prometheus_client import generate_latest

from bot.delivery.in_time import Lane, TooLateError
from bot.health.report import Report
from bot.metrics.looked_up import LookedUp, MonthNow, QueueNow, Sources
from bot.metrics.measures import Measures
from bot.metrics.private_port import served
from bot.switches import NAMES

if TYPE_CHECKING:
    from bot.records.database import Database


def told(sources: Sources) -> str:
    """What somebody gets who asks."""
    measures = Measures()
    measures.look_up(LookedUp(sources))
    return generate_latest(measures.registry).decode()


def broken() -> QueueNow:
    """The database does not answer."""
    raise ConnectionError("okapi")


def test_a_queue_is_told_by_state_and_age() -> None:
    """Nought where nothing waits."""
    found = told(
        Sources(
            queues={
                "outbox": lambda: QueueNow({"waiting": 3, "dead": 1}, 42.5),
                "inbox": QueueNow,
            }
        )
    )
    assert 'localoffer_outbox_messages{state="waiting"} 3.0' in found
    assert 'localoffer_outbox_messages{state="dead"} 1.0' in found
    assert "localoffer_outbox_oldest_seconds 42.5" in found
    assert "localoffer_inbox_oldest_seconds 0.0" in found


def test_a_queue_that_can_not_be_asked_takes_nothing_else_away(caplog: pytest.LogCaptureFixture) -> None:
    """It is left out, so that no wrong figure stands there; the log has the kind alone."""
    found = told(Sources(queues={"outbox": broken, "inbox": lambda: QueueNow({}, 7.0)}))
    assert "localoffer_outbox" not in found
    assert "localoffer_inbox_oldest_seconds 7.0" in found
    assert "ConnectionError" in caplog.text
    assert "okapi" not in caplog.text


def test_parts_are_told_as_they_were_when_last_looked_at() -> None:
    """Well is 1, off is well too; before the first look there is nothing to tell."""
    report = Report({"database": "locked", "alerts": "failing", "disk": "ok", "danger": "off"}, ["a fault"])
    found = told(Sources(report=lambda: report))
    assert 'localoffer_part_well{part="database"} 0.0' in found
    assert 'localoffer_part_well{part="alerts"} 0.0' in found
    assert 'localoffer_part_well{part="danger"} 1.0' in found
    assert "localoffer_content_problems 1.0" in found
    assert "localoffer_part_well" not in told(Sources())


def test_switches_are_told() -> None:
    """Each by its name."""
    found = told(Sources(switched_off=lambda: {"web": ""}, switches=NAMES))
    assert 'localoffer_switched_off{what="web"} 1.0' in found
    assert 'localoffer_switched_off{what="staff"} 0.0' in found


async def test_what_a_lane_refuses_is_counted() -> None:
    """For want of room, and for want of time."""
    lane = Lane("small", 1, 0)
    slow = asyncio.ensure_future(lane.run(5, time.sleep, 0.5))
    await asyncio.sleep(0.05)
    with pytest.raises(TooLateError):
        await lane.run(5, int)
    await slow
    with pytest.raises(TooLateError):
        await lane.run(0.05, time.sleep, 0.2)
    found = told(Sources(lanes=[lane]))
    assert 'localoffer_lane_refusals_total{lane="small",why="full"} 1.0' in found
    assert 'localoffer_lane_refusals_total{lane="small",why="late"} 1.0' in found


def test_connections_in_use_are_told(database: Database) -> None:
    """As many as are taken at that moment."""
    with database.connection():
        assert 'localoffer_database_connections{database="records"} 1.0' in told(
            Sources(pools={"records": database.engine.pool})
        )


def test_the_figures_are_on_a_port_of_their_own_as_long_as_it_lasts() -> None:
    """A port that is taken is said with its settings."""
    measures = Measures()
    measures.tell_build("1.2.3", "model-1")
    with reserved_port() as port:
        with served(measures.registry, "127.0.0.1", port):
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
                assert b'localoffer_build_info{model="model-1",version="1.2.3"} 1.0' in answer.read()
            with (
                pytest.raises(RuntimeError, match=r"LOCALOFFER_METRICS_HOST .*LOCALOFFER_METRICS_PORT"),
                served(measures.registry, "127.0.0.1", port),
            ):
                raise AssertionError
        with pytest.raises(OSError, match="refused"):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics")


def test_what_texts_cost_is_told_for_each_council() -> None:
    """Fragments, and pounds by the price of the line, of this month and as counted when they left."""
    found = told(Sources(texts=lambda: [MonthNow("rutland", "notify", 50, 1.2)]))
    assert 'localoffer_text_fragments{council="rutland",line="notify"} 50.0' in found
    assert 'localoffer_text_pounds{council="rutland",line="notify"} 1.2' in found
