"""The pipelines that are compared: ours, the one that `rasa init` writes, Rasa's logistic regression, and next to none."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict, List

import yaml

from benchmarks.nlu_data import Dataset, Labelled

_FEATURES: List[Dict[str, Any]] = [
    {"name": "WhitespaceTokenizer"},
    {"name": "RegexFeaturizer"},
    {"name": "LexicalSyntacticFeaturizer"},
    {"name": "CountVectorsFeaturizer"},
    {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
]
_FALLBACK = {"name": "FallbackClassifier", "threshold": 0.3, "ambiguity_threshold": 0.1}
PIPELINES: Dict[str, List[Dict[str, Any]]] = {
    "diet": [
        *_FEATURES,
        {"name": "DIETClassifier", "epochs": 100, "constrain_similarities": True},
        {"name": "EntitySynonymMapper"},
        {"name": "ResponseSelector", "epochs": 100, "constrain_similarities": True},
        _FALLBACK,
    ],
    "lr": [*_FEATURES, {"name": "LogisticRegressionClassifier"}, _FALLBACK],
    "bare": [{"name": "WhitespaceTokenizer"}],
}
TITLES = {
    "ours": "ours",
    "diet": "Rasa default (DIET)",
    "lr": "Rasa logistic regression",
    "bare": "Rasa alone (no understanding)",
}
_OURS_ONLY = (
    "bot.nlu.places",
    "bot.nlu.passage_intent",
    "bot.nlu.place_intent",
    "bot.nlu.glossary_words",
    "bot.nlu.reach_intent",
    "bot.nlu.other_languages",
    "bot.nlu.entities",
    "bot.nlu.passage_ranker",
)  # know our offer, not public data


def write_config(name: str, dataset: Dataset, home: Path, target: Path) -> None:
    """A config.yml of one pipeline."""
    config = yaml.safe_load((home / "config.yml").read_text(encoding="utf-8"))
    if name != "ours":
        config = {key: config[key] for key in ("assistant_id", "recipe", "language")} | {
            "pipeline": PIPELINES[name]
        }
    elif dataset.name != "ours":
        config["pipeline"] = [part for part in config["pipeline"] if not part["name"].startswith(_OURS_ONLY)]
    target.write_text(yaml.safe_dump(config, sort_keys=False), encoding="utf-8")


def write_messages(name: str, dataset: Dataset, target: Path) -> None:
    """The training messages as Rasa reads them; stock pipelines get full labels as flat intents."""
    by_label: Dict[str, List[str]] = {}
    for text, label in dataset.train:
        by_label.setdefault(label if name == "ours" else flat(label), []).append(text)
    nlu = [{"intent": label, "examples": _listed(texts)} for label, texts in sorted(by_label.items())]
    target.write_text(
        yaml.safe_dump({"version": "3.1", "nlu": nlu}, allow_unicode=True, width=10_000), encoding="utf-8"
    )


def flat(label: str) -> str:
    """A full label without the slash, which Rasa would take for a retrieval intent."""
    return label.rsplit("/", maxsplit=1)[-1]


def _listed(texts: List[str]) -> str:
    return "".join(f"- {' '.join(text.split())}\n" for text in texts)


def flattened(rows: Labelled) -> Labelled:
    """Rows with topic ids for labels."""
    return [(text, flat(label)) for text, label in rows]
