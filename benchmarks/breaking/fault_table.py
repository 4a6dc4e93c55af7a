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
    lines = [_HEAD, ["---"] + ["---:"] * (len(_HEAD) - 1), *(row.cells() for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def written_into(page: str, rows: Sequence[Row]) -> str:
    """The page with this table between its marks. Raises ValueError if it has none."""
    if BEGIN not in page or END not in page:
        raise ValueError(f"docs/reliability.md needs the lines {BEGIN} and {END}")
    inside = f"{BEGIN}\n{table(rows)}\n{END}"
    return re.sub(f"{re.escape(BEGIN)}.*{re.escape(END)}", lambda _: inside, page, flags=re.DOTALL)
