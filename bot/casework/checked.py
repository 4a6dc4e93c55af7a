"""Figures that casework counts with, from `data/parameters`: the checked one of a day, or none."""

from __future__ import annotations

from datetime import date
from typing import Optional

from bot.entitlements.parameters import Figure, Parameters


def checked(figure: str, parameters: Parameters, on: date) -> Optional[float]:
    """The figure of a day; None where no checked value covers it. Raises KeyError for an id that no file defines."""
    held = parameters.at(figure, on)
    return held.value if isinstance(held, Figure) else None


def whole(figure: str, parameters: Parameters, on: date) -> Optional[int]:
    """The same of what is counted in whole years, months or weeks."""
    found = checked(figure, parameters, on)
    return None if found is None else int(found)


def known(figure: str, parameters: Parameters, on: date) -> int:
    """The same where nothing can be told without it. Raises LookupError that says what is missing."""
    found = whole(figure, parameters, on)
    if found is None:
        raise LookupError(
            f"{parameters.at(figure, on).text} for {on}: add it to data/parameters/{figure}.yml"
        )
    return found
