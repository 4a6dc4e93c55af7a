"""The pages of docs/ that commands write."""

from __future__ import annotations

from pathlib import Path

COVERAGE = Path("docs") / "coverage.md"
COMMANDS = Path("docs") / "commands.md"
