"""What we say in other languages is there for each language we can tell, and names 999."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml

from bot.language.detect import OTHER, foreign_language
from bot.talk.languages import load_languages, other_language

if TYPE_CHECKING:
    from pathlib import Path

    from bot.offer.loader import Offer

CODES = ("ar", "fa", "ps", "ku", "sq", "vi", "ti", "am", "so", "tr", "fr", "es", "pl", "ro", "uk")


@pytest.mark.parametrize("code", CODES)
def test_every_line_is_in_its_language_and_names_the_number_and_the_pa(root: Path, code: str) -> None:
    """Our own detector takes it for what it says it is; 999 and PA are readable in every script."""
    line = load_languages(root / "data" / "phrases" / "languages.yml")[code].line
    assert foreign_language(line, lambda _word: False) == code
    assert "999" in line
    assert "(PA)" in line


def test_there_is_a_line_for_each_language_and_no_other(root: Path) -> None:
    """A language that can be told has a line, and the file can't be taken for training data."""
    found = load_languages(root / "data" / "phrases" / "languages.yml")
    assert sorted(found) == sorted(CODES)
    assert set(found).isdisjoint({"nlu", "rules", "stories", "intents"})


def test_a_line_that_no_native_reader_has_seen_says_so(root: Path) -> None:
    """The mark must be there, true or false: nobody can forget it."""
    read = yaml.safe_load((root / "data" / "phrases" / "languages.yml").read_text(encoding="utf-8"))
    assert all(isinstance(fields["needs_native_check"], bool) for fields in read.values())


def test_the_order_is_urgent_numbers_then_their_language_then_english(root: Path, offer: Offer) -> None:
    """Whoever reads only the first line has 999."""
    lines = load_languages(root / "data" / "phrases" / "languages.yml")
    answer = other_language(lines["pl"], offer, "rutland")
    assert answer.lead.startswith("In danger? Ring 999.")
    assert [paragraph.text[:12] for paragraph in answer.paragraphs] == [lines["pl"].line[:12], "I can only r"]
    assert other_language(lines.get(OTHER), offer, "rutland").paragraphs == answer.paragraphs[1:]
