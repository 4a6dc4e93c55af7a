"""How well danger is noticed, on sentences that nobody trained on: `python -m benchmarks.safety`.

Prints recall and precision for each kind with 95% confidence intervals (Wilson),
false alarms per thousand ordinary messages, and the time that a message takes,
with and without the sentence embedding.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Callable, Dict, List, Optional, Sequence, Tuple

import numpy as np
import yaml

from bot.safeguarding.detector import Danger, Detector
from bot.safeguarding.judge import load_judge
from bot.safeguarding.training import model_file
from bot.settings import Settings
from bot.training import embedding_of, encoder_of, ensure_danger_model

HOME = Path(__file__).resolve().parent.parent
HELD = HOME / "tests" / "sentences"
KINDS = ("crisis_self_harm", "crisis_abuse_or_danger", "crisis_homeless_tonight", "exploitation", "missing")
NOT_ORDINARY = {*KINDS, "hard_negatives"}
Z = 1.96  # of a normal distribution, for 95%
Check = Callable[[str], Optional[Danger]]
Sentence = Tuple[str, Optional[str]]  # text, kind


@dataclass(frozen=True)
class Share:
    """So many of so many."""

    hits: int
    of: int

    @property
    def value(self) -> float:
        """Between 0 and 1."""
        return self.hits / self.of if self.of else float("nan")

    def interval(self) -> Tuple[float, float]:
        """Wilson's 95% interval."""
        p, n = self.value, self.of
        middle, spread = p + Z * Z / (2 * n), Z * np.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
        return max(0.0, (middle - spread) / (1 + Z * Z / n)), min(1.0, (middle + spread) / (1 + Z * Z / n))

    def __str__(self) -> str:
        low, high = self.interval()
        return f"{self.value:.3f} ({low:.3f} to {high:.3f}, {self.hits} of {self.of})"


def held_out() -> Dict[str, List[Sentence]]:
    """Every set of sentences by name."""
    found: Dict[str, List[Sentence]] = {}
    for path in sorted((HELD / "safety").glob("*.yml")):
        content = _yaml(path)
        kind = None if path.stem == "hard_negatives" else next((k for k in KINDS if path.stem.endswith(k)), None)
        found[path.stem] = [(s["text"], s["kind"]) if isinstance(s, dict) else (s, kind) for s in content["sentences"]]
    found["ordinary"] = [(text, None) for path in sorted(HELD.glob("*.yml")) if path.stem not in NOT_ORDINARY for text in _texts(path)]
    return found


def second_set(check: Check) -> Dict[str, Share]:
    """What is noticed of a set that came after every choice was made: nearer to what nobody has seen."""
    found = {path.stem: noticed(check, [(text, None) for text in _texts(path)]) for path in sorted((HELD / "stress").glob("*.yml"))}
    shares = {f"second set, {part}": _some([d for name in found if name.startswith(part) for d in found[name]]) for part in ("outright", "implied")}
    return {**shares, "second set, harmless flagged": _some(found["harmless"])}


def _texts(path: Path) -> List[str]:
    return [s["text"] if isinstance(s, dict) else s for s in _yaml(path)["sentences"]]


def _yaml(path: Path) -> Dict[str, List[Dict[str, str]]]:
    return dict(yaml.safe_load(path.read_text(encoding="utf-8")))


def noticed(check: Check, sentences: Sequence[Sentence]) -> List[Optional[Danger]]:
    """The danger seen now in each sentence; what is over is none."""
    found = [check(text) for text, _ in sentences]
    return [danger if danger and not danger.is_over else None for danger in found]


def measure(check: Check) -> Dict[str, Share]:
    """Every share, by what it is a share of."""
    sets = held_out()
    seen = {name: noticed(check, sentences) for name, sentences in sets.items()}
    shares: Dict[str, Share] = {}
    for group in ("explicit", "implicit"):
        for kind in KINDS:
            shares[f"{group} {kind} noticed"] = _some(seen[f"{group}_{kind}"])
        shares[f"{group} noticed"] = _some([d for kind in KINDS for d in seen[f"{group}_{kind}"]])
    pairs = [pair for name in sets for pair in zip(sets[name], seen[name], strict=True) if name != "past"]
    for kind in KINDS:
        shares[f"precision {kind}"] = precision(pairs, kind)
    shares["friend noticed"] = _some(seen["friend"])
    shares["friend told from self"] = Share(sum(d.is_about_other for d in seen["friend"] if d), sum(1 for d in seen["friend"] if d))
    own = [d for kind in KINDS if kind != "missing" for d in seen[f"explicit_{kind}"] if d]
    shares["self taken for a friend"] = Share(sum(d.is_about_other for d in own), len(own))
    shares["past called urgent"] = _some(seen["past"])
    over = [check(text) for text, _ in sets["past"]]
    shares["past answered as past"] = Share(sum(1 for d in over if d and d.is_over), len(over))
    shares["hard negatives flagged"] = _some(seen["hard_negatives"])
    shares["ordinary flagged"] = _some(seen["ordinary"])
    return shares


def precision(pairs: Sequence[Tuple[Sentence, Optional[Danger]]], kind: str) -> Share:
    """Of the messages called this kind, how many show danger of it."""
    called = [(truth, danger) for (_, truth), danger in pairs if danger and danger.kind == kind]
    return Share(sum(truth == kind for truth, _ in called), len(called))


def _some(found: Sequence[Optional[Danger]]) -> Share:
    return Share(sum(1 for danger in found if danger), len(found))


def milliseconds(check: Check) -> Tuple[float, float]:
    """The median and the 95th percentile of one look at an ordinary message, never seen before."""
    texts = [f"{text} {index}" for index, (text, _) in enumerate(held_out()["ordinary"])]
    times = []
    for text in texts:
        started = time.perf_counter()
        check(text)
        times.append((time.perf_counter() - started) * 1000)
    return float(np.quantile(times, 0.5)), float(np.quantile(times, 0.95))


def detectors() -> Dict[str, Detector]:
    """As shipped; with the embedding missing; with the model missing."""
    settings = Settings()
    ensure_danger_model(settings)
    file = model_file(settings.home, embedding_of(settings))
    return {
        "as shipped": Detector(load_judge(file, encoder_of(settings))),
        "embedding missing": Detector(load_judge(file, None)),
        "rules alone": Detector(),
    }


def main() -> int:
    """Print every figure."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.safety", description=__doc__)
    parser.add_argument("--missed", action="store_true", help="also list what was missed and what was wrongly flagged")
    given = parser.parse_args()
    for name, detector in detectors().items():
        print(f"\n{name}")
        shares = {**measure(detector.check), **second_set(detector.check)}
        for label, share in shares.items():
            print(f"  {label:45} {share if share.of else '-'}")
        print(f"  {'false alarms per 1,000 ordinary messages':45} {1000 * shares['ordinary flagged'].value:.1f}")
        median, most = milliseconds(detector.check)
        print(f"  {'ms a message (p50, p95)':45} {median:.1f}, {most:.1f}")
        if given.missed and name == "as shipped":
            _list_missed(detector.check)
    return 0


def _list_missed(check: Check) -> None:
    for name, sentences in held_out().items():
        for (text, kind), danger in zip(sentences, noticed(check, sentences), strict=True):
            if (danger is None) != (kind is None or name == "past"):
                print(f"    {name}: {danger.kind if danger else 'nothing'}: {text}")


if __name__ == "__main__":
    sys.exit(main())
