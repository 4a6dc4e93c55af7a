"""Behind danger, words that mean little alone are danger still."""

from __future__ import annotations

import pytest

from bot.safeguarding.finding import Danger, Level
from bot.safeguarding.going_on import raised

SHOWN = Danger("crisis_self_harm", is_about_other=True)
ASKED = Danger("crisis_self_harm", level=Level.CHECK_IN)
WEAK = Danger("missing", level=Level.CHECK_IN)


@pytest.mark.parametrize(
    "text",
    [
        "yes i did take the pills",
        "k im going to do it then",
        "bye forever",
        "Goodbye everyone",
        "i took them",
        "ive done it",
        "he's outside",
        "she is back",
        "im bleeding",
        "im on the bridge",
        "i can't go on",
        "i dont want to be here",
        "this is goodbye",
        "its too late",
    ],
)
def test_words_of_going_on_are_urgent_behind_danger(text: str) -> None:
    """The same danger, of the same person; behind a weak sign too."""
    assert raised(None, text, SHOWN) == SHOWN
    assert raised(None, text, ASKED) == Danger("crisis_self_harm")
    assert raised(WEAK, text, ASKED) == Danger("crisis_self_harm")


@pytest.mark.parametrize(
    "text",
    [
        "ok thanks",
        "bye",
        "what is a pathway plan",
        "who is my pa",
        "no thanks",
        "is it free",
        "can she do it for me",
        "i did a course",
    ],
)
def test_other_words_are_what_they_are(text: str) -> None:
    """Nobody is held in danger by an ordinary question."""
    assert raised(None, text, SHOWN) is None
    assert raised(WEAK, text, ASKED) == WEAK


def test_a_weak_sign_behind_danger_of_now_is_danger() -> None:
    """Who was just in danger is not asked if they are OK; what is over, and danger itself, stay."""
    assert raised(WEAK, "hm", SHOWN) == Danger("missing")
    over, now = Danger("missing", level=Level.OVER), Danger("exploitation")
    assert (raised(over, "he is back", SHOWN), raised(now, "hm", SHOWN)) == (over, now)
