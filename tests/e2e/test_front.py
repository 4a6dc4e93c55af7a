"""nginx with our configuration before a real server: what goes through, what does not, and what nobody can make the server believe."""

from __future__ import annotations

import os
import re
import socket
import ssl
import time
from contextlib import suppress
from typing import TYPE_CHECKING

import httpx
import pytest
from behind import Behind, behind
from browser import fresh_id
from front import NAME, ROOT, Front, check, lay_out, nginx, program
from ports import reserved_port
from running import Server, running

from bot.channels.web.addresses import BehindProxies
from bot.channels.web.web_body import MOST_BYTES, MOST_LOOKED_AT
from bot.safeguarding.help_line import HELP

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [
    pytest.mark.server,
    pytest.mark.skipif(
        not program() and os.environ.get("CI") != "true",
        reason="nginx is not installed: apt-get install nginx",
    ),
]

GLAD = "really glad you told me"
NOT_THROUGH = "That did not get through"
DANGER = "i want to kill myself"
JSON = {"accept": "application/json"}
SEEN = "x-seen"  # where the load balancer of a test says whom it saw


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that believes one proxy, as docs/running.md sets it up."""
    environment = {
        "LOCALOFFER_STATE": str(tmp_path_factory.mktemp("state")),
        "LOCALOFFER_TRUSTED_PROXIES": "1",
        "LOCALOFFER_PUBLIC_URL": f"https://{NAME}",
    }
    with running(environment) as server:
        yield server


@pytest.fixture(scope="module")
def front(served: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    """Nginx before it."""
    with nginx(tmp_path_factory.mktemp("nginx"), [served.url.removeprefix("http://")]) as started:
        yield started


@pytest.fixture
def browser(front: Front) -> Iterator[httpx.Client]:
    """A browser that speaks to nginx alone."""
    with front.client({"origin": f"https://{NAME}"}) as client:
        yield client


@pytest.fixture(scope="module")
def from_anywhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Front, Behind]]:
    """Nginx behind a load balancer on this machine that says where a request comes from, as proxy.conf tells how to."""
    told = f"set_real_ip_from 127.0.0.1; real_ip_header {SEEN}; limit_req_status 429;"
    folder = tmp_path_factory.mktemp("nginx")
    with behind() as seen, nginx(folder, [seen.address], {"limit_req_status 429;": told}) as started:
        yield started, seen


def typed(browser: httpx.Client, text: str) -> httpx.Response:
    """Send a message as the script does."""
    return browser.post("/message", data={"message_id": fresh_id(), "text": text}, headers=JSON)


def closed_without_a_word(connection: socket.socket) -> bool:
    """Whether the other side goes away and has said nothing."""
    try:
        return connection.recv(1000) == b""
    except (ConnectionResetError, ssl.SSLEOFError):
        return True


def cut_after(connection: socket.socket, piece: bytes) -> float:
    """Seconds until the other side is gone, while a piece is sent every fifth of a second."""
    started = time.monotonic()
    connection.settimeout(0.2)
    while time.monotonic() - started < 20:
        with suppress(TimeoutError, ssl.SSLWantReadError):
            try:
                connection.sendall(piece)
                if connection.recv(65_536) == b"":
                    break
            except (ConnectionError, ssl.SSLError):
                break
    return time.monotonic() - started


@pytest.mark.model
def test_a_turn_goes_through_and_its_talk_is_there_on_the_next_page(browser: httpx.Client) -> None:
    """With a cookie that leaves the browser over https alone."""
    page = browser.get("/")
    assert page.status_code == 200
    assert re.match(r"__Host-.*; Secure", page.headers["set-cookie"], re.DOTALL)
    said = typed(browser, "do i have to pay council tax").json()
    assert said["answers"][0]["topic"] == "council_tax"
    assert "do i have to pay council tax" in browser.get("/").text


@pytest.mark.model
def test_danger_goes_through(browser: httpx.Client) -> None:
    """And gets the urgent reply."""
    assert GLAD in browser.post("/message", data={"message_id": fresh_id(), "text": DANGER}).text


@pytest.mark.model
def test_the_server_takes_its_name_from_nginx_and_not_from_a_caller(front: Front) -> None:
    """A page of another site can't make itself ours by a header."""
    forged = {"origin": "https://elsewhere.example", "x-forwarded-host": "elsewhere.example"}
    with front.client(forged) as client:
        assert typed(client, "hello").status_code == 403
    with front.client({"origin": f"https://{NAME}", "x-forwarded-host": "elsewhere.example"}) as client:
        assert typed(client, "hello").status_code == 200


