"""A topic is checked against the danger check, and never trained into it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

import pytest
from small_judge import WEAK_SIGN, small_detector
from test_check_messages import write

import benchmarks.safety
from bot.authoring.check_alarms import alarms, check_alarms, known_alarms, new_messages, ordinary_messages
from bot.safeguarding.detector import Detector, rules_alone
from bot.safeguarding.judge_training import ORDINARY, messages, model_file

if TYPE_CHECKING:
    from pathlib import Path

ALARM = (
    'data/nlu/bus_pass.yml: ask/bus_pass: "i want to kill myself on this bus" gets the urgent reply for crisis_self_harm, '
    "and never this topic's answer. Fix: say it in another way; if it is danger, it belongs in data/safety"
)
UNTRAINED = (
    "data/safety: the danger check: it is not trained, so new messages were looked at by its rules alone. "
    "Fix: run: localoffer train"
)
SAID = (ALARM, UNTRAINED)
EVERY = 20  # of what was learnt, one in so many is looked at again


def nobody() -> NoReturn:
    """What opens the danger check where it must not be opened."""
    raise AssertionError("the danger check was opened for nothing")


@pytest.fixture(scope="module")
def detector(tmp_path_factory: pytest.TempPathFactory) -> Detector:
    """A danger check that learnt a little."""
    return small_detector(tmp_path_factory.mktemp("models"))


def test_a_message_that_sounds_like_danger_is_named(tmp_path: Path, detector: Detector) -> None:
    """With its file, the words, the kind and what to do; a weak sign is only asked about, and passes."""
    write(
        tmp_path,
        "ask/bus_pass",
        ["where do i get a bus pass", "i want to kill myself on this bus", WEAK_SIGN],
    )
    assert [str(found) for found in check_alarms(tmp_path, lambda: detector)] == [ALARM]


def test_topics_of_danger_and_what_is_learnt_as_ordinary_are_left_alone(tmp_path: Path) -> None:
    """The first are to be urgent, the second was looked at when it was learnt; and the check is not even opened."""
    write(tmp_path, "safety/missing", ["i have run away"])
    write(tmp_path, "ask/bus_pass", ["where do i get a bus pass"])
    (tmp_path / "data" / "safety").mkdir()
    (tmp_path / "data" / "safety" / "ordinary.yml").write_text(
        "kind: ordinary\nmessages: [where do i get a bus pass]\n", encoding="utf-8"
    )
    assert check_alarms(tmp_path, nobody) == []


def test_a_known_alarm_is_not_named_again(tmp_path: Path, detector: Detector) -> None:
    """It stands in a list with its reason."""
    write(tmp_path, "ask/bus_pass", ["i want to kill myself on this bus"])
    (tmp_path / "data" / "known_alarms.yml").write_text(
        "alarms: [{topic: bus_pass, text: i want to kill myself on this bus, why: a test}]\n",
        encoding="utf-8",
    )
    assert check_alarms(tmp_path, lambda: detector) == []


def test_without_a_trained_check_a_warning_says_so(tmp_path: Path) -> None:
    """The rules look all the same; the warning does not fail the command."""
    write(tmp_path, "ask/bus_pass", ["i want to kill myself on this bus"])
    found = check_alarms(tmp_path, rules_alone)
    assert [(str(one), one.level) for one in found] == [(ALARM, "error"), (UNTRAINED, "warning")]


def test_a_new_topic_changes_nothing_of_the_danger_check(tmp_path: Path) -> None:
    """Neither what it learns nor which model it asks for."""
    (tmp_path / "data" / "safety").mkdir(parents=True)
    (tmp_path / "data" / "safety" / "missing.yml").write_text(
        "kind: missing\nmessages: [gone]\n", encoding="utf-8"
    )
    before = (messages(tmp_path), model_file(tmp_path, "none"))
    write(tmp_path, "ask/bus_pass", ["where do i get a bus pass"])
    write(tmp_path, "safety/missing", ["i have run away"])
    assert (messages(tmp_path), model_file(tmp_path, "none")) == before


def test_every_frozen_message_says_that_it_is_frozen(root: Path) -> None:
    """What the topics had on a day is still learnt: thousands of ordinary messages, and dozens of each danger."""
    learnt = [label for _, label in messages(root)]
    assert learnt.count(ORDINARY) == 10_390
    for name in ("ordinary", "topics_of_danger"):
        head = (root / "data" / "safety" / f"{name}.yml").read_text(encoding="utf-8")[:400]
        assert "# Frozen on " in head


@pytest.fixture(scope="module")
def shipped() -> Detector:
    """The danger check as shipped, trained if it is not there."""
    return benchmarks.safety.detectors()["as shipped"]


@pytest.mark.model
def test_no_ordinary_message_of_ours_is_called_urgent(root: Path, shipped: Detector) -> None:
    """None that is new, none of those picked from what was learnt; and what is known to be is so still."""
    known = known_alarms(root)
    picked = [*new_messages(root), *list(ordinary_messages(root))[::EVERY]]
    assert [str(found) for found in alarms(picked, root, shipped)] == []
    assert [text for _, text in known if not (found := shipped.check(text)) or not found.is_urgent] == []
    assert {(file, text) for file, _, text in ordinary_messages(root)} >= set(known)
    assert all(known.values())
