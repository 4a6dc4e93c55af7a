"""Leaving and clearing mean it: nothing of the talk is left, on the server, in its files or behind the "back" button."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import socket
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx
import pytest
from answers import one_answer
from browser import Chat, as_text, fresh_address, fresh_id
from chromium import PROGRAM, Page, a_page, a_site_elsewhere
from running import Server, running

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

pytestmark = [pytest.mark.model, pytest.mark.server]

NEUTRAL = "https://www.bbc.co.uk/weather"
WORDS = "do i pay council tax quokka-marker"
TRIES = 30
SOON = 30  # seconds in which what a lock kept is deleted, once the lock is gone

in_chromium = pytest.mark.skipif(
    PROGRAM is None and "CI" not in os.environ, reason="no Chromium is installed: sh tools/install-chromium"
)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of its own: its databases are locked, and it is stopped for a while."""
    state = tmp_path_factory.mktemp("state")
    with running({"LOCALOFFER_STATE": str(state), "LOCALOFFER_TRUSTED_PROXIES": "1"}) as server:
        yield server


@pytest.fixture
def visitor(house: Server) -> Iterator[Chat]:
    """A new browser without script."""
    with a_visitor(house) as chat:
        yield chat


@contextmanager
def a_visitor(house: Server) -> Iterator[Chat]:
    """A new browser without script, whose talk is cleared in the end."""
    with httpx.Client(
        base_url=house.url, follow_redirects=True, timeout=60, headers=fresh_address()
    ) as client:
        yield Chat(client, house)
        client.post("/clear")


def rows(house: Server) -> int:
    """How many lines and events of browsers' talks are kept."""
    lines = house.records.rows("SELECT count(*) FROM transcript_line")
    return int(lines[0][0] + house.talks.rows("SELECT count(*) FROM events")[0][0])


def files_hold(house: Server, *words: str) -> list[str]:
    """Which of these words stand in any file of the state folder, write-ahead logs among them."""
    kept = b"".join(file.read_bytes() for file in house.state.iterdir() if file.is_file())
    return [word for word in words if word.encode() in kept]


def soon(holds: Callable[[], bool], seconds: float = SOON) -> bool:
    """Whether something holds before the seconds are over."""
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


@contextmanager
def locked(house: Server, name: str) -> Iterator[None]:
    """Somebody else writes to a database and does not stop."""
    with getattr(house, name).locked(for_readers=False):
        yield


