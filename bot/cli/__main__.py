"""`python -m bot.cli ...` is `localoffer ...`."""

from __future__ import annotations

import sys

from bot.cli.main import run

sys.exit(run())
