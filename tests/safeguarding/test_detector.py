"""Danger in everyday words is noticed, and everyday words without danger are left alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.safeguarding.detector import rules_alone
from bot.safeguarding.finding import Danger
from bot.safeguarding.normalise import normalise
from bot.safeguarding.replies import KINDS
from bot.safeguarding.rules import KINDS as KINDS_OF_RULES

check = rules_alone().check
HERE = Path(__file__).resolve().parent
DANGER = yaml.safe_load((HERE / "danger.yml").read_text(encoding="utf-8"))
OTHERS = DANGER.pop("about_other")
ORDINARY = yaml.safe_load((HERE / "ordinary.yml").read_text(encoding="utf-8"))
# One sentence of each kind, for what must not depend on the sentence.
PLAIN = {kind: sentences[0] for kind, sentences in DANGER.items()}


def pairs(sentences: dict[str, list[str]]) -> list[Any]:
    """(kind, sentence), one test each."""
    return [
        pytest.param(kind, text, id=f"{kind}-{text}") for kind, texts in sentences.items() for text in texts
    ]


@pytest.mark.parametrize(("kind", "text"), pairs(DANGER))
def test_danger_is_noticed_and_its_kind(kind: str, text: str) -> None:
    """What a young person might type in danger gets the reply for that danger, said to themselves."""
    assert check(text) == Danger(kind, is_about_other=False)


@pytest.mark.parametrize(("kind", "text"), pairs(OTHERS))
def test_danger_of_somebody_else_is_noticed(kind: str, text: str) -> None:
    """Who worries about a friend gets the words for a friend."""
    assert check(text) == Danger(kind, is_about_other=True)


@pytest.mark.parametrize("text", ORDINARY)
def test_an_ordinary_message_is_left_alone(text: str) -> None:
    """Questions and figures of speech get their answer and no alarm."""
    assert check(text) is None


@pytest.mark.parametrize(
    "change",
    [
        str.upper,
        str.title,
        lambda text: text.replace(" ", "   "),
        lambda text: text.replace(" ", "\n\t"),
        lambda text: text.replace(" ", "\N{NO-BREAK SPACE}"),
        lambda text: f"  {text}  ",
        lambda text: text.replace("'", "\N{RIGHT SINGLE QUOTATION MARK}"),
        lambda text: text.replace("'", ""),
        lambda text: f"\N{LEFT DOUBLE QUOTATION MARK}{text}\N{RIGHT DOUBLE QUOTATION MARK}",
        lambda text: f"{text}!!! \N{LOUDLY CRYING FACE}",
        lambda text: f"/{text}",
        lambda text: f"hi, quick question about council tax. {text}. sorry",
        lambda text: "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text),
    ],
    ids=[
        "capitals",
        "title",
        "spaces",
        "line breaks",
        "no-break spaces",
        "margins",
        "curly apostrophe",
        "no apostrophe",
        "curly quotes",
        "marks and emoji",
        "slash",
        "in the middle",
        "full width",
    ],
)
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_how_it_is_typed_does_not_matter(kind: str, change: Any) -> None:
    """Capitals, spaces, quotes, emoji and other words around it hide no danger."""
    assert check(change(PLAIN[kind])) == Danger(kind)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("i wanna die", "crisis_self_harm"),
        ("gonna kms", "crisis_self_harm"),
        ("dont wanna be here no more", "crisis_self_harm"),
        ("my bf keeps hittin me", "crisis_abuse_or_danger"),
        ("got nowere to slp 2nite", "crisis_homeless_tonight"),
        ("chucked out 2nite n its freezing", "crisis_homeless_tonight"),
        ("makin me sell drugs 4 them", "exploitation"),
        ("ive ran away frm my placement", "missing"),
    ],
)
def test_text_speak_is_understood(typed: str, meant: str) -> None:
    """Short spellings of danger are danger."""
    assert check(typed) == Danger(meant)


def test_normal_words_have_one_space_and_no_marks() -> None:
    """The rules look at one plain form."""
    assert normalise("  I\N{RIGHT SINGLE QUOTATION MARK}m  NOT-ok,\n2nite!! ") == "i am not ok tonight"


def test_every_kind_has_rules_sentences_and_no_other_kind_has() -> None:
    """Rules, replies and these tests speak of the same five kinds, with at least twelve sentences each."""
    assert set(KINDS_OF_RULES) == set(DANGER) == set(OTHERS) == KINDS
    assert {kind: len(texts) for kind, texts in DANGER.items() if len(texts) < 12} == {}
    assert len(ORDINARY) >= 40


def test_no_sentence_is_tested_twice() -> None:
    """A sentence is danger of one kind, or ordinary."""
    texts = [text.lower() for group in (DANGER, OTHERS) for texts in group.values() for text in texts] + [
        t.lower() for t in ORDINARY
    ]
    assert sorted(text for text in set(texts) if texts.count(text) > 1) == []


@given(st.text())
def test_no_text_makes_the_check_fail(text: str) -> None:
    """Whatever is typed, the check says a kind that we know, or nothing."""
    found = check(text)
    assert found is None or found.kind in KINDS


def test_danger_at_the_end_of_a_very_long_message_is_noticed() -> None:
    """Of what is too long, the beginning, the middle and the end are looked at."""
    words = "and then " * 2_000
    assert check(words + PLAIN["crisis_self_harm"]) == Danger("crisis_self_harm")


@pytest.mark.parametrize(
    ("begun", "text"),
    [
        ("im going to kill", "my self"),
        ("i feel so empty lately i want to", "die"),
        ("everything is too much i am going to", "end my life"),
    ],
)
def test_danger_that_goes_on_behind_a_weak_sign_is_seen(begun: str, text: str) -> None:
    """The last words of the message before and this one together, where neither says it alone."""
    rules = rules_alone()
    assert rules.at_once(text) is None
    found = rules.at_once(text, (), begun)
    assert found is not None
    assert found.kind == "crisis_self_harm"


def test_what_was_shown_before_is_not_shown_again() -> None:
    """Danger that stood whole in the message before makes no danger of the next one."""
    assert rules_alone().at_once("what is a pathway plan", (), "i want to kill myself") is None


@pytest.mark.parametrize(
    "text",
    [
        "i want to kill myself. the bus is late",
        "im going to hang myself! some people know",
        "i will kill myself\na lot of things happened",
    ],
)
def test_what_spares_a_figure_of_speech_does_not_reach_over_a_full_stop(text: str) -> None:
    """ "Kill myself a ..." may be a joke; "kill myself. A ..." is not."""
    assert rules_alone().at_once(text) == Danger("crisis_self_harm", rest=rules_alone().at_once(text).rest)
