"""Chat-speak is spelled out, and ordinary words that only look like it are left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.chat import spelled_out


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("wen r u free", "when are you free"),
        ("can u help me plz", "can you help me please"),
        ("i need it b4 2moro", "i need it before tomorrow"),
        ("idk wot 2 do", "i do not know what to do"),
        ("ring me 2nite", "ring me tonight"),
        ("gimme sum1 2 talk 2", "give me someone to talk to"),
        ("my sw n my fc", "my social worker and my foster carer"),
        ("im skint atm", "i am skint at the moment"),
        ("ty m8", "thank you mate"),
        ("got nowt", "got nothing"),
        ("gonna move", "going to move"),
        ("hw much", "how much"),
        ("id like a job", "i would like a job"),
    ],
)
def test_chat_speak_becomes_plain_words(typed: str, meant: str) -> None:
    """What young people type is read as what they mean."""
    assert spelled_out(typed) == meant


@pytest.mark.parametrize(
    "said", ["i am ill", "the sum of it", "an old form", "show my id", "we are wed", "a hat"]
)
def test_an_ordinary_word_is_left_alone(said: str) -> None:
    """What is also a word of plain English is never spelled out."""
    assert spelled_out(said) == said


@pytest.mark.parametrize("inside", ["ruler", "union", "bus", "number", "2nd", "4x4", "19", "30"])
def test_chat_speak_inside_a_word_or_a_number_stays(inside: str) -> None:
    """Only a whole word is chat-speak: the "u" of "union" and the "2" of "2nd" are none."""
    assert spelled_out(inside) == inside


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("I\u2019m here", "i am here"),
        ("don't go", "do not go"),
        ("DONT", "do not"),
        ("we\u2018ve", "we have"),
        ("\u201chi\u201d", '"hi"'),
    ],
)
def test_short_forms_are_read_with_any_apostrophe(typed: str, meant: str) -> None:
    """Curly, straight or none: a phone's keyboard makes no difference."""
    assert spelled_out(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("sooooo", "soo"), ("helllllp", "hellp"), ("yesss", "yess"), ("100000", "100000"), ("hello", "hello")],
)
def test_letters_drawn_out_are_cut_to_two(typed: str, meant: str) -> None:
    """A drawn-out word is cut short; figures and double letters stay."""
    assert spelled_out(typed) == meant


def test_marks_stay_around_a_word() -> None:
    """What ends a question still ends it."""
    assert spelled_out("R U ok? plz!\n\U0001f600 thx...") == "are you ok? please!\n\U0001f600 thanks..."


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("\uff48\uff45\uff4c\uff50", "help"),
        ("\ufb01nd", "find"),
        ("caf\u00e9", "caf\u00e9"),
        ("rent\u00a0due", "rent due"),
    ],
)
def test_odd_forms_of_letters_become_plain_ones(typed: str, plain: str) -> None:
    """Wide letters, ligatures and hard spaces are plain; accents belong to the word."""
    assert spelled_out(typed) == plain


@given(st.text(max_size=60))
def test_any_text_can_be_spelled_out_without_marks_lost(text: str) -> None:
    """Whatever is typed, nothing breaks, and each question mark of it is still there."""
    assert spelled_out(text + " u?").count("?") == spelled_out(text).count("?") + 1


@given(
    st.lists(
        st.sampled_from(["u", "r", "plz", "rent", "idk", "what's", "sw", "b4", "19", "cannot"]), max_size=8
    )
)
def test_spelling_out_twice_changes_nothing_more(words: list[str]) -> None:
    """Plain words are plain: the second time finds nothing to do."""
    once = spelled_out(" ".join(words))
    assert spelled_out(once) == once
