"""Reads the files of rules. One wrong rule never hides what is wrong in the next."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, Iterator, List, Mapping, Optional, Tuple

import yaml

from bot.offer.models import Problem
from bot.safeguarding.pattern_index import compiled
from bot.safeguarding.rules import HARMLESS, KINDS, Rule
from bot.yaml_text import read_yaml

RULES = Path("data") / "safety" / "rules"
FIELDS = ("pattern", "why", "catches", "spares")
_OF_DANGER, _OF_HARMLESS = {"explicit": True, "hints": False}, {HARMLESS: False}
_PART = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True)
class Placed:
    """A rule and where it stands: a file's path from the home folder, and its place there, such as `hints.3`."""

    file: str
    field: str
    rule: Rule


def read_rules(folder: Path) -> Tuple[List[Placed], List[Problem]]:
    """The rules that can be used, and what is wrong with the others."""
    rules: List[Placed] = []
    problems = [
        _problem(f"{kind}.yml", "the file", "there is none", "write it, with at least one rule")
        for kind in (*KINDS, HARMLESS)
        if not (folder / f"{kind}.yml").exists()
    ]
    for path in sorted(folder.glob("*.yml")):
        reader = _Reader(path)
        rules += reader.rules()
        problems += reader.problems
    return rules, problems


class _Reader:
    """One file, and what is wrong in it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.problems: List[Problem] = []

    def rules(self) -> List[Placed]:
        """Its rules that can be used."""
        kind = self._path.stem
        if kind not in (*KINDS, HARMLESS):
            self._report(
                "the file", f"`{kind}` is no kind of danger", f"use one of: {', '.join((*KINDS, HARMLESS))}"
            )
            return []
        content = self._content()
        sorts = _OF_HARMLESS if kind == HARMLESS else _OF_DANGER
        for name in sorted(set(content) - {"parts", *sorts}):
            self._report(str(name), "this is not known", f"use one of: parts, {', '.join(sorts)}")
        parts = self._parts(content.get("parts") or {})
        return [
            rule
            for sort, is_explicit in sorts.items()
            for rule in self._of(kind, sort, is_explicit, content.get(sort) or [], parts)
        ]

    def _content(self) -> Dict[str, Any]:
        try:
            content = read_yaml(self._path.read_text(encoding="utf-8"))
        except (yaml.YAMLError, UnicodeDecodeError):
            self._report(
                "the file", "it can't be read", "check indentation and quotes: patterns stand in single ones"
            )
            return {}
        if not isinstance(content, dict):
            self._report("the file", "expected named lists of rules", "write `explicit:` and rules below it")
            return {}
        return content

    def _parts(self, written: Mapping[str, str]) -> Dict[str, str]:
        """The named pieces; one may use those above it."""
        parts: Dict[str, str] = {}
        for name, piece in written.items():
            parts[name] = self._filled(f"parts.{name}", str(piece), parts) or ""
        return parts

    def _of(
        self, kind: str, sort: str, is_explicit: bool, written: Any, parts: Mapping[str, str]
    ) -> Iterator[Placed]:
        for number, fields in enumerate(written if isinstance(written, list) else [written]):
            where = f"{sort}.{number}"
            if not self._is_whole(where, fields):
                continue
            pattern = self._filled(f"{where}.pattern", fields["pattern"], parts)
            if pattern is not None and self._is_regular(f"{where}.pattern", pattern):
                rule = Rule(kind, pattern, fields["why"], fields["catches"], fields["spares"], is_explicit)
                yield Placed((RULES / self._path.name).as_posix(), where, rule)

    def _is_whole(self, where: str, fields: Any) -> bool:
        if not isinstance(fields, dict):
            self._report(where, "expected named fields", f"write {', '.join(FIELDS)}")
            return False
        missing = [
            name for name in FIELDS if not isinstance(fields.get(name), str) or not fields[name].strip()
        ]
        strange = sorted(set(fields) - set(FIELDS))
        for name in missing:
            self._report(f"{where}.{name}", "this field is missing or no text", "add it, in quotes")
        for name in strange:
            self._report(f"{where}.{name}", "this field is not known", f"use one of: {', '.join(FIELDS)}")
        return not missing and not strange

    def _filled(self, where: str, pattern: str, parts: Mapping[str, str]) -> Optional[str]:
        unknown = [name for name in _PART.findall(pattern) if name not in parts]
        for name in unknown:
            self._report(where, f"there is no part `{name}`", "add it to `parts`, above where it is used")
        return None if unknown else _PART.sub(lambda match: parts[match.group(1)], pattern)

    def _is_regular(self, where: str, pattern: str) -> bool:
        try:
            compiled(pattern)
        except re.error as error:
            self._report(where, f"it is no regular expression ({error.msg})", "correct it")
            return False
        return True

    def _report(self, field: str, message: str, fix: str) -> None:
        self.problems.append(_problem(self._path.name, field, message, fix))


def _problem(name: str, field: str, message: str, fix: str) -> Problem:
    return Problem(file=(RULES / name).as_posix(), field=field, message=message, fix=fix)
