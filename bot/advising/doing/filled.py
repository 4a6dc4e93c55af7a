"""What was filled in, as values: days in the ways that people write them, yes and no."""

from __future__ import annotations

from datetime import date
from typing import Mapping, Optional

from bot.casework.intake.dates import shape_of, to_date
from bot.casework.intake.faults import CellError

YES, NO = "yes", "no"


def filled_day(inputs: Mapping[str, str], field: str) -> Optional[date]:
    """The day; None where there is none, or nothing that is one. `2026-11-30`, `30/11/2026` and `30 Nov 2026` are."""
    text = inputs.get(field, "").strip()
    shape = shape_of(text)
    if shape is None:
        return None
    try:
        return to_date(text, shape)
    except CellError:
        return None


def filled_yes_no(inputs: Mapping[str, str], field: str) -> Optional[bool]:
    """Yes or no; None where neither was said. Teams' own switch says true and false."""
    return {YES: True, NO: False, "true": True, "false": False}.get(inputs.get(field, "").strip().lower())
