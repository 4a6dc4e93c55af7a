"""Where a message is cut, which pieces are looked at, and what the pieces come to."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.safeguarding.finding import Danger, Level
from bot.safeguarding.judge import Judged
from bot.safeguarding.limits import Limits
from bot.safeguarding.pieces import most_suspicious, stretches, words_and_clauses
from bot.safeguarding.scan import train_scan
from bot.safeguarding.weighing import Part, Parts, weighed

DANGER, QUESTION = "i have taken an overdose", "do i pay council tax"
KIND = "crisis_self_harm"


def clauses(text: str) -> list[str]:
    """The clauses of a text."""
    words = words_and_clauses(text)
    return [words.text(one) for one in words.clauses]


@pytest.mark.parametrize(
    "joiner",
    [
        ", ",
        " - ",
        " \u2014 ",
        " \U0001f62d ",
        " and ",
        " but ",
        " because ",
        " so ",
        " also ",
        " by the way ",
        "... ",
        "\n",
        "? ",
        "; ",
        ": ",
        " / ",
    ],
)
def test_danger_and_a_question_are_parted(joiner: str) -> None:
    """By marks, emoji, new lines and words that join."""
    assert DANGER in clauses(f"{QUESTION}{joiner}{DANGER}")


def test_where_nothing_parts_them_windows_do() -> None:
    """Some window holds the danger and little else."""
    words = words_and_clauses(f"{QUESTION} if i am a student {DANGER} what do i fill in for it")
    assert any(DANGER in words.text(one) and one[1] - one[0] <= 8 for one in stretches(words))


def test_a_short_message_has_no_pieces() -> None:
    """It is looked at whole."""
    assert stretches(words_and_clauses(DANGER)) == []


def test_the_most_suspicious_pieces_come_first_and_fit() -> None:
    """So many words and no more, nothing below the limit, nothing twice."""
    found = most_suspicious(
        [(0, 7), (1, 8), (20, 27), (40, 54), (60, 67)],
        lambda some: [5.0, 4.0, 3.0, 2.0, -1.0][: len(some)],
        0.0,
        15,
    )
    assert found == [(0, 7), (20, 27)]


def test_a_scan_finds_where_danger_stands() -> None:
    """What it learnt as danger scores above the rest, wherever it stands."""
    scan = train_scan(
        [
            DANGER,
            "i took an overdose",
            "taken all my tablets",
            QUESTION,
            "how do i pay rent",
            "can i get a bus pass",
        ]
        * 3,
        [True] * 3 + [False] * 3 + [True] * 3 + [False] * 3 + [True] * 3 + [False] * 3,
    )
    words = f"{QUESTION} {DANGER} {QUESTION}".split()
    scores = scan.scores(words, [(0, 5), (5, 10), (10, 15)])
    assert scores[1] > max(scores[0], scores[2])


def part(total: float, past: float = 0.0, weak: float = 0.0, *, clause: bool = True) -> Part:
    """A part with these sums."""
    return Part("x", Judged(total, past, weak, KIND), total, clause)


# Not those that are shipped: what is tested is what follows from limits, whatever they are.
L = Limits(
    whole=0.30,
    clause=0.6,
    window=0.8,
    slope=0.7,
    least_whole=-0.6,
    most_whole=0.3,
    clause_of_long=0.5,
    window_of_long=0.6,
    piece_after_past=1.5,
    long_ago=0.4,
    in_talk=0.55,
    piece_in_talk=0.9,
    asking=0.10,
    asking_clause=0.35,
    asking_window=0.5,
    asking_in_talk=0.25,
    past=0.3,
    weak=0.45,
)
TINY = 0.01


@pytest.mark.parametrize(
    ("parts", "level"),
    [
        (Parts(part(L.whole), []), Level.URGENT),
        (Parts(part(L.whole - TINY), []), Level.CHECK_IN),
        (Parts(part(L.asking), []), Level.CHECK_IN),
        (Parts(part(L.asking - TINY), []), None),
        (Parts(part(0.0, weak=L.weak), []), Level.CHECK_IN),
        (Parts(part(0.0), [part(L.clause)]), Level.URGENT),
        (Parts(part(0.0), [part(L.clause - TINY)]), Level.CHECK_IN),
        (Parts(part(0.0), [part(L.window, clause=False)]), Level.URGENT),
        (Parts(part(0.0), [part(L.clause, clause=False)]), Level.CHECK_IN),
        (Parts(part(0.2), [part(L.clause - 0.2 * L.slope + TINY)]), Level.URGENT),
        (Parts(part(-0.2), [part(L.clause)]), Level.CHECK_IN),
        (Parts(None, [part(L.clause_of_long), part(0.0)]), Level.URGENT),
        (Parts(None, [part(L.clause_of_long, clause=False)]), Level.CHECK_IN),
        (Parts(None, [part(0.0)]), None),
        (Parts(None, [replace(part(L.clause_of_long), is_long_ago=True)]), Level.CHECK_IN),
        (Parts(None, [replace(part(L.clause_of_long + L.long_ago), is_long_ago=True)]), Level.URGENT),
        (Parts(part(0.1, past=0.6), []), Level.OVER),
        (Parts(part(0.1, past=0.6), [part(L.clause)]), Level.OVER),
        (Parts(part(0.1, past=0.6), [part(L.piece_after_past)]), Level.URGENT),
        (Parts(None, [part(0.5, past=0.6)]), Level.CHECK_IN),
        (Parts(part(L.in_talk), [], part(L.in_talk)), Level.URGENT),
        (Parts(part(L.whole), [], part(0.9)), Level.CHECK_IN),
        (Parts(part(0.9), [], part(0.0)), Level.CHECK_IN),
        (Parts(part(L.asking), [], part(0.0)), None),
    ],
    ids=[
        "whole",
        "whole, nearly",
        "worth asking",
        "not worth asking",
        "weak sign",
        "clause",
        "clause, nearly",
        "window",
        "window, nearly",
        "clause where the whole leans",
        "clause where the whole leans away",
        "clause of a long one",
        "window of a long one, nearly",
        "nothing",
        "told of long ago",
        "told of long ago, yet certain",
        "over",
        "over with a clause",
        "over, yet now",
        "past in a long one",
        "in its talk",
        "only in its talk",
        "only alone",
        "a little, in an ordinary talk",
    ],
)
def test_what_the_parts_come_to(parts: Parts, level: Level | None) -> None:
    """On both sides of each limit."""
    found = weighed(parts, L)
    assert (found.level if found else None) == level
    assert found is None or found == Danger(KIND, level=found.level)
