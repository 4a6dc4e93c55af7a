"""A case system's export folder of invented people, the same for the same seed. None of them exists."""

from __future__ import annotations

import csv
import random
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Iterable, Iterator

from benchmarks.many_people import TODAY

COUNCIL = "rutland"
TABLES = ("people", "plans", "contacts")
_ODD = ("Zoë", "=1+1", '"Kit", so called', "Noor\nAli", "O'Brien", "+44", "李", "Ash; Ash")  # each (invented)
_STATES = ("drafting", "with_young_person", "authorised")
_KINDS = (("visit", "yes"), ("text", "no"), ("phone", "no"))
_BORN = date(2001, 11, 22)
_DAYS = 3000
_HEADINGS = {
    "people": ("reference", "council", "preferred_name", "birth_date", "phone", "was_detained_at_16"),
    "plans": (
        "reference",
        "council",
        "state",
        "state_since",
        "authorised_on",
        "next_review_on",
        "young_person_agrees",
    ),
    "contacts": ("reference", "council", "contact_id", "kind", "is_meaningful", "happened_on"),
}


@dataclass(frozen=True)
class Exports:
    """So many people, each with a plan and a contact. Every row of one `edition` differs from that row of another."""

    people: int
    seed: int
    edition: int = 0

    def write(self, folder: Path) -> int:
        """Write the three files; how many rows they have in all."""
        folder.mkdir(exist_ok=True)
        for name in TABLES:
            with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(_HEADINGS[name])
                writer.writerows(self.rows(name))
        return self.people * len(TABLES)

    def heading(self, name: str) -> tuple[str, ...]:
        """The columns of one file."""
        return _HEADINGS[name]

    def rows(self, name: str) -> Iterable[tuple[str, ...]]:
        """The rows of one file."""
        made: Iterator[tuple[object, ...]] = {
            "people": self._people,
            "plans": self._plans,
            "contacts": self._contacts,
        }[name]()
        return (tuple(str(cell) for cell in row) for row in made)

    def _people(self) -> Iterator[tuple[object, ...]]:
        dice = random.Random(self.seed)
        for number in range(self.people):
            name = f"{dice.choice(_ODD)} {number} (invented)"
            born = _BORN + timedelta(days=dice.randrange(_DAYS) + self.edition)
            # No two may be the same, and Ofcom keeps only a thousand for drama; 070 is no mobile phone's.
            yield _name(number), COUNCIL, name, born, f"07000{number:06d}", dice.choice(("yes", "no"))

    def _plans(self) -> Iterator[tuple[object, ...]]:
        dice = random.Random(self.seed + 1)
        for number in range(self.people):
            state, since = dice.choice(_STATES), TODAY - timedelta(days=dice.randrange(1, 400) + self.edition)
            signed = since if state == "authorised" else ""
            ahead = TODAY + timedelta(days=dice.randrange(180))
            yield _name(number), COUNCIL, state, since, signed, ahead, dice.choice(("yes", "no", ""))

    def _contacts(self) -> Iterator[tuple[object, ...]]:
        dice = random.Random(self.seed + 2)
        for number in range(self.people):
            kind, meant = dice.choice(_KINDS)
            day = TODAY - timedelta(days=dice.randrange(1, 90) + self.edition)
            yield _name(number), COUNCIL, f"C-{number}", kind, meant, day


def _name(number: int) -> str:
    return f"YP-{number}"
