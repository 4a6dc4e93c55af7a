"""Every part is where its name says, and nothing is said or meant twice."""

from __future__ import annotations

import ast
import importlib
import json
import pkgutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import tomli as tomllib

from bot.delivery.conversation.journal import MemoryJournal
from bot.front_door import FrontDoor
from bot.settings import Settings
from bot.yaml_text import read_yaml

ROOT = Path(__file__).resolve().parent.parent
NLU = sorted((ROOT / "data" / "nlu").glob("*.yml"))
SENTENCES = sorted((ROOT / "tests" / "sentences").glob("*.yml"))
LIGHT = (
    "actions",
    "bot.offer",
    "bot.talk",
    "bot.casework",
    "bot.caseload",
    "bot.records",
    "bot.identity",
    "bot.safeguarding",
    "bot.delivery",
    "bot.front_door",
)
FOLLOW_UP = "follow_up_"


def read(path: Path) -> Any:
    """A YAML file."""
    return read_yaml(path.read_text(encoding="utf-8"))


def messages(path: Path) -> list[str]:
    """What people say, in one file of training data."""
    lines = [line for intent in read(path)["nlu"] for line in intent["examples"].splitlines()]
    return [line.removeprefix("- ").strip() for line in lines if line.strip()]


def held_out(path: Path) -> list[str]:
    """The sentences of one file that measures understanding; some files say more of each than its text."""
    return [one["text"] if isinstance(one, dict) else one for one in read(path)["sentences"]]


def intents(path: Path) -> list[str]:
    """The intents of one file of training data."""
    return [intent["intent"] for intent in read(path)["nlu"]]


def names_for(stem: str) -> set[str]:
    """The intents that a file of this name may hold."""
    if stem.startswith(FOLLOW_UP):
        return {f"follow_up/{stem.removeprefix(FOLLOW_UP)}"}
    return {stem, f"ask/{stem}", f"safety/{stem}", f"adviser/{stem}"}


def shared_words(text: str) -> str:
    """A message as it counts for sameness: capitals and spaces at the ends aside."""
    return " ".join(text.casefold().split())


@pytest.mark.parametrize("path", NLU, ids=lambda path: path.stem)
def test_a_file_of_training_data_holds_the_one_intent_of_its_name(path: Path) -> None:
    """The file name is the contract: one file, one intent, named after it."""
    found = intents(path)
    assert len(found) == 1, f"{path.name} holds {found}; give each its own file"
    assert found[0] in names_for(path.stem), (
        f"{path.name} may hold {sorted(names_for(path.stem))}, not {found[0]}"
    )


@pytest.mark.parametrize("path", NLU, ids=lambda path: path.stem)
def test_an_intent_has_at_least_thirty_messages(path: Path) -> None:
    """Fewer are not enough to tell it from the others."""
    found = messages(path)
    assert len(found) >= 30
    assert all(found)


@pytest.mark.parametrize("path", NLU, ids=lambda path: path.stem)
def test_an_intent_is_known_to_the_domain(path: Path) -> None:
    """What can be understood can be answered: the domain and a rule name it."""
    base = intents(path)[0].split("/")[0]
    answered = {step["intent"] for rule in rules() for step in rule["steps"] if "intent" in step}
    assert base in read(ROOT / "domain.yml")["intents"]
    assert base in answered


def test_no_message_is_trained_twice() -> None:
    """The same words can't mean two things."""
    found = Counter(shared_words(text) for path in NLU for text in messages(path))
    assert [text for text, times in found.items() if times > 1] == []


def test_no_held_out_sentence_is_trained() -> None:
    """Sentences that measure understanding are never learnt."""
    trained = {shared_words(text): path.name for path in NLU for text in messages(path)}
    found = [(path.name, text) for path in SENTENCES for text in held_out(path)]
    assert found
    assert [
        (file, text, trained[shared_words(text)]) for file, text in found if shared_words(text) in trained
    ] == []


def test_no_held_out_sentence_stands_twice() -> None:
    """One sentence measures one thing."""
    found = Counter(shared_words(text) for path in SENTENCES for text in held_out(path))
    assert [text for text, times in found.items() if times > 1] == []


def rules() -> list[dict[str, Any]]:
    """Every conversation rule."""
    return [rule for path in sorted((ROOT / "data" / "rules").glob("*.yml")) for rule in read(path)["rules"]]


def test_no_two_rules_share_a_name() -> None:
    """A rule's name says what it alone does."""
    found = Counter(rule["rule"] for rule in rules())
    assert found
    assert [name for name, times in found.items() if times > 1] == []


