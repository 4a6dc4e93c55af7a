"""Python's threads on one core: only one of them computes at a time, and handing on from core to core costs each a wake-up and its cache."""

from __future__ import annotations

import os
import secrets


def stay_on_one_core() -> None:
    """Keep this thread, and all that it starts from now on, on one of the cores that it may use: docs/decisions/0012.

    Threads that are there already stay free: those of onnxruntime compute beside Python. Where the system has no such call, nothing is done.
    """
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {secrets.choice(sorted(os.sched_getaffinity(0)))})
