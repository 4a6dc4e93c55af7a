"""The whole assistant in the process of the tests, which keeps nothing of it afterwards."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

import actions.services
from bot.assistant import build

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.assistant import Assistant
    from bot.settings import Settings


@contextmanager
def built(settings: Settings, model: str, *, is_kept: bool = False) -> Iterator[Assistant]:
    """Without a network, conversations in memory unless they are kept. What it provides for actions is taken back at the end."""
    loop = asyncio.new_event_loop()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(actions.services, "_provided", None)
        try:
            yield loop.run_until_complete(build(settings, model, is_kept=is_kept))
        finally:
            loop.close()
