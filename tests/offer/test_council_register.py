"""Every council by name, and whose content answers for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.offer.council_register import CouncilRegister, make_register, shown_name

if TYPE_CHECKING:
    from pathlib import Path

    from bot.offer.loader import Offer


@pytest.fixture(scope="module")
def register(offer: Offer, root: Path) -> CouncilRegister:
    """The real one."""
    return make_register(offer, root)


def test_all_councils_of_england_have_a_place_whose_content_answers(
    register: CouncilRegister, offer: Offer
) -> None:
    """Their own where we hold it, else the nation's: 150 of 153 have none of their own."""
    found = [register.get(id_) for id_ in register.english()]
    assert len(found) == 153
    held = {council.id for council in found if council and council.has_own_offer}
    assert held == {place.id for place in offer.councils()}
    assert {council.offer_place for council in found if council} == {*held, "england"}


def test_nothing_of_ours_holds_in_another_nation(register: CouncilRegister) -> None:
    """Neither for the nation nor for a council of it."""
    for id_, nation in (("wales", "Wales"), ("cardiff", "Wales"), ("scotland", "Scotland")):
        council = register.get(id_)
        assert council
        assert (council.nation, council.offer_place, council.is_english) == (nation, None, False)


def test_a_council_is_known_by_name_code_and_kind(register: CouncilRegister) -> None:
    """The code is the one in force."""
    sheffield, kent = register.get("sheffield"), register.get("kent")
    assert sheffield
    assert kent
    assert (sheffield.name, sheffield.code, sheffield.is_county) == ("Sheffield", "E08000039", False)
    assert (kent.code[:3], kent.is_county) == ("E10", True)


def test_what_is_no_council_is_not_one(register: CouncilRegister) -> None:
    """Nor are the nation and the shared area of the offer."""
    assert [register.get(id_) for id_ in ("england", "llr", "narnia", "", None)] == [None] * 5


def test_a_slip_is_near_to_a_name(register: CouncilRegister) -> None:
    """And nonsense to none."""
    assert [council.id for council in register.like("doncastr")] == ["doncaster"]
    assert register.like("qwerty") == []


@pytest.mark.parametrize(
    ("name", "shown"),
    [("maltby", "Maltby"), ("stoke on trent", "Stoke on Trent"), ("the borders", "The Borders")],
)
def test_a_name_is_shown_as_it_is_written(name: str, shown: str) -> None:
    """Small words stay small inside."""
    assert shown_name(name) == shown
