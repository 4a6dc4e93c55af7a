"""A server that is asked to stop first lets those go who send requests to it."""

from __future__ import annotations

import asyncio
import os
import signal
import time

import httpx
import pytest
from ports import reserved_port
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from bot.serving.web_server import Draining, WebServer, listening

pytestmark = pytest.mark.alone


async def asked_to_stop(draining: Draining, *signals: int) -> tuple[list[bool], float]:
    """Serve, send these signals to ourselves, and ask every tenth of a second: whether it answered, and the seconds until it ended."""
    ready, answered = asyncio.Event(), []
    app = Starlette(routes=[Route("/", lambda _request: PlainTextResponse("here"))])
    with reserved_port() as port, listening("127.0.0.1", port) as sock:
        serving = asyncio.ensure_future(WebServer(app, ready.set, draining).serve([sock]))
        await ready.wait()
        started = time.monotonic()
        for number in signals:
            os.kill(os.getpid(), number)
            await asyncio.sleep(0)
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=2) as client:
            while not serving.done():
                answered.append(await _answers(client))
                await asyncio.sleep(0.1)
        await serving
        return answered, time.monotonic() - started


async def _answers(client: httpx.AsyncClient) -> bool:
    try:
        return (await client.get("/", headers={"connection": "close"})).status_code == 200
    except httpx.TransportError:
        return False


async def test_requests_are_served_for_so_many_seconds_after_sigterm() -> None:
    """It is told at once that it stops, and goes on meanwhile."""
    begun = []
    answered, seconds = await asked_to_stop(Draining(1.0, lambda: begun.append(1)), signal.SIGTERM)
    assert begun == [1]
    assert 1.0 <= seconds < 4
    assert answered[:5] == [True] * 5


@pytest.mark.parametrize(
    ("seconds", "signals"),
    [(0.0, [signal.SIGTERM]), (30.0, [signal.SIGINT]), (30.0, [signal.SIGTERM, signal.SIGTERM])],
    ids=["no seconds", "Ctrl+C", "asked twice"],
)
async def test_it_stops_at_once_where_nobody_wants_to_wait(seconds: float, signals: list[int]) -> None:
    """As it comes, at the terminal, and for whoever asks again."""
    begun = []
    _, took = await asked_to_stop(Draining(seconds, lambda: begun.append(1)), *signals)
    assert begun == [1]
    assert took < 3
