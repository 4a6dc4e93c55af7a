"""Whom the words of a message name, as it is kept beside them: numbers of young people's records, so that one of them can be found."""

from __future__ import annotations

from typing import Collection, FrozenSet, Optional


def people_kept(people: Collection[int]) -> Optional[str]:
    """As a row has it: each number between commas, for `bot.records.about_person.naming`. None for nobody."""
    return f",{','.join(map(str, sorted(set(people))))}," if people else None


def people_of(kept: Optional[str]) -> FrozenSet[int]:
    """The numbers that a row has."""
    return frozenset(int(number) for number in (kept or "").split(",") if number)
