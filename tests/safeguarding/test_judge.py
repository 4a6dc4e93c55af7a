"""The trained part of the danger check, on a few invented messages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.safeguarding.detector import Detector, rules_alone
from bot.safeguarding.finding import Danger, Level
from bot.safeguarding.judge import Judged, both_judged, judged, load_judge, train_judge
from bot.safeguarding.judge_training import ORDINARY, long_ones, messages, model_file, open_detector
from bot.safeguarding.labels import NONE, OTHER, PAST, WEAK
from bot.safeguarding.lessons import make_lessons
from bot.safeguarding.letters import Features
from bot.safeguarding.rules import Rules, our_rules
from bot.safeguarding.selection import NEAREST, OF_THE_REST, worth_learning

KIND = "missing"
LEARNT = [
    *[
        (f"ran off from {place} and not going back", KIND)
        for place in ("the unit", "my carers", "the home", "my placement")
    ],
    *[(f"my {who} ran off from the unit", OTHER + KIND) for who in ("sister", "brother", "friend", "mate")],
    *[(f"i ran off when i was {age} but that is years ago", PAST + KIND) for age in (12, 13, 14, 15)],
    *[
        (f"can i get help with {what}", NONE)
        for what in ("rent", "council tax", "a cv", "college", "my bus fare", "a sofa")
    ],
]


ORDINARY_ONES = [text for text, label in LEARNT if label == NONE]


@pytest.fixture(scope="module")
def judge(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Learnt from the messages above, by letters alone, kept and read again."""
    file = tmp_path_factory.mktemp("models") / "danger.kept"
    train_judge(
        make_lessons(
            LEARNT,
            ORDINARY_ONES,
            ["my sofa is new and my rent is paid so can i get help with a cv and my bus fare"],
        ),
        file,
    )
    return load_judge(file, None)


def look(judge: Any, text: str) -> Judged:
    """What the judge makes of one message."""
    [found] = judge([judge.plain(text)])
    return found


def test_near_words_are_danger_of_the_same_kind(judge: Any) -> None:
    """A message that nobody wrote down is judged by those that it is like."""
    found = look(judge, "ran off from the foster home, not going back")
    assert (found.kind, found.is_about_other) == (KIND, False)
    assert found.danger > 0.3 > found.past


def test_somebody_else_in_danger_is_told_from_oneself(judge: Any) -> None:
    """So that the reply speaks to a worried friend."""
    assert look(judge, "my cousin ran off from the unit").is_about_other


def test_what_is_over_is_no_danger_of_now(judge: Any) -> None:
    """An old story gets a kind word and its answer, not 999."""
    assert Detector(Rules(()), judge).check("i ran off when i was 11 but that is years ago") == Danger(
        KIND, level=Level.OVER
    )


def test_an_ordinary_question_is_left_alone(judge: Any) -> None:
    """Help with money is no danger."""
    assert look(judge, "can i get help with my rent").danger < 0.1
    assert Detector(our_rules(), judge).check("can i get help with my rent") is None


def test_many_pieces_are_judged_as_each_alone(judge: Any) -> None:
    """Judging together saves time and changes nothing."""
    texts = ["ran off from the unit", "can i get help with rent", "my mate ran off"]
    for text, found in zip(texts, judge([judge.plain(text) for text in texts]), strict=True):
        assert found.danger == pytest.approx(look(judge, text).danger, abs=1e-4)


@pytest.mark.parametrize(
    ("votes", "expected"),
    [
        ({NONE: 0.9, KIND: 0.5}, Judged(0.5, 0.0, 0.0, KIND)),
        ({NONE: 0.0, KIND: 0.2, PAST + "exploitation": 0.6}, Judged(0.2, 0.6, 0.0, "exploitation")),
        ({NONE: 0.0, KIND: 0.7, PAST + "exploitation": 0.6}, Judged(0.7, 0.6, 0.0, KIND)),
        ({NONE: 0.0, KIND: 0.2, OTHER + KIND: 0.25}, Judged(0.45, 0.0, 0.0, KIND, is_about_other=True)),
        ({NONE: 0.0, KIND: 0.1, WEAK + KIND: 0.5}, Judged(0.1, 0.0, 0.5, KIND)),
    ],
    ids=["danger", "over", "now as well as then", "somebody else", "a weak sign"],
)
def test_votes_are_added_up(votes: dict[str, float], expected: Judged) -> None:
    """Somebody else's danger counts as danger; what is over and what is weak count apart."""
    found = judged(votes)
    assert (found.danger, found.past, found.weak) == pytest.approx(
        (expected.danger, expected.past, expected.weak)
    )
    assert (found.kind, found.is_about_other) == (expected.kind, expected.is_about_other)


def test_what_is_all_but_sure_by_meaning_weighs_more_than_what_is_likely() -> None:
    """And where letters see nothing; what meaning rules out is no danger for a few letters alone."""
    letters = {NONE: 0.5, KIND: 0.1}
    sums = [
        both_judged(letters, {NONE: 1 - chance, KIND: chance}).danger
        for chance in (0.0, 0.01, 0.5, 0.9, 0.99, 1.0)
    ]
    assert sums == sorted(sums)
    assert sums[0] < 0 < sums[2] < sums[4] - 0.3


