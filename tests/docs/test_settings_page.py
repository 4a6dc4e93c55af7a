"""The page of settings and the settings are the same."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from pages import PAGES, ROOT, page_name, rows

from bot.settings import Settings

PAGE = ROOT / "docs" / "settings.md"
PREFIX = "LOCALOFFER_"
NAMES = sorted(f"{PREFIX}{name.upper()}" for name in Settings.__fields__)
OF_A_WORKED_EXAMPLE = {"LOCALOFFER_TEXTS_KEY"}  # the reader of CONTRIBUTING.md adds it
# Their table says in words what the default is: a checksum says nothing to a reader.
TOLD_IN_WORDS = {"LOCALOFFER_EMBEDDING_SHA256"}


def table() -> dict[str, list[str]]:
    """The cells behind each setting of the page's table."""
    told: dict[str, list[str]] = {}
    for name, *rest in rows(PAGE):
        told.update(dict.fromkeys(re.findall(rf"`({PREFIX}\w+)`", name), rest))
    return told


def default_of(name: str) -> Any:
    """What a setting is if nobody sets it."""
    return Settings.__fields__[name.removeprefix(PREFIX).lower()].default


WITH_A_PLAIN_DEFAULT = [
    name
    for name in NAMES
    if isinstance(default_of(name), (bool, int, str)) and default_of(name) != "" and name not in TOLD_IN_WORDS
]


def test_the_page_has_a_row_for_each_setting_and_no_other() -> None:
    """Whoever runs the assistant finds each setting in one table."""
    assert sorted(table()) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_each_row_says_what_the_default_is_and_what_the_setting_means(name: str) -> None:
    """No cell is empty."""
    default, meaning = table()[name]
    assert default
    assert len(meaning.split()) > 1


@pytest.mark.parametrize("name", WITH_A_PLAIN_DEFAULT)
def test_the_default_on_the_page_is_the_one_in_force(name: str) -> None:
    """Numbers, switches and words as the code has them."""
    value = default_of(name)
    shown = str(value).lower() if isinstance(value, bool) else str(value)
    assert table()[name][0] == f"`{shown}`"


@pytest.mark.parametrize("page", PAGES, ids=page_name)
def test_no_page_names_a_setting_that_is_not_there(page: Path) -> None:
    """A name with nothing behind the last `_` is a group of settings."""
    named = set(re.findall(rf"{PREFIX}[A-Z0-9_]*", page.read_text(encoding="utf-8")))
    wrong = {
        name
        for name in named - OF_A_WORKED_EXAMPLE
        if name not in NAMES and not (name.endswith("_") and any(one.startswith(name) for one in NAMES))
    }
    assert wrong == set()
