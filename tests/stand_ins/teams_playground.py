"""Teams' stand-in: Microsoft's Agents Playground, the client and the service in one, on this machine alone and without a browser.

It signs nothing and asks for no token: `stand_ins.teams_lines` does. Its addresses are its own affair, so its version is pinned.
"""

from __future__ import annotations

import json
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpx
from simple_websocket import Client, ConnectionClosed

from stand_ins.stand_in import running_stand_in, stand_in
from stand_ins.teams_lines import bot_id

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from stand_ins.teams_lines import Member

PATIENCE = 90  # seconds until something is shown, also on a busy machine
CONFIG = "M365_AGENTS_PLAYGROUND_CONFIG_PATH"
LOG = "M365_AGENTS_PLAYGROUND_LOGFILE"  # it deletes what is named here and makes it anew: a file of the test, never a device
ALWAYS = {"TEAMSAPPTESTER_BROWSER": "none", "TZ": "UTC"}
CHAT, GROUP = "a:a-chat-of-two", "19:a-group-chat@thread.v2"
NAMED = "<at>Local offer</at>"
CHANNEL = {"id": "19:a-channel@thread.tacv2", "name": "A channel"}


@dataclass
class Playground:
    """The client of one member of staff. `shown` is what it was told to show, oldest first, each with the conversation it is in."""

    url: str
    member: Member
    app: str
    shown: list[dict[str, Any]] = field(default_factory=list)
    changed: threading.Condition = field(default_factory=threading.Condition)

    def write(self, text: str, conversation: str = CHAT) -> None:
        """Send words. In a group they are for the app only if it is named."""
        given: dict[str, Any] = {"type": "text", "text": text, "textFormat": "plain"}
        given["from"] = {"id": self.member.teams_id}
        if conversation != CHAT:
            given["text"] = f"{NAMED} {text}"
            given["mentions"] = [{"mentioned": {"id": bot_id(self.app)}, "text": NAMED}]
        self._post(f"/_conversation/v1/conversations/{conversation}/messages", given)

    def submit(self, message: Mapping[str, Any], value: Mapping[str, Any], conversation: str = CHAT) -> None:
        """Press a button of a card that was shown, with its data and what was filled in."""
        given = {
            "conversation": {"id": conversation},
            "from": {"id": self.member.teams_id},
            "value": dict(value),
        }
        self._post("/_conversation/v1/submit", {**given, "replyToId": id_of(message)})

    def install(self, conversation: str = CHAT) -> None:
        """Add the app: two activities."""
        self._post(f"/_debug/conversation/{conversation}/installation", {})

    def mock(self, kind: str, conversation: str = CHAT) -> None:
        """An activity from the client's menu: `install`, `uninstall`, `botAdded`, `botRemoved`, `userAdded` ..."""
        asked = {"conversationId": conversation, "type": kind}
        found = httpx.get(f"{self.url}/_internal/v1/customActivities/template", params=asked, timeout=30)
        self._post("/_internal/v1/customActivities", found.raise_for_status().json())

    def has(self, count: int, patience: float = PATIENCE) -> list[dict[str, Any]]:
        """Everything that was shown, once it is so much."""
        with self.changed:
            came = self.changed.wait_for(lambda: len(self.shown) >= count, patience)
            assert came, f"{len(self.shown)} of {count} came: {self.shown}"
            return list(self.shown)

    def show(self, said: Mapping[str, Any]) -> None:
        """Keep what it was told to show."""
        with self.changed:
            self.shown.append(dict(said))
            self.changed.notify_all()

    def _post(self, path: str, given: Mapping[str, Any]) -> None:
        httpx.post(f"{self.url}{path}", json=dict(given), timeout=30).raise_for_status()


def id_of(message: Mapping[str, Any]) -> str:
    """What the client knows a message by."""
    return str(message["messageId"])


@contextmanager
def playground(
    folder: Path, bot_url: str, service_url: str, member: Member, app: str
) -> Iterator[Playground]:
    """A running one, which sends to `bot_url` and says that it is to be answered at `service_url`."""
    config = folder / "playground.yml"
    config.write_text(json.dumps(_config(member, app)))  # YAML, too

    def command(port: int) -> list[str]:
        run = stand_in("agentsplayground", "start", "-e", bot_url, "-c", "msteams", "-p", str(port), "--dt")
        given = {**ALWAYS, CONFIG: str(config), LOG: str(folder / "playground-told.log")}
        named = [f"{name}={value}" for name, value in given.items()]
        return [run[0], *named, *run[1:], "--service-url", service_url]

    with running_stand_in(folder / "playground.log", command) as url:
        _wait_until_it_answers(url, folder / "playground-told.log")
        made = Playground(url, member, app)
        with _listening(made):
            yield made


def _wait_until_it_answers(url: str, log: Path) -> None:
    """It first listens for a moment to see whether it can."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            if httpx.get(f"{url}/_debug/ping").text == "pong":
                return
        except httpx.TransportError:
            pass
        time.sleep(0.05)
    raise AssertionError(f"the client did not start:\n{log.read_text()}")


@contextmanager
def _listening(made: Playground) -> Iterator[None]:
    client = Client(f"{made.url.replace('http', 'ws', 1)}/_ws_conversation/v1/conversations/stream")

    def listen() -> None:
        while True:
            try:
                said = json.loads(client.receive())
            except ConnectionClosed:
                return
            if said.get("action") == "createMessage":
                made.show({**said["message"], "conversation": said["actionConversationId"]})

    thread = threading.Thread(target=listen, daemon=True)
    thread.start()
    try:
        yield
    finally:
        client.close()
        thread.join(10)


def _config(member: Member, app: str) -> dict[str, Any]:
    """Who is who, in the client's own words. It wants five others."""
    others = [_user(f"29:{number}", f"Somebody {number}", f"{number:032x}") for number in range(5)]
    return {
        "version": "0.1.1",
        "tenantId": member.tenant,
        "bot": {"id": bot_id(app), "name": "Local offer"},
        "currentUser": _user(member.teams_id, member.name, member.object_id),
        "users": others,
        "personalChat": {"id": CHAT},
        "groupChat": {"id": GROUP, "name": "Group"},
        "team": {
            "id": "19:a-team@thread.tacv2",
            "name": "A team",
            "aadGroupId": "f" * 32,
            "channels": [CHANNEL],
        },
    }


def _user(teams_id: str, name: str, object_id: str) -> dict[str, str]:
    mail = "invented@example.org"
    named = {"givenName": name, "surname": name, "userPrincipleName": mail, "email": mail}
    return {"id": teams_id, "name": name, "aadObjectId": object_id, **named}
