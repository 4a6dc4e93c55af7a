"""A real server in a process of its own, and browsers that talk to it over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest
from browser import Chat, fresh_address
from running import DATABASES, Server, running

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session", autouse=True)
def _databases(request: pytest.FixtureRequest) -> Iterator[None]:
    """With `--database postgresql` every server keeps what it keeps there, as a role that row-level security binds."""
    if request.config.getoption("database") == "postgresql":
        DATABASES.postgresql = request.getfixturevalue("postgresql")
    yield
    DATABASES.postgresql = None


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory):
    """A server with its own databases, started once for all tests."""
    environment = {
        "LOCALOFFER_STATE": str(tmp_path_factory.mktemp("state")),
        "LOCALOFFER_TRUSTED_PROXIES": "1",
    }
    with running(environment) as started:
        yield started


@pytest.fixture
def browser(server: Server):
    """Makes browsers, each with its own cookies."""
    clients: list[httpx.Client] = []

    def make() -> Chat:
        clients.append(
            httpx.Client(base_url=server.url, follow_redirects=True, timeout=30, headers=fresh_address())
        )
        return Chat(clients[-1], server)

    yield make
    for client in clients:
        client.close()


@pytest.fixture
def chat(browser) -> Chat:
    """A new browser."""
    return browser()
