"""A call that breaks any rule of Microsoft's Bot Framework gets 403, and nothing of it is processed: with real signed tokens."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from typing import TYPE_CHECKING, Any

import pytest
from stand_ins.token_issuer import APP_ID, BOT_FRAMEWORK, TENANT, TokenIssuer
from teams_world import DANGER, SERVICE, Chat, activity

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

EVIL = "https://evil.example.org/uk/"


def ago(seconds: int) -> int:
    """A moment as tokens name it."""
    return int(time.time()) - seconds


def part(given: Any) -> str:
    """A part of a token."""
    raw = given if isinstance(given, bytes) else json.dumps(given).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def unsigned(issuer: TokenIssuer) -> str:
    """A token that says of itself that nobody signed it."""
    _, claims, _ = issuer.token(SERVICE).split(".")
    return f"{part({'alg': 'none', 'typ': 'JWT', 'kid': issuer.key})}.{claims}."


def by_public_key(issuer: TokenIssuer) -> str:
    """A token whose HMAC has what everybody knows for its key."""
    _, claims, _ = issuer.token(SERVICE).split(".")
    head = part({"alg": "HS256", "typ": "JWT", "kid": issuer.key})
    signed = hmac.new(issuer.key.encode(), f"{head}.{claims}".encode(), hashlib.sha256).digest()
    return f"{head}.{claims}.{part(signed)}"


def changed_after(issuer: TokenIssuer) -> str:
    """A good token whose claims somebody changed after it was signed."""
    head, claims, signature = issuer.token(SERVICE).split(".")
    said = json.loads(base64.urlsafe_b64decode(claims + "=="))
    return f"{head}.{part({**said, 'exp': ago(-9999)})}.{signature}"


def in_place_of(issuer: TokenIssuer) -> str:
    """A token that says it is signed by the published key, and is signed by another."""
    other = issuer.new_key(is_kept_back=True)
    return issuer.token(SERVICE, key=other, header={"kid": issuer.key})


# What each is refused for, and how it is made.
TOKENS: dict[str, Callable[[TokenIssuer], str]] = {
    "another issuer": lambda one: one.token(SERVICE, iss="https://evil.example.org"),
    "the emulator's issuer": lambda one: one.token(SERVICE, iss=f"https://sts.windows.net/{TENANT}/"),
    "Entra's issuer": lambda one: one.token(SERVICE, iss=f"https://login.microsoftonline.com/{TENANT}/v2.0"),
    "the issuer with a slash": lambda one: one.token(SERVICE, iss=f"{BOT_FRAMEWORK}/"),
    "no issuer": lambda one: one.token(SERVICE, without=["iss"]),
    "another bot's audience": lambda one: one.token(SERVICE, aud="another-app"),
    "several audiences": lambda one: one.token(SERVICE, aud=[APP_ID, "another-app"]),
    "no audience": lambda one: one.token(SERVICE, without=["aud"]),
    "over for six minutes": lambda one: one.token(SERVICE, exp=ago(360)),
    "no end": lambda one: one.token(SERVICE, without=["exp"]),
    "an end that is no number": lambda one: one.token(SERVICE, exp="tomorrow"),
    "begins in six minutes": lambda one: one.token(SERVICE, nbf=ago(-400)),
    "made in ten minutes": lambda one: one.token(SERVICE, iat=ago(-700)),
    "for another service": lambda one: one.token("https://smba.trafficmanager.net/amer/"),
    "for the service without its slash": lambda one: one.token(SERVICE.rstrip("/")),
    "for no service": lambda one: one.token(SERVICE, without=["serviceurl"]),
    "for a service that is no text": lambda one: one.token(SERVICE, serviceurl=[SERVICE]),
    "a key that is not published": lambda one: one.token(SERVICE, key=one.new_key(is_kept_back=True)),
    "a key's name alone": in_place_of,
    "a key that does not exist": lambda one: one.token(SERVICE, header={"kid": "made-up"}),
    "no key": lambda one: one.token(SERVICE, header={"kid": None}),
    "a key without endorsements": lambda one: one.token(SERVICE, key=one.new_key(endorsements=None)),
    "a key for another channel": lambda one: one.token(SERVICE, key=one.new_key(endorsements=["webchat"])),
    "RS384": lambda one: one.token(SERVICE, key=one.new_key(alg="RS384")),
    "PS256": lambda one: one.token(SERVICE, key=one.new_key(alg="PS256")),
    "ES256": lambda one: one.token(SERVICE, key=one.new_key(alg="ES256")),
    "unsigned": unsigned,
    "HMAC by what is public": by_public_key,
    "changed after it was signed": changed_after,
    "cut off": lambda one: one.token(SERVICE)[:-9],
    "no signature": lambda one: one.token(SERVICE).rpartition(".")[0] + ".",
    "no token": lambda _: "",
    "no token's form": lambda _: "a.b.c",
    "not even letters of one": lambda _: "\u00e9.\u00e9.\u00e9",
    "longer than any": lambda _: "a" * 20_000,
}


async def assert_refused(chat: Chat, status: int) -> None:
    """403; nobody is known, nothing is stored, heard or said."""
    assert status == 403
    assert await chat.settle() == []
    assert (chat.stored(), chat.echo.heard, chat.desk.asked, chat.connector.sent) == (0, [], [], [])


@pytest.mark.parametrize("why", TOKENS)
@pytest.mark.parametrize("words", ["hello", DANGER])
async def test_a_call_with_a_wrong_token_is_refused(chat: Chat, why: str, words: str) -> None:
    """One wrong thing is enough, in danger too: whoever calls is not Teams, and nobody waits for an answer there."""
    token = TOKENS[why](chat.issuer)
    sent = await chat.call(activity(text=words), f"Bearer {token}".encode())
    await assert_refused(chat, sent.status_code)


@pytest.mark.parametrize("how", ["{}", "Basic {}", "Bearer", "bearer{}", ""])
async def test_a_call_without_a_bearer_token_is_refused(chat: Chat, how: str) -> None:
    """However good the token is that stands somewhere else."""
    sent = await chat.call(activity(), how.format(chat.issuer.token(SERVICE)))
    await assert_refused(chat, sent.status_code)


@pytest.mark.parametrize(
    "wrong",
    [
        {"channelId": "webchat"},
        {"channelId": "emulator"},
        {"channelId": ""},
        {"channelId": None},
        {"serviceUrl": EVIL},
        {"serviceUrl": None},
        {"serviceUrl": [SERVICE]},
    ],
    ids=str,
)
async def test_an_activity_that_the_token_was_not_made_for_is_refused(
    chat: Chat, wrong: dict[str, Any]
) -> None:
    """A good token of Teams carries no other channel's activity, and none of another service."""
    await assert_refused(chat, await chat.send(activity(**wrong), chat.issuer.token(SERVICE)))


