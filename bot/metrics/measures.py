"""What is counted while it happens. Every label has a few values that the code knows; none comes from a person."""

from __future__ import annotations

from typing import Iterable

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
)
from prometheus_client.registry import Collector

from bot.delivery.one_message import Incoming, Reply
from bot.metrics.outcomes import OUTCOMES, SAFETY, URGENT, outcome_of, safety_of

CHANNELS = ("web", "sms", "teams", "text")
OTHER = "other"  # whatever the code does not know by name: a label must not grow with what comes in
STATUSES = ("2xx", "3xx", "4xx", "5xx")
SIGN_INS = ("asked", "too_many", "signed_in", "wrong", "expired", "locked")
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Measures:
    """The figures of one process. It is the `Watch` of the front door."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        for collector in (ProcessCollector, PlatformCollector, GCCollector):
            collector(registry=self.registry)
        self._turns = self._counter(
            "turns", "Messages by channel and what came of them", "channel", "outcome"
        )
        self._safety = self._counter("safety", "Messages by what was done about danger", "outcome")
        self._pages = self._counter("pages", "Requests by class of status", "status")
        self._sign_ins = self._counter("sign_ins", "Codes asked for and tried, by what came of it", "outcome")
        self._seconds = Histogram(
            "localoffer_turn_seconds",
            "Seconds until a message was answered, urgent ones left out",
            ["channel"],
            buckets=SECONDS,
            registry=self.registry,
        )
        self._urgent_seconds = Histogram(
            "localoffer_urgent_seconds",
            "Seconds until an urgent reply went out",
            buckets=SECONDS,
            registry=self.registry,
        )
        self._begin_at_nought()

    def turn(self, incoming: Incoming, reply: Reply, seconds: float) -> None:
        """A message was answered."""
        channel, outcome = _known(incoming.channel, CHANNELS), outcome_of(reply)
        self._turns.labels(channel, outcome).inc()
        self._safety.labels(safety_of(reply)).inc()
        histogram = self._urgent_seconds if outcome == URGENT else self._seconds.labels(channel)
        histogram.observe(seconds)

    def page(self, status: int) -> None:
        """A request was answered with this status."""
        self._pages.labels(_known(f"{status // 100}xx", STATUSES)).inc()

    def sign_in(self, outcome: str) -> None:
        """Somebody asked for a code, or tried one."""
        self._sign_ins.labels(_known(outcome, SIGN_INS)).inc()

    def look_up(self, collector: Collector) -> None:
        """Ask this, too, whenever somebody wants the figures."""
        self.registry.register(collector)

    def tell_build(self, version: str, model: str) -> None:
        """Which program and which model this is."""
        build = Gauge(
            "localoffer_build_info",
            "Always 1; the labels say what runs",
            ["version", "model"],
            registry=self.registry,
        )
        build.labels(version, model).set(1)

    def _counter(self, name: str, what: str, *labels: str) -> Counter:
        return Counter(f"localoffer_{name}", what, labels, registry=self.registry)

    def _begin_at_nought(self) -> None:
        """What has not happened yet is there with 0: an alarm on a figure that is missing would never ring."""
        for channel in CHANNELS[:1]:
            _touch(self._turns, [(channel, outcome) for outcome in OUTCOMES])
        _touch(self._safety, [(outcome,) for outcome in SAFETY])
        _touch(self._pages, [(status,) for status in STATUSES])
        _touch(self._sign_ins, [(outcome,) for outcome in SIGN_INS])


def _touch(counter: Counter, values: Iterable[tuple[str, ...]]) -> None:
    for labels in values:
        counter.labels(*labels)


def _known(value: str, known: tuple[str, ...]) -> str:
    return value if value in known else OTHER
