"""What is looked up when somebody wants the figures: how long queues are, how parts are, how busy lanes and databases."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from functools import partial
from typing import Callable, Iterable, Iterator, Mapping, Optional, Protocol, Sequence

from prometheus_client import Metric
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

from bot.delivery.in_time import Lane
from bot.health.report import Report
from bot.health.states import WELL

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class QueueNow:
    """How many messages are in each state, and how many seconds the oldest one that waits has waited (None: none waits)."""

    counts: Mapping[str, int] = field(default_factory=dict)
    oldest: Optional[float] = None


@dataclass(frozen=True)
class MonthNow:
    """What a council's texts of this month came to by one line: fragments, and pounds without VAT."""

    council: str
    line: str
    fragments: int
    pounds: float


class Pool(Protocol):
    """The connections of one database."""

    def checkedout(self) -> int:
        """How many are in use."""


@dataclass(frozen=True)
class Sources:
    """Where it is looked up. `queues` by name, such as `outbox` and `inbox`; each may ask a database, and may fail."""

    lanes: Sequence[Lane] = ()
    pools: Mapping[str, Pool] = field(default_factory=dict)
    report: Callable[[], Optional[Report]] = lambda: None
    queues: Mapping[str, Callable[[], QueueNow]] = field(default_factory=dict)
    switched_off: Callable[[], Iterable[str]] = tuple
    switches: Sequence[str] = ()
    texts: Callable[[], Sequence[MonthNow]] = tuple


class LookedUp(Collector):
    """Asks the sources. What fails is left out and logged by kind: the other figures are still told."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources

    def describe(self) -> Iterable[Metric]:
        """Nothing: to be registered it must not ask any database."""
        return ()

    def collect(self) -> Iterator[Metric]:
        """The figures as they are now."""
        for told in (self._lanes, self._pools, self._parts, self._switches, self._queues, self._texts):
            yield from _as_far_as_it_goes(told, told.__name__.strip("_"))

    def _lanes(self) -> Iterator[Metric]:
        told = CounterMetricFamily(
            "localoffer_lane_refusals",
            "Work that a lane refused or did not do in time",
            labels=["lane", "why"],
        )
        for lane in self._sources.lanes:
            told.add_metric([lane.name, "full"], lane.refused)
            told.add_metric([lane.name, "late"], lane.late)
        yield told

    def _pools(self) -> Iterator[Metric]:
        told = GaugeMetricFamily(
            "localoffer_database_connections",
            "Connections of a database that are in use",
            labels=["database"],
        )
        for name, pool in self._sources.pools.items():
            told.add_metric([name], pool.checkedout())
        yield told

    def _parts(self) -> Iterator[Metric]:
        """As they were when somebody last looked, which the server does once a minute."""
        report = self._sources.report()
        if report is None:
            return
        told = GaugeMetricFamily(
            "localoffer_part_well", "1 if a part of /health is well, 0 if not", labels=["part"]
        )
        for part, word in report.words.items():
            told.add_metric([part], float(word in WELL))
        yield told
        yield GaugeMetricFamily(
            "localoffer_content_problems",
            "Faults in the files of content",
            value=len(report.content_problems),
        )

    def _switches(self) -> Iterator[Metric]:
        off = set(self._sources.switched_off())
        told = GaugeMetricFamily("localoffer_switched_off", "1 if it is switched off", labels=["what"])
        for name in self._sources.switches:
            told.add_metric([name], float(name in off))
        yield told

    def _texts(self) -> Iterator[Metric]:
        labels = ["council", "line"]
        fragments = GaugeMetricFamily(
            "localoffer_text_fragments", "Fragments of texts that left this month", labels=labels
        )
        pounds = GaugeMetricFamily(
            "localoffer_text_pounds", "What they cost without VAT, in pounds", labels=labels
        )
        for spent in self._sources.texts():
            fragments.add_metric([spent.council, spent.line], spent.fragments)
            pounds.add_metric([spent.council, spent.line], spent.pounds)
        yield from (fragments, pounds)

    def _queues(self) -> Iterator[Metric]:
        for name, ask in self._sources.queues.items():
            yield from _as_far_as_it_goes(partial(_queue, name, ask), name)


def _as_far_as_it_goes(told: Callable[[], Iterable[Metric]], what: str) -> Sequence[Metric]:
    try:
        return list(told())
    except Exception as error:  # noqa: BLE001 - whatever it is, the other figures are told
        logger.error("Figures could not be looked up: of=%s error=%s", what, type(error).__name__)
        return ()


def _queue(name: str, ask: Callable[[], QueueNow]) -> Iterator[Metric]:
    now = ask()
    told = GaugeMetricFamily(
        f"localoffer_{name}_messages", f"Messages in the {name} by state", labels=["state"]
    )
    for state, count in now.counts.items():
        told.add_metric([state], count)
    yield told
    yield GaugeMetricFamily(
        f"localoffer_{name}_oldest_seconds",
        f"Seconds that the oldest message of the {name} has waited; 0 if none waits",
        value=now.oldest or 0.0,
    )
