"""The trained part of the danger check, on a few invented messages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.safeguarding.detector import Danger, Detector, pieces
from bot.safeguarding.judge import (
    NONE,
    OTHER,
    PAST,
    Judged,
    Verdict,
    danger_in,
    in_plain_words,
    judged,
    load_judge,
    train_judge,
)
from bot.safeguarding.selection import NEAREST, OF_THE_REST, worth_learning
from bot.safeguarding.training import ORDINARY, chosen, messages, model_file, open_detector

KIND = "missing"
LEARNT = [
    *[(f"ran off from {place} and not going back", KIND) for place in ("the unit", "my carers", "the home", "my placement")],
    *[(f"my {who} ran off from the unit", OTHER + KIND) for who in ("sister", "brother", "friend", "mate")],
    *[(f"i ran off when i was {age} but that is years ago", PAST + KIND) for age in (12, 13, 14, 15)],
    *[(f"can i get help with {what}", NONE) for what in ("rent", "council tax", "a cv", "college", "my bus fare", "a sofa")],
]


@pytest.fixture(scope="module")
def judge(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Learnt from the messages above, by letters alone, kept and read again."""
    file = tmp_path_factory.mktemp("models") / "danger.joblib"
    train_judge(LEARNT, None, file)
    return load_judge(file, None)


def test_near_words_are_danger_of_the_same_kind(judge: Any) -> None:
    """A message that nobody wrote down is judged by those that it is like."""
    found = judge("ran off from the foster home, not going back")
    assert (found.verdict, found.kind, found.is_about_other) == (Verdict.SURE, KIND, False)


def test_somebody_else_in_danger_is_told_from_oneself(judge: Any) -> None:
    """So that the reply speaks to a worried friend."""
    assert judge("my cousin ran off from the unit").is_about_other


def test_what_is_over_is_no_danger_of_now(judge: Any) -> None:
    """An old story gets a kind word and its answer, not 999."""
    assert judge("i ran off when i was 11 but that is years ago").verdict is Verdict.OVER


def test_an_ordinary_question_is_left_alone(judge: Any) -> None:
    """Help with money is no danger."""
    assert judge("can i get help with my rent").verdict in (Verdict.NOTHING, Verdict.MAYBE)
    assert Detector(judge).check("can i get help with my rent") is None


@pytest.mark.parametrize(
    ("votes", "is_sure", "expected"),
    [
        ({NONE: 0.9, KIND: 0.5}, True, Judged(Verdict.SURE, KIND)),
        ({NONE: 0.9, KIND: 0.1}, False, Judged(Verdict.MAYBE, KIND)),
        ({NONE: 0.9, KIND: -0.1}, False, Judged(Verdict.NOTHING, KIND)),
        ({NONE: 0.0, KIND: 0.2, PAST + KIND: 0.6}, True, Judged(Verdict.OVER, KIND)),
        ({NONE: 0.0, KIND: 0.7, PAST + KIND: 0.6}, True, Judged(Verdict.SURE, KIND)),
        ({NONE: 0.0, KIND: 0.2, OTHER + KIND: 0.4}, True, Judged(Verdict.SURE, KIND, is_about_other=True)),
    ],
    ids=["sure", "only with a rule", "nothing", "over", "now as well as then", "somebody else"],
)
def test_votes_become_a_verdict(votes: dict[str, float], is_sure: bool, expected: Judged) -> None:
    """Danger of now goes before danger that is over."""
    assert judged(votes, is_sure, over=0.4) == expected


def test_somebody_else_s_danger_counts_as_danger() -> None:
    """Votes about others are danger; those about the past and about nothing are not."""
    assert danger_in({NONE: 1.0, KIND: 0.2, OTHER + KIND: 0.3, PAST + KIND: 0.5}) == pytest.approx(0.5)


def test_words_run_together_are_taken_apart() -> None:
    """No space, no difference."""
    assert in_plain_words("iwanttodie") == "i want to die"
    assert in_plain_words("threatening someone yesterday") == "threatening someone yesterday"


