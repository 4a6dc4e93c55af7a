"""Gives memory that was needed only for a while back to the system, where the C library can."""

from __future__ import annotations

import ctypes
import gc
from contextlib import contextmanager
from typing import Iterator


@contextmanager
def without_collecting() -> Iterator[None]:
    """While a great many small objects are made that all stay: the garbage collector would look through them again and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def give_back() -> None:
    """Thirty megabytes after the embedding is opened, on Linux; nothing elsewhere."""
    try:
        ctypes.CDLL(None).malloc_trim(0)
    except (AttributeError, OSError, TypeError):  # not the GNU C library
        return
