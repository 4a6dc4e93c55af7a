"""Twilio's stand-in, the emulator `emulate`: it keeps messages, calls our addresses with its signature, and hears what we send."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import httpx
from twilio.request_validator import RequestValidator

from stand_ins.in_between import Between, between
from stand_ins.stand_in import running_stand_in, stand_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

ACCOUNT, TOKEN = "AC0123456789abcdef0123456789abcdef", "an invented auth token"
OURS = "+447700900111"
RECEIVED, STATUS = "/texts/twilio/received", "/texts/twilio/status"
_MOST = 1000


@dataclass
class TwilioEmulator:
    """The emulator, and what stands before it. `server` is the address of ours, which it calls."""

    url: str
    line: Between
    server: str = ""
    name: str = "twilio"

    def settings(self) -> Mapping[str, str]:
        """Those of a server that texts by it."""
        return {
            "LOCALOFFER_TEXTS": self.name,
            "LOCALOFFER_TWILIO_ACCOUNT": ACCOUNT,
            "LOCALOFFER_TWILIO_TOKEN": TOKEN,
            "LOCALOFFER_TWILIO_SENDER": OURS,
            "LOCALOFFER_TWILIO_URL": self.line.url,
        }

    def calls(self, server: str) -> None:
        """From now on it calls the server at this address."""
        self.server = server
        [number] = self._get("IncomingPhoneNumbers.json")["incoming_phone_numbers"]
        self._post(self._of(f"IncomingPhoneNumbers/{number['sid']}.json"), SmsUrl=f"{server}{RECEIVED}")

    def receive(self, words: str, sender: str) -> str:
        """Somebody texts us: the emulator keeps it and calls our server. Its SID."""
        given = {"To": OURS, "From": sender, "Body": words}
        return str(self._post("/_twilio/simulate/inbound-message", **given)["sid"])

    def becomes(self, sid: str, status: str) -> None:
        """A message of ours comes to this; the emulator calls our server."""
        self._post("/_twilio/simulate/message-status", MessageSid=sid, Status=status)

    def messages(self, number: str) -> list[dict[str, Any]]:
        """What we sent to a number, oldest first."""
        found = self._get("Messages.json", To=number, PageSize=str(_MOST))["messages"]
        return [one for one in reversed(found) if one["direction"] == "outbound-api"]

    def texts(self, number: str) -> list[str]:
        """The words of what we sent to a number, oldest first."""
        return [str(one["body"]) for one in self.messages(number)]

    def reference(self, number: str) -> str:
        """The SID of the newest one."""
        return str(self.messages(number)[-1]["sid"])

    def call(
        self, given: Mapping[str, str], path: str = RECEIVED, signature: str | None = None
    ) -> httpx.Response:
        """A call that the emulator can't make: signed as Twilio signs, unless something else is to be said."""
        url = f"{self.server}{path}"
        signed = RequestValidator(TOKEN).compute_signature(url, dict(given))
        headers = {"x-twilio-signature": signed if signature is None else signature}
        return httpx.post(url, data=dict(given), headers=headers, timeout=30)

    def _of(self, path: str) -> str:
        return f"/2010-04-01/Accounts/{ACCOUNT}/{path}"

    def _get(self, path: str, **query: str) -> dict[str, Any]:
        got = httpx.get(f"{self.url}{self._of(path)}", params=query, auth=(ACCOUNT, TOKEN), timeout=30)
        return dict(got.raise_for_status().json())

    def _post(self, path: str, **form: str) -> dict[str, Any]:
        got = httpx.post(f"{self.url}{path}", data=form, auth=(ACCOUNT, TOKEN), timeout=30)
        return dict(got.raise_for_status().json())


@contextmanager
def twilio_emulator(folder: Path) -> Iterator[TwilioEmulator]:
    """A running one, which knows our account and our number."""
    seed = folder / "twilio.json"  # YAML, too
    account = {"sid": ACCOUNT, "auth_token": TOKEN}
    seed.write_text(json.dumps({"twilio": {"account": account, "phone_numbers": [{"phone_number": OURS}]}}))

    def command(port: int) -> list[str]:
        return stand_in("emulate", "start", "--service", "twilio", "-p", str(port), "--seed", str(seed))

    with running_stand_in(folder / "emulate.log", command) as url, between(Between(url)) as line:
        yield TwilioEmulator(url, line)
