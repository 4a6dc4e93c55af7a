"""A process that serves stays without what only training needs; Rasa's own commands have all of it."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bot.dialogue.lean import ABSENT, BASE, STAND_INS, KeptOutError, _Doorkeeper, keep_out, reason_for
from bot.safeguarding.detector import rules_alone

if TYPE_CHECKING:
    from types import ModuleType

TESTS = Path(__file__).resolve().parents[1]
HEAVY = {
    "tensorflow",
    "keras",
    "sklearn",
    "matplotlib",
    "pymongo",
    "boto3",
    "pandas",
    "joblib",
    "jax",
    "torch",
}
HERE = "see bot/dialogue/lean.py"
JUDGED = "mum's fella keeps coming in my room at night"  # no rule sees it


def asked_apart(how: str, model: str, state: Path) -> dict[str, Any]:
    """What asked_apart.py prints for a question with an age and a council in it, and for danger."""
    words = ("i am 19, do i have to pay council tax in Rotherham", "i want to kill myself", JUDGED)
    done = subprocess.run(
        [sys.executable, str(TESTS / "asked_apart.py"), how, model, *words],
        cwd=TESTS.parent,
        env={**os.environ, "LOCALOFFER_STATE": str(state), "PYTHONPATH": str(TESTS.parent)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    said: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return said


@pytest.fixture(scope="module")
def served(model: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """By the assistant, built as `localoffer serve` builds it."""
    return asked_apart("lean", model, tmp_path_factory.mktemp("state"))


@pytest.mark.model
def test_a_process_that_serves_answers_without_the_heavy_packages(served: dict[str, Any]) -> None:
    """A question and danger are answered, by a trained judge; none of the packages was imported, and spaCy was."""
    assert rules_alone().check(JUDGED) is None
    assert (served["topic"], served["urgency"], served["urgency_of_hint"]) == (
        "council_tax",
        "urgent",
        "urgent",
    )
    assert served["danger"] == "ok"  # after it has judged
    packages = {name.split(".")[0] for name in served["modules"]}
    assert packages & HEAVY - {"pymongo", "boto3"} == set()
    assert "spacy" in packages


@pytest.mark.model
def test_no_client_of_another_database_is_really_there(served: dict[str, Any]) -> None:
    """What stands in for pymongo and boto3 has none of their modules but the two that Rasa names."""
    found = {name for name in served["modules"] if name.split(".")[0] in {"pymongo", "boto3"}}
    assert found <= {"pymongo", "pymongo.collection", "boto3", "boto3.dynamodb", "boto3.dynamodb.conditions"}


@pytest.mark.model
def test_rasa_by_itself_understands_the_same(served: dict[str, Any], model: str, tmp_path: Path) -> None:
    """Rasa's own loading, with TensorFlow, gives the same intent, topics, entities and score."""
    by_itself = asked_apart("rasa", model, tmp_path)
    assert "tensorflow" in by_itself["modules"]
    assert "bot.dialogue.lean" not in by_itself["modules"]
    assert by_itself["understood"] == served["understood"]
    found = {(entity["entity"], entity["value"]) for entity in served["understood"]["entities"]}
    assert {("council", "rotherham"), ("age", "19")} <= found


def test_it_comes_before_rasa_or_not_at_all() -> None:
    """Rasa is imported here already, so it is too late: that is said, and nothing is changed by half."""
    before = list(sys.meta_path)
    with pytest.raises(RuntimeError, match="too late"):
        keep_out()
    assert sys.meta_path == before


@pytest.mark.parametrize("name", [*ABSENT, "tensorflow.keras.layers", "rasa.core.channels.slack"])
def test_what_is_absent_says_where_that_is_decided(name: str) -> None:
    """An import fails as if it were not installed, and the error names the file and the reason."""
    with pytest.raises(ModuleNotFoundError, match=HERE) as raised:
        _Doorkeeper().find_spec(name, None)
    assert raised.value.name == name
    assert str(reason_for(name)) in str(raised.value)


@pytest.mark.parametrize("name", [*STAND_INS, "pymongo.errors"])
def test_what_stands_in_can_be_named_and_not_used(name: str) -> None:
    """A name can be imported and caught; calling it, or asking it for more, says where it was kept out."""
    thing = stand_in(name).Thing
    with pytest.raises(KeptOutError, match=HERE):
        thing("conversations")
    with pytest.raises(KeptOutError, match=HERE):
        _ = thing.more
    with pytest.raises(ZeroDivisionError):
        divide_by_nothing_but(thing)


def stand_in(name: str) -> ModuleType:
    """The module that is imported in the place of another, here kept out of `sys.modules`."""
    spec = _Doorkeeper().find_spec(name, None)
    assert spec is not None
    return importlib.util.module_from_spec(spec)


def divide_by_nothing_but(caught: Any) -> float:
    """As Rasa catches what a database may raise."""
    try:
        return 1 / 0
    except caught:
        return 0.0


@pytest.mark.parametrize(
    "name", ["rasa", "rasa.core.agent", "rasa.core.processor", BASE, "spacy", "numpy", "sqlalchemy"]
)
def test_everything_else_is_found_as_ever(name: str) -> None:
    """What serving needs is nothing that this looks at."""
    assert reason_for(name) is None
    assert _Doorkeeper().find_spec(name, None) is None


def test_every_package_is_kept_out_for_a_reason() -> None:
    """Whoever reads the error learns why."""
    assert [name for name, why in {**ABSENT, **STAND_INS}.items() if len(why.split()) < 3] == []
