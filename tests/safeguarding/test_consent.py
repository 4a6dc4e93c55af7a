"""A yes to being helped is understood however it is said, a no too, and what is neither is never taken for one."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.safeguarding import consent_words
from bot.safeguarding.consent import LONGEST, Meaning, names_in, read
from bot.safeguarding.consent_parts import parts_of, phrases_of, words_of

HERE = Path(__file__).resolve().parent
ANSWERS: dict[str, list[str]] = yaml.safe_load(
    (HERE / "answers_to_the_offer.yml").read_text(encoding="utf-8")
)
CASES = [(word, text) for word, texts in ANSWERS.items() for text in texts]
# The answers that a yes must be taken from, whatever else changes.
SURELY_YES = [
    "yes pls",
    "yeah please",
    "yess",
    "yep do it",
    "yes please tell her",
    "ye pls",
    "go on then",
    "i would like that",
    "sure",
    "ok",
    "yes i want a call",
    "👍",
]
NLU = HERE.parent.parent / "data" / "nlu"


def meaning(text: str, *names: str) -> str:
    """What is read, as the file says it."""
    return read(text, frozenset(names)).meaning.name.lower()


@pytest.mark.parametrize("text", SURELY_YES)
def test_what_people_surely_mean_as_a_yes_is_one(text: str) -> None:
    """Nobody who says yes in danger is answered as something else."""
    assert meaning(text) == "yes"


@pytest.mark.parametrize(("word", "text"), CASES, ids=[f"{word}: {text}" for word, text in CASES])
def test_an_answer_means_what_people_mean_by_it(word: str, text: str) -> None:
    """Yes, no, unclear, or about something else."""
    assert meaning(text, "sam") == word


@pytest.mark.parametrize("tone", ["", "🏻", "🏼", "🏽", "🏾", "🏿", "\ufe0f"])
def test_a_thumb_counts_in_every_skin_tone(tone: str) -> None:
    """Up is yes, down is no."""
    assert (meaning(f"👍{tone}"), meaning(f"👎{tone}"), meaning(f"ok 👍{tone}")) == ("yes", "no", "yes")


@pytest.mark.parametrize(
    ("word", "text"),
    [
        (word, text)
        for word, texts in ANSWERS.items()
        for text in texts
        if word in ("yes", "no") and text.isascii() and "?" not in text
    ],
)
def test_capitals_marks_and_spaces_change_no_yes_into_a_no(word: str, text: str) -> None:
    """However it is typed: in capitals, with marks behind it, with more spaces."""
    for typed in (
        text.upper(),
        f"{text}!!!",
        f"  {text} .",
        text.replace(" ", "   "),
        text.replace("'", "’"),
    ):
        assert meaning(typed, "sam") == word


@pytest.mark.parametrize("text", ["yes", "yeah", "please", "nope", "no", "nah", "definitely", "okay"])
def test_repeated_letters_change_nothing(text: str) -> None:
    """Every letter may be held too long."""
    plain = meaning(text)
    assert plain in ("yes", "no")
    for at, letter in enumerate(text):
        assert meaning(text[:at] + letter * 4 + text[at + 1 :]) == plain


YES_WORDS, NO_WORDS = (
    ["yes", "yeah", "yep", "please", "tell her", "do it", "i want a call"],
    ["no", "nah", "dont", "leave it", "not her", "im ok"],
)


@pytest.mark.parametrize("yes", YES_WORDS)
@pytest.mark.parametrize("no", NO_WORDS)
def test_a_yes_and_a_no_together_are_never_a_yes(yes: str, no: str) -> None:
    """In either order, with or without a mark between."""
    for text in (
        f"{yes} {no}",
        f"{no} {yes}",
        f"{yes}, {no}",
        f"{no}. {yes}",
        f"{yes} but {no}",
        f"{yes} maybe {no}",
    ):
        assert meaning(text) != "yes"


@pytest.mark.parametrize("yes", [*YES_WORDS, "ok", "sure", "👍"])
@pytest.mark.parametrize(
    "doubt",
    [
        "maybe",
        "idk",
        "but not her",
        "only if she is nice",
        "not sure",
        "if she doesnt tell my mum",
        "later",
        "wait",
    ],
)
def test_a_yes_in_doubt_is_asked_again(yes: str, doubt: str) -> None:
    """What hangs on something is no yes yet, and is not lost either."""
    assert meaning(f"{yes} {doubt}") in ("unclear", "other", "no")
    assert meaning(f"{yes} {doubt}") != "other" or "nice" in doubt


def test_a_question_that_comes_with_a_yes_is_kept() -> None:
    """It is answered as well."""
    said = read("yes please and what about my rent")
    assert (said.meaning, said.rest) == (Meaning.YES, "what about my rent")
    assert read("👍🏽 yes pls tell her. how much is council tax?").rest == "how much is council tax?"
    assert read("yes please tell her").rest == ""


@pytest.mark.parametrize(
    ("text", "is_plain"),
    [
        ("yes", False),
        ("ok", False),
        ("go on", False),
        ("tell her", True),
        ("yes tell my pa", True),
        ("i want a call", True),
        ("ring me", True),
    ],
)
def test_a_plain_yes_names_what_is_to_be_done(text: str, is_plain: bool) -> None:
    """It counts also where two things were asked at once."""
    assert (read(text).meaning, read(text).is_plain) == (Meaning.YES, is_plain)


def test_the_pa_may_be_named() -> None:
    """Only by a name on the record."""
    names = names_in("Sam Okafor (invented)")
    assert names == {"sam", "okafor"}
    assert (read("tell sam", names).meaning, read("tell kevin", names).meaning) == (
        Meaning.YES,
        Meaning.OTHER,
    )


def test_ordinary_messages_are_hardly_ever_a_yes_or_a_no() -> None:
    """Of what people ask about everything else, next to nothing is taken for an answer to us."""
    found: Counter[str] = Counter()
    for path in sorted(NLU.glob("*.yml")):
        if path.stem not in ("affirm", "deny", "talk_to_human", "stop_sms"):
            found.update(meaning(text) for text in messages(path))
    assert found["yes"] / found.total() < 0.006
    assert found["no"] / found.total() < 0.008
    assert found["unclear"] / found.total() < 0.03


def messages(path: Path) -> list[str]:
    """What people say, in one file of training data."""
    lines: list[Any] = [
        line
        for intent in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]
        for line in intent["examples"].splitlines()
    ]
    return [line.removeprefix("- ").strip() for line in lines if line.strip()]


def test_no_phrase_stands_under_two_kinds() -> None:
    """What it does would hang on the order of the lists."""
    found = Counter(phrase for listed in consent_words.WORDS.values() for phrase in set(phrases_of(listed)))
    assert [phrase for phrase, times in found.items() if times > 1] == []


def test_every_kind_has_a_letter_of_its_own() -> None:
    """The grammar is written with them."""
    assert len(set(consent_words.WORDS)) == len(consent_words.WORDS)
    assert all(len(kind) == 1 for kind in consent_words.WORDS)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "\u200b",
        "❤️" * 40,
        "yes " * 2_000,
        "a" * 20_000,
        "yes" * 90,
        "👍" * 300,
        "\x00",
        "ﷺ" * 100,
        "y" * LONGEST,
    ],
)
def test_anything_is_read_and_soon(text: str) -> None:
    """Never an error, and never slow, however odd or long it is."""
    started = time.process_time()
    read(text)
    assert time.process_time() - started < 0.2


def test_what_is_too_long_is_no_answer() -> None:
    """Whoever writes so much tells something."""
    assert (meaning("yes " * 75), meaning("yes " * 76)) == ("yes", "other")


def test_words_are_read_as_they_are_meant() -> None:
    """Chat-speak, slips, repeated letters, emoji and missing spaces."""
    assert words_of("pleeease tellher 👍🏽 defo ta") == [
        "please",
        "tell",
        "her",
        "yes",
        "definitely",
        "thanks",
    ]
    assert [part.kind for part in parts_of("dont")] == [consent_words.NOT]


@pytest.mark.parametrize("text", ["y tell them?", "y would you tell her ?", "y tell my pa?"])
def test_a_letter_that_asks_why_is_no_plain_yes(text: str) -> None:
    """With more behind it and a question mark "y" is "why", as if it were spelled out."""
    assert meaning(text) == meaning(text.replace("y ", "why ", 1)) == "unclear"
