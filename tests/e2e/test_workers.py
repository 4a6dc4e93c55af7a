"""Several workers at one address, on PostgreSQL: a talk goes on whichever of them takes the next message, and one that dies is replaced."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from typing import TYPE_CHECKING
from uuid import uuid4

import httpx
import psutil
import pytest
from browser import Chat, fresh_address
from postgresql import OWNER, SERVER
from running import LOCALOFFER, Server, running

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from postgresql import Server as PostgreSQL

pytestmark = [pytest.mark.model, pytest.mark.server, pytest.mark.beside]

SECONDS = 60


@pytest.fixture(scope="module")
def own(postgresql: PostgreSQL, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with two workers and databases of its own."""
    names = [f"workers_{uuid4().hex}" for _ in range(2)]
    for name, owner in zip(names, (OWNER, SERVER), strict=True):
        postgresql.create(name, owner=owner)
    settings = {
        "LOCALOFFER_STATE": str(tmp_path_factory.mktemp("state")),
        "LOCALOFFER_DATABASE_URL": postgresql.url(names[0]),
        "LOCALOFFER_MIGRATION_URL": postgresql.owner_url(names[0]),
        "LOCALOFFER_REQUIRE_ROW_SECURITY": "true",
        "LOCALOFFER_CONVERSATIONS_URL": postgresql.url(names[1]),
        "LOCALOFFER_TRUSTED_PROXIES": "1",
    }
    with running(settings, "--workers", "2") as server:
        wait_until_said(server, "Open http")
        yield server
    for name in names:
        postgresql.drop(name)


@pytest.fixture
def browser(own: Server) -> Iterator[Callable[[], Chat]]:
    """Makes browsers that connect anew for each request, as through many proxies: any worker may get it."""
    clients: list[httpx.Client] = []

    def make() -> Chat:
        limits = httpx.Limits(max_keepalive_connections=0)
        clients.append(
            httpx.Client(
                base_url=own.url, follow_redirects=True, timeout=30, headers=fresh_address(), limits=limits
            )
        )
        return Chat(clients[-1], own)

    yield make
    for client in clients:
        client.close()


def wait_until_said(server: Server, words: str, times: int = 1) -> None:
    """The server's log says so, so often."""
    until = time.monotonic() + SECONDS
    while server.log.read_text().count(words) < times:
        assert time.monotonic() < until, server.log.read_text()
        time.sleep(0.1)


def workers_of(server: Server) -> list[psutil.Process]:
    """The processes that serve."""
    return psutil.Process(server.process).children()


def test_a_talk_goes_on_whichever_worker_takes_the_next_message(browser: Callable[[], Chat]) -> None:
    """What was asked before still counts, and nothing is missing on the page."""
    for _ in range(5):
        chat = browser()
        assert chat.answers("what is staying put in rotherham")[0]["topic"] == "staying_put_what_is"
        assert chat.answers("how much is it")[0]["topic"] == "staying_put_money"
        page = chat.page()
        assert page.count("how much is it") == 1
        assert page.count("what is staying put in rotherham") == 1


def test_danger_in_two_messages_is_seen_whichever_worker_takes_the_second(
    browser: Callable[[], Chat],
) -> None:
    """By itself the second says nothing; what was said before it may be in the other's memory."""
    for _ in range(6):
        chat = browser()
        chat.answers("i want to be")
        assert "999" in chat.answers("dead")[0]["lead"]


def test_a_code_of_one_worker_signs_in_at_the_other(browser: Callable[[], Chat]) -> None:
    """And who signs out is signed out everywhere, with nothing left of the talk."""
    chat = browser()
    chat.sign_in("07700 900102")
    assert "Sign out" in chat.page()
    chat.http.post("/sign-out")
    for _ in range(6):
        assert "Sign out" not in chat.page()


def test_a_worker_that_dies_is_replaced_and_nobody_is_turned_away(
    own: Server, browser: Callable[[], Chat]
) -> None:
    """Messages that come meanwhile are answered by the other one."""
    before = own.log.read_text().count("is ready in")
    victim, other = workers_of(own)
    victim.send_signal(signal.SIGKILL)
    time.sleep(0.5)  # what it had taken is lost with it; what comes from now on is not
    for _ in range(10):
        assert browser().answers("do i have to pay council tax")[0]["topic"] == "council_tax"
    wait_until_said(own, "is ready in", before + 1)
    assert "ended (signal SIGKILL); it is started again" in own.log.read_text()
    now = workers_of(own)
    assert other in now
    assert len(now) == 2


def test_more_than_one_worker_needs_postgresql(tmp_path) -> None:
    """The error names the settings, at once."""
    environment = {**os.environ, "LOCALOFFER_STATE": str(tmp_path)}
    done = subprocess.run(
        [LOCALOFFER, "serve", "--workers", "2"], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    for name in ("PostgreSQL", "LOCALOFFER_DATABASE_URL", "LOCALOFFER_CONVERSATIONS_URL"):
        assert name in done.stderr
