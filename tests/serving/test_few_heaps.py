"""Threads of one process share two heaps, so that what one of them has freed another can use."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(
    platform.libc_ver()[0] != "glibc", reason="only glibc can be told how many heaps to have"
)

# `malloc_info` writes one <heap> for each heap there is; eight threads that are alive at once would have one each.
THREADS_AND_HEAPS = """
import ctypes, sys, threading
if sys.argv[1] == "few":
    from bot.serving.few_heaps import share_heaps
    share_heaps()
c = ctypes.CDLL(None)
c.fdopen.restype = ctypes.c_void_p
c.malloc.restype = ctypes.c_void_p
everyone = threading.Barrier(8)
def use():
    c.malloc(100)
    everyone.wait()
threads = [threading.Thread(target=use) for _ in range(8)]
for thread in threads: thread.start()
for thread in threads: thread.join()
out = ctypes.c_void_p(c.fdopen(1, b"w"))
c.malloc_info(0, out)
c.fflush(out)
"""


def heaps(how: str) -> int:
    """How many heaps a process has whose eight threads each asked for memory."""
    told = subprocess.run(
        [sys.executable, "-c", THREADS_AND_HEAPS, how], capture_output=True, text=True, check=True
    )
    return told.stdout.count("<heap ")


def test_threads_share_two_heaps() -> None:
    """However many they are; left alone each has its own."""
    assert heaps("few") <= 2 < heaps("many")
