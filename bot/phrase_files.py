"""Reading the files of `data/phrases`: sentences by key, and what is wrong with them. One wrong sentence never takes the rest down."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import AbstractSet, Any, Iterable, Iterator, Mapping, Optional, Union

import yaml

Text = Union[str, tuple[str, ...]]

FOLDER = Path("data") / "phrases"
LANGUAGES = "languages"  # a file of another form: what we say in other languages
_NAME = re.compile(r"\{([a-z_]+)\}")
_LIST, _ONE = "begin each sentence with `- `", "write one sentence behind the colon"


@dataclass(frozen=True)
class Fault:
    """What is wrong with a sentence: the file, relative to the home, where in it, and how to mend it."""

    file: str
    key: str
    message: str
    fix: str

    def __str__(self) -> str:
        return f"{self.file}: {self.key}: {self.message}. Fix: {self.fix}"


class PhraseError(LookupError):
    """A sentence that can't be said. Says where it stands and how to mend it; it quotes our files alone."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(str(fault))
        self.fault = fault


@dataclass(frozen=True)
class Subject:
    """One file: its sound sentences and its faults, by key. What lies deeper has dots in its key: `call.waiting`."""

    texts: Mapping[str, Text]
    faults: Mapping[str, Fault]


def read_subject(path: Path) -> Subject:
    """Read a file. Raises PhraseError if nothing in it can be read."""
    file = (FOLDER / path.name).as_posix()
    flat = dict(_flat("", _read(path, file)))
    faults = {key: fault for key, text in flat.items() if (fault := _fault(file, key, text))}
    sound = {key: text for key, text in flat.items() if key not in faults}
    return Subject(
        {key: tuple(text) if isinstance(text, list) else text for key, text in sound.items()}, faults
    )


def fault_at(key: str, message: str, fix: str) -> Fault:
    """What is wrong with a sentence, by its whole key: the subject is the name of its file."""
    subject, _, rest = key.partition(".")
    return Fault((FOLDER / f"{subject}.yml").as_posix(), rest, message, fix)


def missing(key: str) -> Fault:
    """That nobody has written this sentence."""
    return fault_at(key, "this sentence is missing", "write it")


def misfit(
    key: str,
    text: Text,
    filled: AbstractSet[str] = frozenset(),
    *,
    is_list: bool = False,
    needs_all: bool = True,
) -> Optional[Fault]:
    """Why a text can't be said as the code says it: a list or not, with these placeholders filled. None if it can."""
    if is_list != isinstance(text, tuple):
        return fault_at(key, "it should be a list", _LIST) if is_list else fault_at(key, "it is a list", _ONE)
    found = frozenset(_NAME.findall(" ".join(parts_of(text))))
    if strange := found - filled:
        return fault_at(key, f"{_listed(strange)} is filled by nothing", f"use {_listed(filled)}")
    if needs_all and (left_out := filled - found):
        return fault_at(key, f"{_listed(left_out)} is missing", f"use {_listed(filled)}")
    return None


def parts_of(text: Text) -> tuple[str, ...]:
    """The sentences of a list; one text alone."""
    return (text,) if isinstance(text, str) else text


def fill_in(text: str, values: Mapping[str, object]) -> str:
    """The text with its placeholders filled. What a value has in curly brackets stays as it is."""
    return _NAME.sub(lambda found: str(values[found.group(1)]), text)


def with_it(text: str) -> str:
    """The text as it is measured: a short word stands for each placeholder."""
    return _NAME.sub("it", text)


class _Texts(yaml.BaseLoader):
    """Makes texts, lists and mappings alone: "no" stays a word. Refuses a key that stands twice."""

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        """As in YAML, but nothing is lost without a word."""
        keys = [key.value for key, _ in node.value]
        twice = next((key for key, _ in reversed(node.value) if keys.count(key.value) > 1), None)
        if twice is not None:
            said = f"`{twice.value}` stands twice"
            raise yaml.constructor.ConstructorError(problem=said, problem_mark=twice.start_mark)
        return super().construct_mapping(node, deep)


def _read(path: Path, file: str) -> Any:
    try:
        read = yaml.load(path.read_text(encoding="utf-8"), Loader=_Texts)  # noqa: S506 - makes texts alone
    except yaml.MarkedYAMLError as error:
        line = f"line {error.problem_mark.line + 1}" if error.problem_mark else "the file"
        fix = "check indentation, quotes and colons there"
        raise PhraseError(Fault(file, line, f"this is not valid YAML ({error.problem})", fix)) from None
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        message = f"it can't be read ({type(error).__name__})"
        raise PhraseError(Fault(file, "the file", message, "put it back, as UTF-8 text")) from None
    if not isinstance(read, dict):
        raise PhraseError(Fault(file, "the file", "it holds no sentences", "write `key: sentence` lines"))
    return read


def _flat(prefix: str, value: Any) -> Iterator[tuple[str, Any]]:
    if not isinstance(value, dict):
        yield prefix, value
        return
    for key, part in value.items():
        yield from _flat(f"{prefix}.{key}" if prefix else str(key), part)


def _fault(file: str, key: str, text: Any) -> Optional[Fault]:
    parts = text if isinstance(text, list) and text else [text]
    if not all(isinstance(part, str) and part.strip() for part in parts):
        return Fault(file, key, "there is no sentence", "write one, in quotes if it has a colon in it")
    if any(set(_NAME.sub("", part)) & set("{}") for part in parts):
        return Fault(file, key, "a curly bracket holds no name", "write placeholders as {name}")
    return None


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(names)) or "no curly brackets"
