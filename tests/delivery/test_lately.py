"""What was said a moment ago: it tells in which talk a message stands."""

from __future__ import annotations

from dataclasses import replace

from bot.answer import Answer
from bot.delivery.conversation.lately import ASK_EVERY, LONGEST, MOST_CONVERSATIONS, SECONDS, Lately, Shown
from bot.safeguarding.finding import Danger, Level

DANGER = Danger("crisis_self_harm")
TALK = "web-invented"


class Clock:
    """Seconds that a test moves on."""

    now = 0.0

    def __call__(self) -> float:
        """Seconds since somewhen."""
        return self.now


def said(lately: Lately, *texts: str, talk: str = TALK) -> None:
    """Ordinary messages."""
    for text in texts:
        lately.said(talk, text)


def test_the_two_messages_before_are_remembered() -> None:
    """Nothing before the first; then the ones before, oldest first, and no more than two."""
    lately = Lately(Clock())
    assert lately.before(TALK) == ()
    said(lately, "hi", "i want to")
    assert lately.before(TALK) == ("hi", "i want to")
    said(lately, "go home")
    assert lately.before(TALK) == ("i want to", "go home")


def test_danger_ends_the_ordinary_talk_before_it() -> None:
    """What comes after it is no longer what harmless talk leads to."""
    lately = Lately(Clock())
    said(lately, "my carer wants me out")
    lately.said(TALK, "i want to die", DANGER)
    assert lately.before(TALK) == ()


def test_what_was_shown_is_remembered_for_three_turns() -> None:
    """Its words only right behind it, their end first of all; danger that is over is nothing that goes on."""
    lately = Lately(Clock())
    lately.said(TALK, f"{'x' * LONGEST} i feel so empty i want to", DANGER)
    first = lately.shown(TALK)
    assert first is not None
    assert (first.danger, first.text.endswith("i want to"), len(first.text)) == (DANGER, True, LONGEST)
    said(lately, "hm", "hm")
    assert lately.shown(TALK) == Shown(DANGER, "")
    said(lately, "hm")
    assert lately.shown(TALK) is None
    lately.said(TALK, "i was homeless once", replace(DANGER, level=Level.OVER))
    assert lately.shown(TALK) is None


def test_after_half_an_hour_what_was_shown_is_over() -> None:
    """As all that was said."""
    clock = Clock()
    lately = Lately(clock)
    lately.said(TALK, "i want to die", DANGER)
    clock.now = SECONDS + 1
    assert lately.shown(TALK) is None


def test_two_kinds_of_signs_in_turn_are_asked_about_once_each() -> None:
    """Nobody is asked about the same thing twice in ten turns because of another sign between."""
    lately = Lately(Clock())
    asked = []
    for kind in ("missing", "exploitation", "missing", "exploitation"):
        said(lately, "hm")
        asked.append(lately.may_ask(TALK, kind))
    assert asked == [True, True, False, False]


def test_a_button_is_no_message() -> None:
    """It says nothing that the next words could go on with."""
    lately = Lately(Clock())
    said(lately, "i want to", "")
    assert lately.before(TALK) == ()


def test_conversations_are_kept_apart() -> None:
    """Nobody's message is joined to another's."""
    lately = Lately(Clock())
    said(lately, "i want to")
    assert lately.before("web-another") == ()


def test_after_half_an_hour_it_is_another_talk() -> None:
    """Old words are not joined."""
    clock = Clock()
    lately = Lately(clock)
    said(lately, "i want to")
    clock.now = SECONDS
    assert lately.before(TALK) == ("i want to",)
    clock.now = SECONDS + 1
    assert lately.before(TALK) == ()


def test_of_a_long_message_only_the_beginning_is_kept() -> None:
    """What was said before tells in which talk the next message stands; it takes no room in memory."""
    lately = Lately(Clock())
    said(lately, "x" * (LONGEST + 1))
    assert lately.before(TALK) == ("x" * LONGEST,)


def test_nobody_is_asked_again_and_again_if_they_are_ok() -> None:
    """Once in ten turns; a sign of another danger is asked about at once."""
    lately = Lately(Clock())
    asked = []
    for _ in range(ASK_EVERY + 1):
        said(lately, "hm")
        asked.append(lately.may_ask(TALK, "missing"))
    assert asked == [True, *[False] * (ASK_EVERY - 1), True]
    assert lately.may_ask(TALK, "exploitation")


def test_the_talk_goes_on_in_another_conversation_that_stands_in_for_it() -> None:
    """Words, council and what was asked; and what is not known is not invented."""
    lately = Lately(Clock())
    said(lately, "i want to")
    lately.answered(TALK, [Answer(lead="In short.", place="rutland")])
    lately.go_on(TALK, "web-apart-1")
    lately.go_on("web-unknown", "web-apart-1")
    assert (lately.before("web-apart-1"), lately.council("web-apart-1")) == (("i want to",), "rutland")


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
        said(lately, "hello", talk=f"web-{number}")
    assert (lately.before("web-0"), lately.before(f"web-{MOST_CONVERSATIONS}")) == ((), ("hello",))
