"""The sentences that we say and that are no offer content: `phrase("people.call_title")` stands in `data/phrases/people.yml`.

A file is read when it is first needed, and once. What is said in danger or in failure is not here: it must need no file.
"""

from __future__ import annotations

import logging
from enum import Enum
from functools import cache
from pathlib import Path
from typing import AbstractSet, Iterable, Iterator, Mapping, TypeVar

from bot.phrase_files import (
    FOLDER,
    LANGUAGES,
    Fault,
    PhraseError,
    Subject,
    Text,
    fill_in,
    misfit,
    missing,
    parts_of,
    read_subject,
)

logger = logging.getLogger(__name__)

Option = TypeVar("Option")

_OURS = Path(__file__).resolve().parent.parent / FOLDER
_folder = _OURS


class PhraseSet(Mapping[Option, str]):
    """The sentences of a key that has one for each option: those of an enum by their names, in small letters.

    It is made without reading. A sentence may leave out placeholders, but have no other ones. Looking one up raises
    KeyError for what is no option, PhraseError for a sentence that can't be said.
    """

    def __init__(self, key: str, options: Iterable[Option], *placeholders: str) -> None:
        self.placeholders = frozenset(placeholders)
        self.keys_of = {option: f"{key}.{_name_of(option)}" for option in options}

    def __getitem__(self, option: Option) -> str:
        """The sentence, its placeholders still in it."""
        [text] = _parts(self.keys_of[option], self.placeholders, needs_all=False)
        return text

    def __iter__(self) -> Iterator[Option]:
        """The options."""
        return iter(self.keys_of)

    def __len__(self) -> int:
        """How many options there are."""
        return len(self.keys_of)


def read_from(home: Path) -> None:
    """Say the sentences of this home from now on; those of the repository where it has none of its own."""
    global _folder  # noqa: PLW0603 - sentences are said everywhere; a reader handed down to each would drown the words
    _folder = home / FOLDER if (home / FOLDER).is_dir() else _OURS


def phrase(key: str, **values: object) -> str:
    """The sentence of a key, its placeholders filled. Raises PhraseError, also for a value too many or too few."""
    [text] = _parts(key, values.keys())
    return fill_in(text, values)


def phrases(key: str) -> tuple[str, ...]:
    """The sentences of a key that has a list of them, without placeholders. Raises PhraseError."""
    return _parts(key, is_list=True)


def faults_now() -> list[Fault]:
    """What is wrong in the files themselves, those of this home: what a start can tell before anybody asks."""
    return [
        fault for path in sorted(_folder.glob("*.yml")) if path.stem != LANGUAGES for fault in _faults(path)
    ]


def _faults(path: Path) -> list[Fault]:
    try:
        return list(read_subject(path).faults.values())
    except PhraseError as error:
        return [error.fault]


def _name_of(option: object) -> str:
    return option.name.lower() if isinstance(option, Enum) else str(option)


def _text(key: str) -> Text:
    subject, _, rest = key.partition(".")
    found = _subject(_folder, subject)
    if rest in found.faults:
        raise _logged(found.faults[rest])
    if rest not in found.texts:
        raise _logged(missing(key))
    return found.texts[rest]


def _parts(
    key: str, filled: AbstractSet[str] = frozenset(), *, is_list: bool = False, needs_all: bool = True
) -> tuple[str, ...]:
    text = _text(key)
    fault = misfit(key, text, filled, is_list=is_list, needs_all=needs_all)
    if fault:
        raise _logged(fault)
    return parts_of(text)


def _logged(fault: Fault) -> PhraseError:
    logger.error("A sentence can't be said: %s", fault)  # whoever catches it logs no more than its kind
    return PhraseError(fault)


@cache
def _subject(folder: Path, subject: str) -> Subject:
    try:
        return read_subject(folder / f"{subject}.yml")
    except PhraseError as error:
        raise _logged(error.fault) from None
