"""The lists of places, and the places that words name."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from bot.language.gazetteer.place_lists import FOLDER, Gazetteer, read_gazetteer, slug
from bot.language.gazetteer.place_spans import MOST_SPANS, spans_in
from bot.language.gazetteer.place_words import normal, words_of


@pytest.fixture(scope="module")
def gazetteer(root: Path) -> Gazetteer:
    """Our real lists."""
    return read_gazetteer(root / FOLDER)


def named(text: str, gazetteer: Gazetteer) -> list[list[str]]:
    """The councils that each place of a text may be in."""
    return [list(span.ids) for span in spans_in(words_of(text), gazetteer)]


def test_every_council_of_england_is_there_once(gazetteer: Gazetteer) -> None:
    """153 authorities with children's services, of five kinds; ids fit the columns of the records."""
    assert Counter(area.kind for area in gazetteer.english) == {
        "county": 21,
        "unitary": 63,
        "metropolitan borough": 36,
        "london borough": 32,
        "city corporation": 1,
    }
    assert max(len(area.id) for area in gazetteer.areas.values()) <= 40


def test_every_council_is_found_by_each_of_its_names(gazetteer: Gazetteer) -> None:
    """But for those that a second council has too."""
    for area in gazetteer.english:
        for name in (area.name, *area.bodies):
            [ids] = named(f"in care in {name}", gazetteer)
            assert area.id in ids


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("King's Lynn", "kings lynn"),
        ("Stoke-on-Trent", "stoke on trent"),
        ("Brighton & Hove", "brighton and hove"),
        ("Saint Helens", "st helens"),
        ("St. Helens", "st helens"),
        ("Ynys Môn", "ynys mon"),
    ],
)
def test_a_name_has_one_normal_form(name: str, plain: str) -> None:
    """However it is written."""
    assert normal(name) == plain
    assert slug(name) == plain.replace(" ", "_")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("north east lincolnshire", [["north_east_lincolnshire"]]),
        ("bradford on avon", [["wiltshire"]]),
        ("new york", []),
        ("london road", []),
        ("leeds united", []),
        ("leicester or leicestershire", [["leicester"], ["leicestershire"]]),
        ("leicester county council", [["leicestershire", "leicester"]]),
        ("nottingham city council", [["nottingham"]]),
        ("swinton", [["salford", "rotherham", "north_yorkshire"]]),
        ("swinton, rotherham", [["rotherham"]]),
        ("swinton in Salford", [["salford"]]),
        ("rotherham it was, in swinton", [["rotherham"], ["rotherham"]]),
        ("maltby, rotherham", [["rotherham"]]),
        ("leeds, bradford", [["leeds"], ["bradford"]]),
        ("Rutland's rules", [["rutland"]]),
        ("whats rotherhams rule", [["rotherham"]]),
        ("my team's in leeds", [["leeds"]]),
        ("donny", [["doncaster"]]),
        ("Maidstone", [["kent"]]),
        ("King’s Lynn", [["norfolk"]]),
    ],
)
def test_the_longest_name_counts_and_a_second_place_settles_the_first(
    text: str, found: list[list[str]], gazetteer: Gazetteer
) -> None:
    """Names within names, of several councils, with endings, and of other things."""
    assert named(text, gazetteer) == found


def test_a_name_is_known_with_what_stands_behind_it(gazetteer: Gazetteer) -> None:
    """ "Reading council" is a council, as are social services."""
    for text in ("reading council", "bath social services", "bury metropolitan borough council"):
        [span] = spans_in(words_of(text), gazetteer)
        assert (span.is_body, span.last) == (True, len(text.split()))


def test_names_of_our_own_are_known_too(gazetteer: Gazetteer) -> None:
    """Those of the offer; a council that is in no list becomes one, and no name is taken from another."""
    more = gazetteer.with_names(
        {"rotherham": ["Rotherham", "rovrum"], "exampleshire": ["Exampleshire", "leeds"]}
    )
    assert named("rovrum, exampleshire and leeds", more) == [["rotherham"], ["exampleshire"], ["leeds"]]
    assert more.areas["exampleshire"].name == "Exampleshire"


def test_a_text_of_nothing_but_names_is_read_to_a_limit(gazetteer: Gazetteer) -> None:
    """Nobody names so many."""
    assert len(named("leeds bradford " * 100, gazetteer)) == MOST_SPANS
