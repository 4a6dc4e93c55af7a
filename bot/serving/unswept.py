"""Loading without Python's look for rubbish: what is loaded stays, and is looked through again and again meanwhile."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import Iterator


@contextmanager
def unswept() -> Iterator[None]:
    """Within, nothing is looked through; then it is once, and what is left is never looked through again."""
    gc.disable()
    try:
        yield
    finally:
        gc.collect()
        gc.freeze()
        gc.enable()
