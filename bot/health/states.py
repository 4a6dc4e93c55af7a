"""The words that say how a part is, and what an error means in them."""

from __future__ import annotations

import errno

OK, OFF = "ok", "off"
MISSING, EMPTY, LOCKED, FULL, READ_ONLY = "missing", "empty", "locked", "full", "read-only"
UNREADABLE, FAILING, NO_ANSWER = "unreadable", "failing", "no_answer"
NOT_LOADED, RULES_ALONE, LETTERS_ALONE = "not_loaded", "rules_alone", "letters_alone"
UNGUARDED = (
    "unguarded"  # works, without its second wall: said at the start, and no reason to take a server out
)
WELL = (OK, OFF, UNGUARDED)

_OF_FILES = {
    errno.ENOSPC: FULL,
    errno.EDQUOT: FULL,
    errno.EFBIG: FULL,
    errno.EROFS: READ_ONLY,
    errno.EACCES: READ_ONLY,
    errno.EPERM: READ_ONLY,
    errno.ENOENT: MISSING,
    errno.ENOTDIR: MISSING,
}
# Python 3.10 hands on SQLite's sentence, not its number.
_OF_SQLITE = (
    ("is locked", LOCKED),
    ("is full", FULL),
    ("readonly", READ_ONLY),
    ("unable to open", UNREADABLE),
    ("no such table", EMPTY),
    ("not a database", UNREADABLE),
    ("malformed", UNREADABLE),
)


def of_file(error: OSError) -> str:
    """What became of writing a file."""
    return _OF_FILES.get(error.errno or 0, FAILING)


def of_sqlite(error: Exception) -> str:
    """What became of asking SQLite."""
    said = str(error)
    return next((word for part, word in _OF_SQLITE if part in said), FAILING)
