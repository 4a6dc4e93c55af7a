"""A fact of the sources is met by what is shown first for a natural question, not somewhere in the whole topic."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from building import built

from benchmarks.question_sets import Question
from benchmarks.shown_answers import show, words_of
from bot.settings import Settings
from bot.yaml_text import read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.assistant import Assistant

pytestmark = pytest.mark.model

FACTS = Path(__file__).resolve().parents[1] / "facts_first"
FEWEST_ASKED = 300
FEWEST_MET = 325  # of those asked


def asked_facts() -> list[dict[str, Any]]:
    """Every fact, with how somebody asks for it."""
    return [fact for path in sorted(FACTS.glob("*.yml")) for fact in read_yaml(path.read_text("utf-8"))]


def says(text: str, words: str) -> bool:
    """Whether the words stand in the text, not as a piece of a longer word or number."""
    return re.search(rf"(?<![\w£.]){re.escape(words)}(?!\w)", text, re.IGNORECASE) is not None


@pytest.fixture(scope="module")
def assistant(model: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """The whole assistant without a network."""
    with built(Settings(state=tmp_path_factory.mktemp("state")), model) as made:
        yield made


def is_met(fact: dict[str, Any], assistant: Assistant) -> bool:
    """Whether what is shown first says it."""
    question = Question("facts", fact["ask"], fact["place"], frozenset())
    shown = asyncio.run(show(assistant, question))
    told = " ".join(map(words_of, shown.answers))
    return all(says(told, words) for words in fact["shows"])


def test_facts_are_met_by_what_is_shown_first(assistant: Assistant) -> None:
    """Three hundred facts reach whoever asks for them in their own words, without a press."""
    facts = asked_facts()
    assert len(facts) >= FEWEST_ASKED
    missed = [
        f"{fact['place']}: {fact['ask']} -> {fact['shows']}" for fact in facts if not is_met(fact, assistant)
    ]
    assert len(facts) - len(missed) >= FEWEST_MET, "\n".join(missed)
