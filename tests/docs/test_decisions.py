"""Each decision is one page of one shape, and the index lists them all."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pages import ROOT, headings, links, page_name, rows

FOLDER = ROOT / "docs" / "decisions"
INDEX = FOLDER / "README.md"
DECISIONS = sorted(path for path in FOLDER.glob("*.md") if path != INDEX)
HEADINGS = ["Decision", "Why", "What was tried", "What would change our mind"]
MOST_LINES = 60


def test_the_index_lists_each_decision_once_in_order() -> None:
    """A page that is not listed is not found; the number in the row is that of its file."""
    listed = [link for link in links(INDEX) if re.match(r"\d", link)]
    assert len(listed) > 5
    assert listed == [path.name for path in DECISIONS]
    told = [cell for cell, *_ in rows(INDEX) if cell.startswith("[")]
    assert told == [f"[{path.name[:4]}]({path.name})" for path in DECISIONS]


def test_no_number_is_given_twice() -> None:
    """Others refer to a decision by its number."""
    numbers = [path.name.partition("-")[0] for path in DECISIONS]
    assert [number for number in numbers if not re.fullmatch(r"\d{4}", number)] == []
    assert len(set(numbers)) == len(numbers)


@pytest.mark.parametrize("page", DECISIONS, ids=page_name)
def test_a_decision_says_what_why_what_was_tried_and_what_would_change_it(page: Path) -> None:
    """One title, the same four headings in the same order, and something under each."""
    (level, _), *rest = headings(page)
    assert level == "h1"
    assert rest == [("h2", words) for words in HEADINGS]
    parts = re.split(r"^## .*$", page.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    assert [words for words, part in zip(HEADINGS, parts, strict=True) if len(part.split()) < 10] == []


@pytest.mark.parametrize("page", DECISIONS, ids=page_name)
def test_a_decision_is_one_page_at_most(page: Path) -> None:
    """Longer ones are not read."""
    assert len(page.read_text(encoding="utf-8").splitlines()) <= MOST_LINES


@pytest.mark.parametrize("page", DECISIONS, ids=page_name)
def test_a_decision_has_numbers(page: Path) -> None:
    """A reason that was measured or counted can be looked at again; numbers of other pages don't count."""
    text = re.sub(r"\[.*?\]\(.*?\)", "", page.read_text(encoding="utf-8"))
    assert len(re.findall(r"\b\d[\d.,]*", text)) >= 3
