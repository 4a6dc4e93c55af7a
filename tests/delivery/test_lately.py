"""What was said a moment ago: for danger that is split over two messages."""

from __future__ import annotations

from bot.answer import Answer
from bot.delivery.lately import LONGEST, MOST_CONVERSATIONS, SECONDS, Lately

TALK = "web-invented"


class Clock:
    """Seconds that a test moves on."""

    now = 0.0

    def __call__(self) -> float:
        """Seconds since somewhen."""
        return self.now


def test_the_message_before_is_remembered() -> None:
    """Nothing before the first; then the one before."""
    lately = Lately(Clock())
    assert [lately.said(TALK, text) for text in ("i want to", "kill myself", "sorry")] == ["", "i want to", "kill myself"]


def test_conversations_are_kept_apart() -> None:
    """Nobody's message is joined to another's."""
    lately = Lately(Clock())
    lately.said(TALK, "i want to")
    assert lately.said("web-another", "kill time") == ""


def test_after_two_minutes_it_is_another_thought() -> None:
    """Old words are not joined."""
    clock = Clock()
    lately = Lately(clock)
    lately.said(TALK, "i want to")
    clock.now = SECONDS + 1
    assert lately.said(TALK, "go home") == ""


def test_a_long_message_is_not_kept() -> None:
    """A sentence that goes on in the next message is short; what is long stays in nobody's memory."""
    lately = Lately(Clock())
    lately.said(TALK, "x" * (LONGEST + 1))
    assert lately.said(TALK, "and then") == ""


def test_the_council_of_the_last_answer_is_known() -> None:
    """For the council's own number in an urgent reply, until the chat is cleared."""
    lately = Lately(Clock())
    lately.answered(TALK, [Answer(title="Council tax", lead="In short.", place="rutland")])
    lately.answered(TALK, [Answer(title="Hello", lead="Hello.")])
    assert lately.council(TALK) == "rutland"
    lately.forget(TALK)
    assert lately.council(TALK) is None


def test_memory_is_bounded() -> None:
    """The conversation that was quiet longest goes first."""
    lately = Lately(Clock())
    for number in range(MOST_CONVERSATIONS + 1):
        lately.said(f"web-{number}", "hello")
    assert lately.said("web-0", "again") == ""
    assert lately.said(f"web-{MOST_CONVERSATIONS}", "again") == "hello"