@pytest.mark.model
def test_a_form_that_the_server_refuses_for_its_size_is_still_looked_at(browser: httpx.Client) -> None:
    """Danger in the first MiB gets the urgent reply, whatever else was pasted around it."""
    large = f"{DANGER} " + "and so on " * (MOST_BYTES // 8)
    assert len(large) < MOST_LOOKED_AT
    assert GLAD in browser.post("/message", data={"text": large}).text


@pytest.mark.model
def test_a_body_that_is_larger_than_is_looked_at_is_refused_with_help(browser: httpx.Client) -> None:
    """Nginx says so itself, and nothing of it reaches the server."""
    refused = browser.post("/message", content=b"x" * (MOST_LOOKED_AT + 1))
    assert (refused.status_code, NOT_THROUGH in refused.text) == (413, True)
    assert "116 123" in refused.text


@pytest.mark.model
@pytest.mark.parametrize(
    "path",
    [
        "/health",
        "/health/ready",
        "/health/live/x",
        "/metrics",
        "/metrics/",
        "//metrics",
        "/%6detrics",
        "/static/../health",
        "/%2e/health",
    ],
)
def test_how_the_parts_are_is_nothing_for_outside(front: Front, path: str) -> None:
    """However the address is spelt."""
    with front.connected() as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: {NAME}\r\nConnection: close\r\n\r\n".encode())
        said = b"".join(iter(lambda: connection.recv(65_536), b"")).decode()
    assert said.startswith("HTTP/1.1 404 ")
    assert NOT_THROUGH in said


@pytest.mark.model
def test_whether_anybody_is_there_may_be_asked_from_outside(browser: httpx.Client) -> None:
    """A watcher elsewhere notices that the page is away."""
    assert browser.get("/health/live").status_code == 200


@pytest.mark.model
def test_style_and_script_are_compressed_and_pages_are_not(browser: httpx.Client) -> None:
    """A page that holds a secret and what was typed would give the secret away by its length."""
    style = browser.get("/static/style.css", headers={"accept-encoding": "gzip"})
    assert style.headers.get("content-encoding") == "gzip"
    for path in ("/", "/sign-in"):
        page = browser.get(path, headers={"accept-encoding": "gzip"})
        assert (page.status_code, page.headers.get("content-encoding")) == (200, None)


@pytest.mark.model
def test_what_the_server_says_of_an_address_that_is_not_there_stays_its_own_page(
    browser: httpx.Client,
) -> None:
    """Nginx's page stands only where the server did not answer."""
    missing = browser.get("/no/such/page")
    assert (missing.status_code, NOT_THROUGH in missing.text) == (404, False)
    assert "999" in missing.text


def test_the_page_of_nginx_names_the_same_help(front: Front, browser: httpx.Client) -> None:
    """Its numbers are those that the assistant names."""
    said = browser.get("/metrics").text
    assert [number for number in re.findall(r"999|116 123", HELP) if number not in said] == []
    assert browser.get("/help.html").status_code == 404


def test_over_plain_http_there_is_only_the_way_to_https(front: Front) -> None:
    """To the same address; nothing is answered in the open."""
    moved = httpx.get(
        f"http://127.0.0.1:{front.plain}/sign-in?x=1", headers={"host": NAME}, follow_redirects=False
    )
    assert (moved.status_code, moved.headers["location"]) == (301, f"https://{NAME}/sign-in?x=1")


@pytest.mark.parametrize("name", ["elsewhere.example", "127.0.0.1", f"x.{NAME}", f"{NAME}.elsewhere.example"])
def test_another_name_gets_nothing(front: Front, name: str) -> None:
    """Over plain HTTP, in the handshake, and in a request behind a handshake for ours."""
    asked = f"GET / HTTP/1.1\r\nHost: {name}\r\n\r\n".encode()
    with socket.create_connection(("127.0.0.1", front.plain), timeout=10) as plain:
        plain.sendall(asked)
        assert closed_without_a_word(plain)
    with pytest.raises(ssl.SSLError), front.connected(name):
        pass
    with front.connected() as secure:
        secure.sendall(asked)
        assert secure.recv(1000).startswith(b"HTTP/1.1 421 ")


def test_what_is_no_http_is_refused_with_help(front: Front) -> None:
    """A broken browser's owner may be in danger."""
    with front.connected() as connection:
        connection.sendall(b"nonsense\r\n\r\n")
        said = b"".join(iter(lambda: connection.recv(65_536), b"")).decode()
    assert "400 Bad Request" in said
    assert "116 123" in said


def test_a_caller_can_not_choose_what_the_server_is_told_of_them(tmp_path: Path) -> None:
    """What they write into the headers of proxies is gone; one address is left, and it is theirs."""
    forged = {
        "x-forwarded-for": "198.51.100.7, 203.0.113.9",
        "x-forwarded-host": "elsewhere.example",
        "x-forwarded-proto": "http",
        "x-forwarded-port": "80",
        "x-real-ip": "198.51.100.7",
        "forwarded": "for=198.51.100.7;host=elsewhere.example",
        "proxy": "http://elsewhere.example",
    }
    with behind() as seen, nginx(tmp_path, [seen.address]) as front, front.client(forged) as client:
        client.get("/")
    told = seen.asked[0].headers
    assert {name: told.get(name) for name in ("host", *forged)} == {
        **dict.fromkeys(forged),
        "host": NAME,
        "x-forwarded-for": "127.0.0.1",
        "x-forwarded-host": NAME,
        "x-forwarded-proto": "https",
    }


async def test_the_server_believes_the_address_that_nginx_saw(from_anywhere: tuple[Front, Behind]) -> None:
    """Behind a load balancer too; what a caller wrote before it counts for nothing."""
    front, seen = from_anywhere
    with front.client({SEEN: "198.51.100.7", "x-forwarded-for": "203.0.113.9"}) as client:
        client.get("/believed")
    asked = next(asked for asked in seen.asked if asked.path == "/believed")
    headers = [(name.encode(), value.encode()) for name, value in asked.headers.items()]
    scope = {"type": "http", "scheme": "http", "client": ("127.0.0.1", 1), "headers": headers}

    async def app(scope, receive, send) -> None:
        """Takes what it is given."""

    await BehindProxies(app, 1)(scope, None, None)
    assert (scope["client"][0], scope["scheme"]) == ("198.51.100.7", "https")


@pytest.mark.parametrize(
    ("caller", "neighbour", "stranger"),
    [
        ("198.51.100.7", "198.51.100.7", "198.51.100.8"),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "2001:db8:1:3::1"),
    ],
    ids=["IPv4", "IPv6"],
)
def test_who_sends_far_too_much_is_held_back_alone(
    from_anywhere: tuple[Front, Behind], caller: str, neighbour: str, stranger: str
) -> None:
    """With help on the page. Of IPv6 a whole household's network counts as one; nobody else notices."""
    front, _ = from_anywhere
    with front.client({SEEN: caller}) as client:
        answers = [client.post("/message", data={"text": "hello"}) for _ in range(200)]
        held_back = [answer for answer in answers if answer.status_code == 429]
        # Room for one more comes back every 50 ms; who had an allowance of their own would have room for all of these.
        beside = {client.post("/message", headers={SEEN: neighbour}).status_code for _ in range(30)}
        assert 429 in beside
        assert client.post("/message", headers={SEEN: stranger}).status_code == 200
    assert len(answers) - len(held_back) >= 60
    assert "116 123" in held_back[0].text


