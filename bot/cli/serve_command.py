"""`localoffer serve`: the chat page."""

from __future__ import annotations

import asyncio
import sys
import time
from typing import TYPE_CHECKING

from bot.cli.command_group import localoffer
from bot.cli.here import Here, pass_here
from bot.serving.one_core import stay_on_one_core
from bot.serving.unswept import unswept

if TYPE_CHECKING:
    from bot.settings import Settings

SWITCH = 0.0005  # seconds that a thread computes before another has its turn: the event loop must not wait long for judge and dialogue


@localoffer.command("serve", help="serve the chat page")
@pass_here
def serve(here: Here) -> None:
    """Serve until stopped."""
    from bot.dialogue.lean import keep_out
    from bot.dialogue.trained_models import ensure_model

    settings = here.settings
    started = time.monotonic()
    model = ensure_model(settings, _tell)
    _tell("Loading Rasa and the model (a few seconds) ...")
    with unswept():
        keep_out()
        from threadpoolctl import threadpool_limits

        from bot.server import build, log_problems, run, seed_demo

        assistant = asyncio.run(build(settings, str(model)))
        seed_demo(assistant)
        log_problems(assistant.services)
    sys.setswitchinterval(SWITCH)
    threadpool_limits(1, user_api="blas")  # its second thread spins between small products: half of a turn
    if settings.one_core:
        stay_on_one_core()
    run(assistant, lambda: _tell(_welcome(settings, time.monotonic() - started)))


def _tell(line: str) -> None:
    print(line, flush=True)


def _welcome(settings: Settings, seconds: float) -> str:
    lines = [f"Ready in {seconds:.0f} seconds.", f"Open {settings.address}/ in a browser. Stop with Ctrl+C."]
    if settings.demo:
        lines += [
            "Demo sign-in (invented people): 07700 900101, 07700 900102, 07700 900103 or 07700 900104.",
            "The code is printed here.",
        ]
    return "\n".join(lines)
