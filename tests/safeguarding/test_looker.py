"""Looks beside the event loop: the most urgent first, and never silence."""

from __future__ import annotations

import asyncio
import threading
from typing import Optional, Sequence

import pytest

from bot.safeguarding.detector import rules_alone
from bot.safeguarding.finding import Danger
from bot.safeguarding.looker import SHORT, Looker

DANGER = "i want to kill myself"
LONG = "do i pay council tax " * (SHORT // 10)


class Slow:
    """A detector that waits for the test before it judges, and tells in which order it was asked."""

    def __init__(self) -> None:
        """Nothing is judged yet."""
        self.rules, self.go_on, self.order = rules_alone(), threading.Event(), []

    def at_once(self, text: str, before: Sequence[str] = (), begun: str = "") -> Optional[Danger]:
        """As the rules do."""
        self.order.append(("outright", threading.current_thread() is threading.main_thread()))
        return self.rules.at_once(text, before, begun)

    def suspicion(self, text: str) -> float:
        """The last word, as a number."""
        last = text.rsplit(maxsplit=1)[-1]
        return float(last) if last.isdigit() else 0.0

    def judged(self, text: str, before: Sequence[str] = ()) -> Optional[Danger]:
        """Nothing, after the test has said so."""
        self.go_on.wait(20)
        self.order.append(text)
        return None


@pytest.fixture
def slow() -> Slow:
    """A detector that may go on at the end, so that no thread is left."""
    made = Slow()
    yield made
    made.go_on.set()


async def test_short_danger_waits_for_nobody(slow: Slow) -> None:
    """While the thread judges somebody's novel, who says it in so many words is heard."""
    looker = Looker(slow)
    waiting = asyncio.ensure_future(looker.look("a novel 1"))
    await asyncio.sleep(0.05)
    assert (await asyncio.wait_for(looker.look(DANGER), 1)).kind == "crisis_self_harm"
    slow.go_on.set()
    assert await waiting is None


async def test_what_is_suspicious_is_judged_first(slow: Slow) -> None:
    """Not who came first."""
    looker = Looker(slow)
    looks = [asyncio.ensure_future(looker.look(text)) for text in ("first 5", "ordinary 1", "odd 3", "worrying 9")]
    await asyncio.sleep(0.05)
    slow.go_on.set()
    await asyncio.gather(*looks)
    assert [one for one in slow.order if isinstance(one, str)] == ["first 5", "worrying 9", "odd 3", "ordinary 1"]


async def test_a_long_message_is_read_beside_the_event_loop_before_any_is_judged(slow: Slow) -> None:
    """Reading a long one takes longer than others may wait; but what it says outright goes before all judging."""
    looker = Looker(slow)
    first = asyncio.ensure_future(looker.look("first 5"))
    await asyncio.sleep(0.05)
    others = [asyncio.ensure_future(looker.look("worrying 9")), asyncio.ensure_future(looker.look(LONG))]
    danger = asyncio.ensure_future(looker.look(f"{LONG} {DANGER}"))
    await asyncio.sleep(0.05)
    slow.order.clear()
    slow.go_on.set()
    assert (await danger).kind == "crisis_self_harm"
    await asyncio.gather(first, *others)
    assert slow.order[:3] == ["first 5", ("outright", False), ("outright", False)]


async def test_bytes_that_are_no_message_are_looked_at_beside_the_event_loop() -> None:
    """Danger in them is found, and nothing in others."""
    looker = Looker(rules_alone())
    assert (await looker.outright_in(b'{"words": "' + DANGER.encode() + b'"}')).kind == "crisis_self_harm"
    assert await looker.outright_in(b"\xff\xfe" * 1000) is None


async def test_a_look_that_fails_says_so() -> None:
    """It must not leave whoever waits without an answer."""

    class Broken(Slow):
        """A detector that can't judge."""

        def judged(self, text: str, before: Sequence[str] = ()) -> Optional[Danger]:
            """No."""
            raise LookupError("no judge")

    with pytest.raises(LookupError):
        await asyncio.wait_for(Looker(Broken()).look("anything 1"), 5)
