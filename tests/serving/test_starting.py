"""How the process that serves loads, and where it computes."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.serving.one_core import stay_on_one_core
from bot.serving.unswept import unswept

needs_cores = pytest.mark.skipif(
    not hasattr(os, "sched_setaffinity") or len(os.sched_getaffinity(0)) < 2,
    reason="there is but one core, or no way to choose one",
)


def cores() -> set[int]:
    """Those that this thread may use."""
    return set(os.sched_getaffinity(0))


@needs_cores
def test_what_is_started_from_now_on_stays_on_one_core_and_what_was_there_is_free() -> None:
    """A thread that begins later shares the core; one that began before keeps all of them."""
    before, found = cores(), {}
    with ThreadPoolExecutor(1) as early:
        early.submit(cores).result()

        def serve() -> None:
            """In a thread of its own: this one's cores stay as they are."""
            stay_on_one_core()
            with ThreadPoolExecutor(1) as late:
                found.update(
                    here=cores(), late=late.submit(cores).result(), early=early.submit(cores).result()
                )

        thread = threading.Thread(target=serve)
        thread.start()
        thread.join()
    assert len(found["here"]) == 1
    assert found["late"] == found["here"] <= before
    assert found["early"] == before == cores()


@needs_cores
def test_it_keeps_to_the_cores_that_the_system_gives() -> None:
    """A process that was pinned from outside stays where it was put."""
    core = min(os.sched_getaffinity(0))
    code = "import os; from bot.serving.one_core import stay_on_one_core; stay_on_one_core(); print(os.sched_getaffinity(0))"
    said = subprocess.run(
        [sys.executable, "-c", code],
        preexec_fn=lambda: os.sched_setaffinity(0, {core}),
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout.strip() == str({core})


def test_what_is_loaded_is_swept_once_and_then_left_alone() -> None:
    """Within, nothing is; after it, and after an error, Python looks for rubbish again, but not among what was loaded."""
    frozen = gc.get_freeze_count()
    try:
        with unswept():
            assert not gc.isenabled()
            loaded = [[] for _ in range(1000)]
        assert gc.isenabled()
        assert gc.get_freeze_count() > frozen + len(loaded)
        with pytest.raises(LookupError), unswept():
            raise LookupError
        assert gc.isenabled()
    finally:
        gc.unfreeze()
