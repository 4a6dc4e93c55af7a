"""Measurements of the assistant as it is served."""

import sys
from pathlib import Path

# Where PostgreSQL is started, the tests' own module does it, which finds its neighbours there.
sys.path.append(str(Path(__file__).resolve().parent.parent / "tests"))
