"""Figures filled into what staff read. One that no checked value covers is said to be unknown, without the advice to ask a PA."""

from __future__ import annotations

import re
from datetime import date

from bot.entitlements.parameters import Parameters
from bot.offer.figures import fill

_ASK = re.compile(r" Ask your PA\.")


def told_with_figures(text: str, parameters: Parameters, on: date) -> str:
    """The text with the figures of the day."""
    return _ASK.sub("", fill(text, parameters, on))