def test_a_whole_council_behind_one_address_is_not_held_back(from_anywhere: tuple[Front, Behind]) -> None:
    """Sixty people who write in the same second, and load a page with its style, script and icon."""
    front, _ = from_anywhere
    with front.client({SEEN: "192.0.2.1"}) as client:
        pages = [client.get("/") for _ in range(4 * 60)]
        answers = [client.post("/message", data={"text": "hello"}) for _ in range(60)]
    assert {answer.status_code for answer in pages + answers} == {200}


@pytest.mark.parametrize(
    ("path", "caller"), [("/texts/notify/received", "192.0.2.9"), ("/teams/messages", "192.0.2.10")]
)
def test_a_service_that_calls_for_everybody_who_writes_is_no_single_visitor(
    from_anywhere: tuple[Front, Behind], path: str, caller: str
) -> None:
    """A thousand messages from one address within seconds all reach the server."""
    front, _ = from_anywhere
    with front.client({SEEN: caller}) as client:
        answers = [client.post(path, content=b"{}") for _ in range(1000)]
    assert {answer.status_code for answer in answers} == {200}


@pytest.mark.parametrize(
    "begun", [b"GET / HTTP/1.1\r\nX: ", b"POST /message HTTP/1.1\r\nHost: %s\r\nContent-Length: 90\r\n\r\n"]
)
def test_a_slow_caller_is_cut_and_the_server_never_hears_of_them(tmp_path: Path, begun: bytes) -> None:
    """Neither a head in drops nor a body that stops takes one of its connections. The time-outs are shortened here."""
    short = {
        "client_header_timeout 10s": "client_header_timeout 1s",
        "client_body_timeout 10s": "client_body_timeout 1s",
    }
    drop = b"" if b"POST" in begun else b"a"
    with behind() as seen, nginx(tmp_path, [seen.address], short) as front, front.connected() as slow:
        slow.sendall(begun.replace(b"%s", NAME.encode()))
        assert 0.5 < cut_after(slow, drop) < 5
    assert seen.asked == []


