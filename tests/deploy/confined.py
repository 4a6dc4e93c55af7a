"""Run a program under the system calls of a systemd unit: `python confined.py UNIT PROGRAM ...`. Linux with libseccomp, as systemd itself has it."""

from __future__ import annotations

import ctypes
import errno
import mmap
import os
import re
import subprocess
import sys
from pathlib import Path

ALLOW, REFUSE = 0x7FFF0000, 0x00050000 | errno.EPERM
MASKED_EQUAL = 7
NO_NEW_PRIVILEGES = 38
PROTECTION = 2  # the argument of mmap and mprotect that says what may be done with memory


class Argument(ctypes.Structure):
    """What an argument of a call must be: under the mask `a` it is `b`."""

    _fields_ = (
        ("arg", ctypes.c_uint),
        ("op", ctypes.c_int),
        ("a", ctypes.c_uint64),
        ("b", ctypes.c_uint64),
    )


def calls_of(name: str) -> set[str]:
    """The calls of a set such as `@system-service`, those of the sets in it too; a call's own name stands for itself."""
    if not name.startswith("@"):
        return {name}
    said = subprocess.run(
        ["systemd-analyze", "syscall-filter", name], check=True, capture_output=True, text=True
    ).stdout
    lines = [line.strip() for line in said.splitlines()[1:]]
    return set().union(*(calls_of(line) for line in lines if line and not line.startswith("#")))


def allowed(unit: Path) -> set[str]:
    """What a unit's filters leave, read in their order as systemd reads them."""
    left = calls_of("@default")
    for line in re.findall(r"^SystemCallFilter=(.*)$", unit.read_text(), re.MULTILINE):
        named = set().union(*(calls_of(name) for name in line.lstrip("~").split()))
        left = left - named if line.startswith("~") else left | named
    return left


def confine(unit: Path) -> None:
    """From here on this process, and all that it starts, makes no other call, and no memory that is both written and run."""
    library = ctypes.CDLL("libseccomp.so.2")
    library.seccomp_init.restype = ctypes.c_void_p
    rules = ctypes.c_void_p(library.seccomp_init(REFUSE))
    for name in allowed(unit):
        number = library.seccomp_syscall_resolve_name(name.encode())
        for conditions in _conditions(name):
            array = (Argument * len(conditions))(*conditions)
            library.seccomp_rule_add_array(rules, ALLOW, number, len(conditions), array)
    ctypes.CDLL(None).prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    if library.seccomp_load(rules):
        raise OSError("the filter could not be loaded")


def _conditions(name: str) -> list[list[Argument]]:
    """Under which of these a call is allowed: those of MemoryDenyWriteExecute."""
    is_not = {
        "mmap": [mmap.PROT_WRITE, mmap.PROT_EXEC],
        "mprotect": [mmap.PROT_EXEC],
        "pkey_mprotect": [mmap.PROT_EXEC],
    }
    return [[Argument(PROTECTION, MASKED_EQUAL, bit, 0)] for bit in is_not.get(name, [])] or [[]]


if __name__ == "__main__":
    confine(Path(sys.argv[1]))
    os.execv(sys.argv[2], sys.argv[2:])  # noqa: S606 - the test says which program
