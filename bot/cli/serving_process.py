"""What a process that serves does, alone or as one of several workers: it loads, keeps to its core, and serves."""

from __future__ import annotations

import asyncio
import sys
import time
from typing import TYPE_CHECKING, Optional

from bot.serving.few_heaps import share_heaps
from bot.serving.one_core import stay_on_one_core
from bot.serving.unswept import unswept
from bot.serving.worker_pipes import Place, Ready, resident_memory, say_ready

if TYPE_CHECKING:
    from bot.assistant import Assistant
    from bot.settings import Settings

SWITCH = 0.0005  # seconds that a thread computes before another has its turn: the event loop must not wait long for judge and dialogue


def serve_alone(settings: Settings) -> None:
    """Everything in this process, until stopped."""
    from bot.dialogue.trained_models import ensure_model

    started = time.monotonic()
    model = ensure_model(settings, tell)
    tell("Loading Rasa and the model (a few seconds) ...")
    assistant = _load(settings, str(model), is_first=True)
    _settle(settings, None)

    from bot.server import run

    run(assistant, lambda: tell(welcome(settings, time.monotonic() - started)))


def serve_as_worker(settings: Settings, place: Place) -> None:
    """One of several, until stopped. What is done once for all, `make_ready` has done."""
    from bot.dialogue.trained_models import ensure_model

    started = time.monotonic()
    assistant = _load(settings, str(ensure_model(settings, tell)), is_first=False)
    _settle(settings, place)

    from bot.server import run_as_worker

    run_as_worker(
        assistant, place, lambda: say_ready(place.ready, Ready(time.monotonic() - started, resident_memory()))
    )


def make_ready(settings: Settings) -> None:
    """What is done once, before any worker starts: a model that is missing, keys, tables, the people of the demo, faults of the content."""
    from bot.assistant import log_problems, prepare, seed_demo
    from bot.dialogue.trained_models import ensure_model

    services = prepare(settings)
    ensure_model(settings, tell)
    seed_demo(settings, services)
    log_problems(services)


def tell(line: str) -> None:
    """Say it on the terminal, at once."""
    print(line, flush=True)


def welcome(settings: Settings, seconds: float) -> str:
    """What whoever started it sees when people may come."""
    lines = [f"Ready in {seconds:.0f} seconds.", f"Open {settings.address}/ in a browser. Stop with Ctrl+C."]
    if settings.demo:
        lines += [
            "Demo sign-in (invented people): 07700 900101, 07700 900102, 07700 900103 or 07700 900104.",
            _where_the_code_is(settings),
        ]
    if settings.texts:
        from bot.cli.texts_told import lines_told  # only where there is something to tell

        lines += lines_told(settings)
    if settings.teams_app_id:
        from bot.channels.teams.teams_hooks import MESSAGES

        lines.append(
            f"Teams' messaging endpoint is {settings.address.rstrip('/')}{MESSAGES} (docs/teams.md)."
        )
    return "\n".join(lines)


def _where_the_code_is(settings: Settings) -> str:
    first = settings.texts.split(",")[0].strip()
    if first not in ("", "console"):
        return f"The code leaves by {first} and is not shown; LOCALOFFER_TEXTS=console shows it."
    return "The code is printed here." if settings.worker else "`localoffer worker` prints the code."


def _load(settings: Settings, model: str, *, is_first: bool) -> Assistant:
    from bot.dialogue.lean import keep_out

    share_heaps()
    with unswept():
        keep_out()
        from bot.assistant import build, log_problems, seed_demo

        assistant = asyncio.run(build(settings, model))
        if is_first:
            seed_demo(settings, assistant.services)
            log_problems(assistant.services)
    return assistant


def _settle(settings: Settings, place: Optional[Place]) -> None:
    """How this process computes from now on."""
    from threadpoolctl import threadpool_limits

    sys.setswitchinterval(SWITCH)
    threadpool_limits(1, user_api="blas")  # its second thread spins between small products: half of a turn
    if settings.one_core:
        stay_on_one_core(*((place.number, place.of) if place else ()))
