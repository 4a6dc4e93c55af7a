"""What a file is that is called CSV and is none: workbooks, XML and web pages are named, with the way to a CSV file."""

from __future__ import annotations

import codecs
import re
import zipfile
from pathlib import Path
from typing import Optional

from bot.casework.intake.faults import IntakeError

_BEGINNING = 2048  # bytes
_SAVE_AS = "open it in a spreadsheet and save it as CSV UTF-8"
_EXPORT = "export the table as CSV instead"
_MARKS = (
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook", _SAVE_AS),
    (b"%PDF", "a PDF document", _EXPORT),
    (b"\x1f\x8b", "compressed with gzip", "unpack it first"),
    (b"SQLite format 3\0", "an SQLite database", _EXPORT),
)
_WORDS = (
    (re.compile(r"<!doctype html|<html|<table|<head\b", re.IGNORECASE), "a web page (HTML)", _SAVE_AS),
    (re.compile(r"<\?|<!--|<[a-z][\w:.-]*[\s/>]", re.IGNORECASE), "XML", _EXPORT),
    (re.compile(r"\{\s*\"|\[\s*[\[{]"), "JSON", _EXPORT),
    (re.compile(r"\{\\rtf"), "a text document (RTF)", _EXPORT),
)
_UTF16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


def require_csv(path: Path) -> None:
    """Raise IntakeError that names what the file is, if it is plainly something else than a CSV file."""
    with path.open("rb") as file:
        beginning = file.read(_BEGINNING)
    found = _packed(path, beginning) or _marked(beginning) or _written(beginning)
    if found:
        kind, fix = found
        raise IntakeError(f"{path.name}: is {kind} and not CSV; {fix}")


def _packed(path: Path, beginning: bytes) -> Optional[tuple[str, str]]:
    if not beginning.startswith(b"PK"):
        return None
    try:
        with zipfile.ZipFile(path) as packed:
            names = packed.namelist()
    except zipfile.BadZipFile:
        names = []
    if any(name.startswith("xl/") for name in names):
        return "an Excel workbook", _SAVE_AS
    if "content.xml" in names:
        return "an OpenDocument file", _SAVE_AS
    return "a zip file", "unpack it first"


def _marked(beginning: bytes) -> Optional[tuple[str, str]]:
    return next(((kind, fix) for mark, kind, fix in _MARKS if beginning.startswith(mark)), None)


def _written(beginning: bytes) -> Optional[tuple[str, str]]:
    text = _decoded(beginning).lstrip("\ufeff \t\r\n")
    return next(((kind, fix) for words, kind, fix in _WORDS if words.match(text)), None)


def _decoded(beginning: bytes) -> str:
    encoding = _UTF16.get(beginning[:2])
    if encoding:
        return beginning.decode(encoding, errors="ignore")
    return beginning.replace(b"\0", b"").decode("utf-8", errors="ignore")  # also UTF-16 that is not marked