def test_a_message_reaches_the_other_server_if_the_first_does_not_listen(tmp_path: Path) -> None:
    """As in an upgrade: once, and without anybody noticing."""
    with reserved_port() as nobody, behind() as other:
        servers = [f"127.0.0.1:{nobody}", f"{other.address} backup"]
        with nginx(tmp_path, servers) as front, front.client() as client:
            assert client.post("/message", data={"text": "hello"}).text == "ok"
    assert [asked.body for asked in other.asked] == [b"text=hello"]


def test_a_message_that_was_begun_is_never_sent_twice_and_a_page_is_asked_again(tmp_path: Path) -> None:
    """The server may have taken the message before it went away: it is told that it did not get through, with help."""
    with behind(hangs_up=True) as dying, behind() as other:
        servers = [f"{dying.address} max_fails=0", f"{other.address} backup"]
        with nginx(tmp_path, servers) as front, front.client() as client:
            lost = client.post("/message", data={"text": "hello"})
            page = client.get("/")
    assert (lost.status_code, "116 123" in lost.text) == (502, True)
    assert page.text == "ok"
    assert [(asked.method, asked.path) for asked in dying.asked] == [("POST", "/message"), ("GET", "/")]
    assert [asked.method for asked in other.asked] == ["GET"]


def test_the_log_tells_nothing_of_who_asked_and_what(tmp_path: Path) -> None:
    """Neither address, nor query, nor words, nor browser; also where something went wrong."""
    told = {"client_max_body_size 1m": "client_max_body_size 1k"}
    with reserved_port() as nobody, nginx(tmp_path, [f"127.0.0.1:{nobody}"], told) as front:
        with front.client({"user-agent": "marker", "referer": "https://marker/"}) as client:
            client.get("/staff/callback?code=marker")
            client.post("/message?marker", data={"text": "marker"})
            client.post("/message", data={"text": "marker" * 400})
        log = front.log(requests=3)
    assert re.findall(r'(GET|POST) "([^"]*)" (\d+)', log) == [
        ("GET", "/staff/callback", "502"),
        ("POST", "/message", "502"),
        ("POST", "/message", "413"),
    ]
    assert "marker" not in log
    assert "127.0.0.1" not in log


def test_nginx_takes_the_upstream_of_compose_too(tmp_path: Path) -> None:
    """With the name of the container in the place of an address, which is known in compose alone."""
    folder = tmp_path / "nginx"
    with reserved_port() as plain, reserved_port() as secure:
        lay_out(Front(plain, secure, folder), [], {})
        upstream = (ROOT / "deploy" / "compose" / "nginx-upstream.conf").read_text()
        (folder / "upstream.conf").write_text(upstream.replace("app:5005", "127.0.0.1:5005"))
        check(folder)
