"""Mobile numbers as spreadsheets leave them: put right where that is certain, and otherwise what is wrong with them."""

from __future__ import annotations

import re
from typing import Optional

_FLOAT = re.compile(r"(\d+)\.0+", re.ASCII)  # what a program makes of a whole number
_WITHOUT_ZERO = re.compile(r"7\d{9}", re.ASCII)
_DIGITS = 11
_AROUND = re.compile(r"[\s().\-/]|^'")
_ABROAD = re.compile(r"(?:\+|00)(?!44)\d", re.ASCII)
_OF_UK = re.compile(r"^(?:\+|00)?440?(?=7)", re.ASCII)
_LEAST_OF_TWO = 20  # digits


def put_right(number: str) -> tuple[str, Optional[str]]:
    """The number, with the zero that a spreadsheet dropped, and what was done; None if nothing was."""
    bare = "".join(number.split())
    whole = _FLOAT.fullmatch(bare)
    digits = whole[1] if whole else bare
    if _WITHOUT_ZERO.fullmatch(digits):
        return f"0{digits}", "the zero at its beginning was put back"
    return (digits, "the .0 at its end was taken off") if whole else (number, None)


def what_is_wrong(number: str) -> tuple[str, str]:
    """Why this can't be one UK mobile number, and what to do. For numbers that were refused."""
    bare = _AROUND.sub("", number)
    if re.search(r"[^\d+]", bare):
        return "has more in it than a number", "leave the number alone in the cell, or leave it empty"
    if _ABROAD.match(bare):
        return "is not a number of the United Kingdom", "give a UK mobile number or leave it empty"
    digits = _OF_UK.sub("0", bare).lstrip("+")
    if len(digits) >= _LEAST_OF_TWO:
        return "holds more than one number", "leave the one that codes are sent to"
    if not digits.startswith(("07", "7")):
        return "is not a UK mobile number: those begin with 07", "correct it or leave it empty"
    return (
        f"is not a UK mobile number: it has {len(digits)} digits, and those have {_DIGITS}",
        "correct it or leave it empty",
    )
