"""Questions that once got a topic instead of an answer: what was asked stands in the first eighty words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import pytest
from building import built

from benchmarks.shown_answers import words_of
from bot.cli.terminal_talk import incoming
from bot.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.assistant import Assistant

pytestmark = pytest.mark.model

FIRST = 80  # words


@pytest.fixture(scope="module")
def assistant(model: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """The whole assistant without a network, conversations in memory."""
    with built(Settings(state=tmp_path_factory.mktemp("state")), model) as made:
        yield made


@pytest.fixture(autouse=True)
def _own_services() -> None:
    """Those of the assistant stay, with its records."""


class Case(NamedTuple):
    """What is typed, patterns that the first words all meet, and the council that was chosen before."""

    text: str
    says: tuple[str, ...]
    council: str | None = None


CASES = [
    Case("im 16 and in foster care, do i get a PA", (r"\b[Yy]es\b", r"13 weeks")),
    Case(
        "im 22 can i stay put", (r"until you are 21|to 21|up to 21|21st birthday|end[s]? .*21",), "rotherham"
    ),
    Case("i'm 26, can i still get help", (r"\b25\b",)),
    Case(
        "im 21 tomorrow do i lose priority need", (r"18, 19 or 20|18 to 20|until you are 21|from 21|at 21",)
    ),
    Case("how many young people does each PA look after", (r"\b15\b",), "rutland"),
    Case("how long have i got to ask for stage 2", (r"\b20 working days|don't say|doesn't say|not say",)),
    Case(
        "are prescriptions free for care leavers now",
        (r"not (?:yet )?(?:begun|started|know)|announced|plans? to|said",),
    ),
    Case("section 21 notice came", (r"1 May 2026|May 2026", r"Shelter|0808|council|court")),
    Case("landlord wants 6 months rent up front", (r"May 2026|one month|1 month",)),
    Case("is there a food bank", (r"food bank", r"refer|voucher|Citizens Advice|PA")),
    Case("how many young people does each PA look after", (r"\b\d+\b|don't say|doesn't say",), "rutland"),
    Case("who signs my pathway plan", (r"[Mm]anager",), "rutland"),
    Case("do i get a clothing allowance", (r"No law sets a sum", r"print no clothing allowance")),
    Case("i was adopted at 15 can i still get leaving care help", (r"adopt", r"depend|status|13 weeks|16")),
    Case(
        "the council put my stuff in storage and lost it, photos and everything",
        (r"complain|complaint", r"money|pay|put (?:it|this|things) right|Ombudsman"),
    ),
    Case(
        "my plan says they will pay for my course but they keep delaying, what can i do",
        (r"review|complain|advocate",),
    ),
    Case(
        "my girlfriend moved in with me and she wasnt in care, do we lose my council tax discount",
        (r"partner|lives? with|moves? in|two adults|household",),
    ),
    Case(
        "they want to move me to another placement before my gcses can they do that",
        (r"GCSE|exam|year 10|Year 10|key stage 4|school", r"IRO|reviewing officer|advocate|review"),
    ),
    Case("can foster carers complain", (r"\b[Yy]es\b|carers (?:can|may)",), "leicestershire"),
    Case("how often does a stage 2 complaint get an answer", (r"\b25\b", r"\b65\b"), "leicestershire"),
]


def first_words(assistant_says: str) -> str:
    """The first words that are read."""
    return " ".join(assistant_says.split()[:FIRST])


@pytest.mark.parametrize("case", CASES, ids=[case.text for case in CASES])
async def test_what_was_asked_is_answered_first(case: Case, assistant: Assistant) -> None:
    """In the first eighty words, or honestly that no paper says it."""
    reply = await assistant.front_door.handle(incoming(case.text, "web", case.council, None))
    said = first_words(" ".join(map(words_of, reply.answers)))
    missed = [pattern for pattern in case.says if not re.search(pattern, said)]
    assert not missed, said


async def test_of_three_questions_none_is_dropped(assistant: Assistant) -> None:
    """Each of the three is answered, or named on a button."""
    text = "do i pay council tax and can i get a bursary and how do i see my file"
    reply = await assistant.front_door.handle(incoming(text, "web", None, None))
    shown = " ".join(map(words_of, reply.answers)).lower()
    buttons = " ".join(choice.label for answer in reply.answers for choice in answer.choices).lower()
    assert len(reply.answers) > 1
    for word in ("council tax", "bursary", "file"):
        assert word in f"{shown} {buttons}", word
