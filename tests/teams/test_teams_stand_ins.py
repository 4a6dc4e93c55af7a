"""Teams' stand-ins do what Teams does: the client sends and shows, each token is signed, and what we say without one is refused.

What the client sends is kept in `captured/`, without what is new with each run; CAPTURE_TEAMS=yes writes it anew.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import jwt
import pytest
from echo_bot import SHOWN, Echo, answer, own_token, serving
from stand_ins.in_between import between
from stand_ins.teams_lines import Connector, Member, Signing, bot_id
from stand_ins.teams_playground import GROUP, Playground, id_of, playground
from stand_ins.token_issuer import APP_ID, BOT_FRAMEWORK, TENANT, TokenIssuer, token_issuer

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.server, pytest.mark.beside]

CAPTURED = Path(__file__).resolve().parent / "captured"
NEW = ("id", "timestamp", "localTimestamp", "localTimezone", "serviceUrl", "replyToId")
SAM = Member(TENANT, "bbbbbbbb-0000-4000-8000-000000000001", "Sam Okafor (invented)")
MOCKED = {
    "install": "installationUpdate",
    "uninstall": "installationUpdate",
    "botAdded": "conversationUpdate",
    "botRemoved": "conversationUpdate",
}


@dataclass
class World:
    """The client of one of staff, a bot, and what stands between."""

    client: Playground
    echo: Echo
    way_in: Signing
    way_out: Connector
    issuer: TokenIssuer


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """All of it at work."""
    with token_issuer(tmp_path) as issuer:
        echo = Echo(issuer)
        with (
            serving(echo) as url,
            between(Signing(url, issuer=issuer)) as way_in,
            between(Connector("", issuer=issuer)) as way_out,
            playground(tmp_path, way_in.url, f"{way_out.url}/_connector", SAM, APP_ID) as client,
        ):
            way_out.target = client.url
            yield World(client, echo, way_in, way_out, issuer)


def keys(issuer: TokenIssuer) -> list[dict[str, Any]]:
    """Those that it publishes."""
    return list(httpx.get(f"{issuer.url}/jwks", timeout=30).raise_for_status().json()["keys"])


def settled(activity: dict[str, Any]) -> dict[str, Any]:
    """It without what is new with each run."""
    return {
        name: (f"<{name}>" if name in NEW else value)
        for name, value in activity.items()
        if name != "localTimezone"
    }


def captured(name: str, activity: dict[str, Any]) -> dict[str, Any]:
    """What the client sent when it was last captured; this, if it is to be captured anew."""
    file = CAPTURED / f"{name}.json"
    if os.environ.get("CAPTURE_TEAMS") == "yes":
        file.write_text(json.dumps(settled(activity), indent=2) + "\n", encoding="utf-8")
    return dict(json.loads(file.read_text(encoding="utf-8")))


def test_words_and_buttons_go_in_and_answers_come_back(world: World) -> None:
    """The way there and back, with a token each way; the client shows text and card, and sends what was filled in."""
    world.client.write("who needs a review?")
    text, card = world.client.has(2)
    assert text["text"] == "You said: who needs a review?"
    assert card["attachments"] == SHOWN["attachments"]
    world.client.submit(card, {"press": "1.0", "note": "seen today"})
    assert world.client.has(3)[2]["text"] == 'You said: {"note": "seen today", "press": "1.0"}'
    written, pressed = world.echo.has("message", 2)
    assert settled(written) == captured("message", written)
    assert settled(pressed) == captured("pressed", pressed)
    assert pressed["replyToId"] == id_of(card)
    assert world.way_in.answered == [202, 202]


def test_a_group_sends_only_what_names_the_app(world: World) -> None:
    """With the name as an entity, and the kind of the chat."""
    world.client.write("who needs a review?", GROUP)
    [heard] = world.echo.has("message")
    assert settled(heard) == captured("in_a_group", heard)
    assert heard["conversation"]["conversationType"] == "groupChat"


def test_adding_the_app_says_so_twice(world: World) -> None:
    """That it is installed, and that it has become a member."""
    world.client.install()
    [installed], [came] = world.echo.has("installationUpdate"), world.echo.has("conversationUpdate")
    assert settled(installed) == captured("installed", installed)
    assert settled(came) == captured("joined", came)
    assert bot_id(APP_ID) in [one["id"] for one in came["membersAdded"]]


@pytest.mark.parametrize("kind", MOCKED)
def test_what_its_menu_sends(world: World, kind: str) -> None:
    """Among it, that somebody took the app away."""
    world.client.mock(kind)
    [heard] = world.echo.has(MOCKED[kind])
    assert settled(heard) == captured(f"mocked_{kind}", heard)


def test_every_activity_has_a_token_as_teams_signs_it(world: World) -> None:
    """By Microsoft's name, for our app, for the service that is to be answered, by a key that is endorsed for Teams."""
    world.client.write("hello")
    [heard] = world.echo.has("message")
    [(token, _)] = world.echo.heard
    [key] = keys(world.issuer)
    assert key["endorsements"] == ["msteams"]
    read = jwt.decode(token, jwt.PyJWK(key).key, algorithms=["RS256"], audience=APP_ID, issuer=BOT_FRAMEWORK)
    assert read["serviceurl"] == heard["serviceUrl"]


def test_whoever_shows_no_token_can_not_answer(world: World) -> None:
    """Nor with one that nobody signed, or that another issuer did; nothing is shown."""
    world.client.write("hello")
    [heard] = world.echo.has("message")
    world.client.has(2)
    other = jwt.encode({"aud": "x"}, "a secret that is thirty-two letters", headers={"kid": world.issuer.key})
    for token in ("", "nonsense", other):
        assert answer(heard, {"type": "message", "text": "forged"}, token).status_code == 401
    assert world.way_out.refused == 3
    assert answer(heard, {"type": "message", "text": "true"}, own_token(world.issuer)).status_code == 201
    assert [one.get("text") for one in world.client.has(3)][2] == "true"
