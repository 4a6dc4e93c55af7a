"""`localoffer serve`: the chat page, in one process or in several."""

from __future__ import annotations

import sys
import time
from subprocess import run
from typing import TYPE_CHECKING

import click

from bot.cli.command_group import localoffer
from bot.cli.here import Here, pass_here
from bot.cli.serving_process import serve_alone, tell, welcome
from bot.serving.crew import Crew
from bot.serving.worker_pipes import Place

if TYPE_CHECKING:
    from bot.settings import Settings

_WORKER = (sys.executable, "-m", "bot.cli.serving_worker")


@localoffer.command("serve", help="serve the chat page")
@click.option(
    "--workers",
    type=click.IntRange(1),
    default=1,
    metavar="N",
    help="processes that share the work; more than one needs PostgreSQL for both databases; default: 1",
)
@pass_here
def serve(here: Here, workers: int) -> int:
    """Serve until stopped."""
    if workers == 1:
        serve_alone(here.settings)
        return 0
    return _serve_together(here.settings, workers)


def _serve_together(settings: Settings, workers: int) -> int:
    """Make ready in a process of its own, which takes its memory with it, and keep the workers going."""
    from bot.logs import set_up_logging
    from bot.serving.web_server import bound

    settings.require_shared_databases()
    set_up_logging(settings.log_level, settings.log_format)
    started = time.monotonic()
    with bound(settings.host, settings.port) as sock:
        made_ready = run([*_WORKER, "ready"], check=False)  # noqa: S603 - our own program
        if made_ready.returncode:
            return 1  # it has said what is wrong
        tell(f"Loading Rasa and the model in {workers} workers (a few seconds) ...")
        Crew(
            workers,
            sock.fileno(),
            command=_command,
            tell=tell,
            on_ready=lambda: tell(welcome(settings, time.monotonic() - started)),
        ).run()
    return 0


def _command(place: Place) -> list[str]:
    return [*_WORKER, "serve", *place.as_words()]
