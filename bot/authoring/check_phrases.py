"""Checks that the sentences of `data/phrases` and the code that says them fit together, and that young people can read them."""

from __future__ import annotations

import ast
import importlib
from dataclasses import dataclass
from pathlib import Path
from typing import Iterable, Iterator, Mapping, Union

import textstat
import yaml

import actions
import bot
from bot.gsm import not_gsm
from bot.offer.models import Problem
from bot.phrase_files import (
    FOLDER,
    LANGUAGES,
    Fault,
    PhraseError,
    Subject,
    Text,
    fault_at,
    misfit,
    missing,
    parts_of,
    read_subject,
    with_it,
)
from bot.phrases import PhraseSet
from bot.talk.languages import load_languages

CODE = tuple(Path(package.__path__[0]) for package in (bot, actions))
STAFF = "staff_"  # how the subjects begin that staff alone see
MOST_GRADE = 6.0  # Flesch-Kincaid: an eleven-year-old
FEWEST_WORDS = 8  # of a text whose grade says something


@dataclass(frozen=True)
class Use:
    """How the code says a sentence: what is filled in, whether it wants a list, and whether all placeholders must stand in it."""

    key: str
    filled: frozenset[str] = frozenset()
    is_list: bool = False
    needs_all: bool = True


def check_phrases(home: Path) -> list[Problem]:
    """Every finding on data/phrases; without the folder, none."""
    if not (home / FOLDER).is_dir():
        return []
    uses = uses_in(CODE)
    texts, faults = read_all(home, {use.key.partition(".")[0] for use in uses})
    found = [*faults.values(), *_missing(uses, texts, faults), *_misfits(uses, texts), *_unused(uses, texts)]
    shown = {key: text for key, text in texts.items() if not key.startswith(STAFF)}
    return [_as_problem(fault) for fault in (*found, *_hard(shown), *_languages(home))]


def uses_in(folders: Iterable[Path]) -> list[Use]:
    """Every sentence that the code of some packages says.

    Raises ValueError that names the module for a key that is not written out: nobody could check it.
    """
    return [use for folder in folders for path in sorted(folder.rglob("*.py")) for use in _uses(path, folder)]


def read_all(home: Path, wanted: Iterable[str]) -> tuple[dict[str, Text], dict[str, Fault]]:
    """The sentences and the faults of the subjects that are there or wanted, by key; a whole file's fault by its subject."""
    there = {path.stem for path in (home / FOLDER).glob("*.yml")}
    read = {subject: _read(home, subject) for subject in sorted(there.union(wanted) - {LANGUAGES})}
    faults = {subject: found for subject, found in read.items() if isinstance(found, Fault)}
    texts: dict[str, Text] = {}
    for subject, found in read.items():
        if isinstance(found, Subject):
            texts |= {f"{subject}.{key}": text for key, text in found.texts.items()}
            faults |= {f"{subject}.{key}": fault for key, fault in found.faults.items()}
    return texts, faults


def grade_of(text: str) -> float:
    """The school grade of a sentence after Flesch and Kincaid; 0 for a few words, of which the grade says nothing."""
    read = with_it(text)
    return float(textstat.flesch_kincaid_grade(read)) if len(read.split()) >= FEWEST_WORDS else 0.0


def _read(home: Path, subject: str) -> Union[Subject, Fault]:
    try:
        return read_subject(home / FOLDER / f"{subject}.yml")
    except PhraseError as error:
        return error.fault


def _uses(path: Path, folder: Path) -> Iterator[Use]:
    source = path.read_text(encoding="utf-8")
    if "bot.phrases import" not in source:
        return
    module = ".".join(path.relative_to(folder.parent).with_suffix("").parts)
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    named = [(getattr(call.func, "id", ""), call) for call in calls]
    yield from (_use(call, name, module) for name, call in named if name in ("phrase", "phrases"))
    if any(name == "PhraseSet" for name, _ in named):
        yield from _uses_of_sets(module)


def _use(call: ast.Call, name: str, module: str) -> Use:
    key, given = call.args[0], [word.arg for word in call.keywords]
    if not isinstance(key, ast.Constant) or None in given:
        raise ValueError(
            f"{module}: line {call.lineno}: write out the key and the names of what is filled in"
        )
    return Use(str(key.value), frozenset(filter(None, given)), is_list=name == "phrases")


def _uses_of_sets(module: str) -> Iterator[Use]:
    sets = [value for value in vars(importlib.import_module(module)).values() if isinstance(value, PhraseSet)]
    return (Use(key, one.placeholders, needs_all=False) for one in sets for key in one.keys_of.values())


def _missing(uses: Iterable[Use], texts: Mapping[str, Text], faults: Mapping[str, Fault]) -> Iterator[Fault]:
    wanted = {use.key for use in uses} - texts.keys() - faults.keys()
    return (missing(key) for key in sorted(wanted) if key.partition(".")[0] not in faults)


def _unused(uses: Iterable[Use], texts: Mapping[str, Text]) -> Iterator[Fault]:
    for key in sorted(texts.keys() - {use.key for use in uses}):
        yield fault_at(key, "nobody says this sentence", "remove it, or correct the spelling of its key")


def _misfits(uses: Iterable[Use], texts: Mapping[str, Text]) -> Iterator[Fault]:
    for use in sorted({use for use in uses if use.key in texts}, key=lambda use: use.key):
        fault = misfit(use.key, texts[use.key], use.filled, is_list=use.is_list, needs_all=use.needs_all)
        if fault:
            yield fault


def _hard(texts: Mapping[str, Text]) -> Iterator[Fault]:
    for key, text in ((key, part) for key, said in sorted(texts.items()) for part in parts_of(said)):
        strange = "".join(not_gsm(with_it(text)))
        if strange:
            yield fault_at(key, f"a text message can't carry {strange}", "use plain letters and signs")
        if grade_of(text) > MOST_GRADE:
            message = f"it reads at grade {grade_of(text):.1f}, more than {MOST_GRADE:.0f}"
            yield fault_at(key, message, "use shorter sentences and shorter words")


def _languages(home: Path) -> Iterator[Fault]:
    try:
        load_languages(home / FOLDER / f"{LANGUAGES}.yml")
    except (OSError, ValueError, AttributeError, yaml.YAMLError) as error:
        message = f"it can't be read ({type(error).__name__})"
        file = (FOLDER / f"{LANGUAGES}.yml").as_posix()
        yield Fault(file, "the file", message, "give each language `name`, `line` and `needs_native_check`")


def _as_problem(fault: Fault) -> Problem:
    return Problem(file=fault.file, field=fault.key, message=fault.message, fix=fault.fix)
