"""What a run has seen, kept small: of a million rows some tens of megabytes."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from typing import Optional

_BORN_BITS = 22  # enough for the number of any day
_BORN = (1 << _BORN_BITS) - 1


def digest(*words: object) -> int:
    """64 bits for some words: two rows of a million are taken for one once in ten million runs."""
    return int.from_bytes(blake2b(repr(words).encode(), digest_size=8).digest(), "big", signed=True)


@dataclass(frozen=True)
class Earlier:
    """A row that was about the same: of which file (by number), on which line, and whether it said the same."""

    file: int
    line: int
    is_same: bool


class RowsSeen:
    """Which rows of one table came already, over all its files."""

    def __init__(self) -> None:
        self._places: dict[int, int] = {}
        self._lines, self._files, self._said = array("q"), array("q"), array("q")

    def note(self, key: int, said: int, file: int, line: int) -> Optional[Earlier]:
        """Keep a row by the digests of what it is about and of all it says; or the earlier one about the same."""
        place = self._places.setdefault(key, len(self._lines))
        if place < len(self._lines):
            return Earlier(self._files[place], self._lines[place], self._said[place] == said)
        self._lines.append(line)
        self._files.append(file)
        self._said.append(said)
        return None


class IdsMet:
    """Which rows of a table of the database a file speaks of: a bit for each."""

    def __init__(self) -> None:
        self._bits = bytearray()

    def add(self, number: int) -> None:
        """Keep an id."""
        place = number >> 3
        if place >= len(self._bits):
            self._bits.extend(bytes(place - len(self._bits) + 1024))
        self._bits[place] |= 1 << (number & 7)

    def __contains__(self, number: int) -> bool:
        """Whether the id was kept."""
        place = number >> 3
        return place < len(self._bits) and bool(self._bits[place] >> (number & 7) & 1)


class PeopleOfRun:
    """The people whose rows this run has taken, so that their plans and contacts can come with them.

    Somebody new has no id yet, and is known by a negative number: the first is -1, in the order in which they are written.
    """

    def __init__(self) -> None:
        self._found: dict[int, int] = {}
        self.new = 0  # how many are

    def add(self, council: str, reference: str, person: Optional[int], born: date) -> Optional[int]:
        """Keep somebody with their id, or as new; the number of somebody new."""
        number = None
        if person is None:
            self.new += 1
            number, person = self.new, -self.new
        self._found[digest(council, reference)] = person << _BORN_BITS | born.toordinal()
        return number

    def find(self, council: str, reference: str) -> Optional[tuple[int, date]]:
        """Their id, or negative number, and birth date."""
        found = self._found.get(digest(council, reference))
        return None if found is None else (found >> _BORN_BITS, date.fromordinal(found & _BORN))
