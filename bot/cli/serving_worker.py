"""`python -m bot.cli.serving_worker ...`: a process that `localoffer serve --workers` starts. Nobody else calls it."""

from __future__ import annotations

import sys

from bot.cli.main import exit_code_of, set_up_process
from bot.cli.serving_process import make_ready, serve_as_worker
from bot.serving.worker_pipes import Place
from bot.settings import Settings


def work(task: str, *words: str) -> int:
    """`ready`, or `serve` with the words of a place."""
    if task == "ready":
        make_ready(Settings())
    else:
        place = Place.from_words(list(words))
        serve_as_worker(Settings(worker_index=place.number), place)
    return 0


if __name__ == "__main__":
    set_up_process()
    sys.exit(exit_code_of(lambda: work(*sys.argv[1:])))
