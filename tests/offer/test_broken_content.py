"""One wrong content file says what to mend, and never takes the rest down."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from said_while_loading import FILE, SAYS

from bot.offer.answers import answer_for
from bot.offer.loader import Offer, load_offer

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.entitlements.parameters import Parameters

PACKS = Path(__file__).resolve().parent / "broken"
FAULTY = "I can't answer about bus pass right now. Please ask your personal adviser (PA)."
TODAY = date(2026, 11, 26)

# What each of these should say is open; that it says something, and that the rest loads, is not.
UNUSUAL = {
    "impossible_date": FILE,
    "key_is_not_text": FILE,
    "empty_file": FILE,
    "area_unknown_inherits": "shire/place.yml",
    "circle": "shire/place.yml",
}


@pytest.fixture
def load(tmp_path: Path, parameters: Parameters) -> Callable[[str], Offer]:
    """Loads the sound pack with one broken pack laid over it."""

    def of(name: str) -> Offer:
        shutil.copytree(PACKS / "sound", tmp_path / "offer")
        if name != "sound":
            shutil.copytree(PACKS / name, tmp_path / "offer", dirs_exist_ok=True)
        return load_offer(tmp_path / "offer", parameters.__contains__)

    return of


def lead(offer: Offer, parameters: Parameters, topic_id: str, place: str) -> str:
    """What a place says on a topic."""
    topic = offer.topic(topic_id, place)
    assert topic is not None
    return answer_for(topic, offer, parameters, TODAY).lead


def test_the_sound_pack_has_no_problems(load: Callable[[str], Offer], parameters: Parameters) -> None:
    """What the other packs break is whole before, through nation, area and council."""
    offer = load("sound")
    hamlet = offer.topic("train_pass", "hamlet")
    assert hamlet is not None
    assert offer.problems == ()
    assert hamlet.places == ("england", "shire", "hamlet")
    assert [(passage.place, passage.whole_text) for passage in hamlet.passages] == [
        ("hamlet", "Ring Hamlet for a train pass."),
        ("shire", "Ask at the station."),
    ]
    assert (
        lead(offer, parameters, "bus_pass", "moor") == "You can get a bus pass until you are 25. Ask your PA."
    )


@pytest.mark.parametrize("pack", SAYS)
def test_a_broken_file_is_reported_with_file_field_and_fix(load: Callable[[str], Offer], pack: str) -> None:
    """The one message names what is wrong, where, and how to mend it."""
    assert list(dict.fromkeys(map(str, load(pack).problems))) == [SAYS[pack]]


@pytest.mark.parametrize("pack", SAYS)
def test_the_rest_of_a_broken_pack_still_answers(
    load: Callable[[str], Offer], parameters: Parameters, pack: str
) -> None:
    """The topic beside the broken one is untouched, in the nation and in a council."""
    offer = load(pack)
    assert lead(offer, parameters, "train_pass", "england") == "You can get a train pass. Ask your PA."
    assert lead(offer, parameters, "train_pass", "hamlet") == "Ring Hamlet for a train pass."


@pytest.mark.parametrize("pack", SAYS)
def test_a_faulty_topic_sends_people_to_their_pa(
    load: Callable[[str], Offer], parameters: Parameters, pack: str
) -> None:
    """The answer is to ask the PA, and the PA is the one contact."""
    offer = load(pack)
    topic = offer.topic("bus_pass", "england")
    assert topic is not None
    assert [offer.contacts[contact].name for contact in topic.contacts] == ["Your personal adviser (PA)"]
    assert lead(offer, parameters, "bus_pass", "england") == FAULTY


@pytest.mark.parametrize("pack", SAYS)
def test_a_council_that_inherits_a_faulty_topic_says_the_same(
    load: Callable[[str], Offer], parameters: Parameters, pack: str
) -> None:
    """A council without a file of its own has no better answer than the nation's broken one."""
    assert lead(load(pack), parameters, "bus_pass", "hamlet") == FAULTY


@pytest.mark.parametrize("pack", UNUSUAL)
def test_an_unusual_fault_is_reported_and_takes_nothing_else_down(
    load: Callable[[str], Offer], parameters: Parameters, pack: str
) -> None:
    """Whatever somebody types into a file, loading ends, names that file and keeps the rest."""
    offer = load(pack)
    assert UNUSUAL[pack] in {problem.file for problem in offer.problems}
    assert lead(offer, parameters, "train_pass", "england") == "You can get a train pass. Ask your PA."
    assert lead(offer, parameters, "train_pass", "moor") == "You can get a train pass. Ask your PA."


def test_a_council_that_inherits_an_unknown_place_is_left_out(load: Callable[[str], Offer]) -> None:
    """It is named, and the other places stay."""
    offer = load("unknown_inherits")
    assert [str(problem) for problem in offer.problems] == [
        "moor/place.yml: inherits: there is no place `atlantis`. Fix: name an existing folder"
    ]
    assert sorted(offer.places) == ["england", "hamlet", "shire"]


def test_a_main_contact_that_nobody_knows_is_reported(load: Callable[[str], Offer]) -> None:
    """Whom to turn to when nothing else fits must be in the register."""
    assert [str(problem) for problem in load("unknown_main_contact").problems] == [
        "moor/place.yml: main_contact: `moor_team` is not known. Fix: add it to contacts.yml, or correct the id"
    ]


def test_a_contact_id_that_two_places_use_is_reported(load: Callable[[str], Offer]) -> None:
    """The nation's entry stays; the council is told to choose another id."""
    offer = load("duplicate_contact")
    assert [str(problem) for problem in offer.problems] == [
        "hamlet/contacts.yml: bus_firm: another place already uses this id. Fix: choose a new id"
    ]
    assert offer.contacts["bus_firm"].name == "The bus firm"


def test_a_council_cannot_take_over_a_national_contact(load: Callable[[str], Offer]) -> None:
    """Also for a council whose name sorts before the nation's, the nation's number stays."""
    offer = load("duplicate_contact_early")
    assert offer.contacts["bus_firm"].name == "The bus firm"
    assert [problem.file for problem in offer.problems] == ["abbey/contacts.yml"]
