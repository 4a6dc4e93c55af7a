"""What a backup says of itself: when and by what it was made, what is in it, and marks of the keys that it needs. Never the keys."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Optional, Sequence

from bot.records.keyed import Keyed

NAME = "manifest.json"
RECORDS, CONVERSATIONS = "records", "conversations"


class BackupError(RuntimeError):
    """Something about a backup that can't be done. The message names the fix."""


@dataclass(frozen=True)
class Copy:
    """The copy of one database. `kind` is `sqlite` or `postgresql`; `revision` the step of its tables, where they have steps."""

    name: str
    kind: str
    file: str
    sha256: str
    size: int
    revision: Optional[str] = None


@dataclass(frozen=True)
class Manifest:
    """`made_at` is UTC; `secret` and `data_key` are marks of the secret key and of the key that seals.

    `seal` shows whoever has the secret key that all this, and so the files, are as they were written: a restore does what stands in them.
    """

    made_at: str
    version: str
    secret: str
    data_key: str
    copies: Sequence[Copy]
    seal: str = ""

    def sealed(self, secret: bytes) -> Manifest:
        """The same with its seal."""
        return replace(self, seal=self._seal(secret))

    def is_sealed(self, secret: bytes) -> bool:
        """Whether nobody without the secret key has changed it."""
        return hmac.compare_digest(str(self.seal).encode(), self._seal(secret).encode())

    def copy(self, name: str) -> Optional[Copy]:
        """The copy of this database, if there is one."""
        return next((copy for copy in self.copies if copy.name == name), None)

    def _seal(self, secret: bytes) -> str:
        told = asdict(replace(self, seal=""))
        return Keyed(secret).hash("backup", json.dumps(told, sort_keys=True))


def mark(key: str) -> str:
    """By what a key can be known again, and not be found: keys are long random numbers."""
    return hashlib.sha256(f"a backup's key\0{key}".encode()).hexdigest()[:16]


def hash_of(file: Path) -> str:
    """SHA-256 of a file, as hex."""
    summed = hashlib.sha256()
    with file.open("rb") as opened:
        while part := opened.read(1024 * 1024):
            summed.update(part)
    return summed.hexdigest()


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """The last file of a backup: without it, it is none."""
    handle = os.open(folder / NAME, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(asdict(manifest), file, indent=2)
        file.flush()
        os.fsync(file.fileno())


def read_manifest(folder: Path) -> Manifest:
    """What a folder says of itself. Raises BackupError where it is no whole backup."""
    try:
        told = json.loads((folder / NAME).read_text(encoding="utf-8"))
        copies = [Copy(**copy) for copy in told.pop("copies")]
        return Manifest(**told, copies=copies)
    except FileNotFoundError:
        raise BackupError(
            f"{folder} has no {NAME}: it is no backup, or one that was broken off; use another"
        ) from None
    except (AttributeError, KeyError, RecursionError, TypeError, ValueError) as error:
        raise BackupError(
            f"{folder / NAME} can't be read ({type(error).__name__}); use another backup"
        ) from None


def require_whole(folder: Path, manifest: Manifest) -> None:
    """Raise BackupError if a file is not as it was when the backup was made."""
    for copy in manifest.copies:
        file = folder / copy.file
        if file.parent != folder or not file.is_file():
            raise BackupError(f"{file} is missing; use another backup")
        if hash_of(file) != copy.sha256:
            raise BackupError(f"{file} is not as it was written: its SHA-256 differs; use another backup")
