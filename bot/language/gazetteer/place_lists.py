"""The lists of `data/places`: areas with a council that owes care leavers, and every name that leads to one."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Iterable, Iterator, Mapping, Sequence

from bot.language.gazetteer.place_words import normal

FOLDER = Path("data") / "places"
COUNCILS, NATIONS = "places.csv", "other-nations.csv"
AMBIGUOUS, WORDS = "places-ambiguous.csv", "places-english-words.csv"
ENGLAND = "England"
END = ""  # where a name ends in the tree, which holds it there
COUNTY = "county"  # the kind whose districts send the council tax bills

Tree = Mapping[str, Any]


@dataclass(frozen=True)
class Area:
    """The area of one council, or a whole other nation. `id` is its name as a slug (`leeds`), `code` the one of ONS (E08000035)."""

    id: str
    name: str
    code: str = ""
    kind: str = ""
    nation: str = ENGLAND
    bodies: tuple[str, ...] = ()  # everyday names in normal form
    places: tuple[str, ...] = ()  # its districts and towns, likewise


@dataclass(frozen=True)
class Gazetteer:
    """`areas` by id; `names` in normal form, each with the ids it may mean, the likeliest first; `words`: names that mean something else too."""

    areas: Mapping[str, Area]
    names: Mapping[str, tuple[str, ...]]
    words: frozenset[str]
    tree: Tree  # the names word by word: `tree["north"]["east"]["lincolnshire"][END]`
    bodies: frozenset[str]  # the names of councils themselves, as against towns, that mean nothing else
    everyday: frozenset[str]  # those of `words` that anybody may say, such as reading, send or me

    @property
    def english(self) -> list[Area]:
        """The councils of England, by name."""
        found = [area for area in self.areas.values() if area.nation == ENGLAND]
        return sorted(found, key=lambda area: area.name)

    def with_names(self, more: Mapping[str, Sequence[str]]) -> Gazetteer:
        """Knows these too: of each id its name first, then others. An id that is not known becomes a council of England."""
        areas = dict(self.areas)
        names = dict(self.names)
        for id_, said in more.items():
            areas.setdefault(id_, Area(id_, said[0]))
            names |= {normal(name): (id_,) for name in said if normal(name) not in self.names}
        return _gazetteer(areas, names, self.words, self.everyday)


def slug(name: str) -> str:
    """The id of a name: `bath_and_north_east_somerset`."""
    return normal(name).replace(" ", "_")


@lru_cache(maxsize=4)
def read_gazetteer(folder: Path) -> Gazetteer:
    """Read `data/places`, once a process. Raises FileNotFoundError, or KeyError for a column or a code that is not there."""
    areas = {area.id: area for area in (*_councils(folder), *_others(folder))}
    by_code = {area.code: area.id for area in areas.values()}
    names: dict[str, tuple[str, ...]] = {
        name: (area.id,) for area in areas.values() for name in (*area.places, *area.bodies)
    }
    for row in rows(folder / AMBIGUOUS):
        names[row["name"]] = tuple(by_code[code] for code in listed(row["ons_codes"]))
    words = {row["name"]: listed(row["why"]) for row in rows(folder / WORDS)}
    everyday = frozenset(name for name, why in words.items() if "word" in why)
    return _gazetteer(areas, names, frozenset(words), everyday)


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of one file."""
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def listed(cell: str) -> list[str]:
    """What stands in a cell, semicolons between."""
    return [part for part in cell.split(";") if part]


def _councils(folder: Path) -> Iterator[Area]:
    for row in rows(folder / COUNCILS):
        yield _area(row, ENGLAND, [*listed(row["districts"]), *listed(row["towns"])])


def _others(folder: Path) -> Iterator[Area]:
    for row in rows(folder / NATIONS):
        yield _area(row, row["nation"], listed(row["towns"]))


def _area(row: Mapping[str, str], nation: str, places: Iterable[str]) -> Area:
    return Area(
        slug(row["name"]),
        row["name"],
        row["ons_code"],
        row["kind"],
        nation,
        tuple(listed(row["everyday_names"])),
        tuple(normal(place) for place in places),
    )


def _gazetteer(
    areas: Mapping[str, Area],
    names: Mapping[str, tuple[str, ...]],
    words: frozenset[str],
    everyday: frozenset[str],
) -> Gazetteer:
    bodies = {name for area in areas.values() for name in area.bodies} - words
    known = MappingProxyType(dict(areas)), MappingProxyType(dict(names))
    return Gazetteer(*known, words, _tree(names), frozenset(bodies), everyday)


def _tree(names: Iterable[str]) -> Tree:
    tree: dict[str, Any] = {}
    for name in names:
        branch = tree
        for word in name.split():
            branch = branch.setdefault(word, {})
        branch[END] = name
    return tree
