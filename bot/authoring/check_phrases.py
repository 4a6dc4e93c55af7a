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
from bot.phrases import (
    FOLDER,
    PhraseError,
    PhraseSet,
    Subject,
    Text,
    fault_of_placeholders,
    read_subject,
    where,
    without_placeholders,
)
from bot.talk.languages import load_languages

CODE = tuple(Path(package.__path__[0]) for package in (bot, actions))
LANGUAGES = "languages"  # has a form of its own
STAFF = "staff_"  # how the subjects begin that only staff see
MOST_GRADE = 6.0  # Flesch-Kincaid: an eleven-year-old
FEWEST_WORDS = 8  # of a text that has a grade worth the name


@dataclass(frozen=True)
class Use:
    """Where the code says a sentence: what is filled in, whether it wants a list, and whether all placeholders must stand in it."""

    key: str
    placeholders: frozenset[str] = frozenset()
    is_list: bool = False
    needs_all: bool = True


def check_phrases(home: Path) -> list[Problem]:
    """Every finding on data/phrases; without the folder, none."""
    if not (home / FOLDER).is_dir():
        return []
    uses = uses_in(CODE)
    texts, faults = read_all(home, {use.key.partition(".")[0] for use in uses})
    wrong = [*faults.values(), *_missing(uses, texts, faults), *_misfits(uses, texts), *_unused(uses, texts)]
    return [*map(_problem, wrong), *_hard(texts), *_languages(home)]


def uses_in(folders: Iterable[Path]) -> list[Use]:
    """Every sentence that the code of some packages says.

    Raises ValueError that names the file for a key that is not written out: nobody could check it.
    """
    return [use for folder in folders for path in sorted(folder.rglob("*.py")) for use in _uses(path, folder)]


def read_all(home: Path, wanted: Iterable[str]) -> tuple[dict[str, Text], dict[str, PhraseError]]:
    """Every sentence and every fault of the subjects that are there or wanted, by key; a whole file's fault by its subject."""
    there = {path.stem for path in (home / FOLDER).glob("*.yml")}
    read = {subject: _read(home, subject) for subject in sorted(there.union(wanted) - {LANGUAGES})}
    faults = {subject: found for subject, found in read.items() if isinstance(found, PhraseError)}
    texts: dict[str, Text] = {}
    for subject, found in read.items():
        if isinstance(found, Subject):
            texts |= {f"{subject}.{key}": text for key, text in found.texts.items()}
            faults |= {f"{subject}.{key}": fault for key, fault in found.faults.items()}
    return texts, faults


def _read(home: Path, subject: str) -> Union[Subject, PhraseError]:
    try:
        return read_subject(home / FOLDER / f"{subject}.yml")
    except PhraseError as fault:
        return fault


def for_young_people(key: str) -> bool:
    """Whether young people see this sentence."""
    return not key.startswith(STAFF)


def as_read(text: str) -> str:
    """A sentence as a reader meets it: with a short word for each placeholder."""
    return without_placeholders(text, "it")


def _uses(path: Path, folder: Path) -> Iterator[Use]:
    source = path.read_text(encoding="utf-8")
    if "bot.phrases import" not in source:
        return
    module = ".".join(path.relative_to(folder.parent).with_suffix("").parts)
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    names = [getattr(call.func, "id", "") for call in calls]
    for call, name in zip(calls, names, strict=True):
        if name in ("phrase", "phrases"):
            yield _use(call, name, module)
    if "PhraseSet" in names:
        yield from _uses_of_sets(module)


def _use(call: ast.Call, name: str, module: str) -> Use:
    key, given = call.args[0], [word.arg for word in call.keywords]
    if not isinstance(key, ast.Constant) or None in given:
        raise ValueError(
            f"{module}: line {call.lineno}: write out the key and the names of what is filled in"
        )
    return Use(str(key.value), frozenset(filter(None, given)), is_list=name == "phrases")


def _uses_of_sets(module: str) -> Iterator[Use]:
    for value in vars(importlib.import_module(module)).values():
        if isinstance(value, PhraseSet):
            for name in value.names.values():
                yield Use(f"{value.key}.{name}", value.placeholders, needs_all=False)


def _missing(
    uses: Iterable[Use], texts: Mapping[str, Text], faults: Mapping[str, PhraseError]
) -> Iterator[PhraseError]:
    for key in sorted({use.key for use in uses} - texts.keys() - faults.keys()):
        if key.partition(".")[0] not in faults:
            yield PhraseError(*where(key), "this sentence is missing", "write it")


def _unused(uses: Iterable[Use], texts: Mapping[str, Text]) -> Iterator[PhraseError]:
    for key in sorted(texts.keys() - {use.key for use in uses}):
        yield PhraseError(
            *where(key), "nobody says this sentence", "remove it, or correct the spelling of its key"
        )


def _misfits(uses: Iterable[Use], texts: Mapping[str, Text]) -> Iterator[PhraseError]:
    for use in sorted(set(uses), key=lambda use: use.key):
        text = texts.get(use.key)
        if text is None:
            continue
        if use.is_list != isinstance(text, tuple):
            fix = "begin each sentence with `- `" if use.is_list else "write one sentence behind the colon"
            yield PhraseError(*where(use.key), "it should be a list" if use.is_list else "it is a list", fix)
        elif fault := fault_of_placeholders(use.key, text, use.placeholders, needs_all=use.needs_all):
            yield fault


def _hard(texts: Mapping[str, Text]) -> Iterator[Problem]:
    for key, said in sorted(texts.items()):
        for text in (said,) if isinstance(said, str) else said:
            if for_young_people(key) and not_gsm(without_placeholders(text)):
                strange = " ".join(not_gsm(without_placeholders(text)))
                file, field = where(key)
                message = f"a text message can't carry {strange}"
                yield Problem(
                    file=file, field=field, message=message, fix="write it with plain letters and signs"
                )
            if for_young_people(key) and grade_of(text) > MOST_GRADE:
                file, field = where(key)
                message = f"it reads at grade {grade_of(text):.1f}, more than {MOST_GRADE:.0f}"
                yield Problem(
                    file=file, field=field, message=message, fix="use shorter sentences and shorter words"
                )


def grade_of(text: str) -> float:
    """The school grade of a sentence after Flesch and Kincaid; 0 for a few words, of which the grade says nothing."""
    read = as_read(text)
    return float(textstat.flesch_kincaid_grade(read)) if len(read.split()) >= FEWEST_WORDS else 0.0


def _languages(home: Path) -> Iterator[Problem]:
    try:
        load_languages(home / FOLDER / f"{LANGUAGES}.yml")
    except (OSError, ValueError, AttributeError, yaml.YAMLError) as error:
        message = f"it can't be read ({type(error).__name__})"
        fix = "give each language `name`, `line` and `needs_native_check`"
        file = (FOLDER / f"{LANGUAGES}.yml").as_posix()
        yield Problem(file=file, field="the file", message=message, fix=fix)


def _problem(fault: PhraseError) -> Problem:
    return Problem(file=fault.file, field=fault.key, message=fault.message, fix=fault.fix)
