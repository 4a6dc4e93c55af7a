"""Our words are our own: no long run of them is copied from the sources."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.offer.loader import load_offer

ROOT = Path(__file__).resolve().parent.parent.parent
LONGEST_SHARED_RUN = 7
# Names and addresses of papers and web pages can't be said in other words.
NOT_OURS = frozenset(
    {
        "source",
        "law",
        "document",
        "aspect",
        "section",
        "lines",
        "web",
        "email",
        "address",
        "publisher",
        "files",
        "aliases",
    }
)


def words_of(text: str) -> list[str]:
    """Lower-case words without marks, the line numbers of the source files left out."""
    return re.findall(r"[a-z0-9]+", re.sub(r"(?m)^\d+\t", "", text.lower().replace("'", "").replace("’", "")))


def runs(text: str) -> set[tuple[str, ...]]:
    """Every run of words one longer than may be shared."""
    words, length = words_of(text), LONGEST_SHARED_RUN + 1
    return {tuple(words[start : start + length]) for start in range(len(words) - length + 1)}


def texts(value: Any) -> list[str]:
    """Every text in a content file, wherever it stands."""
    if isinstance(value, dict):
        return [text for key, part in value.items() if key not in NOT_OURS for text in texts(part)]
    if isinstance(value, list):
        return [text for part in value for text in texts(part)]
    return [value] if isinstance(value, str) else []


def our_texts() -> list[tuple[str, str]]:
    """Every text of our content and every sentence that we say, with its file; titles of source papers are not ours."""
    files = [p for p in sorted((ROOT / "data" / "offer").glob("*/*.yml")) if p.name != "documents.yml"]
    files += sorted((ROOT / "data" / "phrases").glob("*.yml"))
    return [
        (f"{p.parent.name}/{p.name}", text)
        for p in files
        for text in texts(yaml.safe_load(p.read_text(encoding="utf-8")))
    ]


@pytest.fixture(scope="module")
def source_runs() -> set[tuple[str, ...]]:
    """Every run of words in the source papers; skips where they are not at hand."""
    named = os.environ.get("LOCALOFFER_SOURCES")
    folder = Path(named) if named else ROOT.parent / "shared" / "sources"
    if not folder.is_dir():
        pytest.skip("the source papers are not here: set LOCALOFFER_SOURCES to their folder")
    papers = sorted(folder.glob("*.txt"))
    assert papers, f"{folder} holds no .txt files"
    return {run for paper in papers for run in runs(paper.read_text(encoding="utf-8"))}


def test_no_eight_words_in_a_row_are_copied_from_the_sources(source_runs: set[tuple[str, ...]]) -> None:
    """We tell what the papers say, in words of our own."""
    copied = [(file, " ".join(run)) for file, text in our_texts() for run in sorted(runs(text) & source_runs)]
    assert copied == []


def test_a_copied_sentence_would_be_noticed() -> None:
    """Capitals, marks, line breaks and line numbers don't hide a copy."""
    paper = "12\tCouncils must, as far as they can, find\n13\thomes for everybody in care."
    assert runs("Councils must as far as they can find homes.") & runs(paper)


def test_every_text_of_our_content_is_looked_at() -> None:
    """Passages, their questions, steps and asks, easy words and notes on contacts are all among the texts."""
    files = {file for file, _ in our_texts()}
    assert {"england/council_tax.yml", "rutland/contacts.yml", "llr/chathealth.yml"} <= files
    told, found = our_texts(), load_offer(ROOT / "data" / "offer").topic("council_tax", "england")
    assert found is not None
    of_passages = [
        text for one in found.passages for text in (one.question, one.text, *one.steps, *one.asks) if text
    ]
    assert {("england/council_tax.yml", text) for text in of_passages} <= set(told)
    assert ("phrases/plans.yml", "Your pathway plan is being written.") in told
