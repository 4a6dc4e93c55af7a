"""What was learnt, in a file: our own objects of plain numbers and words, so that reading it brings nothing of what it was learnt with."""

from __future__ import annotations

import io
import pickle
from pathlib import Path
from typing import Any

_OURS = ("bot", "numpy", "scipy")


def keep(learnt: Any, file: Path) -> None:
    """Write something that was learnt. Raises UnpicklingError, and leaves no file, if it is not plain."""
    whole = pickle.dumps(learnt, protocol=5)
    _Reader(io.BytesIO(whole)).load()
    partial = file.with_suffix(".partial")
    partial.write_bytes(whole)
    partial.replace(file)  # another process never finds half of it


def read_kept(file: Path) -> Any:
    """What `keep` wrote. Raises UnpicklingError for a damaged file or another library's objects, and OSError."""
    with file.open("rb") as opened:
        return _Reader(opened).load()


class _Reader(pickle.Unpickler):
    """Knows our classes, numbers and tables alone."""

    def find_class(self, module: str, name: str) -> Any:
        if module.split(".", maxsplit=1)[0] not in _OURS:
            raise pickle.UnpicklingError(f"{module}.{name} is nothing that we keep")
        return super().find_class(module, name)
