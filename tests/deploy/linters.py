"""The tools that check deploy/: where `tools/install-deploy-linters` puts them, or the machine's own."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
FOLDERS = [
    str(ROOT / ".linters" / part) for part in (".", "python/bin", "node_modules/.bin")
]  # before the machine's own, which may be of another version


def tool(name: str) -> str:
    """A tool's path. Where it is missing the test is skipped, and fails in continuous integration."""
    path = os.pathsep.join([*FOLDERS, os.environ["PATH"], "/usr/sbin"])
    found = shutil.which(name, path=path)
    if not found:
        give_up = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        give_up(f"{name} is missing: sh tools/install-deploy-linters")
    return str(found)


def run(name: str, *arguments: object, folder: Path = ROOT) -> subprocess.CompletedProcess:
    """Run a tool there; what it said is told if it is not satisfied."""
    command = [tool(name), *map(str, arguments)]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def is_satisfied(done: subprocess.CompletedProcess) -> bool:
    """Whether a tool found nothing; fails with what it said otherwise."""
    assert done.returncode == 0, done.stdout + done.stderr
    return True
