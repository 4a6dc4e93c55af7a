"""A database that somebody else holds never delays the urgent reply by more than a second, whoever else waits for it."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

import httpx
import pytest
from browser import Chat, as_text, fresh_address, fresh_id
from running import Server, running

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from kept import Kept

pytestmark = [pytest.mark.model, pytest.mark.server]

SCRIPT = {"accept": "application/json"}
DANGER = "i want to kill myself"
LONGEST = 1.3  # seconds of a whole round trip; of these the database gets 0.9
STANDSTILL = 2.0  # seconds, of one in five: the machine may stand still for a moment, a wait for the database comes every time
WAITING = 20
WHILE = 4  # seconds, in which what is owed is tried again
MISSED = "I can't show what we said before just now"


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose databases are locked by these tests alone."""
    settings = {"LOCALOFFER_STATE": str(tmp_path_factory.mktemp("state")), "LOCALOFFER_TRUSTED_PROXIES": "1"}
    with running(settings) as server:
        yield server


@pytest.fixture
def unused(tmp_path: Path) -> Iterator[Server]:
    """A server that owes nobody anything yet: what others said during a lock may be written ten seconds after it."""
    with running({"LOCALOFFER_STATE": str(tmp_path), "LOCALOFFER_TRUSTED_PROXIES": "1"}) as server:
        yield server


@pytest.fixture
def browsers(own: Server) -> Iterator[Callable[[], Chat]]:
    """Makes browsers, each with its own cookies."""
    with ExitStack() as stack:

        def make() -> Chat:
            client = httpx.Client(
                base_url=own.url, follow_redirects=True, timeout=60, headers=fresh_address()
            )
            return Chat(stack.enter_context(client), own)

        yield make


@contextmanager
def locked(*names: Kept) -> Iterator[None]:
    """Somebody else holds these databases and does not stop."""
    with ExitStack() as stack:
        for kept in names:
            stack.enter_context(kept.locked())
        yield


def come_back_later(server: Server) -> None:
    """Make it a while since everybody's last visit: the next one has to be written down."""
    earlier = server.records.earlier("last_seen_at", 1)
    server.records.change(f"UPDATE web_session SET last_seen_at = {earlier}")  # noqa: S608 - words of ours


@contextmanager
def all_the_time(
    chats: list[Chat], request: Callable[[Chat], httpx.Response]
) -> Iterator[list[httpx.Response]]:
    """Each of these browsers makes the request again and again; the answers as they come."""
    over, answers = threading.Event(), []

    def again(chat: Chat) -> None:
        while not over.is_set():
            answers.append(request(chat))

    with ThreadPoolExecutor(len(chats)) as pool:
        going = [pool.submit(again, chat) for chat in chats]
        try:
            yield answers
        finally:
            over.set()
    for one in going:
        one.result()


def urgent_replies(make: Callable[[], Chat]) -> list[float]:
    """The seconds that each of five cries for help in a row waits for its reply."""
    waited = []
    for _ in range(5):
        chat, started = make(), time.monotonic()
        assert "999" in chat.answers(DANGER)[0]["lead"]
        waited.append(time.monotonic() - started)
    return waited


def assert_not_delayed(waited: list[float]) -> None:
    """All came in time, but for one that a standstill of the machine may have held."""
    *in_time, longest = sorted(waited)
    assert max(in_time) < LONGEST, waited
    assert longest < STANDSTILL, waited


def load(chat: Chat) -> httpx.Response:
    """Open the page."""
    return chat.http.get("/")


def test_twenty_page_loads_that_wait_do_not_delay_it(own: Server, browsers: Callable[[], Chat]) -> None:
    """And the pages come too: without their talk, saying so, with somebody to ring."""
    chats = [browsers() for _ in range(WAITING)]
    for chat in chats:
        chat.ask("hello")
    come_back_later(own)
    with locked(own.records), all_the_time(chats, load) as pages:
        time.sleep(0.5)
        waited = urgent_replies(browsers)
    assert_not_delayed(waited)
    assert {page.status_code for page in pages} == {200}
    missed = [page for page in pages if MISSED in page.text]
    assert missed
    for part in ("In danger? Ring 999.", "116 123"):
        assert part in as_text(missed[0].text.split(MISSED)[1])
    assert max(page.elapsed.total_seconds() for page in pages) < 6


def test_whoever_is_known_waits_no_longer_than_a_stranger(own: Server, browsers: Callable[[], Chat]) -> None:
    """Signed in, with an alert to offer that can't be stored: the reply says that nobody can be told."""
    chat = browsers()
    chat.sign_in("07700 900151")
    come_back_later(own)
    with locked(own.records):
        waited = urgent_replies(lambda: chat)
        reply = chat.http.post(
            "/message", data={"text": DANGER}, headers={"accept": "application/json"}
        ).json()
    assert_not_delayed(waited)
    assert "Shall I tell your PA" not in reply["html"]
    assert "I can't tell anyone for you just now" in as_text(reply["html"])