def test_a_broken_judge_leaves_the_rules(caplog: pytest.LogCaptureFixture) -> None:
    """Whatever fails, plain danger is noticed, and the log says that something is wrong, without the words."""

    def broken(_text: str) -> Judged:
        """A judge whose file is damaged."""
        raise OSError("no such thing")

    assert Detector(broken).check("i want to kill myself") == Danger("crisis_self_harm")
    assert "OSError" in caplog.text
    assert "kill" not in caplog.text


def test_the_state_says_whether_more_than_the_rules_looked() -> None:
    """Without a judge, or with one that failed when it was last asked, it is the rules alone."""
    fails = [False]

    def judge(_text: str) -> Judged:
        """Fails as told."""
        if fails[0]:
            raise OSError
        return Judged(Verdict.NOTHING, "missing")

    detector = Detector(judge)
    said = [detector.state]
    for fails[0] in (True, False):
        detector.check("hello")
        said.append(detector.state)
    assert said == ["ok", "rules_alone", "ok"]
    assert Detector().state == "rules_alone"


def test_without_a_model_the_rules_alone_are_there(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A missing file is said in the log, with what to do."""
    assert open_detector(tmp_path, "none", None).check("i want to kill myself") == Danger("crisis_self_harm")
    assert "localoffer train" in caplog.text


def test_a_damaged_file_leaves_the_rules(tmp_path: Path) -> None:
    """Half a file is as good as none."""
    file = model_file(tmp_path, "none")
    file.parent.mkdir()
    file.write_bytes(b"half a fi")
    assert open_detector(tmp_path, "none", None).check("nowhere to sleep tonight") == Danger("crisis_homeless_tonight")


def test_another_message_of_training_is_another_model(tmp_path: Path) -> None:
    """So a changed file is never answered with an old model."""
    folder = tmp_path / "data" / "safety"
    folder.mkdir(parents=True)
    (folder / "missing.yml").write_text("kind: missing\nmessages: [gone]\n")
    before = model_file(tmp_path, "none")
    (folder / "missing.yml").write_text("kind: missing\nmessages: [gone, away]\n")
    assert model_file(tmp_path, "none") != before


def test_messages_are_read_with_who_and_when(root: Path) -> None:
    """Own, other and past danger and ordinary messages are all there, hundreds of danger a kind."""
    labels = [label for _, label in messages(root)]
    for kind in ("crisis_self_harm", "crisis_abuse_or_danger", "crisis_homeless_tonight", "exploitation", "missing"):
        assert labels.count(kind) > 400
        assert labels.count(OTHER + kind) >= 40
        assert labels.count(PAST + kind) >= 20
    assert labels.count(NONE) > 1500
    assert labels.count(ORDINARY) > 10_000


def test_danger_anywhere_in_a_long_message_is_looked_at() -> None:
    """The beginning and the end come first, and nothing of a usual message is left out."""
    words = [f"w{number}" for number in range(100)]
    found = list(pieces(" ".join(words)))
    assert "w0" in found[0].split()
    assert {word for piece in found for word in piece.split()} == set(words)


def test_ordinary_messages_that_look_like_danger_are_learnt_from_first() -> None:
    """They teach most; of the others there are some, and all in their order."""
    ordinary = [f"how do i get a {thing}" for thing in ("cooker", "bed", "sofa", "kettle", "fridge", "lamp", "rug", "desk", "chair", "phone")]
    ordinary[7] = "i want to kill this wasp"
    found = worth_learning(ordinary, ["i want to kill myself"])
    assert "i want to kill this wasp" in found
    nearest = int(len(ordinary) * NEAREST)
    assert len(found) == nearest + -(-(len(ordinary) - nearest) // OF_THE_REST)
    assert found == [text for text in ordinary if text in found]


def test_all_danger_and_all_look_alikes_are_learnt_from() -> None:
    """Only ordinary messages are chosen from."""
    known = [("gone", KIND), ("gone off cheese", NONE), *((f"question {number} about rent", ORDINARY) for number in range(20))]
    found = chosen(known)
    assert found[:2] == known[:2]
    assert 2 < len(found) < len(known)
    assert {label for _, label in found} == {KIND, NONE}
