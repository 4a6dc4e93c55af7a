"""What somebody tries who means harm: forms of other sites, cookies, hosts and addresses that are made up, other people's forms and buttons."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import httpx
import pytest
from answers import connected, to_the_end
from browser import fresh_address, fresh_id

from bot.identity.sign_in.one_time_codes import MOST_TRIES

if TYPE_CHECKING:
    from browser import Chat
    from running import Server

pytestmark = [pytest.mark.model, pytest.mark.server]

SCRIPT = {"accept": "application/json"}
POSTS = (
    "/sign-in",
    "/sign-in/code",
    "/sign-out",
    "/clear",
    "/leave",
    "/message",
    "/texts",
    "/staff/sign-in",
    "/staff/sign-out",
    "/staff/people/1/texts",
    "/staff/people/1/contacts",
    "/staff/people/1/reviews",
    "/staff/people/1/calls",
    "/staff/people/1/undo",
    "/staff/people/1/moves/start_review",
)
ELSEWHERE = (
    {"origin": "http://evil.example"},
    {"origin": "null"},
    {"origin": "http://["},
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
)
TAX = "do i have to pay council tax"


def raw(server: Server, *lines: str) -> str:
    """What comes back for a request of these very lines."""
    with connected(server) as connection:
        connection.sendall("\r\n".join([*lines, "Connection: close", "", ""]).encode("latin-1"))
        return to_the_end(connection)


@pytest.mark.parametrize("path", POSTS)
def test_no_other_site_can_post_a_form_here(chat: Chat, path: str) -> None:
    """Neither sign anybody in or out nor say anything in their name."""
    chat.ask(TAX)
    before = chat.page().count('class="says')
    for said in ELSEWHERE:
        form = {"text": "hi", "phone": "07700 900159", "code": "000000"}
        assert chat.http.post(path, data=form, headers=said).status_code == 403
    assert chat.page().count('class="says') == before


@pytest.mark.parametrize("host", ["evil.example", "", "a b", "[::1", "x" * 3000])
def test_a_host_that_is_made_up_is_repeated_nowhere(server: Server, host: str) -> None:
    """No page, redirect or header is made from it."""
    for path in ("/", "/sign-in", "//evil.example", "/no-such-page"):
        said = raw(server, f"GET {path} HTTP/1.1", f"Host: {host}")
        assert re.match(r"HTTP/1\.1 (200|404) ", said)
        assert "evil.example" not in said


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example/",
        "/\\evil.example",
        "/static/",
        "/static//",
        "/static/%00",
        "/.env",
        "/sign-in?next=//evil.example",
    ],
)
def test_no_address_leads_to_another_site(server: Server, path: str) -> None:
    """It is a page of ours or none, and nothing is kept on the way."""
    for method in ("GET", "HEAD"):
        said = raw(server, f"{method} {path} HTTP/1.1", "Host: x").lower()
        assert re.match(r"http/1\.1 (200|404) ", said)
        assert ("location:" in said, "cache-control: no-store" in said) == (False, True)


@pytest.mark.parametrize(
    "cookie",
    [
        "localoffer=a.b",
        "localoffer=" + "x" * 15_000,
        "localoffer=%00",
        "localoffer=x;" * 700,
        "localoffer-known=" + "x" * 8_000,
        "localoffer-known=gAAAAA\xe9",
        "localoffer-known=\xff\xfe",
        "localoffer-staff=x; localoffer-left=1",
    ],
)
def test_a_cookie_that_is_made_up_is_nobody_s(server: Server, cookie: str) -> None:
    """Every page shows as to a stranger, and a code can be asked for."""
    for path in ("/", "/sign-in", "/staff"):
        assert raw(server, f"GET {path} HTTP/1.1", "Host: x", f"Cookie: {cookie}").startswith("HTTP/1.1 200")
    asked = httpx.post(
        f"{server.url}/sign-in",
        data={"phone": "07700 900888"},
        headers={"cookie": cookie.encode("latin-1"), **fresh_address()},  # type: ignore[dict-item]
    )
    assert asked.status_code == 303


def test_the_cookie_of_one_place_is_worth_nothing_in_another(chat: Chat, server: Server) -> None:
    """A young person's signed token opens no staff page and makes no browser known."""
    chat.sign_in("07700 900159")
    token = chat.http.cookies["localoffer"]
    for name in ("localoffer-staff", "localoffer-known"):
        page = httpx.get(f"{server.url}/staff", headers={"cookie": f"{name}={token}"})
        assert "sign out" not in page.text.lower()


def test_the_id_of_a_form_belongs_to_its_conversation(browser) -> None:
    """Whoever sends the id of somebody else's form is answered, and takes no answer away."""
    one, other = browser(), browser()
    for chat in (one, other):
        chat.http.get("/")
    form = {"message_id": fresh_id(), "text": TAX}
    said = [chat.http.post("/message", data=form, headers=SCRIPT).json() for chat in (one, other, one)]
    assert [len(reply["answers"]) for reply in said] == [1, 1, 1]
    assert said[0]["answers"] == said[2]["answers"]
    assert [chat.page().count(f"{TAX}</p>") for chat in (one, other)] == [1, 1]


def test_a_button_of_somebody_else_does_nothing(browser) -> None:
    """Its id is looked up in one's own talk alone."""
    one, other = browser(), browser()
    one.ask(TAX)
    option = re.findall(r'name="option" value="([^"]+)"', one.page())[0]
    other.http.get("/")
    form = {"message_id": fresh_id(), "option": option}
    [answer] = other.http.post("/message", data=form, headers=SCRIPT).json()["answers"]
    assert answer["title"] == "That was an old button"


def test_clearing_the_chat_does_not_start_the_codes_of_a_number_again(browser) -> None:
    """A stranger who clears after each code gets no more of them than one who does not, and the owner's phone is left in peace."""
    for _ in range(8):
        stranger = browser()
        stranger.http.post("/sign-in", data={"phone": "07700 900147"})
        stranger.http.post("/clear")
    stranger.texts_have_come("07700 900147")
    assert len(stranger._texts_to("07700 900147")) == 5


@pytest.mark.parametrize(
    "phone",
    [
        "\u0660\u0667\u0667\u0660\u0660\u0669\u0660\u0660\u0661\u0664\u0666",
        "tel:+447700900146",
        "0044 7700 900146",
        "+44 (0)7700 900146",
        "07700\u200b900146",
        "07700 900146;ext=5",
    ],
)
def test_a_number_has_one_limit_however_it_is_written(browser, phone: str) -> None:
    """No spelling of it is another number, and none is an error."""
    asking = browser()
    assert asking.http.post("/sign-in", data={"phone": phone}).status_code == 200
    asking.texts_have_come("07700 900146")
    assert 1 <= len(asking._texts_to("07700 900146")) <= 5


def test_guessing_from_many_browsers_ends_with_the_codes(browser) -> None:
    """Where no code is sent any more, no try is worth anything: the right one of another browser neither."""
    owner = browser()
    right = owner.ask_code("07700 900145")
    for _ in range(6):
        thief = browser()
        thief.http.post("/sign-in", data={"phone": "07700 900145"})
        pages = [thief.type_code(right).text for _ in range(MOST_TRIES)]
        assert "too many wrong codes" in pages[-1]
    assert "and sign out" in owner.type_code(right).text
