"""Under load nobody who is signed in is taken for a stranger, and no answered line is missing when the page is loaded again."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

import httpx
import pytest
from browser import Chat, as_text, fresh_address, fresh_id
from running import Server, running

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.model, pytest.mark.server, pytest.mark.long, pytest.mark.alone]

PEOPLE, PAGES = 25, 200
DANGER = "i want to kill myself"
STRANGER = "I don't know who you are here"
SAID = ("what is a pathway plan", "do i pay council tax", "who is my PA", "can i stay put")


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that these tests alone keep busy."""
    settings = {
        "LOCALOFFER_STATE": str(tmp_path_factory.mktemp("state")),
        "LOCALOFFER_TRUSTED_PROXIES": "1",
        "LOCALOFFER_DUTY_EMAIL": "duty@example.org",
    }
    with running(settings) as server:
        yield server


@pytest.fixture(scope="module")
def signed_in(own: Server) -> Iterator[list[Chat]]:
    """So many people, each signed in in a browser of their own."""
    with ExitStack() as stack:
        chats = []
        for number in range(PEOPLE):
            client = httpx.Client(
                base_url=own.url, follow_redirects=True, timeout=300, headers=fresh_address()
            )
            chats.append(Chat(stack.enter_context(client), own))
            assert chats[-1].sign_in(f"07700 9001{number + 20:02}").status_code == 200
        yield chats


@contextmanager
def pages_are_loaded(chats: list[Chat]) -> Iterator[list[int]]:
    """The page is loaded again and again, by 200 at once, by these people and by strangers; the answers as they come."""
    over, answers = threading.Event(), list[int]()

    def load(number: int) -> None:
        chat = chats[number % len(chats)]
        cookies = dict(chat.http.cookies) if number % 2 else {}
        with httpx.Client(
            base_url=chat.server.url, timeout=300, cookies=cookies, headers=fresh_address()
        ) as client:
            while not over.is_set():
                answers.append(client.get("/").status_code)

    with ThreadPoolExecutor(PAGES) as pool:
        going = [pool.submit(load, number) for number in range(PAGES)]
        try:
            yield answers
        finally:
            over.set()
    for one in going:
        one.result()


def as_script(chat: Chat, text: str) -> str:
    """Send a message as the script does; the new lines as text."""
    form = {"message_id": fresh_id(), "text": text}
    reply = chat.http.post("/message", data=form, headers={"accept": "application/json"})
    return as_text(reply.json()["html"])


def test_somebody_signed_in_and_in_danger_is_never_taken_for_a_stranger(
    own: Server, signed_in: list[Chat]
) -> None:
    """All 25 at once, while 200 pages load: each is known, and what they were told stands there when the page is loaded again."""
    with pages_are_loaded(signed_in) as answers, ThreadPoolExecutor(PEOPLE) as pool:
        told = list(pool.map(lambda chat: as_script(chat, DANGER), signed_in))
    assert len(answers) >= PAGES
    pages = [as_text(chat.page()) for chat in signed_in]
    assert [one for one in told if STRANGER in one or "Please get help now" not in one] == []
    assert [page for page in pages if page.count(DANGER) != 1 or "Please get help now" not in page] == []


def test_no_answered_line_is_missing_after_reload(own: Server, signed_in: list[Chat]) -> None:
    """Some hundreds of messages under load: whatever was answered stands on the page afterwards, once."""

    def talk(chat: Chat) -> None:
        for number in range(4):
            as_script(chat, f"{SAID[number % len(SAID)]} {number}")

    with pages_are_loaded(signed_in), ThreadPoolExecutor(PEOPLE) as pool:
        list(pool.map(talk, signed_in))
    wanted = [f"{SAID[number % len(SAID)]} {number}" for number in range(4)]
    missing = [
        (text, page.count(text))
        for page in (as_text(chat.page()) for chat in signed_in)
        for text in wanted
        if page.count(text) != 1
    ]
    assert missing == []
