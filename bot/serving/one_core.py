"""Python's threads on one core: only one of them computes at a time, and handing on from core to core costs each a wake-up and its cache."""

from __future__ import annotations

import os
import secrets
from typing import Optional


def stay_on_one_core(number: Optional[int] = None, of: int = 1) -> None:
    """Keep this thread, and all that it starts from now on, on one of the cores that it may use: docs/decisions/0012.

    Of several processes each is told its `number`, from 0 on, and gets a core of its own; where there are more of them than cores, none is kept.
    Threads that are there already stay free: those of onnxruntime compute beside Python. Where the system has no such call, nothing is done.
    """
    if not hasattr(os, "sched_setaffinity"):
        return
    cores = sorted(os.sched_getaffinity(0))
    if of <= len(cores):
        os.sched_setaffinity(0, {secrets.choice(cores) if number is None else cores[number % len(cores)]})