def test_everything_else_that_waits_does_not_delay_it(own: Server, browsers: Callable[[], Chat]) -> None:
    """Messages, plans, sign-ins, codes, clearing and staff pages, with both databases held."""
    plan, *others = [browsers() for _ in range(8)]
    plan.sign_in("07700 900152")
    for chat in others:
        chat.ask("hello")
    come_back_later(own)
    requests = [
        lambda chat: chat.http.post("/message", data={"text": "where is my plan"}),
        lambda chat: chat.http.post("/message", data={"text": "do i pay council tax"}),
        lambda chat: chat.http.post("/message", data={"text": "yes"}),
        lambda chat: chat.http.post("/sign-in", data={"phone": "07700 900153"}),
        lambda chat: chat.http.post("/sign-in/code", data={"code": "123456"}),
        lambda chat: chat.http.post("/clear"),
        lambda chat: chat.http.get("/staff"),
        lambda chat: chat.http.get("/health"),
    ]
    whose = {id(chat): request for chat, request in zip([plan, *others], requests, strict=True)}
    with (
        locked(own.records, own.talks),
        all_the_time([plan, *others], lambda chat: whose[id(chat)](chat)) as answers,
    ):
        time.sleep(0.5)
        waited = urgent_replies(browsers)
    assert_not_delayed(waited)
    assert {answer.status_code for answer in answers} <= {200, 422, 503}


def test_what_a_stranger_in_danger_says_meanwhile_is_on_the_page_afterwards(
    own: Server, browsers: Callable[[], Chat]
) -> None:
    """Nobody could tell whose talk it is. It stands there once, also where the form is sent again, and beside a first word before."""
    forms = [{"message_id": fresh_id(), "text": f"{DANGER} {word}"} for word in ("wombat", "numbat")]
    chats = [browsers() for _ in forms]
    for chat in chats:
        load(chat)
    with locked(own.records):
        for chat, form in zip(chats, forms, strict=True):
            assert "999" in chat.http.post("/message", data=form, headers=SCRIPT).json()["answers"][0]["lead"]
    chats[1].http.post("/message", data=forms[1], headers=SCRIPT)
    for chat, form in zip(chats, forms, strict=True):
        assert shown_in_the_end(chat, form["text"]) == 1


def test_what_a_stranger_cleared_meanwhile_is_kept_nowhere(unused: Server) -> None:
    """Their browser has a new name at once; no talk comes to be under the old one."""
    with httpx.Client(
        base_url=unused.url, follow_redirects=True, timeout=60, headers=fresh_address()
    ) as http:
        chat = Chat(http, unused)
        load(chat)
        with locked(unused.records):
            chat.http.post("/message", data={"message_id": fresh_id(), "text": DANGER}, headers=SCRIPT)
            chat.http.post("/clear")
        time.sleep(WHILE)
        assert unused.records.rows("SELECT conversation FROM transcript_line") == []
        assert DANGER not in load(chat).text


def shown_in_the_end(chat: Chat, text: str) -> int:
    """How often the page shows a line, once it does and a while after."""
    until = time.monotonic() + 20
    while text not in load(chat).text and time.monotonic() < until:
        time.sleep(0.2)
    time.sleep(2)
    return load(chat).text.count(f"<p>{text}</p>")


def test_a_sign_in_that_has_to_wait_says_so(own: Server, browsers: Callable[[], Chat]) -> None:
    """And names urgent help. Clearing does not wait: the browser is a stranger at once, and what the lock keeps is deleted later."""
    chat = browsers()
    chat.answers("do i pay council tax quokka-marker")
    chat.ask_code("07700 900154")
    with locked(own.records):
        asked = chat.http.post("/sign-in", data={"phone": "07700 900154"})
        typed = chat.http.post("/sign-in/code", data={"code": "123456"})
        cleared = chat.http.post("/clear")
    for answer in (asked, typed):
        assert answer.status_code == 503
        assert "I can't sign you in just now" in as_text(answer.text)
        assert "Need to talk? Ring Samaritans on 116 123." in as_text(answer.text)
    assert (cleared.status_code, "quokka-marker" in cleared.text) == (200, False)


def test_danger_in_two_messages_is_seen_though_the_talk_can_not_be_read(
    own: Server, browsers: Callable[[], Chat]
) -> None:
    """The first comes while all is well, the second when the database is held."""
    chat = browsers()
    chat.answers("i want to be")
    come_back_later(own)
    with locked(own.records):
        started = time.monotonic()
        assert "999" in chat.answers("dead")[0]["lead"]
    assert time.monotonic() - started < LONGEST
    assert browsers().answers("dead")[0].get("urgency") != "urgent"


def test_afterwards_all_is_as_before(own: Server, browsers: Callable[[], Chat]) -> None:
    """No thread is left stuck: the talk is there again."""
    chat = browsers()
    chat.ask("what does a PA do")
    assert "personal adviser" in chat.last_answer()
    assert MISSED not in chat.page()
