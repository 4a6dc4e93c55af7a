"""No question to a database is asked on the server's event loop: slow databases keep nobody else waiting."""

from __future__ import annotations

import asyncio
import re
import sys
import threading
import time
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING

import httpx
import pytest
from building import built
from sqlalchemy import event
from starlette.responses import Response

from bot.casework import demo
from bot.channels.web.cookie import SessionCookie
from bot.cli.serving_process import SWITCH
from bot.identity.access.decisions import Role, audited
from bot.identity.access.staff_accounts import Post, add
from bot.identity.sign_in.staff_sessions import StaffSessions
from bot.records.keyed import Keyed
from bot.server import make_app
from bot.settings import Settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from bot.assistant import Assistant

pytestmark = [pytest.mark.model, pytest.mark.alone]

SLOW = 0.3  # seconds that every question to a database takes
LONGEST = 0.05  # seconds that the loop may stand still
TRIES = 3  # a machine that does other things may stop the loop too, but not each time
PERSON = "07700 900101"
JSON = {"accept": "application/json"}

REQUESTS = {
    "page": ("GET", "/", {}),
    "question": ("POST", "/message", {"text": "do i have to pay council tax"}),
    "danger": ("POST", "/message", {"text": "i want to kill myself"}),
    "old button": ("POST", "/message", {"option": f"{'a' * 22}.0"}),
    "plan": ("POST", "/message", {"text": "where is my plan"}),
    "number": ("POST", "/sign-in", {"phone": PERSON}),
    "code": ("POST", "/sign-in/code", {"code": "123456"}),
    "staff": ("GET", "/staff", {}),
    "acknowledge": ("POST", "/staff/alerts/acknowledge", {"alert": "1"}),
    "call back": ("POST", "/staff/calls/done", {"request": "1"}),
    "health": ("GET", "/health", {}),
    "file": ("GET", "/static/chat.css", {}),
    "clear": ("POST", "/clear", {}),
    "leave": ("POST", "/leave", {}),
}


@pytest.fixture(scope="module")
def assistant(model: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """The whole assistant with databases of its own, invented people and staff."""
    settings = Settings(
        state=tmp_path_factory.mktemp("state"),
        messages_per_minute=10_000,
        oidc_issuer="https://issuer.example",
        oidc_client_id="localoffer",
        oidc_client_secret="guards nothing",
    )
    before = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH)  # as a server does
    with built(settings, model, is_kept=True) as made:
        yield made
    sys.setswitchinterval(before)


@pytest.fixture(scope="module")
def staff_cookie(assistant: Assistant) -> dict[str, str]:
    """The cookie of an administrator who is signed in; the people of the demo are there too."""
    settings, services = assistant.settings, assistant.services
    keyed, clock = Keyed(settings.secret()), services.clock
    with audited(services.database) as session:
        demo.seed(session, clock.today(), keyed.phone)
        add(session, keyed, "invented", Post(Role.ADMINISTRATOR), clock.now())
        token = StaffSessions(keyed).sign_in(session, "invented", clock.today(), clock.now())
    response = SessionCookie(settings.secret(), is_secure=False, purpose="staff").write(Response(), token)
    name, value = re.match(r"([^=]+)=([^;]+)", response.headers["set-cookie"]).groups()
    return {name: value}


class Slowed:
    """What every question to either database does from now on."""

    def __init__(self) -> None:
        """The event loop runs in this thread."""
        self.loop_thread, self.asked, self.on_loop = threading.get_ident(), 0, []

    def __call__(self, _connection: object, _cursor: object, statement: str, *_given: object) -> None:
        """Take long, and note where it was asked."""
        self.asked += 1
        if threading.get_ident() == self.loop_thread:
            self.on_loop.append(statement)
        time.sleep(SLOW)


@contextmanager
def slow_databases(assistant: Assistant) -> Iterator[Slowed]:
    """While this lasts."""
    slowed = Slowed()
    engines = (assistant.services.database.engine, assistant.dialogue.engine)
    for engine in engines:
        event.listen(engine, "before_cursor_execute", slowed)
    try:
        yield slowed
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", slowed)


@asynccontextmanager
async def watched() -> AsyncIterator[list[float]]:
    """How long the loop stood still, each time that somebody wanted to go on."""
    found: list[float] = []

    async def watch() -> None:
        """Every five milliseconds."""
        while True:
            started = time.monotonic()
            await asyncio.sleep(0.005)
            found.append(time.monotonic() - started - 0.005)

    watching = asyncio.ensure_future(watch())
    yield found
    watching.cancel()


@pytest.mark.parametrize("name", REQUESTS)
async def test_the_loop_does_not_stand_still(
    assistant: Assistant, staff_cookie: dict[str, str], name: str
) -> None:
    """Whatever is asked of the server, while each question to a database takes a third of a second."""
    method, path, form = REQUESTS[name]
    transport = httpx.ASGITransport(make_app(assistant))
    async with httpx.AsyncClient(transport=transport, base_url=assistant.settings.address) as browser:
        await browser.get("/")
        await browser.post("/message", data={"text": "hello"}, headers=JSON)
        await browser.post("/sign-in", data={"phone": "07700 900103"})
        browser.cookies.update(staff_cookie)
        longest = []
        for _ in range(TRIES):
            with slow_databases(assistant) as slowed:
                async with watched() as gaps:
                    response = await browser.request(method, path, data=form or None, headers=JSON)
                    await asyncio.sleep(0.05)
            assert response.status_code < 500
            assert slowed.on_loop == []
            assert slowed.asked > 0 or name == "file"
            longest.append(max(gaps))
            if longest[-1] < LONGEST:
                return
    pytest.fail(f"the loop stood still for {min(longest):.3f} seconds")
