"""Few heaps for many threads: the C library gives each thread one of its own, and what one thread has freed no other can use."""

from __future__ import annotations

import ctypes

HEAPS = 2  # threads take them in turn, and seldom wait for each other: only one of them computes at a time
_MOST_HEAPS = -8  # how glibc's malloc.h calls the setting


def share_heaps() -> None:
    """From now on all threads of this process share two heaps, on Linux; nothing happens elsewhere. Call it before threads start."""
    try:
        ctypes.CDLL(None).mallopt(_MOST_HEAPS, HEAPS)
    except (AttributeError, OSError, TypeError):  # not the GNU C library
        return
