"""A disk of a few kilobytes, in memory: it can really be full."""

from __future__ import annotations

import subprocess
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FILLING = "filling"
_BLOCK = 4096


@contextmanager
def small_disk(folder: Path, kilobytes: int) -> Iterator[Path]:
    """The folder, on a disk of its own. Skips the test where nobody may mount one."""
    folder.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", folder],
        capture_output=True,
        check=False,
    )
    if done.returncode:
        pytest.skip("a disk of its own needs the right to mount one")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


def fill(folder: Path) -> Path:
    """Write until the disk is full; the file that fills it."""
    file = folder / FILLING
    with suppress(OSError), file.open("ab", buffering=0) as opened:
        while True:
            opened.write(b"x" * _BLOCK)
    with file.open("ab", buffering=0) as opened, suppress(OSError):
        while opened.write(b"x"):
            pass
    return file
