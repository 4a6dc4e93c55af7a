"""English is practically never taken for another language; other languages mostly are not taken for English."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Iterator

import pytest
import yaml

from bot.language.detect import OTHER, foreign_language, is_latin
from bot.language.spelling import Spelling, counted

ROOT = Path(__file__).resolve().parents[2]
FOREIGN = yaml.safe_load((ROOT / "tests" / "language" / "messages.yml").read_text(encoding="utf-8"))
# Too short, or typed without the marks of the language: these pass for English, and get an English answer.
MISSED = {"nuk kam ku te fle sonte", "toi can giup do ve tien thue nha", "nu am unde sa dorm"}


def texts(node: Any) -> Iterator[str]:
    """Every text in a file."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        for value in node.values():
            yield from texts(value)
    elif isinstance(node, list):
        for value in node:
            yield from texts(value)


def trained() -> list[str]:
    """What the classifier learns, all of it English."""
    files = [
        yaml.safe_load(path.read_text(encoding="utf-8"))
        for path in sorted((ROOT / "data" / "nlu").glob("*.yml"))
    ]
    return [
        line.removeprefix("- ")
        for file in files
        for intent in file["nlu"]
        for line in intent["examples"].splitlines()
    ]


def held_out() -> list[str]:
    """English that nobody trained on, danger among it."""
    paths = [
        *sorted((ROOT / "tests" / "sentences").rglob("*.yml")),
        *sorted((ROOT / "tests" / "safeguarding").glob("*.yml")),
    ]
    return [text for path in paths for text in texts(yaml.safe_load(path.read_text(encoding="utf-8")))]


KNOWS = Spelling(counted(trained()), {}).knows


def test_no_english_of_ours_is_taken_for_another_language() -> None:
    """Slang, slips of the finger, text-speak and all: thousands of messages, none wrong."""
    asked = [*trained(), *held_out()]
    assert len(asked) > 5_000
    assert [(text, found) for text in asked if (found := foreign_language(text, KNOWS))] == []


def test_even_without_a_vocabulary_hardly_any_is() -> None:
    """The second lock holds alone: at most 3 in 1,000."""
    asked = [*trained(), *held_out()]
    assert sum(foreign_language(text, lambda _word: False) is not None for text in asked) <= 0.003 * len(
        asked
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "?",
        "😀😀😀",
        "£££",
        "07700 900123",
        "cv",
        "hola",
        "ok merci",
        "asdfghjkl",
        "what is a π",
        "café near me open",
        "lol xx",
        "translate hello into العربية please mate",
        "my mates called Владимир and hes homeless",
        "ng3 4ab",
        "jjjjj kkk 77",
    ],
)
def test_what_is_too_little_or_only_quotes_another_language_is_english(text: str) -> None:
    """A name, a word or a joke in another script changes nothing."""
    assert foreign_language(text, KNOWS) is None


@pytest.mark.parametrize(
    ("code", "text"),
    [(code, text) for code, found in FOREIGN.items() for text in found if text not in MISSED],
)
def test_messages_in_other_languages_are_told_apart(code: str, text: str) -> None:
    """Each gets the line of its own language."""
    assert foreign_language(text, KNOWS) == code


def test_a_script_we_have_no_line_for_is_still_not_english() -> None:
    """Chinese, Tamil and Urdu are noticed, and get the English line."""
    assert [
        foreign_language(text, KNOWS) for text in ("我需要帮助", "எனக்கு உதவி தேவை", "مجھے مدد چاہیے")
    ] == [OTHER] * 3


def test_letters_tell_whether_a_classifier_of_english_could_read_it() -> None:
    """Figures and faces alone count as readable."""
    assert [is_latin(text) for text in ("hello", "123 😀", "مرحبا")] == [True, True, False]
