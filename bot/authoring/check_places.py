"""Checks of `data/places`: every name leads to one council, or is said to be that of several."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Iterator, Mapping

from bot.language.gazetteer.place_lists import (
    AMBIGUOUS,
    COUNCILS,
    FOLDER,
    NATIONS,
    WORDS,
    listed,
    read_gazetteer,
    rows,
    slug,
)
from bot.language.gazetteer.place_words import normal
from bot.offer.loader import Offer
from bot.offer.models import Problem

COLUMNS: Mapping[str, tuple[str, ...]] = {
    COUNCILS: ("ons_code", "name", "everyday_names", "kind", "region", "districts", "towns"),
    NATIONS: ("ons_code", "name", "nation", "kind", "everyday_names", "towns"),
    AMBIGUOUS: ("name", "ons_codes"),
    WORDS: ("name", "ons_codes", "why"),
}
HOW_MANY = 153  # authorities of England with children's services
_CODE = re.compile(r"[EWSN]\d{8}")
Rows = list[dict[str, str]]


def check_places(home: Path, offer: Offer) -> list[Problem]:
    """Every finding on the lists; without the folder, none."""
    folder = home / FOLDER
    if not folder.is_dir():
        return []
    faults = list(_columns(folder))
    if faults:
        return faults
    councils, others = rows(folder / COUNCILS), rows(folder / NATIONS)
    found = [*_areas(COUNCILS, councils), *_areas(NATIONS, others), *_ids([*councils, *others])]
    if len(councils) != HOW_MANY:
        found.append(
            _problem(
                COUNCILS, "ons_code", f"{len(councils)} councils, not {HOW_MANY}", "look what is missing"
            )
        )
    owners = _owners([*councils, *others])
    found += [*_owned_once([*councils, *others], owners), *_names_of_several(folder, owners)]
    return found or list(_of_offer(folder, offer))


def _columns(folder: Path) -> Iterator[Problem]:
    for name, columns in COLUMNS.items():
        path = folder / name
        if not path.exists():
            yield _problem(name, "the file", "it is not there", "bring it back from the repository")
        elif path.read_text(encoding="utf-8").partition("\n")[0] != ",".join(columns):
            yield _problem(
                name, "the file", "its columns are others", f"write {','.join(columns)} in its first line"
            )


def _areas(file: str, areas: Rows) -> Iterator[Problem]:
    for row in areas:
        if not _CODE.fullmatch(row["ons_code"]):
            yield _problem(
                file, row["name"], f"{row['ons_code']!r} is no code of ONS", "copy it from the source"
            )
        for name in (*listed(row["everyday_names"]), *listed(row["towns"])):
            if normal(name) != name:
                yield _problem(file, row["name"], f"{name!r} is not in normal form", f"write {normal(name)}")
        if not row["everyday_names"]:
            yield _problem(file, row["name"], "it has no name that people say", "add one to everyday_names")


def _ids(areas: Rows) -> Iterator[Problem]:
    for what in ("ons_code", "name"):
        counted = Counter(slug(row[what]) for row in areas)
        for value in [value for value, times in counted.items() if times > 1]:
            yield _problem(COUNCILS, value, f"two rows have this {what}", "each area stands once")


def _names(row: Mapping[str, str]) -> set[str]:
    cells = (row["everyday_names"], row.get("districts") or "", row["towns"])
    return {normal(name) for cell in cells for name in listed(cell)}


def _owners(areas: Rows) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in areas:
        for name in sorted(_names(row)):
            found.setdefault(name, []).append(row["ons_code"])
    return found


def _owned_once(areas: Rows, owners: Mapping[str, list[str]]) -> Iterator[Problem]:
    for name, codes in owners.items():
        if len(codes) > 1:
            said = " and ".join(row["name"] for row in areas if row["ons_code"] in codes)
            yield _problem(COUNCILS, name, f"it leads to {said}", f"move it to {AMBIGUOUS}")


def _names_of_several(folder: Path, owners: Mapping[str, list[str]]) -> Iterator[Problem]:
    known = {code for codes in owners.values() for code in codes}
    several = {row["name"]: listed(row["ons_codes"]) for row in rows(folder / AMBIGUOUS)}
    for name, codes in several.items():
        if len(set(codes)) < 2 or not known.issuperset(codes):  # noqa: PLR2004 - several are two or more
            yield _problem(AMBIGUOUS, name, "it needs two codes or more that are known", "correct its codes")
    for row in rows(folder / WORDS):
        if listed(row["ons_codes"]) != several.get(row["name"], owners.get(row["name"])):
            yield _problem(
                WORDS, row["name"], "its codes are not those of the other lists", "copy them from there"
            )


def _of_offer(folder: Path, offer: Offer) -> Iterator[Problem]:
    """A name of a council with content that is another one's would never be found."""
    names = read_gazetteer(folder).names
    for place in offer.councils():
        for name in (place.name, *place.aliases):
            found = names.get(normal(name), (place.id,))
            if found != (place.id,):
                yield Problem(
                    file=f"{place.id}/place.yml",
                    field="aliases",
                    message=f"{name!r} is a name of {' or '.join(found)} in {FOLDER.as_posix()}",
                    fix="leave it out, or correct the list",
                )


def _problem(file: str, field: str, message: str, fix: str) -> Problem:
    return Problem(file=(FOLDER / file).as_posix(), field=field, message=message, fix=fix)
