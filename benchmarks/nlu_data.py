"""Messages to learn from and to be measured on: ours, or public data in the formats of CLINC150 and BANKING77."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Dict, Iterator, List, Mapping, Tuple

from benchmarks.failure import BenchmarkError
from bot.yaml_text import read_yaml

Labelled = List[Tuple[str, str]]  # (text, label)
OUT_OF_SCOPE = "out_of_scope"
ADVISER = "pa_"  # how the topics of staff begin
TOPIC_FREE = ("hard_negatives", "long_tail", "follow_ups")  # held-out files that measure something else


@dataclass(frozen=True)
class Dataset:
    """`train` holds full labels as the files write them; `test` topic ids, by group of people."""

    name: str
    train: Labelled
    test: Mapping[str, Labelled]
    out_of_scope: List[str]
    two_part: List[Tuple[str, List[str]]] = field(default_factory=list)
    one_part: Labelled = field(default_factory=list)


def fewer(dataset: Dataset, most: int) -> Dataset:
    """The same with so many messages of training a topic, evenly taken: Rasa's own pipelines take hours for all."""
    by_label: Dict[str, List[str]] = {}
    for text, label in dataset.train:
        by_label.setdefault(label, []).append(text)
    kept = [
        (text, label)
        for label, texts in by_label.items()
        for text in texts[:: max(1, len(texts) // most)][:most]
    ]
    return replace(dataset, train=kept)


def topic_of(label: str) -> str:
    """The topic id of a full label."""
    return label.rsplit("/", maxsplit=1)[-1]


def read_dataset(path: Path | None, home: Path) -> Dataset:
    """Ours without a path. Raises BenchmarkError that names the field and the fix."""
    if path is None:
        return ours(home)
    if not path.is_file():
        raise BenchmarkError(f"--dataset: there is no file {path}")
    return clinc(path) if path.suffix == ".json" else banking(path)


def ours(home: Path) -> Dataset:
    """data/nlu to learn from, tests/sentences to be measured on."""
    held = home / "tests" / "sentences"
    files = {path.stem: _yaml(path) for path in sorted(held.glob("*.yml")) if path.stem not in TOPIC_FREE}
    groups: Dict[str, Labelled] = {"young people": [], "advisers": []}
    topics_learnt = {topic_of(label) for _, label in _messages(home / "data" / "nlu")}
    for content in files.values():
        topic = content.get("topic")
        if topic in topics_learnt and topic != OUT_OF_SCOPE and _is_asked(topic, home):
            group = "advisers" if topic.startswith(ADVISER) else "young people"
            groups[group] += [(text, topic) for text in content["sentences"]]
    outside = [
        text
        for content in files.values()
        if content.get("topic") == OUT_OF_SCOPE
        for text in content["sentences"]
    ]
    two = [(entry["text"], entry["topics"]) for entry in files["two_part"]["sentences"]]
    one = [(entry["text"], entry["topic"]) for entry in files["one_part"]["sentences"]]
    return Dataset("ours", list(_messages(home / "data" / "nlu")), groups, outside, two, one)


def clinc(path: Path) -> Dataset:
    """CLINC150: `train`, `test` and `oos_test`, each a list of [text, intent]; `oos_train` teaches what to refuse."""
    content = json.loads(path.read_text(encoding="utf-8"))
    missing = [name for name in ("train", "test", "oos_test") if name not in content]
    if missing:
        raise BenchmarkError(
            f"{path} lacks {missing[0]!r}: CLINC150's data_full.json has train, test and oos_test"
        )
    train = [(text, f"ask/{intent}") for text, intent in content["train"]]
    train += [(text, OUT_OF_SCOPE) for text, _ in content.get("oos_train", [])]
    return Dataset(
        path.stem,
        train,
        {"all": [(t, i) for t, i in content["test"]]},
        [text for text, _ in content["oos_test"]],
    )


def banking(path: Path) -> Dataset:
    """BANKING77: columns `text` and `category`; `test.csv` beside it, or every fifth row if there is none."""
    rows = _csv(path)
    beside = path.with_name("test.csv")
    if beside.is_file() and beside != path:
        learn, measure = rows, _csv(beside)
    else:
        learn, measure = [row for i, row in enumerate(rows) if i % 5], rows[::5]
    return Dataset(path.stem, [(text, f"ask/{label}") for text, label in learn], {"all": measure}, [])


def _csv(path: Path) -> Labelled:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        missing = {"text", "category"} - set(reader.fieldnames or ())
        if missing:
            raise BenchmarkError(f"{path} has no column {min(missing)!r}: BANKING77 has text and category")
        return [(row["text"], row["category"].replace("/", "_")) for row in reader]


def _messages(folder: Path) -> Iterator[Tuple[str, str]]:
    for path in sorted(folder.glob("*.yml")):
        for intent in _yaml(path)["nlu"]:
            yield from (
                (line[2:].strip(), intent["intent"])
                for line in intent["examples"].splitlines()
                if line.startswith("- ")
            )


def _is_asked(topic: str, home: Path) -> bool:
    """Answer and action topics; danger is measured by benchmarks.safety, talk (hello, thanks) has its own tests."""
    return topic.startswith(ADVISER) or topic in _topics(home)


def _topics(home: Path) -> set[str]:
    written = {path.stem for path in (home / "data" / "offer" / "england").glob("*.yml")}
    return written | {
        "pathway_plan_status",
        "pathway_plan_change",
        "talk_to_human",
        "survey_feedback",
        "council_choice",
    }


def _yaml(path: Path) -> Any:
    return read_yaml(path.read_text(encoding="utf-8"))
