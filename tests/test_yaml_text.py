"""Reading with the C library changes nothing but the time it takes."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bot import yaml_text
from bot.yaml_text import read_yaml

DATA = Path(__file__).resolve().parent.parent / "data"
FOLDERS = ("offer", "parameters", "phrases", "safety/rules")


@pytest.mark.parametrize("folder", FOLDERS)
def test_our_files_hold_what_they_held(folder: str) -> None:
    """Every file reads as with PyYAML's own reader: dates, numbers, texts of many lines."""
    files = sorted((DATA / folder).rglob("*.yml"))
    assert files
    for file in files:
        text = file.read_text(encoding="utf-8")
        assert read_yaml(text) == yaml.safe_load(text), file


def test_it_is_the_fast_one() -> None:
    """Where PyYAML has it, as here; else the start takes seconds more."""
    assert yaml_text._Loader is yaml.CSafeLoader


@pytest.mark.parametrize("wrong", ["a: [1", "a: 'x", "\ta: 1", "!!python/object:os.system {}"])
def test_what_is_wrong_is_an_error_of_yaml_with_its_line(wrong: str) -> None:
    """So whoever reports it can name the place; and no object is ever made."""
    with pytest.raises(yaml.YAMLError) as raised:
        read_yaml(f"sound: 1\n{wrong}\n")
    assert raised.value.problem_mark.line >= 1


def test_a_date_that_can_not_be_is_a_value_error() -> None:
    """As the loader of the offer expects it."""
    with pytest.raises(ValueError, match="month"):
        read_yaml("checked_on: 2026-13-40")