def test_rows_of_letters_are_those_of_scikit_learn() -> None:
    """Made faster, and the same: for known texts, unknown ones, and none at all."""
    texts = [text for text, _ in LEARNT]
    kinds = {"analyzer": "char_wb", "ngram_range": (1, 4), "min_df": 2}
    features, known = Features(texts, **kinds), TfidfVectorizer(sublinear_tf=True, **kinds).fit(texts)
    for text in (*texts[:5], "ran and ran and ran off from rent", "\u4e2d\u6587", ""):
        places, weights = features.of(text)
        row = np.zeros(len(features), np.float32)
        row[places] = weights
        assert np.allclose(row, known.transform([text]).toarray()[0], atol=1e-6)


def test_pieces_are_judged_only_where_the_whole_leaves_it_open(
    judge: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is danger as a whole, or nowhere near it, costs one look."""
    looks: list[int] = []

    class Counted:
        """The judge, counting what it is asked."""

        plain, scan, has_meaning = judge.plain, judge.scan, False

        def __call__(self, texts: Any) -> Any:
            """As the judge does."""
            looks.append(len(texts))
            return judge(texts)

    detector = Detector(Rules(()), Counted())
    found = detector.check("ran off from the unit and not going back there any more tonight")
    assert (found and found.is_urgent, looks) == (True, [1])
    monkeypatch.setattr(Detector, "_is_settled", lambda *_: False)
    looks.clear()
    assert detector.check("ran off from the unit and not going back there any more tonight") == found
    assert len(looks) == 2


def test_both_views_say_which_danger_and_whose() -> None:
    """Their votes for a kind are added, also where one of them does not know a label."""
    found = both_judged({NONE: 0.0, KIND: 0.2, "exploitation": 0.25}, {NONE: 0.1, OTHER + KIND: 0.9})
    assert (found.kind, found.is_about_other) == (KIND, True)
    assert both_judged(
        {NONE: 0.9, KIND: 0.0}, {PAST + KIND: 0.8, NONE: 0.2, KIND: 0.0}
    ).past == pytest.approx(0.8)


class Failing:
    """A judge that fails as told."""

    has_meaning = True

    def __init__(self, real: Any) -> None:
        self.plain, self.scan, self._real, self.fails = real.plain, real.scan, real, True

    def __call__(self, plains: Any) -> Any:
        """Fails, or judges."""
        if self.fails:
            raise OSError("no such thing")
        return self._real(plains)


def test_a_broken_judge_leaves_the_rules(judge: Any, caplog: pytest.LogCaptureFixture) -> None:
    """Whatever fails, the rules notice what they know, and the log says that something is wrong, without the words."""
    detector = Detector(our_rules(), Failing(judge))
    assert detector.check("i want to kill myself") == Danger("crisis_self_harm")
    assert detector.check("can i get help with my rent and my placement") is None
    assert "OSError" in caplog.text
    assert "rent" not in caplog.text


def test_the_state_says_whether_more_than_the_rules_looked(judge: Any) -> None:
    """Without a judge, or with one that failed when it was last asked, it is the rules alone."""
    failing = Failing(judge)
    detector = Detector(our_rules(), failing)
    said = []
    for failing.fails in (False, True, False):
        detector.check("ran off from the hostel")
        said.append(detector.state)
    assert said == ["ok", "rules_alone", "ok"]
    assert rules_alone().state == "rules_alone"


def test_without_a_model_the_rules_alone_are_there(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A missing file is said in the log, with what to do."""
    assert open_detector(tmp_path, "none", None).check("i want to kill myself") == Danger("crisis_self_harm")
    assert "localoffer train" in caplog.text


def test_a_damaged_file_leaves_the_rules(tmp_path: Path) -> None:
    """Half a file is as good as none."""
    file = model_file(tmp_path, "none")
    file.parent.mkdir()
    file.write_bytes(b"half a fi")
    assert open_detector(tmp_path, "none", None).check("nowhere to sleep tonight") == Danger(
        "crisis_homeless_tonight"
    )


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
    for kind in (
        "crisis_self_harm",
        "crisis_abuse_or_danger",
        "crisis_homeless_tonight",
        "exploitation",
        "missing",
    ):
        assert labels.count(kind) > 400
        assert labels.count(OTHER + kind) >= 40
        assert labels.count(PAST + kind) >= 20
    assert labels.count(NONE) > 1500
    assert labels.count(ORDINARY) > 10_000


def test_talks_and_weak_signs_are_read_too(root: Path) -> None:
    """A turn behind the one before it, weak signs of each kind, and long messages without danger."""
    known = messages(root)
    assert ("my carer wants me out when im 18. i dont want to go", NONE) not in known
    assert sum(1 for _, label in known if label.startswith(WEAK)) > 250
    assert sum(1 for text, label in known if label == NONE and ". " in text) > 800
    assert len(long_ones(root)) > 150


def test_ordinary_messages_that_look_like_danger_are_learnt_from_first() -> None:
    """They teach most; of the others there are some, and all in their order."""
    ordinary = [
        f"how do i get a {thing}"
        for thing in ("cooker", "bed", "sofa", "kettle", "fridge", "lamp", "rug", "desk", "chair", "phone")
    ]
    ordinary[7] = "i want to kill this wasp"
    found = worth_learning(ordinary, lambda text: text.count("kill"))
    assert "i want to kill this wasp" in found
    nearest = int(len(ordinary) * NEAREST)
    assert len(found) == nearest + -(-(len(ordinary) - nearest) // OF_THE_REST)
    assert found == [text for text in ordinary if text in found]
