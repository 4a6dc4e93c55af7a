"""Our server, as `localoffer serve` starts it."""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path
from typing import Callable

from benchmarks.chats import OurChat
from benchmarks.load import PATIENCE, Numbers, measure
from benchmarks.processes import HOST, beside_python, environment, free_port, run, running
from bot.dialogue.trained_models import model_path
from bot.settings import Settings


def prepare(folder: Path, tell: Callable[[str], None]) -> None:
    """Train the model if there is none for the current data, so that training is not timed as start-up."""
    home = Settings.__fields__["home"].default
    if not model_path(Settings(home=home)).exists():
        tell("Training our model (under a minute on two cores) ...")
        run("localoffer-train", [beside_python("localoffer"), "train"], folder, environment(), PATIENCE)


def measure_ours(folder: Path, turns: int) -> Numbers:
    """Start our server with databases of its own, and measure it."""
    port = free_port()
    settings = environment(
        LOCALOFFER_STATE=str(folder / "state"),
        LOCALOFFER_PORT=str(port),
        LOCALOFFER_PUBLIC_URL=f"http://{HOST}:{port}",
        LOCALOFFER_MESSAGES_PER_MINUTE="1000000",
    )
    started = time.monotonic()
    with running("localoffer-serve", [beside_python("localoffer"), "serve"], folder, settings) as server:
        return measure([server], partial(OurChat, port), started, turns, has_long_talk=True)
