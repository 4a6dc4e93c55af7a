"""A text costs as many fragments as its provider says it does."""

from __future__ import annotations

import json
import random
import subprocess

import pytest
from stand_ins.stand_in import node_program

from bot.delivery.texting.fragments import notify_fragments, twilio_fragments

# What people and we write, and what makes a text dear, with how likely each is.
LETTERS = {"abc def. ": 20, "€[]^{}~|\\": 1, "é£$ñ\n": 2, "ŵŷÂ": 1, "😀👍🏽👨‍👩‍👧": 1, "–—’“…": 1, "Ωж中": 1}
LENGTHS = (
    0,
    1,
    2,
    5,
    60,
    69,
    70,
    71,
    134,
    135,
    152,
    153,
    154,
    159,
    160,
    161,
    305,
    306,
    307,
    459,
    460,
    612,
    613,
    918,
)
COUNT = """
const {SegmentedMessage} = require('sms-segments-calculator');
const texts = JSON.parse(require('fs').readFileSync(0));
console.log(JSON.stringify(texts.map(text => new SegmentedMessage(text, 'auto', false).segmentsCount)));
"""


def texts(count: int) -> list[str]:
    """So many, of every length near a border, of every mixture of letters."""
    chance = random.Random(9)  # noqa: S311 - the same texts each time
    return [_text(chance) for _ in range(count)]


def _text(chance: random.Random) -> str:
    kinds = ["abc def. ", *chance.sample(list(LETTERS)[1:], chance.choice([0, 0, 1, 1, 2, 3]))]
    letters = [letter for kind in kinds for letter in kind]
    weights = [LETTERS[kind] for kind in kinds for _ in kind]
    return "".join(chance.choices(letters, weights, k=chance.choice(LENGTHS)))


def test_twilio_s_fragments_are_those_of_its_own_calculator() -> None:
    """500 texts, counted by Twilio's program and by ours."""
    ours = texts(500)
    asked = subprocess.run(
        node_program("-e", COUNT), input=json.dumps(ours), capture_output=True, text=True, check=True
    )
    theirs = json.loads(asked.stdout)
    assert len(set(theirs)) > 8
    assert [
        (text, count) for text, count in zip(ours, theirs, strict=True) if twilio_fragments(text) != count
    ] == []


@pytest.mark.parametrize(
    ("text", "fragments"),
    [
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("a" * 918, 6),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("ŵ" * 70, 1),
        ("ŵ" * 71, 2),
        ("ŵ" * 134, 2),
        ("ŵ" * 135, 3),
        ("é" * 160, 1),  # in GSM-7
        ("“" * 160, 1),  # made plain
        ("…" * 53 + "a", 1),  # three dots each
        ("…" * 54, 2),
        ("ž" * 160, 1),  # its base letter
        ("😀" * 160, 1),  # a question mark
        ("\u200b" * 500, 1),  # nothing at all
        ("ŵ" + "€" * 69, 1),  # where Welsh makes fragments short, nothing counts twice
    ],
)
def test_notify_s_fragments_are_those_of_its_rules(text: str, fragments: int) -> None:
    """As written down from its own code: what is replaced first, what counts twice, what makes fragments short."""
    assert notify_fragments(text) == fragments


def test_notify_s_own_name_in_front_counts() -> None:
    """With a colon and a space behind it."""
    assert notify_fragments("a" * 153, "Local") == 1
    assert notify_fragments("a" * 154, "Local") == 2


def test_of_500_texts_notify_s_are_counted_letter_by_letter_the_same() -> None:
    """By the rules in other words: the letters as sent, then their places."""
    for text in texts(500):
        sent = text.translate(_REPLACED)
        welsh = any(letter in "ŵŷÂ" for letter in sent)
        places = len(sent) + (0 if welsh else sum(letter in "€[]^{}~|\\" for letter in sent))
        alone, each = (70, 67) if welsh else (160, 153)
        assert notify_fragments(text) == (1 if places <= alone else -(-places // each))


_REPLACED = {
    **{ord(letter): letter for letter in "€[]^{}~|\\ŵŷÂ"},
    **dict.fromkeys(map(ord, "😀👍🏽👨👩👧ж中"), "?"),
    ord("\u200d"): None,
    ord("–"): "-",
    ord("—"): "-",
    ord("’"): "'",
    ord("“"): '"',
    ord("…"): "...",
}
