"""What can't be read or is refused: danger in it gets the urgent reply, and everything else names urgent help."""

from __future__ import annotations

import json
import socket
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

import httpx
import pytest
from browser import as_text, fresh_address

if TYPE_CHECKING:
    from collections.abc import Iterator

    from browser import Chat
    from running import Server

pytestmark = [pytest.mark.model, pytest.mark.server]

DANGER = "i want to kill myself"
GLAD = "really glad you told me"  # how the reply begins
ORDINARY = "do i pay council tax"
HELP = "In danger? Ring 999. Need to talk? Ring Samaritans on 116 123."
FORM = "application/x-www-form-urlencoded"
LIMIT = 256 * 1024
BEAT = 0.5  # seconds that a page takes at most while others send the worst; the event loop itself is held for less than a tenth


def multipart(text: str) -> bytes:
    """A form as browsers send files."""
    return f'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\n{text}\r\n--x--\r\n'.encode()


# What is sent for a text, as which kind of content, and what the refusal says if there is no danger in it.
UNREADABLE = {
    "json": (
        lambda text: json.dumps({"text": text}).encode(),
        "application/json",
        415,
        "was not sent as a form",
    ),
    "plain": (lambda text: text.encode(), "text/plain", 415, "was not sent as a form"),
    "no kind": (lambda text: urlencode({"text": text}).encode(), "", 415, "was not sent as a form"),
    "multipart": (multipart, "multipart/form-data; boundary=x", 415, "was not sent as a form"),
    "utf-16": (lambda text: f"text={text}".encode("utf-16"), FORM, 400, "not in UTF-8"),
    "latin-1": (lambda text: f"text=caf\u00e9 {text}".encode("latin-1"), FORM, 400, "not in UTF-8"),
    "broken utf-8": (lambda text: b"text=\xff\xfe" + text.encode(), FORM, 400, "not in UTF-8"),
    "another form": (
        lambda text: urlencode({"message": text}).encode(),
        FORM,
        400,
        "not the form of this page",
    ),
    "many fields": (
        lambda text: b"a=1&" * 50 + urlencode({"text": text}).encode(),
        FORM,
        400,
        "too many fields",
    ),
    "too large": (
        lambda text: urlencode({"text": f"{text} {'x' * LIMIT}"}).encode(),
        FORM,
        413,
        "too much at once",
    ),
    "too large, at the end": (
        lambda text: urlencode({"text": f"{'x ' * LIMIT} {text}"}).encode(),
        FORM,
        413,
        "too much at once",
    ),
}


@pytest.mark.parametrize("kind", UNREADABLE)
@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_danger_in_what_can_not_be_read_gets_the_urgent_reply(chat: Chat, kind: str, accept: str) -> None:
    """As a page, or as what the script expects."""
    make, content_type, _, _ = UNREADABLE[kind]
    reply = chat.http.post(
        "/message", content=make(DANGER), headers={"content-type": content_type, "accept": accept}
    )
    assert reply.status_code == 200
    shown = reply.json()["html"] if accept == "application/json" else reply.text
    assert GLAD in shown
    assert "tel:116123" in shown
    if accept == "application/json":
        assert reply.json()["answers"][0]["urgency"] == "urgent"


@pytest.mark.parametrize("kind", UNREADABLE)
def test_anything_else_that_can_not_be_read_says_why(chat: Chat, kind: str) -> None:
    """What was wrong, and urgent help; for a script the same."""
    make, content_type, status, said = UNREADABLE[kind]
    for accept in ("text/html", "application/json"):
        reply = chat.http.post(
            "/message", content=make(ORDINARY), headers={"content-type": content_type, "accept": accept}
        )
        assert reply.status_code == status
        text = as_text(reply.text)
        assert said in text
        assert HELP in text


def test_a_body_in_chunks_that_is_too_large_is_looked_at_too(chat: Chat) -> None:
    """Nobody says beforehand how long it is."""

    def chunks() -> Iterator[bytes]:
        yield f"text={DANGER.replace(' ', '+')}+".encode()
        for _ in range(40):
            yield b"x" * 10_000

    reply = chat.http.post("/message", content=chunks(), headers={"content-type": FORM})
    assert (reply.status_code, GLAD in reply.text) == (200, True)


@pytest.mark.parametrize(
    "text",
    [
        f"{DANGER} {'blah ' * 2_000}",
        f"{'blah ' * 1_000}{DANGER} {'blah ' * 1_000}",
        f"{'blah ' * 2_000}{DANGER}",
        f"{DANGER} {'x' * 250_000}",
        f"{'blah ' * 50_000}{DANGER}",
    ],
    ids=["beginning", "middle", "end", "huge, beginning", "huge, end"],
)
def test_danger_in_what_is_too_long_gets_the_urgent_reply(chat: Chat, text: str) -> None:
    """At its beginning, its middle and its end."""
    assert chat.answers(text)[0]["urgency"] == "urgent"


