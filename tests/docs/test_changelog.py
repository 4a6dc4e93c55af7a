"""Each entry of the changelog says what kind of change it is, who is affected, and from when."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

import pytest
from pages import ROOT

TEXT = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
KINDS = {"new", "better", "mended", "content", "inner"}
GROUPS = (
    "care leavers in ",
    "personal advisers",
    "team managers",
    "duty teams",
    "safeguarding leads",
    "who runs the server",
    "who edits content",
    "who develops",
)
ENTRY = re.compile(
    r"### (?P<title>.+)\n\n- Kind: (?P<kind>.+)\n- Affects: (?P<affects>.+)\n- From: (?P<day>\S+)\n\n(?P<said>\S.+)",
    re.DOTALL,
)


@dataclass(frozen=True)
class Entry:
    """One change. `under` is the day that it stands under."""

    under: date
    title: str
    kind: str
    affects: tuple[str, ...]
    day: date


def days() -> list[tuple[date, list[str]]]:
    """Each day with the text of its entries, in the order of the page."""
    _, *parts = re.split(r"^## ", TEXT, flags=re.MULTILINE)
    cut = [re.split(r"^(?=### )", part, flags=re.MULTILINE) for part in parts]
    return [(date.fromisoformat(day.strip()), texts) for day, *texts in cut]


def entry(under: date, text: str) -> Entry:
    """An entry as its fields say; fails if one is missing or in another order."""
    found = ENTRY.fullmatch(text)
    assert found, f"not title, kind, affects, from and a few words: {text[:60]!r}"
    affects = tuple(found["affects"].split("; "))
    return Entry(under, found["title"], found["kind"], affects, date.fromisoformat(found["day"]))


ENTRIES = [(under, text) for under, texts in days() for text in texts]


@pytest.mark.parametrize(("under", "text"), ENTRIES, ids=[text.splitlines()[0] for _, text in ENTRIES])
def test_an_entry_says_what_kind_it_is_who_is_affected_and_from_when(under: date, text: str) -> None:
    """A change holds from the day it was made; only what the offer says may hold from another."""
    made = entry(under, text)
    assert made.kind in KINDS
    assert [who for who in made.affects if not who.startswith(GROUPS)] == []
    assert made.day == under or made.kind == "content"


def test_the_newest_day_stands_first() -> None:
    """And no day stands twice or without an entry."""
    found = [day for day, texts in days() if texts]
    assert len(found) == len(days()) > 2
    assert found == sorted(set(found), reverse=True)


def test_no_change_is_told_twice() -> None:
    """Each has a title of its own."""
    titles = [entry(under, text).title for under, text in ENTRIES]
    assert len(titles) > 20
    assert len(set(titles)) == len(titles)
