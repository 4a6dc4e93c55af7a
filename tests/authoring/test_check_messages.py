"""What the check says of messages of training, each finding with its file and its fix."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.authoring.check_messages import ENOUGH, ENOUGH_OUT_OF_SCOPE, ENOUGH_TALK, check_messages, words_of

FEW = "data/nlu/bus_pass.yml: ask/bus_pass: 49 messages, of at least 50. Fix: write more, each in another way"
COPY = (
    'data/nlu/train_pass.yml: ask/train_pass: "a bus pass, do I get?" is nearly "do i get a bus pass" in data/nlu/bus_pass.yml. '
    "Fix: delete one, or say it in another way"
)
HELD = (
    'data/nlu/bus_pass.yml: ask/bus_pass: "whats a bus pass" is held out in tests/sentences/bus_pass.yml. '
    "Fix: delete it here: it would be measured on what was learnt"
)
HELD_AND_LEARNT = (
    'data/safety/ordinary.yml: ordinary: "whats a bus pass" is held out in tests/sentences/bus_pass.yml. '
    "Fix: hold out another sentence: the danger check has learnt this one"
)
SAID = (FEW, COPY, HELD, HELD_AND_LEARNT)


def invented(number: int) -> str:
    """A message that is like no other."""
    return f"question number {number} about buses"


def write(home: Path, label: str, messages: list[str]) -> None:
    """A file of training messages."""
    lines = "".join(f"    - {message}\n" for message in messages)
    path = home / "data" / "nlu" / f"{label.rsplit('/', maxsplit=1)[-1]}.yml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"version: '3.1'\nnlu:\n- intent: {label}\n  examples: |\n{lines}", encoding="utf-8")


def said(home: Path) -> list[str]:
    """The findings as they are printed."""
    return [str(finding) for finding in check_messages(home)]


@pytest.mark.parametrize(
    ("label", "least"),
    [
        ("ask/bus_pass", ENOUGH),
        ("safety/missing", ENOUGH),
        ("greet", ENOUGH_TALK),
        ("adviser/pa_help", ENOUGH_TALK),
        ("out_of_scope", ENOUGH_OUT_OF_SCOPE),
    ],
)
def test_each_topic_needs_so_many_messages(tmp_path: Path, label: str, least: int) -> None:
    """One fewer is an error that says how many there are."""
    write(tmp_path, label, [invented(number) for number in range(least)])
    assert said(tmp_path) == []
    write(tmp_path, label, [invented(number) for number in range(least - 1)])
    file = f"data/nlu/{label.rsplit('/', maxsplit=1)[-1]}.yml"
    assert said(tmp_path) == [
        f"{file}: {label}: {least - 1} messages, of at least {least}. Fix: write more, each in another way"
    ]
    assert label != "ask/bus_pass" or said(tmp_path) == [FEW]


def test_a_near_copy_is_refused_within_a_topic_and_between_two(tmp_path: Path) -> None:
    """The same words in another order, spelling or topic teach nothing, or two things at once."""
    write(tmp_path, "ask/bus_pass", [*map(invented, range(ENOUGH)), "do i get a bus pass"])
    write(tmp_path, "ask/train_pass", [*map(invented, range(ENOUGH, 2 * ENOUGH)), "a bus pass, do I get?"])
    assert said(tmp_path) == [COPY]


def test_a_near_copy_of_danger_is_refused(tmp_path: Path) -> None:
    """The same holds for what the danger check learns from, whoever it is about."""
    folder = tmp_path / "data" / "safety"
    folder.mkdir(parents=True)
    (folder / "missing.yml").write_text(
        "kind: missing\nmessages: [ive run away]\nothers: [i have run away]\n", encoding="utf-8"
    )
    assert said(tmp_path) == [
        'data/safety/missing.yml: missing: "i have run away" is nearly "ive run away" in data/safety/missing.yml. '
        "Fix: delete one, or say it in another way"
    ]


def test_a_held_out_sentence_is_refused(tmp_path: Path) -> None:
    """Nobody is measured on what was learnt."""
    write(tmp_path, "ask/bus_pass", [*map(invented, range(ENOUGH)), "whats a bus pass"])
    held = tmp_path / "tests" / "sentences"
    held.mkdir(parents=True)
    (held / "bus_pass.yml").write_text(
        'topic: bus_pass\nsentences: ["What is a bus pass?"]\n', encoding="utf-8"
    )
    assert said(tmp_path) == [HELD]


def test_what_is_frozen_is_held_against_held_out_sentences_alone(tmp_path: Path) -> None:
    """It repeats what data/nlu had, so a near copy there is none; but nobody is measured on it."""
    write(tmp_path, "ask/bus_pass", [*map(invented, range(ENOUGH)), "do i get a bus pass"])
    for file, text in (
        (
            "data/safety/ordinary.yml",
            "frozen: 2026-11-28\nkind: ordinary\nmessages: [whats a bus pass, whats a bus-pass]\n",
        ),
        (
            "data/safety/topics_of_danger.yml",
            "frozen: 2026-11-28\nby_kind: {missing: [i ran away, i ran-away]}\n",
        ),
        ("tests/sentences/bus_pass.yml", 'topic: bus_pass\nsentences: ["What is a bus pass?"]\n'),
    ):
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text(text, encoding="utf-8")
    assert said(tmp_path) == [HELD_AND_LEARNT, HELD_AND_LEARNT.replace('bus pass"', 'bus-pass"')]


def test_words_of_one_or_two_are_no_copies() -> None:
    """It is worth knowing both of "thx" and "thanks"."""
    assert words_of("thx") == words_of("thanks") == ("thanks",)


def test_our_own_messages_pass(root: Path) -> None:
    """Every topic has enough, nothing stands twice, nothing is held out."""
    assert said(root) == []
