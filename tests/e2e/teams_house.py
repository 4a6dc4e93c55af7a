"""A server with Teams set up, and members of staff who write to it in Microsoft's own client, with tokens signed each way."""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

from running import Server, running
from stand_ins.in_between import Told, between
from stand_ins.teams_lines import Connector, Member, Signing
from stand_ins.teams_playground import Playground, playground
from stand_ins.token_issuer import TokenIssuer, token_issuer

from bot.channels.teams.teams_hooks import MESSAGES
from bot.identity.by_teams.demo_staff import TENANT, DemoAccount

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from kept import Kept

PATIENCE = 90  # seconds
MARKER = "zebra"  # a word that no log may hold
UNANSWERED = "SELECT count(*) FROM seen_message WHERE channel = 'teams' AND answered_at IS NULL"
WAITING = (
    "SELECT count(*) FROM outgoing_message WHERE channel = 'teams' AND state = 'waiting'"
    " AND due_at <= ?"  # by night a notice waits for the morning
)
# A call that somebody of the demo asked for is told in working hours: in the middle of a talk it would be taken for an answer.
TURN_OFF = (
    "INSERT INTO staff_notice_setting (staff_account_id, kind, is_off) SELECT id, 'call_back', TRUE FROM staff_account"
    " UNION ALL SELECT id, 'monday', TRUE FROM staff_account UNION ALL SELECT id, 'review', TRUE FROM staff_account"
    " UNION ALL SELECT id, 'contact', TRUE FROM staff_account"
)
_CARD = "application/vnd.microsoft.card.adaptive"


@dataclass
class Desktop:
    """One member of staff in their client, and what stands between it and the server."""

    client: Playground
    way_in: Signing
    way_out: Connector
    records: Kept
    seen: int = 0

    def ask(self, words: str) -> list[dict[str, Any]]:
        """Write something; all that came for it."""
        return self.after(lambda: self.client.write(words))

    def press(self, title: str, **filled: str) -> list[dict[str, Any]]:
        """Press a button of the newest card that has it; all that came for it."""
        message, data = self._button(title)
        return self.after(lambda: self.client.submit(message, {**data, **filled}))

    def after(self, deed: Callable[[], object], calls: int = 1) -> list[dict[str, Any]]:
        """Do something that makes the client call us so many times; all that came for it."""
        before = len(self.way_in.answered)
        deed()
        wait_for(lambda: len(self.way_in.answered) >= before + calls, "the client did not call")
        return self.come()

    def come(self) -> list[dict[str, Any]]:
        """All that came since this was asked last, once everything is answered, has left and is shown."""
        wait_for(self._is_settled, "something is not answered, or does not leave")
        found = list(self.client.shown[self.seen :])
        self.seen += len(found)
        return found

    def _is_settled(self) -> bool:
        now = datetime.now(timezone.utc).replace(tzinfo=None)
        open_ = self.records.rows(UNANSWERED)[0][0] + self.records.rows(WAITING, now)[0][0]
        return not open_ and len(self.client.shown) >= self.way_out.shown

    def again(self, activity: dict[str, Any]) -> Told:
        """Teams sends an activity once more, with a new token."""
        issuer = self.way_in.issuer
        assert issuer is not None
        return self.way_in.post(activity, issuer.token(activity["serviceUrl"]))

    def _button(self, title: str) -> tuple[dict[str, Any], dict[str, Any]]:
        for message in reversed(self.client.shown):
            for card in cards([message]):
                for action in submits(card):
                    if action.get("title") == title:
                        return message, action["data"]
        raise AssertionError(f"no card has the button {title!r}")


@dataclass
class TeamsHouse:
    """The server, the issuer of tokens, and how somebody is set before their client."""

    server: Server
    issuer: TokenIssuer
    folder: Path

    @contextmanager
    def desktop(self, account: DemoAccount) -> Iterator[Desktop]:
        """The client of somebody invented, as long as they need it."""
        folder, app = self.folder / account.called, self.issuer.audience
        folder.mkdir(exist_ok=True)
        with (
            between(Signing(f"{self.server.url}{MESSAGES}", issuer=self.issuer)) as way_in,
            between(Connector("", issuer=self.issuer)) as way_out,
            playground(folder, way_in.url, f"{way_out.url}/_connector", _member(account), app) as client,
        ):
            way_out.target = client.url
            yield Desktop(client, way_in, way_out, self.server.records)


def _member(account: DemoAccount) -> Member:
    return Member(TENANT, account.object_id, account.name)


@contextmanager
def teams_house(folder: Path, **settings: str) -> Iterator[TeamsHouse]:
    """A server with the demo's people. At its end its log is read: no name, no word of a message, no account."""
    state = folder / "state"
    state.mkdir()
    with token_issuer(folder) as issuer:
        given = {"LOCALOFFER_STATE": str(state), **issuer.settings(), "LOCALOFFER_TEAMS_TENANTS": TENANT}
        with running({**given, **settings}) as server:
            server.records.change(TURN_OFF)
            yield TeamsHouse(server, issuer, folder)
        said = server.log.read_text()
    secrets = (MARKER, "Okafor", TENANT, TENANT[:-2], "kill myself", "Samaritans")
    assert [part for part in secrets if part in said] == []


def texts(messages: Sequence[dict[str, Any]]) -> list[str]:
    """The words of messages."""
    return [message["text"] for message in messages if message.get("text")]


def cards(messages: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The cards of messages."""
    found = [part for message in messages for part in message.get("attachments") or ()]
    return [part["content"] for part in found if part["contentType"] == _CARD]


def submits(card: Any) -> list[dict[str, Any]]:
    """Every button of a card that sends something."""
    if isinstance(card, list):
        return [action for part in card for action in submits(part)]
    if not isinstance(card, dict):
        return []
    own = [card] if card.get("type") == "Action.Submit" else []
    return [*own, *(action for part in card.values() for action in submits(part))]


def wait_for(is_so: Callable[[], bool], what: str) -> None:
    """Wait until it is so."""
    until = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < until, what
        time.sleep(0.05)


def stranger(place: int) -> DemoAccount:
    """Somebody of the tenant who is no known member of staff."""
    return replace(DemoAccount(f"stranger{place}", "Somebody (invented)", 0), place=50 + place)
