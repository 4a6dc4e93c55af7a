"""The mapping file: how a case system's export folder becomes people, plans and contacts."""

from __future__ import annotations

from fnmatch import fnmatchcase
from pathlib import Path
from typing import Dict, List, Optional, Sequence

import yaml
from pydantic import BaseModel, Extra, Field, ValidationError, validator

from bot.casework.intake.faults import IntakeError
from bot.casework.intake.importing import TABLES
from bot.casework.intake.kind_of_file import require_csv
from bot.casework.intake.rejects import REJECTS
from bot.casework.intake.source import Source

_NO_CSV = (".xlsx", ".xlsm", ".xls", ".xml", ".ods", ".html", ".htm", ".pdf", ".json", ".zip", ".gz")


class FileMapping(BaseModel):
    """One kind of file: `columns` are ours to theirs; `values` are, for a field of ours, their words to ours."""

    pattern: str
    table: str
    columns: Dict[str, str] = Field(default_factory=dict)
    values: Dict[str, Dict[str, str]] = Field(default_factory=dict)
    is_optional: bool = False

    class Config:
        extra = Extra.forbid

    @validator("table")
    def _known_table(cls, table: str) -> str:
        if table not in TABLES:
            raise ValueError(f"use one of {', '.join(TABLES)}")
        return table

    @validator("columns", "values")
    def _known_fields(cls, found: Dict[str, object], values: Dict[str, object]) -> Dict[str, object]:
        table = TABLES.get(str(values.get("table")))
        known = {field.name for field in table.fields} if table else set(found)  # type: ignore[attr-defined]
        unknown = sorted(set(found) - known)
        if unknown:
            raise ValueError(f"there is no field {unknown[0]!r}; use {', '.join(sorted(known))}")
        return found


class Mapping(BaseModel):
    """A case system's export folder. `advisers` are the export's names of advisers, each with the id here."""

    council: Optional[str] = None
    advisers: Dict[str, int] = Field(default_factory=dict)
    files: List[FileMapping] = Field(default_factory=list)

    class Config:
        extra = Extra.forbid


PLAIN = Mapping(
    files=[FileMapping(pattern=f"{table}.csv", table=table, is_optional=True) for table in TABLES]
)


def load_mapping(path: Path) -> Mapping:
    """Read a mapping file. Raises IntakeError that names the field and the fix, FileNotFoundError if there is none."""
    if not path.is_file():
        raise FileNotFoundError(f"there is no mapping file {path}; check the name")
    try:
        # Every word is taken as it is written: YAML would make a case system's No a truth value.
        return Mapping.parse_obj(yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader) or {})  # noqa: S506 - makes texts alone
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise IntakeError(f"{path.name}, {where}: {first['msg']}; correct the mapping") from None
    except (yaml.YAMLError, UnicodeDecodeError):
        raise IntakeError(f"{path.name}: is not YAML in UTF-8; correct the mapping") from None


def sources_of(given: Path, mapping: Mapping, council: Optional[str]) -> list[Source]:
    """The files to take in, people first. Raises IntakeError if one that is wanted is missing, or there is none."""
    if not given.exists():
        raise FileNotFoundError(f"there is no file or folder {given}; check the name")
    if not given.is_file() and not given.is_dir():
        raise IntakeError(f"{given.name}: is neither a file nor a folder; give one of these")
    if council and mapping.council and council != mapping.council:
        raise IntakeError(f"--council is {council} but the mapping is for {mapping.council}; leave one out")
    found = [
        _source(path, file, mapping, council or mapping.council)
        for table in TABLES
        for file in mapping.files
        if file.table == table
        for path in _matching(given, file)
    ]
    if not found:
        patterns = ", ".join(file.pattern for file in mapping.files)
        for path in [given] if given.is_file() else sorted(given.glob("*.*")):
            if path.is_file() and path.suffix.lower() in _NO_CSV:
                require_csv(path)
        raise IntakeError(f"{given.name} has no file named like {patterns}; rename it, or give a --mapping")
    return found


def left_over(given: Path, sources: Sequence[Source], known: Sequence[Optional[Path]]) -> list[str]:
    """The names in a folder that no pattern takes in and that are not `known`: a name may be mistyped, or the file a workbook."""
    if not given.is_dir():
        return []
    taken = {path.absolute() for path in (*(source.path for source in sources), *filter(None, known))}
    others = (path for path in sorted(given.iterdir()) if path.absolute() not in taken)
    return [path.name for path in others if not path.name.startswith(".") and not path.name.endswith(REJECTS)]


def _matching(given: Path, file: FileMapping) -> Sequence[Path]:
    if given.is_file():
        return [given] if _is_named(given, file.pattern) else []
    found = sorted(path for path in given.iterdir() if path.is_file() and _is_named(path, file.pattern))
    if not found and not file.is_optional:
        raise IntakeError(
            f"{given.name} has no file named like {file.pattern}; add it, or say is_optional in the mapping"
        )
    return found


def _is_named(path: Path, pattern: str) -> bool:
    """Small and capital letters are the same: a case system writes PEOPLE.CSV."""
    return fnmatchcase(path.name.casefold(), pattern.casefold())


def _source(path: Path, file: FileMapping, mapping: Mapping, council: Optional[str]) -> Source:
    return Source(path, file.table, council, file.columns, file.values, mapping.advisers)
