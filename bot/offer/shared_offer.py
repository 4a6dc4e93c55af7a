"""The offer that a process has read already, for parts that Rasa builds and nobody can hand anything to."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Iterator, Optional

from bot.offer.loader import Offer, load_offer
from bot.settings import shared_settings

_in_use: ContextVar[Optional[Offer]] = ContextVar("offer", default=None)


@contextmanager
def sharing(offer: Offer) -> Iterator[None]:
    """Within, `shared_offer` is this one."""
    before = _in_use.set(offer)
    try:
        yield
    finally:
        _in_use.reset(before)


def shared_offer(folder: Optional[str] = None) -> Offer:
    """The offer of a folder of places, read now; without one the offer that is shared.

    Where none is shared, as under Rasa's own commands, that of the settings is read. Raises FileNotFoundError.
    """
    shared = _in_use.get()
    if folder is None and shared is not None:
        return shared
    return load_offer(Path(folder) if folder else shared_settings().home / "data" / "offer")
