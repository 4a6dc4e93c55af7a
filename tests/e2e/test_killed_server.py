"""A server that is killed in the middle of a turn loses no message and answers none twice."""

from __future__ import annotations

import re
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest
from browser import Chat, as_text, fresh_address
from killed_at import DIALOGUE, POINTS
from running import Server, running

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.model, pytest.mark.server, pytest.mark.long]

LAUNCHER = Path(__file__).with_name("killed_at.py")
ASKED = "Do I pay council tax?"
CALL = "Yes, please ask my PA to call me"
PATIENCE = 60  # seconds; a message is left to whoever took it for some of them


@contextmanager
def dying(state: Path, point: str) -> Iterator[Server]:
    """A server that dies at this point once it is armed."""
    settings = {"LOCALOFFER_STATE": str(state), "LOCALOFFER_TRUSTED_PROXIES": "1"}
    with running(settings, program=[sys.executable, str(LAUNCHER), point, str(state / "armed")]) as server:
        yield server


@contextmanager
def browser(server: Server, before: Chat | None = None) -> Iterator[Chat]:
    """A browser; the one from before, if there was one."""
    cookies = dict(before.http.cookies) if before else {}
    headers = dict(before.http.headers) if before else fresh_address()
    with httpx.Client(
        base_url=server.url, follow_redirects=True, timeout=60, cookies=cookies, headers=headers
    ) as client:
        yield Chat(client, server)


def waiting_calls(server: Server) -> int:
    """How many calls somebody asked for who had asked for none."""
    theirs = "young_person_id = (SELECT id FROM young_person WHERE reference = 'YP-DEMO-2')"
    return int(server.records.rows(f"SELECT count(*) FROM call_back_request WHERE {theirs}")[0][0])  # noqa: S608 - words of ours


def turns(server: Server) -> tuple[int, int]:
    """How many messages Rasa's record holds, and how many beginnings of a talk."""
    of = "SELECT count(*) FROM events WHERE type_name = ?"
    return tuple(server.talks.rows(of, kind)[0][0] for kind in ("user", "session_started"))


def send(chat: Chat, **said: str) -> str:
    """Send this form, always the same one; the new lines as they are shown."""
    form = {"message_id": "one form", **said}
    return as_text(
        chat.http.post("/message", data=form, headers={"accept": "application/json"}).json()["html"]
    )


def button(chat: Chat, label: str) -> str:
    """What the last button with this label sends."""
    found = re.findall(r'name="option" value="([^"]+)">([^<]+)<', chat.page())
    return [value for value, shown in found if shown == label][-1]


def send_and_die(chat: Chat, state: Path, **said: str) -> None:
    """Send it to a server that dies of it."""
    (state / "armed").touch()
    with pytest.raises(httpx.TransportError):
        send(chat, **said)
    assert not (state / "armed").exists()


def shown_in_time(chat: Chat, text: str, times: int) -> str:
    """The page, once it shows this text so many times."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        page = as_text(chat.page())
        if page.count(text) >= times:
            return page
        time.sleep(0.5)
    raise AssertionError("the message was lost")


def ask_and_die(server: Server) -> tuple[Chat, int, int]:
    """Somebody whose question the server dies of; what Rasa's record held before it."""
    with browser(server) as chat:
        chat.ask("hello")
        said, begun = turns(server)
        send_and_die(chat, server.state, text=ASKED)
    return chat, said, begun


def assert_answered_once(server: Server, left: tuple[Chat, int, int]) -> None:
    """The form that is sent again gets one answer, and the same one when it is sent once more."""
    before, said, begun = left
    with browser(server, before) as chat:
        first, again = send(chat, text=ASKED), send(chat, text=ASKED)
        assert first == again
        assert "council tax" in first.split(ASKED)[1].lower()
        assert as_text(chat.page()).count(ASKED) == 1
        assert turns(server) == (said + 1, begun)


def test_whenever_the_server_is_killed_a_form_sent_again_is_answered_once(tmp_path: Path) -> None:
    """At each point: one answer, one line on the page, one message and one beginning in Rasa's record."""
    left = None
    for point in (*POINTS, None):
        with dying(tmp_path, point or POINTS[0]) as server:
            if left:
                assert_answered_once(server, left)
            if point:
                left = ask_and_die(server)


def test_what_the_server_was_killed_over_is_answered_without_being_sent_again(tmp_path: Path) -> None:
    """The page shows it after a while; what it changes is changed once, and sending it again gives the same answer."""
    with dying(tmp_path, DIALOGUE) as server, browser(server) as before:
        before.sign_in("07700 900102")
        before.ask("can i talk to a real person")
        said, option = turns(server)[0], button(before, CALL)
        shown = as_text(before.page()).count(CALL)
        send_and_die(before, tmp_path, option=option)
        assert waiting_calls(server) == 1
    with dying(tmp_path, DIALOGUE) as server, browser(server, before) as chat:
        page = shown_in_time(chat, CALL, shown + 1)
        assert send(chat, option=option) in page
        assert as_text(chat.page()).count(CALL) == page.count(CALL)
        assert turns(server)[0] == said + 1
        assert waiting_calls(server) == 1
