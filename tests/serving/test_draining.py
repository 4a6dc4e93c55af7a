"""A server that is asked to stop first lets those go who send requests to it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from ports import reserved_port

pytestmark = pytest.mark.alone

ROOT = Path(__file__).resolve().parents[2]
SERVER = """
import sys
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from bot.serving.web_server import Draining, serve
app = Starlette(routes=[Route("/", lambda _request: PlainTextResponse("here"))])
say = lambda word: print(word, flush=True)
draining = Draining(float(sys.argv[2]), lambda: say("begins to stop"))
serve(app, "127.0.0.1", int(sys.argv[1]), lambda: say("ready"), draining)
"""


def asked_to_stop(seconds: float, *signals: int) -> tuple[list[tuple[float, bool]], float, str]:
    """Serve in a process of its own, send it these signals, and ask it every tenth of a second until it ends.

    When each answer was there and whether it was one, after how many seconds it ended, and what it said.
    """
    with reserved_port() as port:
        command = [sys.executable, "-c", SERVER, str(port), str(seconds)]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout
            assert process.stdout.readline() == "ready\n"
            started, answered = time.monotonic(), []
            for number in signals:
                os.kill(process.pid, number)
                time.sleep(0.05)
            while process.poll() is None:
                is_answered = _answers(port)
                answered.append((time.monotonic() - started, is_answered))
                time.sleep(0.1)
            took = time.monotonic() - started
            assert process.returncode == 0
            return answered, took, process.stdout.read()


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=2) as answer:
            return answer.status == 200
    except OSError:
        return False


def test_requests_are_served_for_so_many_seconds_after_sigterm() -> None:
    """It is told at once that it stops, goes on meanwhile, and ends as a program that did what it was told."""
    answered, seconds, said = asked_to_stop(1.5, signal.SIGTERM)
    assert said == "begins to stop\n"
    assert 1.5 <= seconds < 5
    meanwhile = [is_answered for when, is_answered in answered if when < 1.4]
    assert meanwhile
    assert all(meanwhile)


@pytest.mark.parametrize(
    ("seconds", "signals"),
    [(0.0, [signal.SIGTERM]), (30.0, [signal.SIGINT]), (30.0, [signal.SIGTERM, signal.SIGTERM])],
    ids=["no seconds", "Ctrl+C", "asked twice"],
)
def test_it_stops_at_once_where_nobody_wants_to_wait(seconds: float, signals: list[int]) -> None:
    """As it comes, at the terminal, and for whoever asks again."""
    _, took, said = asked_to_stop(seconds, *signals)
    assert said == "begins to stop\n"
    assert took < 5
