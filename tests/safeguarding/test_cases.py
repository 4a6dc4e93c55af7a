"""What was once answered wrongly, in its talk: each stands for a kind."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.cli.parsing import found_in_talk
from bot.safeguarding.detector import Detector
from bot.safeguarding.finding import Level

pytestmark = pytest.mark.model
CASES = yaml.safe_load((Path(__file__).resolve().parent / "cases.yml").read_text(encoding="utf-8"))
ALLOWED = {
    "urgent": {Level.URGENT},
    "urgent_or_check_in": {Level.URGENT, Level.CHECK_IN},
    "no_alarm": {None, Level.CHECK_IN, Level.OVER},
}


@pytest.mark.parametrize(
    ("wanted", "case"),
    [
        pytest.param(wanted, case, id=f"{wanted}-{case['text']}")
        for wanted, cases in CASES.items()
        for case in cases
    ],
)
def test_a_case_gets_what_it_needs(detectors: dict[str, Detector], wanted: str, case: dict[str, Any]) -> None:
    """Danger inside other talk is urgent, in disguise it is seen, and a harmless follow-up is no alarm."""
    shipped = detectors["as shipped"]
    found = found_in_talk(shipped, case["text"], case["before"])
    assert (found.level if found else None) in ALLOWED[wanted]
