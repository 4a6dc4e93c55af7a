"""The sentences that we say and that are no offer content: `phrase("calls.title")` stands in `data/phrases/calls.yml`.

A file is read when it is first needed, and once. What is said in danger or in failure is not here: it must need no file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import cache
from pathlib import Path
from typing import AbstractSet, Any, Iterable, Iterator, Mapping, Optional, TypeVar, Union

import yaml

Text = Union[str, tuple[str, ...]]
Option = TypeVar("Option")

FOLDER = Path("data") / "phrases"
_OURS = Path(__file__).resolve().parent.parent / FOLDER
_folder = _OURS
_NAME = re.compile(r"\{([a-z_]+)\}")


class PhraseError(LookupError):
    """A sentence that can't be said. `file` is relative to the home; `key` says where in it."""

    def __init__(self, file: str, key: str, message: str, fix: str) -> None:
        super().__init__(f"{file}: {key}: {message}. Fix: {fix}")
        self.file, self.key, self.message, self.fix = file, key, message, fix


@dataclass(frozen=True)
class Subject:
    """One file: its sound sentences and its faults, by key. What lies deeper has dots in its key: `lead.waiting`."""

    texts: Mapping[str, Text]
    faults: Mapping[str, PhraseError]


class PhraseSet(Mapping[Option, str]):
    """The sentences of a key that has one for each option: those of an enum by their names, in small letters.

    It is made without reading. A sentence may leave out placeholders, but have no other ones. Looking one up raises
    KeyError for what is no option, PhraseError for a sentence that can't be said.
    """

    def __init__(self, key: str, options: Iterable[Option], *placeholders: str) -> None:
        self.key, self.placeholders = key, frozenset(placeholders)
        self.names = {option: _name_of(option) for option in options}

    def __getitem__(self, option: Option) -> str:
        """The sentence, its placeholders still in it."""
        key = f"{self.key}.{self.names[option]}"
        text = _one(key)
        fault = fault_of_placeholders(key, text, self.placeholders, needs_all=False)
        if fault:
            raise fault
        return text

    def __iter__(self) -> Iterator[Option]:
        """The options."""
        return iter(self.names)

    def __len__(self) -> int:
        """How many options there are."""
        return len(self.names)


def read_from(home: Path) -> None:
    """Say the sentences of this home from now on; those of the repository where it has none of its own."""
    global _folder  # noqa: PLW0603 - sentences are said everywhere; handing a reader down to each would drown the words
    _folder = home / FOLDER if (home / FOLDER).is_dir() else _OURS


def phrase(key: str, **values: object) -> str:
    """The sentence of a key, its placeholders filled. Raises PhraseError, also for a value too many or too few."""
    text = _one(key)
    fault = fault_of_placeholders(key, text, values.keys())
    if fault:
        raise fault
    return _NAME.sub(lambda found: str(values[found.group(1)]), text)


def phrases(key: str) -> tuple[str, ...]:
    """The sentences of a key that has a list of them, without placeholders. Raises PhraseError."""
    text = _text(key)
    if isinstance(text, str):
        raise PhraseError(*where(key), "it is one text, not a list", "begin each sentence with `- `")
    return text


def where(key: str) -> tuple[str, str]:
    """The file of a key, relative to the home, and the key in it."""
    subject, _, rest = key.partition(".")
    return (FOLDER / f"{subject}.yml").as_posix(), rest


def placeholders_in(text: Text) -> frozenset[str]:
    """The names of what is filled in."""
    return frozenset(_NAME.findall(text if isinstance(text, str) else " ".join(text)))


def without_placeholders(text: str, instead: str = "") -> str:
    """The text with something else for what is filled in."""
    return _NAME.sub(instead, text)


def fault_of_placeholders(
    key: str, text: Text, known: AbstractSet[str], *, needs_all: bool = True
) -> Optional[PhraseError]:
    """What is wrong with the placeholders of a sentence, if these are filled."""
    found = placeholders_in(text)
    if strange := found - known:
        return PhraseError(*where(key), f"{_listed(strange)} is filled by nothing", f"use {_listed(known)}")
    if needs_all and (left_out := known - found):
        return PhraseError(*where(key), f"{_listed(left_out)} is missing", f"use {_listed(known)}")
    return None


def read_subject(path: Path) -> Subject:
    """Read a file. Raises PhraseError if nothing in it can be read."""
    file = (FOLDER / path.name).as_posix()
    try:
        read = yaml.load(path.read_text(encoding="utf-8"), Loader=_Texts)  # noqa: S506 - makes texts alone
    except yaml.MarkedYAMLError as error:
        line = f"line {error.problem_mark.line + 1}" if error.problem_mark else "the file"
        message = f"this is not valid YAML ({error.problem})"
        raise PhraseError(file, line, message, "check indentation, quotes and colons there") from None
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        message = f"it can't be read ({type(error).__name__})"
        raise PhraseError(file, "the file", message, "put it back, as UTF-8 text") from None
    if not isinstance(read, dict):
        raise PhraseError(file, "the file", "it holds no sentences", "write `key: sentence` lines")
    flat = dict(_flat("", read))
    faults = {key: fault for key, text in flat.items() if (fault := _fault(file, key, text))}
    return Subject(
        {
            key: tuple(text) if isinstance(text, list) else text
            for key, text in flat.items()
            if key not in faults
        },
        faults,
    )


class _Texts(yaml.BaseLoader):
    """Makes texts, lists and mappings alone: "no" stays a word. Refuses a key that stands twice."""

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        """As in YAML, but nothing is lost without a word."""
        keys = [key.value for key, _ in node.value]
        twice = next((key for key, _ in node.value if keys.count(key.value) > 1), None)
        if twice is not None:
            raise yaml.constructor.ConstructorError(
                problem=f"`{twice.value}` stands twice", problem_mark=twice.start_mark
            )
        return super().construct_mapping(node, deep)


def _name_of(option: object) -> str:
    return option.name.lower() if isinstance(option, Enum) else str(option)


def _one(key: str) -> str:
    text = _text(key)
    if not isinstance(text, str):
        raise PhraseError(*where(key), "it is a list, not one text", "write one sentence behind the colon")
    return text


def _text(key: str) -> Text:
    subject, _, rest = key.partition(".")
    found = _subject(_folder, subject)
    if rest in found.faults:
        raise found.faults[rest]
    if rest not in found.texts:
        raise PhraseError(*where(key), "this sentence is missing", "write it")
    return found.texts[rest]


@cache
def _subject(folder: Path, subject: str) -> Subject:
    return read_subject(folder / f"{subject}.yml")


def _flat(prefix: str, value: Any) -> Iterator[tuple[str, Any]]:
    if not isinstance(value, dict):
        yield prefix, value
        return
    for key, part in value.items():
        yield from _flat(f"{prefix}.{key}" if prefix else str(key), part)


def _fault(file: str, key: str, text: Any) -> Optional[PhraseError]:
    parts = text if isinstance(text, list) and text else [text]
    if not all(isinstance(part, str) and part.strip() for part in parts):
        return PhraseError(file, key, "there is no sentence", "write one, in quotes if it has a colon in it")
    if any(set(_NAME.sub("", part)) & set("{}") for part in parts):
        return PhraseError(file, key, "a curly bracket holds no name", "write placeholders as {name}")
    return None


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(names)) or "no curly brackets"
