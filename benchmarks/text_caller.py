"""How a provider calls us with texts and receipts: signed, and again where it was not acknowledged."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection, HTTPException
from typing import Dict, Mapping, Sequence, Tuple
from urllib.parse import urlencode

from twilio.request_validator import RequestValidator

from benchmarks.processes import HOST
from benchmarks.text_recorder import NOTIFY, Sent
from benchmarks.text_rest import ACCOUNT, TOKEN
from benchmarks.text_traffic import Text

OURS = "+447700900998"
NOTIFY_TOKEN = "invented-callback-token"  # noqa: S105 - it guards nothing
AT_ONCE = 64  # calls that wait for us at the same moment
ONE_CALL = 5.0  # seconds that GOV.UK Notify waits
AGAIN_AFTER, MOST_TRIES = 3.0, 40  # seconds; GOV.UK Notify waits five minutes, and calls again five times
_ACKNOWLEDGED = (200, 204)


class Caller:
    """A provider that calls us with texts and receipts. What is not acknowledged it sends again."""

    def __init__(self, line: str, port: int, address: str) -> None:
        """`address` is where the provider believes us to be: what Twilio signs."""
        self._line, self._port, self._address = line, port, address
        self._validator = RequestValidator(TOKEN)
        self._pool, self._receipts = ThreadPoolExecutor(AT_ONCE), ThreadPoolExecutor(8)

    def call_all(self, texts: Sequence[Text]) -> None:
        """Each text at its time; until all are acknowledged, or were tried often enough."""
        started = time.monotonic()
        calls = []
        for text in texts:
            time.sleep(max(0.0, started + text.at - time.monotonic()))
            calls.append(self._pool.submit(self._until_acknowledged, text))
        for call in calls:
            call.result()

    def receipt(self, sent: Sent) -> None:
        """Tell that a text arrived, behind the answer to whoever sent it."""
        self._receipts.submit(self._tell, sent)

    def close(self) -> None:
        """End; receipts that are left are not told."""
        for pool in (self._pool, self._receipts):
            pool.shutdown(cancel_futures=True)

    def _until_acknowledged(self, text: Text) -> None:
        path, body, headers = self._received(text)
        while text.tries < MOST_TRIES:
            text.tries += 1
            begun = time.monotonic()
            text.called = text.called or begun
            text.is_acknowledged = self._call(path, body, headers) in _ACKNOWLEDGED
            text.took = time.monotonic() - begun
            if text.is_acknowledged:
                return
            time.sleep(AGAIN_AFTER)

    def _received(self, text: Text) -> Tuple[str, str, Mapping[str, str]]:
        if self._line == NOTIFY:
            return self._as_notify(
                "received",
                {
                    "id": text.id,
                    "source_number": text.number.lstrip("+"),
                    "destination_number": f"0{OURS[3:]}",
                    "message": text.words,
                    "date_received": "2026-11-29T12:00:00.000000Z",
                },
            )
        return self._as_twilio(
            "received",
            {
                "MessageSid": text.id,
                "AccountSid": ACCOUNT,
                "From": text.number,
                "To": OURS,
                "Body": text.words,
                "NumMedia": "0",
                "FromCity": "",
            },
        )

    def _tell(self, sent: Sent) -> None:
        time.sleep(0.5)  # a phone takes longer
        if self._line == NOTIFY:
            given = {"id": sent.id, "reference": sent.reference, "to": sent.number, "status": "delivered"}
            self._call(*self._as_notify("receipt", given))
        else:
            given = {"MessageSid": sent.id, "AccountSid": ACCOUNT, "MessageStatus": "delivered"}
            self._call(*self._as_twilio("status", given))

    def _as_notify(self, name: str, given: Dict[str, str]) -> Tuple[str, str, Mapping[str, str]]:
        headers = {"Authorization": f"Bearer {NOTIFY_TOKEN}", "Content-Type": "application/json"}
        return f"/texts/notify/{name}", json.dumps(given), headers

    def _as_twilio(self, name: str, given: Dict[str, str]) -> Tuple[str, str, Mapping[str, str]]:
        path = f"/texts/twilio/{name}"
        headers = {
            "X-Twilio-Signature": self._validator.compute_signature(f"{self._address}{path}", given),
            "Content-Type": "application/x-www-form-urlencoded",
        }
        return path, urlencode(given), headers

    def _call(self, path: str, body: str, headers: Mapping[str, str]) -> int:
        """The status; 0 where nobody answered."""
        try:
            with closing(HTTPConnection(HOST, self._port, timeout=ONE_CALL)) as connection:
                connection.request("POST", path, body.encode(), dict(headers))
                answer = connection.getresponse()
                answer.read()
                return answer.status
        except (OSError, HTTPException):
            return 0