def test_no_two_rules_do_the_same() -> None:
    """A rule that was pasted is a mistake."""
    found = Counter(json.dumps({**rule, "rule": ""}, sort_keys=True) for rule in rules())
    assert [body for body, times in found.items() if times > 1] == []


def action_names() -> list[str]:
    """The name of every action class in `actions`, each class once."""
    from rasa_sdk import Action

    import actions

    modules = [
        importlib.import_module(f"actions.{found.name}") for found in pkgutil.iter_modules(actions.__path__)
    ]
    classes = {
        value
        for module in modules
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Action) and value.__module__ == module.__name__
    }
    return sorted(made().name() for made in classes)


def test_every_action_of_the_domain_has_its_class_and_every_class_is_in_the_domain() -> None:
    """Neither side knows an action that the other does not."""
    assert action_names() == sorted(read(ROOT / "domain.yml")["actions"])


def test_every_rule_acts_with_what_the_domain_knows() -> None:
    """No rule names an action or a response that is not there."""
    domain = read(ROOT / "domain.yml")
    known = {*domain["actions"], *domain["responses"]}
    used = {step["action"] for rule in rules() for step in rule["steps"] if "action" in step}
    assert used - known == set()
    assert known - used == set()


@pytest.mark.parametrize("package", LIGHT)
def test_importing_it_loads_neither_rasa_nor_tensorflow(package: str) -> None:
    """In a fresh interpreter, the package and all its modules stay light."""
    code = (
        "import importlib, pkgutil, sys\n"
        f"package = importlib.import_module({package!r})\n"
        "for found in pkgutil.walk_packages(getattr(package, '__path__', []), package.__name__ + '.'):\n"
        "    if not found.name.endswith('migrations.env'):  # a script that Alembic runs\n"
        "        importlib.import_module(found.name)\n"
        "print(sorted({name.split('.')[0] for name in sys.modules} & {'rasa', 'tensorflow', 'keras', 'spacy', 'sklearn'}))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_setting_says_what_it_is_for() -> None:
    """Whoever runs the assistant can read each setting."""
    fields = Settings.__fields__.values()
    assert len(fields) > 5
    assert [made.name for made in fields if not made.field_info.description] == []


@pytest.mark.parametrize("name", sorted(Settings.__fields__))
def test_every_setting_comes_from_the_environment_under_our_prefix(name: str) -> None:
    """All names begin with LOCALOFFER_."""
    assert Settings.__fields__[name].field_info.extra["env_names"] == {f"localoffer_{name}"}


def test_every_step_of_a_message_is_kept_apart_from_the_others() -> None:
    """The boundary check knows each step of the way by its file, so that a new one can't lead back unseen."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    [apart] = [set(contract["modules"]) for contract in contracts if contract["type"] == "independence"]
    steps = {step.__module__ for step in FrontDoor(Silent(), MemoryJournal())._way}
    assert len(steps) > 10
    assert steps == apart


class Silent:
    """A dialogue that nobody asks."""

    def about(self, text: str) -> None:
        """Nothing."""

    def forget(self, conversation: str) -> None:
        """Nothing is kept."""

    def respond(self, *given: object) -> None:
        """Nothing."""


def test_every_transaction_says_whom_it_reaches() -> None:
    """One that forgets would be shown nobody on PostgreSQL, and everybody on SQLite, where most tests of a whole server run."""
    forgotten = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for folder in ("bot", "actions", "benchmarks")
        for path in (ROOT / folder).rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and _opens_records(call) and not _says_reach(call)
    ]
    assert forgotten == [], "name a reach of bot.records.reach"


def _opens_records(call: ast.Call) -> bool:
    """Whether it is `audited(...)`, or `transaction` or `connection` of a database."""
    if isinstance(call.func, ast.Name):
        return call.func.id == "audited"
    if not isinstance(call.func, ast.Attribute):
        return False
    whose = ast.unparse(call.func.value)
    return call.func.attr == "transaction" or (call.func.attr == "connection" and "database" in whose)


def _says_reach(call: ast.Call) -> bool:
    return len(call.args) == (2 if isinstance(call.func, ast.Name) else 1)


def test_no_two_modules_share_a_name() -> None:
    """A name has one meaning in the whole tree; packages count too."""
    files = [path for folder in ("bot", "actions", "benchmarks") for path in (ROOT / folder).rglob("*.py")]
    found = Counter(path.parent.name if path.name == "__init__.py" else path.stem for path in files)
    assert len(files) > 200
    assert [name for name, times in found.items() if times > 1] == []