def test_every_refusal_names_urgent_help(chat: Chat, browser) -> None:
    """Pages that are not there, forms that are not ours, empty and long messages, old buttons, numbers that are none."""
    http = chat.http
    replies = {
        404: http.get("/no-such-page"),
        405: http.put("/message"),
        403: http.post("/message", data={"text": "x"}, headers={"origin": "null"}),
        413: http.post("/clear", content=b"x" * (LIMIT + 1)),
        422: http.post("/sign-in", data={"phone": "12"}),
    }
    for status, reply in replies.items():
        assert (reply.status_code, HELP in as_text(reply.text)) == (status, True)
    for reply in (
        http.post("/sign-in/code", data={"code": "1"}),
        browser().http.post("/sign-in/code", data={"code": "1"}),
    ):
        assert HELP in as_text(reply.text)
    for form in ({"text": " "}, {"text": "x" * 1_001}, {"option": "999999.0"}):
        lead = http.post("/message", data=form, headers={"accept": "application/json"}).json()["answers"][0][
            "lead"
        ]
        assert lead.endswith(HELP)


def test_a_request_that_is_none_names_urgent_help(server: Server) -> None:
    """Bytes that are no HTTP."""
    address = urlsplit(server.url)
    with socket.create_connection((address.hostname, address.port), timeout=10) as connection:
        connection.sendall(b"NONSENSE\r\n\r\n")
        said = b"".join(iter(lambda: connection.recv(65536), b"")).decode()
    assert said.startswith("HTTP/1.1 400")
    assert HELP in as_text(said)


@pytest.mark.parametrize("path", ["/no-such-page", "/static/icon.svg"])
def test_danger_sent_to_the_wrong_place_gets_the_urgent_reply(chat: Chat, path: str) -> None:
    """And so does a form that a careful browser sends without its origin. Nothing of it is kept."""
    before = chat.page()
    for reply in (
        chat.http.post(path, data={"text": DANGER}),
        chat.http.post("/message", data={"text": DANGER}, headers={"origin": "null"}),
    ):
        assert (reply.status_code, GLAD in reply.text) == (200, True)
    assert as_text(chat.page()) == as_text(before)


@pytest.mark.parametrize(("path", "field"), [("/sign-in", "phone"), ("/sign-in/code", "code")])
@pytest.mark.parametrize(
    "typed",
    [DANGER, f"07700 900101 {DANGER}", f"123456 {DANGER}", f"{'x ' * 1_000}{DANGER}"],
    ids=["alone", "number", "code", "long"],
)
def test_danger_typed_into_signing_in_gets_the_urgent_reply(
    chat: Chat, path: str, field: str, typed: str
) -> None:
    """Whoever types it there is in danger all the same; it is kept like any message."""
    page = chat.http.post(path, data={field: typed})
    assert page.status_code == 200
    assert GLAD in page.text
    assert GLAD in chat.page()


@pytest.mark.parametrize(
    ("path", "form", "said"),
    [
        ("/sign-in", {"phone": "my number is lost"}, "does not look like a UK mobile number"),
        ("/sign-in/code", {"code": "i never got one"}, "Please ask for a new one"),
    ],
)
def test_other_words_there_are_no_danger(chat: Chat, path: str, form: dict[str, str], said: str) -> None:
    """They get the error as before."""
    page = chat.http.post(path, data=form)
    assert page.status_code == 422
    assert said in as_text(page.text)


WORST = {
    "percent signs": b"text=" + b"%41" * 87_000,
    "fields": b"a=1&" * 65_000,
    "tabs and dots": b"text=" + b"%09." * 65_000,
    "emoji": b"text=" + b"%F0%9F%98%A2" * 21_000,
    "one long word": b"text=" + b"a" * 262_000,
    "multipart": b"--x\r\n" * 52_000,
    "two bytes": b"\0t" * 131_000,
    "json": b'{"text": "' + b"\\u0041" * 43_000 + b'"}',
    "too large": b"text=" + b"%" * 1_000_000,
}


@contextmanager
def sending(server: Server, body: bytes) -> Iterator[None]:
    """Two clients send this body as fast as they are answered."""
    over = threading.Event()

    def send() -> None:
        with httpx.Client(base_url=server.url, timeout=60, headers=fresh_address()) as client:
            while not over.is_set():
                client.post("/message", content=body, headers={"content-type": FORM})

    senders = [threading.Thread(target=send) for _ in range(2)]
    for sender in senders:
        sender.start()
    try:
        yield
    finally:
        over.set()
        for sender in senders:
            sender.join()


@pytest.mark.parametrize("worst", WORST)
def test_the_worst_bodies_do_not_hold_the_others_up(server: Server, chat: Chat, worst: str) -> None:
    """While two clients send 256 KB and more that were made to be slow, the page of somebody else comes soon."""
    beats = []
    with sending(server, WORST[worst]):
        until = time.monotonic() + 2
        while time.monotonic() < until:
            started = time.monotonic()
            assert chat.http.get("/sign-in").status_code == 200
            beats.append(time.monotonic() - started)
    assert max(beats) < BEAT, max(beats)
