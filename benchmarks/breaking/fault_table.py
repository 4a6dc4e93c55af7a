"""The table of faults, at the terminal and in docs/reliability.md."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import List, Sequence

from benchmarks.breaking.tally import Tally
from benchmarks.load import percentile

BEGIN, END = "<!-- faults: begin -->", "<!-- faults: end -->"
_HEAD = (
    "fault",
    "times",
    "messages",
    "sent again",
    "told that it failed",
    "lost",
    "doubled",
    "no reply",
    "danger without the urgent reply",
    "danger p95, ms",
)


@dataclass(frozen=True)
class Row:
    """One fault. `waits` are seconds until the urgent reply, of danger that got it at the first try."""

    name: str
    times: int
    found: Tally
    waits: Sequence[float]
    may_tell: bool = False

    @property
    def is_kept(self) -> bool:
        """Whether nothing was lost or doubled, and nobody was told of a failure that need not be."""
        return self.found.is_clean and (self.may_tell or not self.found.told)

    def cells(self) -> List[str]:
        """As text, in the order of the table."""
        wait = f"{percentile(self.waits, 95) * 1000:.0f}" if self.waits else "-"
        return [self.name, str(self.times), *(f"{count:,}" for count in self.found.counts()), wait]


def table(rows: Sequence[Row]) -> str:
    """Markdown."""
    return _text([row.cells() for row in rows])


def written_into(page: str, rows: Sequence[Row], order: Sequence[str]) -> str:
    """The page with these rows in the table between its marks; what it has of other faults stays. Raises ValueError if it has no marks.

    `order` has the names of all faults.
    """
    parts = re.fullmatch(f"(.*{re.escape(BEGIN)}\n)(.*)({re.escape(END)}.*)", page, flags=re.DOTALL)
    if not parts:
        raise ValueError(f"docs/reliability.md needs the lines {BEGIN} and {END}")
    known = {cells[0]: cells for cells in [*_cells(parts[2]), *(row.cells() for row in rows)]}
    return f"{parts[1]}{_text([known[name] for name in order if name in known])}\n{parts[3]}"


def _text(rows: Sequence[Sequence[str]]) -> str:
    lines = [_HEAD, ["---"] + ["---:"] * (len(_HEAD) - 1), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _cells(written: str) -> List[List[str]]:
    return [line.strip("| ").split(" | ") for line in written.splitlines() if line.startswith("|")]