@contextmanager
def sent(chat: Chat, accept: str = "text/html") -> Iterator[socket.socket]:
    """Words on their way, on a connection of their own that is hung up at the end: the whole request, and no answer read."""
    where = urlsplit(chat.server.url)
    cookies = "; ".join(f"{name}={value}" for name, value in chat.http.cookies.items())
    body = f"message_id={fresh_id()}&text={WORDS.replace(' ', '+')}"
    head = (
        f"POST /message HTTP/1.1\r\nHost: {where.netloc}\r\nCookie: {cookies}\r\nAccept: {accept}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    with socket.create_connection((str(where.hostname), int(where.port or 80))) as connection:
        connection.sendall((head + body).encode())
        yield connection


@pytest.mark.parametrize("accept", ["text/html", "application/json"], ids=["without script", "with script"])
@pytest.mark.parametrize("path", ["/clear", "/leave"])
def test_clearing_right_after_sending_leaves_nothing(house: Server, path: str, accept: str) -> None:
    """Thirty new browsers, each a little later in the turn: no row, no word in any file, and nothing on the page."""
    for number in range(TRIES):
        with a_visitor(house) as chat:
            chat.page()
            with sent(chat, accept) as connection:
                time.sleep(number * 0.004)
                chat.http.post(path)
                assert "quokka-marker" not in chat.page()
                assert b"quokka-marker" in answer(connection) or accept == "text/html"
            assert "quokka-marker" not in chat.page()
    assert soon(lambda: rows(house) == 0), f"{rows(house)} rows are left"
    assert files_hold(house, "quokka-marker") == []


def answer(connection: socket.socket) -> bytes:
    """What comes back on a connection: who sent before clearing is answered all the same."""
    connection.settimeout(20)
    status, body = one_answer(connection)
    assert status in (200, 303)
    return body


def test_clearing_after_the_browser_hung_up_leaves_nothing(house: Server) -> None:
    """The page that waited for the answer is gone before it comes; the turn is not, and cleans up behind itself."""
    for number in range(TRIES):
        with a_visitor(house) as chat:
            chat.page()
            with sent(chat):
                time.sleep(number * 0.004)
            chat.http.post("/clear")
            assert "quokka-marker" not in chat.page()
    assert soon(lambda: rows(house) == 0), f"{rows(house)} rows are left"
    assert files_hold(house, "quokka-marker") == []


@pytest.mark.parametrize("name", ["records", "talks"])
@pytest.mark.parametrize("path", ["/clear", "/leave"])
def test_what_a_locked_database_keeps_is_deleted_when_the_lock_is_gone(
    house: Server, visitor: Chat, path: str, name: str
) -> None:
    """Meanwhile this browser sees nothing of it any more, and nobody waits for the lock."""
    visitor.ask(WORDS)
    logged = len(house.log.read_text())
    with locked(house, name):
        started = time.monotonic()
        visitor.http.post(path, follow_redirects=False)
        assert time.monotonic() - started < (1.5 if path == "/leave" else 5.5)
        assert "quokka-marker" not in visitor.page()
        assert soon(lambda: " yet: " in house.log.read_text()[logged:]), (
            "nothing failed, so nothing was tried again"
        )
    assert soon(lambda: rows(house) == 0)


def test_leaving_without_script_leads_away_and_ends_the_session(house: Server, visitor: Chat) -> None:
    """The answer is a page without a word of ours that leads on at once; the cookie that the browser had is worth nothing."""
    visitor.sign_in("07700 900141")
    visitor.ask(WORDS)
    old = dict(visitor.http.cookies)
    left = visitor.http.post("/leave")
    assert f'<meta http-equiv="refresh" content="0; url={NEUTRAL}">' in left.text
    assert (as_text(left.text), left.headers["cache-control"]) == ("Weather Weather", "no-store")
    assert "localoffer" not in visitor.http.cookies
    for cookies in ({}, old):
        page = httpx.get(house.url, cookies=cookies).text
        assert "quokka-marker" not in page
        assert "Sign in to see your plan" in page
    assert soon(lambda: rows(house) == 0)


def test_the_button_works_without_script(visitor: Chat) -> None:
    """It is a form, on every page."""
    for path in ("/", "/sign-in", "/sign-in/code", "/no-such-page"):
        page = visitor.http.get(path).text
        assert re.search(
            r'<form class="leave" method="post" action="/leave"[^>]*><button>Leave this page fast', page
        )


def test_a_leaving_that_we_never_heard_of_counts_at_the_next_request(house: Server, visitor: Chat) -> None:
    """The script marks the browser; whatever comes next from it comes from a stranger, and the old talk is deleted."""
    visitor.ask(WORDS)
    visitor.http.cookies.set("localoffer-left", "1", domain="127.0.0.1", path="/")
    old = visitor.http.cookies["localoffer"]
    page = visitor.http.get("/")
    assert "quokka-marker" not in page.text
    assert (list(visitor.http.cookies), visitor.http.cookies["localoffer"] != old) == (["localoffer"], True)
    assert soon(lambda: rows(house) == 0)


def test_danger_typed_after_leaving_is_answered(visitor: Chat) -> None:
    """Who comes back to a page that was left gets the urgent reply, and a talk of their own."""
    visitor.ask(WORDS)
    visitor.http.cookies.set("localoffer-left", "1", domain="127.0.0.1", path="/")
    assert visitor.answers("i want to kill myself")[0]["urgency"] == "urgent"
    assert "quokka-marker" not in visitor.page()


def test_the_script_gets_no_page_when_it_tells_us_of_leaving(visitor: Chat) -> None:
    """It is away already."""
    visitor.ask("hello")
    assert visitor.http.post("/leave", data={"away": "1"}).status_code == 204


def test_leaving_for_somebody_else_is_refused(visitor: Chat) -> None:
    """A form on another site can't end a talk."""
    visitor.ask(WORDS)
    assert visitor.http.post("/leave", headers={"origin": "https://evil.example"}).status_code == 403
    assert "quokka-marker" in visitor.page()


def test_old_buttons_do_nothing_after_a_clear(house: Server, visitor: Chat) -> None:
    """Every button of the old page is pressed where the new talk asks whether to tell the PA: nobody is told."""
    visitor.sign_in("07700 900112")
    visitor.ask("do i pay council tax in rutland")
    old = re.findall(r'name="option" value="([^"]+)"', visitor.page())
    assert len(old) > 2
    visitor.http.post("/clear")
    visitor.sign_in("07700 900112")
    visitor.ask("i want to kill myself")
    for option in old:
        visitor.http.post("/message", data={"message_id": fresh_id(), "option": option})
        answer = visitor.last_answer()
        assert "That was an old button" in answer
        assert "Shall I tell your PA you need a call?" in answer
    assert house.records.rows("SELECT count(*) FROM alert") == [(0,)]
    visitor.press("Yes, tell my PA I need a call")
    assert "telling them" in visitor.last_answer()
    visitor.http.post("/clear")


def test_a_button_of_somebody_else_does_nothing(house: Server, visitor: Chat) -> None:
    """Its id is no secret of theirs, but it is nothing here."""
    visitor.ask("do i pay council tax in rutland")
    theirs = re.findall(r'name="option" value="([^"]+)"', visitor.page())[-1]
    with a_visitor(house) as other:
        other.ask("hello")
        other.http.post("/message", data={"message_id": fresh_id(), "option": theirs})
        assert "That was an old button" in other.last_answer()
        assert "council tax" not in other.last_answer().lower()


def test_the_same_words_on_an_old_page_are_a_new_message(visitor: Chat) -> None:
    """A page that "back" shows again sends a used id: after other messages it counts, and twice at once it counts once."""
    form = {"message_id": "old", "text": "what does a PA do"}
    visitor.http.post("/message", data=form)
    visitor.ask("do i pay council tax")
    for _ in range(2):
        visitor.http.post("/message", data=form)
    assert visitor.page().count("what does a PA do</p>") == 2


def test_what_was_typed_is_sealed_in_rasas_record_too(house: Server, visitor: Chat) -> None:
    """Neither the words nor what was understood of them can be read in any file; the next turn still knows them."""
    visitor.ask("what does former relevant mean quokka-marker")
    visitor.ask("say it simpler")
    assert "I don't know" not in visitor.last_answer()
    assert rows(house) > 0
    assert files_hold(house, "quokka-marker", "former_relevant_child", "word_meaning") == []
    visitor.http.post("/clear")


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The neutral page, as far as these tests go."""
    with a_site_elsewhere(tmp_path_factory.mktemp("site")) as port:
        yield port


async def talk(page: Page, house: Server) -> None:
    """Come by way of another page, ask something, and read the answer."""
    await page.go(f"{house.url}/sign-in")
    await page.go(f"{house.url}/")
    await page.type("#text", WORDS)
    await page.press(".compose button")
    await page.until(
        "document.body.innerText.includes('quokka-marker') && !!document.querySelector('#latest')"
    )


async def all_the_way_back(page: Page) -> list[str]:
    """Press "back" as often as it goes; what could be read on each page."""
    read = []
    for _ in (await page.addresses())[2:]:
        await page.back()
        await page.until("document.body.innerText.includes('In danger?')")
        read.append(await page.words())
    return read


SCRIPT = pytest.mark.parametrize("with_script", [True, False], ids=["with script", "without script"])


@in_chromium
@SCRIPT
async def test_back_shows_nothing_after_leaving(
    house: Server, elsewhere: int, tmp_path: Path, with_script: bool
) -> None:
    """In a real browser: away at once, and every page that "back" leads to is fresh and empty."""
    async with a_page(tmp_path, elsewhere, with_script=with_script) as page:
        await talk(page, house)
        await page.press(".leave button")
        await page.until("document.body.innerText.includes('It will rain')")
        assert (await page.addresses())[-1] == NEUTRAL
        read = await all_the_way_back(page)
        assert len(read) >= 1
        assert [words for words in read if "quokka-marker" in words] == []
    assert soon(lambda: rows(house) == 0)


@in_chromium
@SCRIPT
async def test_back_shows_nothing_after_clearing(
    house: Server, elsewhere: int, tmp_path: Path, with_script: bool
) -> None:
    """The next one on a shared computer reads nothing of it."""
    async with a_page(tmp_path, elsewhere, with_script=with_script) as page:
        await talk(page, house)
        await page.press(".clear button")
        await page.until(
            "!document.body.innerText.includes('quokka-marker') && document.readyState === 'complete'"
        )
        read = await all_the_way_back(page)
        assert len(read) >= 1
        assert [words for words in read if "quokka-marker" in words] == []


@in_chromium
async def test_a_server_that_hangs_keeps_nobody_on_the_page(
    house: Server, elsewhere: int, tmp_path: Path
) -> None:
    """The page is away within two seconds, and is a stranger's when the server is back."""
    async with a_page(tmp_path, elsewhere) as page:
        await talk(page, house)
        os.kill(house.process, signal.SIGSTOP)
        try:
            await page.press(".leave button")
            await page.until("document.body.innerText.includes('It will rain')", seconds=2)
        finally:
            os.kill(house.process, signal.SIGCONT)
        await page.go(f"{house.url}/")
        assert "quokka-marker" not in await page.words()
    assert soon(lambda: rows(house) == 0)


@in_chromium
async def test_the_page_is_blank_while_the_next_one_is_awaited(house: Server, tmp_path: Path) -> None:
    """The neutral page's server takes the call and says nothing: nobody who looks at the screen reads a word."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        async with a_page(tmp_path, silent.getsockname()[1]) as page:
            await talk(page, house)
            assert len(await page.colours()) > 2
            await page.press(".leave button")
            await asyncio.sleep(1)
            assert await page.colours() == {(255, 255, 255)}


@in_chromium
async def test_clearing_while_the_answer_is_awaited_leaves_nothing(
    house: Server, elsewhere: int, tmp_path: Path
) -> None:
    """In a real browser with script: sent and cleared in one breath, ten times."""
    async with a_page(tmp_path, elsewhere) as page:
        await page.go(f"{house.url}/")
        for _ in range(10):
            await page.type("#text", WORDS)
            await page.evaluate(
                "for (const form of ['.compose', '.clear']) document.querySelector(`${form} button`).click()"
            )
            await page.until(
                "document.readyState === 'complete' && location.search === '?cleared' && !document.querySelector('.person')"
            )
            await page.go(f"{house.url}/")
    assert soon(lambda: rows(house) == 0)
    assert files_hold(house, "quokka-marker") == []
