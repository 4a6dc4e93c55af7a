"""Codes of the yearly return are shown to staff in words, with the code beside them."""

from __future__ import annotations

import pytest

from bot.advising.cards.code_words import NOT_KNOWN, accommodation_words, activity_words
from bot.casework.codes import ACCOM, ACTIV, IN_EDUCATION_OR_WORK


@pytest.mark.parametrize("code", [code for code in ACTIV if code != NOT_KNOWN])
def test_every_activity_is_said_in_words(code: str) -> None:
    """With its code; only those that count as in are said to be in something."""
    said = activity_words(code)
    assert said.endswith(f"(ACTIV {code})")
    assert said.startswith("in ") is (code in IN_EDUCATION_OR_WORK)


@pytest.mark.parametrize("code", [code for code in ACCOM if code != NOT_KNOWN])
def test_every_home_is_said_in_words(code: str) -> None:
    """Where they live, and whether that is on record as suitable."""
    said = accommodation_words(code)
    assert said.endswith(f"{'suitable' if code[1] == '1' else 'not suitable'} (ACCOM {code})")
    assert not said.startswith(code[0] + ",")
