"""How long a cry for help waits at a real server: beside ten clients that send the worst bodies, and with a locked database."""

from __future__ import annotations

import multiprocessing
import os
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Iterator, List, Tuple

import httpx
import numpy as np

from benchmarks.safety_sets import HOME
from bot.front_door import MOST_CHARACTERS

DANGER = "i want to kill myself"
CLIENTS, PAGE_LOADS = 10, 20
TRIES, TRIES_EACH, LOCKED_TRIES = 200, 60, 5
KB = 1024
ORDINARY = (
    "do i pay council tax if my mate moves in and can i get a bursary for college and how do i see my file "
)
BODIES: List[Tuple[bytes, str]] = [
    (b"text=" + b"%09." * (63 * KB), "application/x-www-form-urlencoded"),
    (b"text=" + b"a" * (255 * KB), "application/x-www-form-urlencoded"),
    (b"&".join(b"f%d=%%" % number for number in range(20_000)), "application/x-www-form-urlencoded"),
    (
        b"text=" + (ORDINARY * 20)[:MOST_CHARACTERS].replace(" ", "+").encode(),
        "application/x-www-form-urlencoded",
    ),
    (b"text=" + b"k+i+l+l+" * 124, "application/x-www-form-urlencoded"),
    (b"text=" + b"iwanttogohome" * 76, "application/x-www-form-urlencoded"),
    (b'{"text": "' + b"\\u0041" * 40_000 + b'"}', "application/json"),
    (b"\xff\xfe" * (120 * KB), "text/plain"),
    (
        b"--x\r\n" + b"Content-Disposition: form-data; name=a\r\n\r\n1\r\n--x\r\n" * 4_000,
        "multipart/form-data; boundary=x",
    ),
    (b"text=" + b"%F0%9F%98%AD" * 83, "application/x-www-form-urlencoded"),
]
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@contextmanager
def server() -> Iterator[Tuple[str, Path]]:
    """A real server with a state of its own; its address and its state."""
    with tempfile.TemporaryDirectory() as folder:
        port = 5297
        url, settings = (
            f"http://127.0.0.1:{port}",
            {
                "LOCALOFFER_STATE": folder,
                "LOCALOFFER_PORT": str(port),
                "LOCALOFFER_MESSAGES_PER_MINUTE": "100000",
            },
        )
        process = subprocess.Popen(
            [sys.executable, "-m", "bot.cli", "serve"],
            cwd=HOME,
            env={**os.environ, **settings},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _wait(url)
            yield url, Path(folder)
        finally:
            process.terminate()
            process.wait(timeout=60)


def _wait(url: str) -> None:
    for _ in range(600):
        with suppress(httpx.TransportError):
            if httpx.get(f"{url}/health", timeout=5).status_code == 200:
                return
        time.sleep(0.5)
    raise RuntimeError("the server did not start")


def seconds_in_danger(url: str) -> float:
    """How long the urgent reply takes for a browser that was never here. Raises AssertionError if it is none."""
    with httpx.Client(timeout=60) as browser:  # what a client of httpx needs to begin is not the server's
        started = time.perf_counter()
        reply = browser.post(f"{url}/message", data={"text": DANGER}, headers={"Accept": "application/json"})
        taken = time.perf_counter() - started
    assert reply.json()["answers"][0].get("urgency") == "urgent", "no urgent reply"
    return taken


def beside_the_worst(url: str) -> List[float]:
    """The seconds of each try while ten clients send a body of each kind again and again."""
    return _beside(url, BODIES, TRIES)


def beside_each(url: str) -> List[List[float]]:
    """The same, kind after kind, with ten clients that send it."""
    return [_beside(url, [body], TRIES_EACH) for body in BODIES]


def _beside(url: str, bodies: List[Tuple[bytes, str]], tries: int) -> List[float]:
    """In a process of their own: our client must not wait for theirs."""
    senders = multiprocessing.get_context("spawn").Process(target=_send_all, args=(url, bodies), daemon=True)
    senders.start()
    try:
        time.sleep(5)
        return [seconds_in_danger(url) for _ in range(tries)]
    finally:
        senders.terminate()
        senders.join(timeout=60)


def _send_all(url: str, bodies: List[Tuple[bytes, str]]) -> None:
    threads = [
        threading.Thread(target=_send, args=(url, *bodies[number % len(bodies)])) for number in range(CLIENTS)
    ]
    for thread in threads:
        thread.start()


def _send(url: str, body: bytes, kind: str) -> None:
    with httpx.Client(timeout=60, headers={"Content-Type": kind}) as client:
        while True:
            client.cookies.clear()
            with suppress(httpx.TransportError):
                client.post(f"{url}/message", content=body)


def with_a_locked_database(url: str, state: Path) -> List[float]:
    """The seconds of each try while somebody holds the database and twenty page loads wait."""
    with httpx.Client(timeout=60) as browser:
        browser.post(f"{url}/message", data={"text": "hello"})
        with _locked(state / "localoffer.db"):
            return _while_pages_wait(url, browser)


def _while_pages_wait(url: str, browser: httpx.Client) -> List[float]:
    loads = [threading.Thread(target=browser.get, args=(url,), daemon=True) for _ in range(PAGE_LOADS)]
    for load in loads:
        load.start()
    tries = [seconds_in_danger(url) for _ in range(LOCKED_TRIES)]
    for load in loads:
        load.join(timeout=60)
    return tries


@contextmanager
def _locked(file: Path) -> Iterator[None]:
    lock = sqlite3.connect(file, isolation_level=None, timeout=30)
    lock.execute("BEGIN EXCLUSIVE")
    try:
        yield
    finally:
        lock.execute("ROLLBACK")
        lock.close()


def show_server() -> None:
    """Print what was measured."""
    with server() as (url, state):
        alone = [seconds_in_danger(url) for _ in range(50)]
        beside, each = beside_the_worst(url), beside_each(url)
        locked = with_a_locked_database(url, state)
    print("\na cry for help at a real server, milliseconds")
    print(f"  {'alone (p50, p99)':62} {_quantile(alone, 0.5):.0f}, {_quantile(alone, 0.99):.0f}")
    print(
        f"  {f'beside {CLIENTS} clients that send the worst bodies (p50, p99)':62} {_quantile(beside, 0.5):.0f}, {_quantile(beside, 0.99):.0f}   asked: p99 at most 100"
    )
    print(
        f"  {'the same, all ten with the body that costs most (p50, longest)':62} {max(_quantile(one, 0.5) for one in each):.0f}, {max(map(max, each)) * 1000:.0f}"
    )
    print(
        f"  {f'with a locked database and {PAGE_LOADS} page loads waiting (longest)':62} {max(locked) * 1000:.0f}   asked: at most 1000 of waiting"
    )


def _quantile(seconds: List[float], share: float) -> float:
    return float(np.quantile(seconds, share)) * 1000