@pytest.mark.parametrize("channel", ["webchat", "MSTEAMS", "msteams "])
async def test_only_teams_is_answered_whatever_a_key_may_sign_for(chat: Chat, channel: str) -> None:
    """An endorsed key of another channel is no way round it."""
    key = chat.issuer.new_key(endorsements=["msteams", channel])
    given = activity(channelId=channel)
    await assert_refused(chat, await chat.send(given, chat.issuer.token(SERVICE, key=key)))


@pytest.mark.parametrize(
    ("chat_tenant", "channel_tenant"),
    [("other", "other"), (TENANT, "other"), ("other", TENANT), (None, None), (None, "other"), ("", "")],
)
async def test_another_tenant_is_refused(
    chat: Chat, chat_tenant: str | None, channel_tenant: str | None
) -> None:
    """Only those that the settings name; of two that don't agree nobody can say whose it is."""
    given = activity(
        conversation={"id": "a:1", "conversationType": "personal", "tenantId": chat_tenant},
        channelData={"tenant": {"id": channel_tenant}},
    )
    await assert_refused(chat, await chat.send(given))


@pytest.mark.parametrize("changes", [{"exp": 240}, {"nbf": -240, "exp": -900}, {}], ids=str)
async def test_a_good_token_is_believed_though_clocks_differ_by_minutes(
    chat: Chat, changes: dict[str, int]
) -> None:
    """Five minutes, as the rules say; the same issuer and the same way as those that are refused."""
    claims = {name: ago(seconds) for name, seconds in changes.items()}
    assert await chat.send(activity(), chat.issuer.token(SERVICE, **claims)) == 202
    assert await chat.settle() == ["You said: hello"]


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff", b'"text"', b"[" * 50_000], ids=repr)
async def test_a_body_that_is_no_activity_is_refused_and_only_who_is_proved_hears_why(
    chat: Chat, body: bytes
) -> None:
    """400 for Teams' service, 403 for all others; nothing is processed."""
    assert await chat.send(body, "no token") == 403
    assert await chat.send(body) == 400
    assert await chat.settle() == []
    assert chat.stored() == 0


async def test_a_body_that_is_too_large_is_refused(chat: Chat) -> None:
    """256 kilobytes are more than Teams sends."""
    assert await chat.send(activity(text="x" * 262_144)) == 413
    assert (chat.stored(), chat.echo.heard) == (0, [])


async def test_the_log_says_which_rule_was_broken_and_quotes_nothing(
    chat: Chat, caplog: pytest.LogCaptureFixture
) -> None:
    """Whoever sets it up can tell what is wrong; the log learns no token, no name and no words."""
    token = chat.issuer.token(SERVICE, aud="another-app")
    await chat.send(activity(text="a secret"), token)
    await chat.send(activity(text="a secret", serviceUrl=EVIL), chat.issuer.token(EVIL))
    said = [one.getMessage() for one in caplog.records if one.name.startswith("bot.channels.teams")]
    assert said == [
        "A call of Teams was refused: why=InvalidAudienceError",
        "A call of Teams was refused: why=service host",
    ]


@pytest.mark.parametrize("method", ["HEAD", "GET"])
async def test_who_looks_whether_the_address_is_there_is_told_so(chat: Chat, method: str) -> None:
    """Test clients look first; nothing is processed."""
    assert (await chat.call(activity(), "", method)).status_code == 200
    assert chat.stored() == 0
