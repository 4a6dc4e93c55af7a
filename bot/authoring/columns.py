"""Columns of text beside each other, for a terminal."""

from __future__ import annotations

import textwrap
from itertools import zip_longest
from typing import Sequence

from bot.answer import Column

WIDTH = 100  # characters
_GAP = "   "


def side_by_side(columns: Sequence[Column], width: int = WIDTH) -> str:
    """The columns with their headings, each wrapped to its share of the width."""
    share = (width - len(_GAP) * (len(columns) - 1)) // max(len(columns), 1)
    wrapped = [_lines(column, share) for column in columns]
    rows = zip_longest(*wrapped, fillvalue="")
    return "\n".join(_GAP.join(line.ljust(share) for line in row).rstrip() for row in rows)


def _lines(column: Column, share: int) -> list[str]:
    lines = [column.heading.upper(), "-" * share]
    for text in column.texts:
        lines += [*textwrap.wrap(text, share), ""]
    return lines
