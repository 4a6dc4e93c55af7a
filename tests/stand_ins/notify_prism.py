"""GOV.UK Notify's stand-in: its own description of its API, served by Prism, which refuses what Notify would refuse.

Prism remembers nothing: each message gets the same id there, and looking for one finds an example. So what stands before it gives
ids, and answers that one question. Nothing stands in for Notify's calls to us but what its documentation says of them.
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import httpx

from stand_ins.in_between import Asked, Between, Told, between
from stand_ins.stand_in import HERE, running_stand_in, stand_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

SPECIFICATION = HERE / "notify" / "publicapi_spec.json"
KEY = "invented-26785a09-ab16-4eb0-8407-a37497a57506-3d844edf-8d35-48ac-975b-e847b4f122b0"
TEMPLATE, TOKEN = "f33517ff-2a88-4f6e-b855-c550268ce08a", "an invented bearer token"
OURS = "07700900111"
RECEIVED, RECEIPT = "/texts/notify/received", "/texts/notify/receipt"
SEND, FIND = "/v2/notifications/sms", "/v2/notifications"
CREATED, OK = 201, 200


@dataclass
class Remembering(Between):
    """`taken` are the messages that Prism took, oldest first, each with an id of its own."""

    taken: list[dict[str, Any]] = field(default_factory=list)

    def pass_on(self, asked: Asked) -> Told:
        """See Between."""
        told, path = super().pass_on(asked), urlsplit(asked.path)
        if (path.path, told.status) == (SEND, CREATED):
            return self._taken(json.loads(asked.body), told)
        return self._found(path.query, told) if (path.path, told.status) == (FIND, OK) else told

    def _taken(self, given: dict[str, Any], told: Told) -> Told:
        answer = {**json.loads(told.body), "id": str(uuid4()), "reference": given.get("reference")}
        with self.lock:
            self.taken.append({**given, "id": answer["id"]})
        return replace(told, body=json.dumps(answer).encode())

    def _found(self, query: str, told: Told) -> Told:
        """As Prism's example has it, but with the message that was asked for, if there is one."""
        example, wanted = json.loads(told.body), parse_qs(query).get("reference", [""])[0]
        with self.lock:
            same = [one for one in self.taken if one.get("reference") == wanted]
        found = [{**example["notifications"][0], "id": one["id"], "reference": wanted} for one in same]
        return replace(told, body=json.dumps({**example, "notifications": found}).encode())


@dataclass
class NotifyPrism:
    """Prism, and what stands before it. `server` is the address of ours, which is called as Notify calls."""

    line: Remembering
    server: str = ""
    name: str = "notify"

    def settings(self) -> Mapping[str, str]:
        """Those of a server that texts by it."""
        return {
            "LOCALOFFER_TEXTS": self.name,
            "LOCALOFFER_NOTIFY_API_KEY": KEY,
            "LOCALOFFER_NOTIFY_TEMPLATE": TEMPLATE,
            "LOCALOFFER_NOTIFY_TOKEN": TOKEN,
            "LOCALOFFER_NOTIFY_URL": self.line.url,
        }

    def calls(self, server: str) -> None:
        """From now on the server at this address is called."""
        self.server = server

    def receive(self, words: str, sender: str) -> str:
        """Somebody texts us: our server is called. The id."""
        given = received(words, sender)
        self.call(given).raise_for_status()
        return str(given["id"])

    def becomes(self, reference: str, status: str) -> None:
        """A message of ours comes to this; our server is called."""
        self.call(self.receipt(reference, status), RECEIPT).raise_for_status()

    def receipt(self, reference: str, status: str) -> dict[str, Any]:
        """What Notify says of a message of ours."""
        sent = next((one for one in self.line.taken if one["id"] == reference), {})
        return {
            "id": reference,
            "reference": sent.get("reference"),
            "to": sent.get("phone_number", "+447700900123"),
            "status": status,
            "created_at": "2026-11-29T12:00:00.000000Z",
            "completed_at": "2026-11-29T12:00:03.000000Z",
            "sent_at": "2026-11-29T12:00:01.000000Z",
            "notification_type": "sms",
            "template_id": TEMPLATE,
            "template_version": 1,
        }

    def texts(self, number: str) -> list[str]:
        """The words of what we sent to a number, oldest first."""
        return [str(one["personalisation"]["message"]) for one in self._to(number)]

    def reference(self, number: str) -> str:
        """The id of the newest one."""
        return str(self._to(number)[-1]["id"])

    def call(self, given: Any, path: str = RECEIVED, **headers: str) -> httpx.Response:
        """A call as Notify makes it: JSON, with its token, unless something else is to be said; bytes are sent as they are."""
        content = given if isinstance(given, bytes) else json.dumps(given).encode()
        said = {"authorization": f"Bearer {TOKEN}", "content-type": "application/json", **headers}
        return httpx.post(f"{self.server}{path}", content=content, headers=said, timeout=30)

    def _to(self, number: str) -> list[dict[str, Any]]:
        with self.line.lock:
            return [one for one in self.line.taken if one["phone_number"] == number]


def received(words: str, sender: str) -> dict[str, Any]:
    """What Notify says of a text that came in: our number with a nought, the other's without a plus."""
    return {
        "id": str(uuid4()),
        "source_number": sender.removeprefix("+"),
        "destination_number": OURS,
        "message": words,
        "date_received": "2026-11-29T12:00:00.000000Z",
    }


@contextmanager
def notify_prism(folder: Path) -> Iterator[NotifyPrism]:
    """A running one. Without `--errors`, for with it Prism refuses its own example of what is found."""

    def command(port: int) -> list[str]:
        return stand_in("prism", "mock", "-h", "127.0.0.1", "-p", str(port), str(SPECIFICATION))

    with running_stand_in(folder / "prism.log", command) as url, between(Remembering(url)) as line:
        yield NotifyPrism(line)
