"""Who asks, and for which address: nobody can claim either."""

from __future__ import annotations

from typing import Any

import pytest
from asking import asked

from bot.channels.web.addresses import BehindProxies, PlainPaths, address_of

PEER = "192.0.2.1"


async def seen(make: Any, **given: Any) -> Any:
    """The request as it comes through."""
    request, found = asked(**given), []

    async def app(scope: Any, _receive: Any, _send: Any) -> None:
        """Note what comes."""
        found.append(scope)

    await make(app)(request.scope, None, None)
    return request


@pytest.mark.parametrize(
    ("count", "said", "address"),
    [
        (0, "198.51.100.7", PEER),
        (1, "198.51.100.7", "198.51.100.7"),
        (1, "203.0.113.9, 198.51.100.7", "198.51.100.7"),
        (2, "203.0.113.9, 198.51.100.7, 192.0.2.200", "198.51.100.7"),
        (2, "198.51.100.7", PEER),
        (1, "2001:DB8::1", "2001:db8::1"),
        (1, " , ,", PEER),
        (1, "198.51.100.7:4711", "198.51.100.7"),
        (1, "203.0.113.9, [2001:db8::1]:4711", "2001:db8::1"),
        (1, '"[2001:db8::1]:4711"', "2001:db8::1"),
        (1, "fe80::1%eth0", "fe80::1"),
        (1, "203.0.113.9,, 198.51.100.7, ", "198.51.100.7"),
        (2, "198.51.100.7, unknown, 192.0.2.200", PEER),
        (1, "198.51.100.7, unknown", PEER),
        (1, "_hidden", PEER),
    ],
)
async def test_the_address_is_counted_from_the_right(count: int, said: str, address: str) -> None:
    """What anybody may write stands on the left; with no proxy of ours the header is ignored."""
    request = await seen(lambda app: BehindProxies(app, count), headers={"x-forwarded-for": said})
    assert address_of(request) == address


@pytest.mark.parametrize(
    ("count", "host", "scheme"), [(0, "testserver", "http"), (1, "chat.example.org", "https")]
)
async def test_host_and_scheme_come_from_our_own_proxy(count: int, host: str, scheme: str) -> None:
    """Forms are held against this host."""
    headers = {
        "x-forwarded-for": "198.51.100.7",
        "x-forwarded-host": "Chat.example.org",
        "x-forwarded-proto": "HTTPS",
    }
    request = await seen(lambda app: BehindProxies(app, count), headers=headers)
    assert (request.headers["host"], request.scope["scheme"]) == (host, scheme)


@pytest.mark.parametrize(
    ("count", "forwarded", "host", "scheme"),
    [
        (1, {"x-forwarded-host": "evil.example, chat.example.org"}, "chat.example.org", "http"),
        (2, {"x-forwarded-host": "chat.example.org, inner"}, "chat.example.org", "http"),
        (2, {"x-forwarded-host": "chat.example.org"}, "chat.example.org", "http"),
        (1, {"x-forwarded-proto": "http, https"}, "testserver", "https"),
        (1, {"x-forwarded-proto": "javascript"}, "testserver", "http"),
        (1, {"forwarded": "for=203.0.113.9;host=evil.example;proto=https"}, "testserver", "http"),
    ],
)
async def test_of_several_hosts_the_one_of_our_own_proxy_counts(
    count: int, forwarded: dict[str, str], host: str, scheme: str
) -> None:
    """And what no proxy of ours is known to write is not believed at all."""
    said = ", ".join(["198.51.100.7"] * count)
    request = await seen(
        lambda app: BehindProxies(app, count), headers={"x-forwarded-for": said, **forwarded}
    )
    assert (request.headers["host"], request.scope["scheme"]) == (host, scheme)
    assert address_of(request) == "198.51.100.7"


async def test_forwarded_alone_is_no_address() -> None:
    """RFC 7239's header is written by whoever likes, for most proxies let it through."""
    request = await seen(lambda app: BehindProxies(app, 1), headers={"forwarded": "for=203.0.113.9"})
    assert address_of(request) == PEER


@pytest.mark.parametrize(
    ("raw", "path"),
    [
        ("/", "/"),
        ("//", "/"),
        ("/sign-in/", "/sign-in"),
        ("/sign%2din", "/sign%2din"),
        ("/static/%2e%2e", "/static/%2e%2e"),
    ],
)
async def test_an_address_is_what_stands_there(raw: str, path: str) -> None:
    """But for slashes at the end."""
    request = await seen(PlainPaths, path="/another", raw_path=raw.encode())
    assert request.scope["path"] == path
