"""Ours against Rasa's pipelines, on the same messages in one run: `python -m benchmarks.understanding`.

Trains and measures each in processes of its own, prints one table, and keeps
the figures and the confusion report in the state folder.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Dict, List, Optional

from benchmarks.failure import BenchmarkError
from benchmarks.nlu_confusion import write_report
from benchmarks.nlu_data import Dataset, fewer, read_dataset
from benchmarks.nlu_pipelines import TITLES, write_config, write_messages
from benchmarks.processes import environment

HOME = Path(__file__).resolve().parent.parent
BASELINE = "bare"
_SHARES = (
    "right young people",
    "right advisers",
    "right all",
    "macro_f1",
    "refused_at_95_kept",
    "in_scope_refused",
    "out_of_scope_refused",
    "right typos",
    "right text-speak",
    "two_found",
    "one_split",
    "single_split",
)
_NUMBERS = (
    "training_seconds",
    "training_peak_mib",
    "p50_ms",
    "p95_ms",
    "resident_mib",
    "added_mib",
    "model_mib",
)


def run(name: str, dataset: Dataset, path: Optional[Path], folder: Path) -> Dict[str, Any]:
    """Train and measure one pipeline. Raises BenchmarkError with its last lines if it fails."""
    folder.mkdir()
    write_config(name, dataset, HOME, folder / "config.yml")
    write_messages(name, dataset, folder / "nlu.yml")
    trained = _one("train", folder, path)
    measured = _one("measure", folder, path)
    measured["figures"] |= trained
    return measured


def _one(what: str, folder: Path, path: Optional[Path]) -> Dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.nlu_one", what, str(folder), "--home", str(HOME)]
    command += ["--dataset", str(path.resolve())] if path else []
    fresh = environment(
        RASA_CACHE_DIRECTORY=str(folder / "cache")
    )  # else what was trained before is not trained again
    done = subprocess.run(command, cwd=HOME, env=fresh, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BenchmarkError(f"{what} in {folder.name} failed:\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")
    return dict(json.loads(done.stdout.strip().splitlines()[-1]))


def table(results: Dict[str, Dict[str, Any]]) -> str:
    """The figures side by side; a dash for what a pipeline or a dataset has not."""
    names = [name for name in results if name != BASELINE]
    base = results.get(BASELINE, {}).get("figures", {}).get("resident_mib")
    for name in names:
        figures = results[name]["figures"]
        figures["added_mib"] = figures["resident_mib"] - base if base else None
    lines = [["", *(TITLES[name] for name in names)]]
    for key in (*_SHARES, *_NUMBERS):
        values = [results[name]["figures"].get(key) for name in names]
        if any(value is not None for value in values):
            lines.append([key.replace("_", " "), *(_shown(key, value) for value in values)])
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def _shown(key: str, value: Optional[float]) -> str:
    if value is None:
        return "-"
    return f"{value:.3f}" if key in _SHARES else f"{value:.1f}"


def main(arguments: Optional[List[str]] = None) -> int:
    """Run, print, keep. Exit code 2 if the data can't be read or a pipeline fails."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.understanding", description=__doc__)
    parser.add_argument(
        "--only", default="ours,diet,lr", help="pipelines, separated by commas: ours, diet, lr"
    )
    parser.add_argument("--dataset", type=Path, help="public data: CLINC150 (.json) or BANKING77 (.csv)")
    parser.add_argument(
        "--most",
        type=int,
        help="messages of training a topic; Rasa's default pipeline takes hours for all of ours",
    )
    parser.add_argument(
        "--out", type=Path, default=HOME / "var" / "understanding", help="folder for figures and report"
    )
    given = parser.parse_args(arguments)
    names = given.only.split(",")
    unknown = [name for name in names if name not in TITLES]
    if unknown:
        parser.error(f"--only: {unknown[0]!r} is none of {', '.join(TITLES)}")
    try:
        return _compare(names, given.dataset, given.out, given.most)
    except BenchmarkError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2


def _compare(names: List[str], path: Optional[Path], out: Path, most: Optional[int]) -> int:
    dataset = read_dataset(path, HOME)
    dataset = fewer(dataset, most) if most else dataset
    print(
        f"{len(dataset.train)} messages to learn from, {sum(map(len, dataset.test.values()))} to be measured on.",
        flush=True,
    )
    results: Dict[str, Dict[str, Any]] = {}
    with tempfile.TemporaryDirectory() as made:
        for name in dict.fromkeys((BASELINE, *names)):
            print(f"Training and measuring: {TITLES[name]} ...", flush=True)
            results[name] = run(name, dataset, path, Path(made) / name)
    print("\n" + table(results))
    out.mkdir(parents=True, exist_ok=True)
    (out / f"{dataset.name}.json").write_text(
        json.dumps({name: results[name]["figures"] for name in results}, indent=2)
    )
    if "ours" in results:
        print(
            f"\nWhat is mistaken for what: {write_report(results['ours']['wrong'], out / f'{dataset.name}.html')}"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
