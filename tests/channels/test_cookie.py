"""Cookies: only ours are believed, each for its own purpose and time."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from asking import asked, cookies_in
from starlette.responses import Response as empty  # noqa: N813 - a response without a body

from bot.channels.web.cookie import LEFT, ChatCookie, SealedCookie, SessionCookie

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

NOW = datetime(2026, 11, 22, 12)
LIFE = timedelta(minutes=10)
SECRET = b"a secret for tests"


def back(response: Response) -> Request:
    """What the browser sends after it got this response."""
    sent = "; ".join(f"{name}={cookie.value}" for name, cookie in cookies_in(response).items())
    return asked(headers={"cookie": sent})


def sealed(secret: bytes = SECRET, purpose: str = "start") -> SealedCookie:
    """A cookie that nobody can read."""
    return SealedCookie(secret, is_secure=False, purpose=purpose, life=LIFE)


def test_a_token_comes_back_as_it_went() -> None:
    """And a browser without a cookie has none."""
    cookie = SessionCookie(SECRET, is_secure=False)
    assert cookie.read(back(cookie.write(empty(), "token"))) == "token"
    assert cookie.read(back(empty())) is None


@pytest.mark.parametrize(
    "other", [SessionCookie(SECRET, False, "staff"), SessionCookie(b"another secret", False)]
)
def test_a_token_of_one_purpose_or_secret_is_nothing_in_another(other: SessionCookie) -> None:
    """Even under the other's name."""
    cookie = SessionCookie(SECRET, is_secure=False)
    value = cookies_in(cookie.write(empty(), "token"))[cookie.name].value
    moved = asked(headers={"cookie": f"{other.name}={value}"})
    assert other.read(moved) is None


def test_names_say_which_and_are_bound_to_the_host_over_https() -> None:
    """The young person's keeps the name it always had."""
    made = [
        SessionCookie(SECRET, is_secure, purpose)
        for is_secure in (False, True)
        for purpose in ("session", "staff")
    ]
    assert [cookie.name for cookie in made] == [
        "localoffer",
        "localoffer-staff",
        "__Host-localoffer",
        "__Host-localoffer-staff",
    ]


@pytest.mark.parametrize("is_secure", [False, True])
def test_every_cookie_is_out_of_script_s_reach(is_secure: bool) -> None:
    """HttpOnly, Lax, the whole path and, with https, Secure: on writing and on dropping."""
    session, words = SessionCookie(SECRET, is_secure, "staff"), SealedCookie(SECRET, is_secure, "start", LIFE)
    for response in (
        session.write(empty(), "t"),
        session.drop(empty()),
        words.write(empty(), "w", NOW),
        words.drop(empty()),
    ):
        ((_, cookie),) = cookies_in(response).items()
        assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "lax", "/")
        assert bool(cookie["secure"]) is is_secure


def test_sealed_words_come_back_for_ten_minutes() -> None:
    """To the last second and no longer."""
    request = back(sealed().write(empty(), "words", NOW))
    assert sealed().read(request, NOW + LIFE) == "words"
    assert sealed().read(request, NOW + LIFE + timedelta(seconds=1)) is None


def test_sealed_words_cannot_be_read_or_made_elsewhere() -> None:
    """Not by the browser, with another secret, or for another purpose."""
    response = sealed().write(empty(), "words", NOW)
    assert "words" not in cookies_in(response)["localoffer-start"].value
    assert sealed(secret=b"another").read(back(response), NOW) is None
    other = sealed(purpose="other")
    value = cookies_in(response)["localoffer-start"].value
    moved = asked(headers={"cookie": f"{other.name}={value}"})
    assert other.read(moved, NOW) is None


@pytest.mark.parametrize("junk", ["", "junk", "é", "a.b", "gAAAA"])
def test_junk_is_no_cookie(junk: str) -> None:
    """And no error."""
    cookie = SessionCookie(SECRET, is_secure=False)
    request = asked(headers={"cookie": f"{cookie.name}={junk}; {sealed().name}={junk}"})
    assert cookie.read(request) is None
    assert sealed().read(request, NOW) is None


def test_a_cookie_made_to_be_slow_is_read_at_once() -> None:
    """Sixteen thousand backslashes take the standard library's unquoting most of a second; nobody waits for that."""
    cookie = SessionCookie(SECRET, is_secure=False)
    request = asked(headers={"cookie": f'{cookie.name}="' + "\\" * 16_000 + '"'})
    started = time.process_time()
    assert cookie.read(request) is None
    assert time.process_time() - started < 0.05


def test_a_page_that_was_left_in_a_hurry_makes_the_browser_a_stranger() -> None:
    """From that moment the token is only good for ending its session; the answer takes both cookies back."""
    cookie = ChatCookie(SECRET, is_secure=False)
    left = and_left(cookie.write(empty(), "token"), cookie)
    assert (cookie.read(left), cookie.left_behind(left)) == (None, "token")
    response = empty()
    cookie.settle(left, response)
    assert {name: cookies_in(response)[name]["max-age"] for name in (cookie.name, LEFT)} == {
        cookie.name: "0",
        LEFT: "0",
    }


def test_a_new_token_after_leaving_is_kept() -> None:
    """Who comes back and asks something gets a session of their own."""
    cookie = ChatCookie(SECRET, is_secure=False)
    response = cookie.write(empty(), "new")
    cookie.settle(and_left(cookie.write(empty(), "token"), cookie), response)
    assert cookie.read(back(response)) is None  # this browser still holds the mark
    assert cookies_in(response)[LEFT]["max-age"] == "0"
    assert cookies_in(response)[cookie.name].value.startswith("new.")


def test_leaving_the_chat_leaves_staff_signed_in() -> None:
    """Their cookie does not know the mark."""
    staff = SessionCookie(SECRET, is_secure=False, purpose="staff")
    assert staff.read(and_left(staff.write(empty(), "token"), staff)) == "token"


def and_left(response: Response, cookie: SessionCookie) -> Request:
    """What the browser sends after it got this response and its script left the page."""
    return asked(headers={"cookie": f"{cookie.name}={cookies_in(response)[cookie.name].value}; {LEFT}=1"})
