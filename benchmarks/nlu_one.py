"""One pipeline in a process of its own: `train` it, or `measure` it. Prints one line of JSON."""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import os
import resource
import time
import warnings
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Dict, List, Optional

import numpy as np
import psutil

from benchmarks.nlu_data import ADVISER, OUT_OF_SCOPE, Dataset, Labelled, read_dataset
from benchmarks.nlu_noise import texted, typed_badly
from benchmarks.processes import MEBIBYTE

_WARM_UP = 20
MODEL = "model.tar.gz"


@dataclass(frozen=True)
class Understood:
    """What a pipeline makes of a message."""

    topic: str
    second: str
    score: float  # how sure it is that some topic fits
    is_refused: bool
    questions: List[str]
    milliseconds: float


def train(folder: Path) -> Dict[str, Any]:
    """Train from `config.yml` and `nlu.yml` in the folder; seconds, the greatest memory and the model's size in MiB."""
    from rasa.model_training import train_nlu

    started = time.perf_counter()
    made = train_nlu(str(folder / "config.yml"), str(folder / "nlu.yml"), str(folder), fixed_model_name=MODEL)
    if made is None:
        raise RuntimeError("Rasa trained no model")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "training_seconds": time.perf_counter() - started,
        "training_peak_mib": peak,
        "model_mib": (folder / MODEL).stat().st_size / MEBIBYTE,
    }


class Parser:
    """A trained model in this process."""

    def __init__(self, model: Path) -> None:
        import spacy  # noqa: F401 - Rasa's own extra, which counts for every pipeline
        from rasa.core.agent import Agent
        from rasa.utils.log_utils import configure_structlog

        configure_structlog(logging.WARNING)

        self._agent = Agent.load(str(model))
        self._loop = asyncio.new_event_loop()

    def __call__(self, text: str, audience: Optional[str] = None) -> Understood:
        """Understand one message."""
        from rasa.core.channels.channel import UserMessage

        message = UserMessage(text, metadata={"audience": audience} if audience else None)
        started = time.perf_counter()
        found = self._loop.run_until_complete(self._agent.processor.parse_message(message))  # type: ignore[union-attr] - loaded above
        return _understood(found, (time.perf_counter() - started) * 1000)


def _understood(found: Dict[str, Any], milliseconds: float) -> Understood:
    ranked = (
        found.get("topics")
        or [
            {"id": intent["name"], "confidence": intent["confidence"]}
            for intent in found.get("intent_ranking", [])
            if intent["name"] != "nlu_fallback"
        ]
        or [{"id": "", "confidence": 0.0}]
    )
    top, second = ranked[0], ranked[1] if ranked[1:] else {"id": ""}
    refused = found["intent"]["name"] in ("nlu_fallback", OUT_OF_SCOPE)
    score = found.get("refusal_score", top["confidence"])
    if top["id"] == OUT_OF_SCOPE:
        score = -1e9
    return Understood(
        top["id"], second["id"], score, refused, [q["id"] for q in found.get("questions", [])], milliseconds
    )


def measure(folder: Path, dataset: Dataset) -> Dict[str, Any]:
    """Every figure of one trained pipeline, and the sentences it got wrong."""
    parse = Parser(folder / MODEL)
    for text, _ in dataset.train[:_WARM_UP]:
        parse(text)
    rows = {group: _parsed(parse, sentences) for group, sentences in dataset.test.items()}
    outside = [parse(text) for text in dataset.out_of_scope]
    resident = psutil.Process(os.getpid()).memory_info().rss / MEBIBYTE
    figures = {f"right {group}": _right(found) for group, found in rows.items()}
    everyone = [pair for found in rows.values() for pair in found]
    figures |= {
        "macro_f1": macro_f1([(truth, found.topic) for truth, _, found in everyone]),
        "refused_at_95_kept": caught_at(0.95, [f.score for _, _, f in everyone], [f.score for f in outside]),
        "in_scope_refused": _share([found.is_refused for _, _, found in everyone]),
        "out_of_scope_refused": _share([found.is_refused for found in outside]),
        "resident_mib": resident,
    }
    first_group = next(iter(dataset.test))
    for name, spoil in (("typos", typed_badly), ("text-speak", texted)):
        figures[f"right {name}"] = _right(
            _parsed(parse, [(spoil(t), label) for t, label in dataset.test[first_group]])
        )
    times = [found.milliseconds for _, _, found in everyone]
    figures |= (
        {"p50_ms": float(np.quantile(times, 0.5)), "p95_ms": float(np.quantile(times, 0.95))} if times else {}
    )
    figures |= _parts(parse, dataset)
    wrong = [
        {"text": text, "topic": truth, "found": asdict(found)}
        for truth, text, found in everyone
        if found.topic != truth
    ]
    return {"figures": figures, "wrong": wrong}


def _parsed(parse: Parser, sentences: Labelled) -> List[tuple[str, str, Understood]]:
    return [
        (label, text, parse(text, "adviser" if label.startswith(ADVISER) else None))
        for text, label in sentences
    ]


def _right(rows: List[tuple[str, str, Understood]]) -> Optional[float]:
    return _share([found.topic == truth for truth, _, found in rows])


def _share(flags: List[bool]) -> Optional[float]:
    return sum(flags) / len(flags) if flags else None


def _parts(parse: Parser, dataset: Dataset) -> Dict[str, Any]:
    two = [parse(text).questions == topics for text, topics in dataset.two_part]
    one = [len(parse(text).questions) > 1 for text, _ in dataset.one_part]
    single = [len(parse(text).questions) > 1 for text, _ in next(iter(dataset.test.values()))]
    return {"two_found": _share(two), "one_split": _share(one), "single_split": _share(single)}


def macro_f1(pairs: List[tuple[str, str]]) -> float:
    """The mean over topics of F1; pairs are (true, found)."""
    from sklearn.metrics import f1_score

    true, found = zip(*pairs, strict=True)
    return float(f1_score(true, found, average="macro", labels=sorted(set(true)), zero_division=0))


def caught_at(kept: float, inside: List[float], outside: List[float]) -> Optional[float]:
    """The share of out-of-scope messages below the score that keeps this share of the others."""
    if not outside:
        return None
    threshold = float(np.quantile(inside, 1 - kept))
    return float(np.mean(np.asarray(outside) < threshold))


def main() -> None:
    """`train FOLDER` or `measure FOLDER [--dataset FILE] [--home FOLDER]`."""
    warnings.simplefilter("ignore")  # Rasa's and TensorFlow's notes about themselves
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("train", "measure"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--dataset", type=Path)
    parser.add_argument("--home", type=Path, default=Path.cwd())
    given = parser.parse_args()
    done = (
        train(given.folder)
        if given.what == "train"
        else measure(given.folder, read_dataset(given.dataset, given.home))
    )
    print("\n" + json.dumps(done))


if __name__ == "__main__":
    main()
