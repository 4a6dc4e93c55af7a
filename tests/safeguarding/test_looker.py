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
        self.rules, self.go_on, self.order, self.forgotten = rules_alone(), threading.Event(), [], 0

    def at_once(self, text: str, before: Sequence[str] = (), begun: str = "") -> Optional[Danger]:
        """As the rules do."""
        self.order.append(("outright", threading.current_thread() is threading.main_thread()))
        return self.rules.at_once(text, before, begun)

    def suspicion(self, text: str) -> float:
        """The last word, as a number."""
        last = text.rsplit(maxsplit=1)[-1]
        return float(last) if last.isdigit() else 0.0

    def hinted(self, text: str) -> Optional[Danger]:
        """As the rules do."""
        return self.rules.hinted(text)

    def forget_texts(self) -> None:
        """Told at the end of each look."""
        self.forgotten += 1

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
    looks = [
        asyncio.ensure_future(looker.look(text)) for text in ("first 5", "ordinary 1", "odd 3", "worrying 9")
    ]
    await asyncio.sleep(0.05)
    slow.go_on.set()
    await asyncio.gather(*looks)
    assert [one for one in slow.order if isinstance(one, str)] == [
        "first 5",
        "worrying 9",
        "odd 3",
        "ordinary 1",
    ]


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


async def test_bytes_that_are_no_message_are_looked_at_beside_the_event_loop(slow: Slow) -> None:
    """Danger in them is found, and nothing in others; neither keeps the event loop."""
    looker = Looker(slow)
    assert (await looker.outright_in(b'{"words": "' + DANGER.encode() + b'"}')).kind == "crisis_self_harm"
    assert await looker.outright_in(b"\xff\xfe" * 1000) is None
    assert set(slow.order) == {("outright", False)}


async def test_who_has_waited_a_second_goes_before_what_comes_now(slow: Slow) -> None:
    """However many send what is no message, or what is more suspicious: nobody waits without an end."""
    moment = [0.0]
    looker = Looker(slow, seconds=lambda: moment[0])
    looks = [asyncio.ensure_future(looker.look("first 5")), asyncio.ensure_future(looker.look("calm 1"))]
    await asyncio.sleep(0.05)
    moment[0] = 1.0
    looks += [
        asyncio.ensure_future(looker.look("worrying 9")),
        asyncio.ensure_future(looker.outright_in(b"\xff" * 1000)),
    ]
    await asyncio.sleep(0.05)
    slow.order.clear()
    slow.go_on.set()
    await asyncio.gather(*looks)
    assert slow.order[:3] == ["first 5", "calm 1", "worrying 9"]


async def test_after_two_seconds_the_rules_must_do(slow: Slow, caplog: pytest.LogCaptureFixture) -> None:
    """A thread that is stuck costs the judge, not the reply; the log says so and quotes nothing."""
    looker = Looker(slow, patience=0.1)
    stuck = asyncio.ensure_future(looker.look("first 5"))
    assert (await looker.look("he hits me 1")).kind == "crisis_abuse_or_danger"
    assert await stuck is None
    assert "rules alone" in caplog.text
    assert "hits" not in caplog.text


async def test_danger_in_bytes_is_found_also_while_the_thread_is_stuck(
    slow: Slow, caplog: pytest.LogCaptureFixture
) -> None:
    """However loaded the server; the log says so, and no words stay."""
    looker = Looker(slow, patience=0.1)
    stuck = asyncio.ensure_future(looker.look("first 5"))
    await asyncio.sleep(0)
    assert (await looker.outright_in(DANGER.encode())).kind == "crisis_self_harm"
    assert "event loop" in caplog.text
    assert slow.forgotten >= 1
    await stuck


async def test_what_nobody_waits_for_is_not_looked_at(slow: Slow) -> None:
    """A browser that hung up takes no time from others."""
    looker = Looker(slow)
    first, left = asyncio.ensure_future(looker.look("first 5")), asyncio.ensure_future(looker.look("left 1"))
    await asyncio.sleep(0.05)
    left.cancel()
    await asyncio.sleep(0)
    slow.go_on.set()
    await first
    assert await looker.look("after 2") is None
    assert [one for one in slow.order if isinstance(one, str)] == ["first 5", "after 2"]


async def test_a_look_that_fails_leaves_the_rules() -> None:
    """It must not leave whoever waits without an answer."""

    class Broken(Slow):
        """A detector that can't judge."""

        def judged(self, text: str, before: Sequence[str] = ()) -> Optional[Danger]:
            """No."""
            raise LookupError("no judge")

    broken = Broken()
    assert (await asyncio.wait_for(Looker(broken).look("he hits me 1"), 5)).kind == "crisis_abuse_or_danger"
    assert broken.forgotten == 1


async def test_no_words_stay_when_the_look_is_over() -> None:
    """What somebody wrote is in nobody's memory afterwards."""
    detector = rules_alone()
    await Looker(detector).look("do i pay council tax")
    assert detector._plain.cache_info().currsize == 0
