"""The lists of places are held together: each name leads to one council, or is said to be that of several."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from bot.authoring.check_places import check_places
from bot.language.gazetteer.place_lists import AMBIGUOUS, COUNCILS, FOLDER, NATIONS, WORDS, read_gazetteer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.offer.loader import Offer

LEEDS = "E08000035,Leeds,leeds;"
# What is written in place of what in which list, and what is said of it.
BROKEN: dict[str, tuple[str, str, str, str]] = {
    "no_columns": (
        WORDS,
        "name,ons_codes,why",
        "name,codes,why",
        "the file: its columns are others. Fix: write name,ons_codes,why in its first line",
    ),
    "no_code": (
        COUNCILS,
        LEEDS,
        "E0800003,Leeds,leeds;",
        "Leeds: 'E0800003' is no code of ONS. Fix: copy it from the source",
    ),
    "not_normal": (
        COUNCILS,
        LEEDS,
        f"{LEEDS}leeds-city;",
        "Leeds: 'leeds-city' is not in normal form. Fix: write leeds city",
    ),
    "no_name": (
        NATIONS,
        "S92000003,Scotland,Scotland,nation,scotland,",
        "S92000003,Scotland,Scotland,nation,,",
        "Scotland: it has no name that people say. Fix: add one to everyday_names",
    ),
    "name_twice": (
        COUNCILS,
        LEEDS,
        f"{LEEDS}maltby;",
        f"maltby: it leads to Leeds and Rotherham. Fix: move it to {AMBIGUOUS}",
    ),
    "code_twice": (
        COUNCILS,
        LEEDS,
        "E08000018,Leeds,leeds;",
        "e08000018: two rows have this ons_code. Fix: each area stands once",
    ),
    "area_twice": (
        COUNCILS,
        LEEDS,
        "E08000035,Rotherham,leeds;",
        "rotherham: two rows have this name. Fix: each area stands once",
    ),
    "a_council_too_many": (
        COUNCILS,
        LEEDS,
        f"E08999999,Narnia,narnia,unitary,Nowhere,,\n{LEEDS}",
        "ons_code: 154 councils, not 153. Fix: look what is missing",
    ),
    "one_of_several": (
        AMBIGUOUS,
        "swinton,E08000006;E08000018;E06000065",
        "swinton,E08000006",
        "swinton: it needs two codes or more that are known. Fix: correct its codes",
    ),
    "other_codes": (
        WORDS,
        "arnold,E10000024,",
        "arnold,E10000018,",
        "arnold: its codes are not those of the other lists. Fix: copy them from there",
    ),
}
MISSING = f"data/places/{NATIONS}: the file: it is not there. Fix: bring it back from the repository"
OF_ANOTHER = "rotherham/place.yml: aliases: 'leeds' is a name of leeds in data/places. Fix: leave it out, or correct the list"
SAID = (*(f"data/places/{file}: {said}" for file, _, _, said in BROKEN.values()), MISSING, OF_ANOTHER)


@pytest.fixture
def home(tmp_path: Path, root: Path) -> Iterator[Path]:
    """A copy of our lists."""
    shutil.copytree(root / FOLDER, tmp_path / FOLDER)
    yield tmp_path
    read_gazetteer.cache_clear()


def test_our_own_lists_have_no_finding(root: Path, offer: Offer) -> None:
    """Nor do the names that our own councils go by."""
    assert check_places(root, offer) == []


def test_a_home_without_the_lists_has_no_finding(tmp_path: Path, offer: Offer) -> None:
    """There is nothing to look at."""
    assert check_places(tmp_path, offer) == []


@pytest.mark.parametrize("case", BROKEN)
def test_a_fault_is_named_with_its_list_and_how_to_mend_it(case: str, home: Path, offer: Offer) -> None:
    """Each kind of fault, in a list that is sound otherwise."""
    file, before, after, said = BROKEN[case]
    path = home / FOLDER / file
    written = path.read_text(encoding="utf-8")
    assert written.count(before) == 1
    path.write_text(written.replace(before, after), encoding="utf-8")
    assert f"data/places/{file}: {said}" in [str(found) for found in check_places(home, offer)]


def test_a_list_that_is_gone_is_missed(home: Path, offer: Offer) -> None:
    """By its name."""
    (home / FOLDER / NATIONS).unlink()
    assert [str(found) for found in check_places(home, offer)] == [MISSING]


def test_a_name_of_ours_that_is_another_council_s_is_refused(home: Path, offer: Offer) -> None:
    """It would never lead to ours."""
    ours = offer.places["rotherham"]
    there = dict(offer.places)
    offer.places["rotherham"] = ours.copy(update={"aliases": ("leeds",)})
    try:
        assert [str(found) for found in check_places(home, offer)] == [OF_ANOTHER]
    finally:
        offer.places = there
