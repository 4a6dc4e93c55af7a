"""One slip of the finger is mended, towards our own words first; words that are known are left alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.spelling import SHORTEST, Spelling, common_words, counted, slips

OWN = {"council": 9, "pathway": 5, "counsel": 2, "rent": 7, "grant": 3}
OTHERS = {"house": 0, "mouse": 1, "tent": 2, "grand": 3, "the": 4}


@pytest.fixture(scope="module")
def spelling() -> Spelling:
    """Knows a few words."""
    return Spelling(OWN, OTHERS)


@pytest.mark.parametrize(
    "typed",
    ["counil", "councill", "councik", "coucnil", "xcouncil", "ouncil", "councilx", "Counicl"],
)
def test_one_slip_is_mended(spelling: Spelling, typed: str) -> None:
    """A letter missing, added, wrong or two swapped, anywhere in the word."""
    assert spelling.mend(typed) == "council"


@pytest.mark.parametrize("known", [*OWN, *OTHERS])
def test_a_known_word_is_left_alone(spelling: Spelling, known: str) -> None:
    """Even if it is one slip from a word that is used more: "tent" stays "tent"."""
    assert spelling.mend(known) == known


@pytest.mark.parametrize("far", ["cuoncli", "xxpathway", "zzzzzz"])
def test_a_word_two_slips_away_stays(spelling: Spelling, far: str) -> None:
    """Nothing is guessed from afar."""
    assert spelling.mend(far) == far


@pytest.mark.parametrize("short", ["hte", "rnt", "th", "x"])
def test_a_short_word_stays(spelling: Spelling, short: str) -> None:
    """Below four letters nearly every word is near another."""
    assert len(short) < SHORTEST
    assert spelling.mend(short) == short


def test_our_own_word_goes_before_a_common_one(spelling: Spelling) -> None:
    """ "granf" is as near to the common "grand", and to our "grant": ours wins."""
    assert {"grant", "grand"} <= set(slips("granf"))
    assert spelling.mend("granf") == "grant"


def test_of_our_own_the_most_used_wins(spelling: Spelling) -> None:
    """Of two of our words one slip away, the one that people use most."""
    assert {"council", "counsel"} <= set(slips("counsil"))
    assert spelling.mend("counsil") == "council"


def test_of_the_others_the_commonest_wins(spelling: Spelling) -> None:
    """Where none of ours is near, the more common word of English."""
    assert {"house", "mouse"} <= set(slips("qouse"))
    assert spelling.mend("qouse") == "house"


def test_only_letters_are_touched(spelling: Spelling) -> None:
    """Figures, marks, spaces and line breaks stay as they were typed."""
    assert spelling.mend("19, COUNCL  tax?\n\u00a350 hosue!") == "19, council  tax?\n\u00a350 house!"


def test_without_words_nothing_is_mended() -> None:
    """Before training every word stays."""
    assert Spelling({}, {}).mend("coucnil hosue") == "coucnil hosue"


def test_what_is_remembered_is_the_same_again() -> None:
    """The second time gives what the first gave, and of thousands of words between not all are kept."""
    spelling = Spelling(OWN, OTHERS)
    first = spelling.mend("coucnil")
    for number in range(5_100):
        spelling.mend("q" + "".join(chr(ord("a") + int(figure)) for figure in f"{number:04d}"))
    assert (first, spelling.mend("coucnil")) == ("council", "council")
    assert len(spelling._mended) <= 5_001


def test_a_word_is_known_if_it_is_ours_or_common(spelling: Spelling) -> None:
    """Both lists count; a slip is in neither."""
    assert [spelling.knows(word) for word in ("council", "house", "coucnil")] == [True, True, False]


@given(st.text("abcxyz", min_size=1, max_size=7))
def test_every_slip_can_be_slipped_back(word: str) -> None:
    """One slip away is so in both directions, and never more than a letter longer or shorter."""
    for other in set(slips(word)) - {""}:
        assert abs(len(other) - len(word)) <= 1
        assert word in set(slips(other))


def test_words_are_counted_in_small_letters() -> None:
    """How often each is used over all texts; figures are no words."""
    assert counted(["Rent, rent!", "my RENT 2day"]) == {"rent": 3, "my": 1, "day": 1}


def test_the_common_words_are_those_of_the_embedding() -> None:
    """Thousands of whole words, each with a rank of its own, the commonest first; pieces of words are none."""
    words = common_words()
    assert len(words) > 10_000
    assert sorted(words.values()) == list(range(len(words)))
    assert words["the"] < words["house"] < words["tenant"]
    assert all(word.isalpha() for word in words)


def test_without_weights_there_are_no_common_words(tmp_path: Path) -> None:
    """A folder without the tokens' file gives none, and is no error."""
    assert common_words(tmp_path) == {}


def test_two_swapped_letters_are_likelier_than_a_wrong_one() -> None:
    """Of two of our words that are used as much: "wnat" is "want", not "what"."""
    assert Spelling({"want": 1, "what": 1}, {}).mend("i wnat it") == "i want it"
    assert Spelling({"want": 1, "what": 2}, {}).mend("i wnat it") == "i what it"
