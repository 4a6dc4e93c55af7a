"""The PostgreSQL server that the tests start, for benchmarks. The tests' folder is no package, so its modules are found by a path."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parent.parent / "tests"))

from postgresql import SERVER, MissingError, Server, server

__all__ = ["SERVER", "MissingError", "Server", "server"]
