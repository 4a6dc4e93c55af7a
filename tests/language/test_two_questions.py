"""Where a message is cut into questions, and when it is taken for two."""

from __future__ import annotations

import pytest

from bot.language.questions import is_asking, parts, two_topics
from bot.language.topic_model import Ranking

THRESHOLD = 5.5


def ranking(*labels: str, chance: float = 0.9, score: float = 12.0) -> Ranking:
    """A ranking with these labels first."""
    return Ranking(list(labels), [chance, *[0.01] * (len(labels) - 1)], score)


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("who is my pa? how do i get a passport?", ["who is my pa", "how do i get a passport"]),
        (
            "do i pay council tax n can i get help wiv a cv",
            ["do i pay council tax", "can i get help with a cv"],
        ),
        ("whats a pathway plan, also how do i complain", ["what is a pathway plan", "how do i complain"]),
        ("where do i get food\nwho helps with rent", ["where do i get food", "who helps with rent"]),
        (
            "help with rent plus help with a driving licence",
            ["help with rent", "help with a driving licence"],
        ),
    ],
)
def test_a_message_is_cut_between_its_questions(text: str, pieces: list[str]) -> None:
    """Marks, "also", "plus", line breaks and a conjunction before a question word divide."""
    assert parts(text) == pieces


@pytest.mark.parametrize(
    "text",
    [
        "how do i pay rent and bills",
        "hi, how do i pay my rent",
        "is my pa the same as my social worker",
        "",
        "???",
        "council tax",
    ],
)
def test_one_question_stays_whole(text: str) -> None:
    """Lists, greetings and single words are not cut."""
    assert len(parts(text)) == 1


def test_two_sure_parts_are_two_questions_in_their_order() -> None:
    """Both are answered, the first first."""
    whole = ranking("ask/council_tax", "ask/advocacy")
    assert two_topics(whole, [ranking("ask/advocacy"), ranking("ask/council_tax")], THRESHOLD) == [
        "ask/advocacy",
        "ask/council_tax",
    ]


@pytest.mark.parametrize(
    "found",
    [
        [ranking("ask/council_tax"), ranking("ask/council_tax")],
        [ranking("thanks"), ranking("ask/council_tax")],
        [ranking("ask/advocacy", chance=0.2), ranking("ask/council_tax")],
        [ranking("ask/advocacy", score=1.0), ranking("ask/council_tax")],
        [ranking("ask/savings"), ranking("ask/council_tax")],
        [],
    ],
    ids=["same topic", "thanks", "unsure", "to be refused", "not in the whole", "no parts"],
)
def test_anything_less_is_one_question(found: list[Ranking]) -> None:
    """A second answer that nobody asked for is worse than none."""
    assert two_topics(ranking("ask/council_tax", "ask/advocacy"), found, THRESHOLD) == []


@pytest.mark.parametrize(
    ("piece", "asks"),
    [
        ("how do i pay", True),
        ("do i pay council tax", True),
        ("i need a bed", True),
        ("i got a job", False),
        ("my mum rang me", False),
    ],
)
def test_a_story_asks_nothing(piece: str, asks: bool) -> None:
    """However surely it is about something, it is no question."""
    assert is_asking(piece) is asks
