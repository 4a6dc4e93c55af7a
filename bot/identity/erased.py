"""How erased people are looked up: a keyed hash of its own purpose, so that it matches nothing else that is kept."""

from __future__ import annotations

from functools import partial

from bot.casework.erased import ErasedLookup
from bot.identity.keyed import Keyed


def erased_lookup(keyed: Keyed) -> ErasedLookup:
    """What `bot.casework.erased` hashes with. Another secret would bring every erased person back."""
    return partial(keyed.hash, "erased")
