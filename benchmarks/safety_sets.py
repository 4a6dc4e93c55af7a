"""The sentences that danger is measured on. Nobody trained on them; `closed` ones were not even read before the last measurement."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, List, Optional, Tuple

from bot.yaml_text import read_yaml

HOME = Path(__file__).resolve().parent.parent
HELD = HOME / "tests" / "sentences"
KINDS = ("crisis_self_harm", "crisis_abuse_or_danger", "crisis_homeless_tonight", "exploitation", "missing")
NOT_ORDINARY = {*KINDS, "hard_negatives"}


@dataclass(frozen=True)
class Sentence:
    """A held-out message: the kind of danger it shows now (None: none), how plainly, and what was said before it."""

    text: str
    kind: Optional[str] = None
    before: Tuple[str, ...] = ()
    sign: str = ""


def first_set() -> Dict[str, List[Sentence]]:
    """The set that limits were chosen by, and the ordinary messages of every topic."""
    found: Dict[str, List[Sentence]] = {}
    for path in sorted((HELD / "safety").glob("*.yml")):
        kind = (
            None if path.stem == "hard_negatives" else next((k for k in KINDS if path.stem.endswith(k)), None)
        )
        found[path.stem] = _read(path, kind)
    found["ordinary"] = [
        one for path in sorted(HELD.glob("*.yml")) if path.stem not in NOT_ORDINARY for one in _read(path)
    ]
    return {**found, "explicit": _together(found, "explicit_"), "implicit": _together(found, "implicit_")}


def second_set() -> Dict[str, List[Sentence]]:
    """The sterner set: much slang, thin hints."""
    found = {path.stem: _read(path) for path in sorted((HELD / "stress").glob("*.yml"))}
    return {
        "outright": _together(found, "outright_"),
        "hinted": _together(found, "implied_"),
        "harmless": found["harmless"],
    }


def third_set() -> Dict[str, List[Sentence]]:
    """The set that was closed until the last measurement but one."""
    return {path.stem: _read(path) for path in sorted((HELD / "third").glob("*.yml"))}


def fourth_set() -> Dict[str, List[Sentence]]:
    """The set that was closed until the last measurement: alone, inside other talk, in talks, and harmless ones of each."""
    return {path.stem: _read(path) for path in sorted((HELD / "fourth").glob("*.yml"))}


def inside(half: str) -> Dict[str, List[Sentence]]:
    """Danger inside other talk, long stories, talks and what goes on: the `open` or the `closed` half of each."""
    return {
        path.stem.removesuffix(f"_{half}"): _read(path)
        for path in sorted((HELD / "inside").glob(f"*_{half}.yml"))
    }


def _read(path: Path, kind: Optional[str] = None) -> List[Sentence]:
    content = read_yaml(path.read_text(encoding="utf-8"))
    return [_sentence(one, content.get("kind", kind)) for one in content["sentences"]]


def _sentence(one: Any, kind: Optional[str]) -> Sentence:
    if isinstance(one, str):
        return Sentence(one, _danger(kind))
    return Sentence(
        one["text"], _danger(one.get("kind", kind)), tuple(one.get("before") or ()), one.get("sign", "")
    )


def _danger(kind: Optional[str]) -> Optional[str]:
    return kind if kind in KINDS else None


def _together(found: Dict[str, List[Sentence]], beginning: str) -> List[Sentence]:
    return [one for name, sentences in found.items() if name.startswith(beginning) for one in sentences]
