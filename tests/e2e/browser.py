"""A browser without script, and what its pages say."""

from __future__ import annotations

import itertools
import json
import re
import time
from dataclasses import dataclass

import httpx
from running import Server

PATIENCE = 30  # seconds; the code is texted after the page is sent
QUIET = 3  # seconds without a text, after which none is on its way


@dataclass
class Chat:
    """One browser without script, as a person uses it."""

    http: httpx.Client
    server: Server

    def page(self) -> str:
        """The page as it is now."""
        return self.http.get("/").text

    def ask(self, text: str) -> str:
        """Type a message and send the form; the page that follows."""
        return self._post({"text": text})

    def press(self, label: str) -> str:
        """Press the last button with this label."""
        options = re.findall(r'name="option" value="([^"]+)">([^<]+)<', self.page())
        chosen = [value for value, shown in options if shown == label]
        return self._post({"option": chosen[-1]})

    def answers(self, text: str) -> list[dict]:
        """Send a message as the script does; the answers in short."""
        form = {"message_id": fresh_id(), "text": text}
        return self.http.post("/message", data=form, headers={"accept": "application/json"}).json()["answers"]

    def sign_in(self, phone: str, code: str | None = None) -> httpx.Response:
        """Ask for a code and type it (the one that was texted, if none is given)."""
        texted = self.ask_code(phone)
        return self.type_code(code or texted)

    def type_code(self, code: str) -> httpx.Response:
        """Type a code."""
        return self.http.post("/sign-in/code", data={"code": code})

    def ask_code(self, phone: str) -> str:
        """Ask for a code; the one that the demo provider then shows for this number."""
        before = len(self._texts_to(phone))
        self.http.post("/sign-in", data={"phone": phone})
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            texts = self._texts_to(phone)
            if len(texts) > before:
                return re.match(r"\d{6}", texts[-1]).group()
            time.sleep(0.05)
        raise AssertionError("no code was texted")

    def texts_have_come(self, phone: str) -> None:
        """Wait until no text to this number is on its way any more: codes leave a moment after the page that asked for them."""
        seen, since = -1, time.monotonic()
        until = since + PATIENCE
        while time.monotonic() < min(since + QUIET, until):
            if len(self._texts_to(phone)) != seen:
                seen, since = len(self._texts_to(phone)), time.monotonic()
            time.sleep(0.05)

    def last_answer(self) -> str:
        """The newest answer on the page, as text."""
        return as_text(self.page().split('id="latest"')[1].split("</ol>")[0])

    def _texts_to(self, phone: str) -> list[str]:
        sent = self.server.state / "demo-texts.jsonl"
        lines = [json.loads(line) for line in sent.read_text().splitlines()] if sent.exists() else []
        return [line["text"] for line in lines if line["to_ending"] == re.sub(r"\D", "", phone)[-3:]]

    def _post(self, form: dict[str, str]) -> str:
        hidden = {"message_id": fresh_id()}
        return self.http.post("/message", data={**hidden, **form}).text


_ids = itertools.count()


def fresh_address() -> dict[str, str]:
    """The header by which a proxy passes on an address that nobody came from before."""
    return {"x-forwarded-for": f"2001:db8:{next(_ids):x}::1"}


def fresh_id() -> str:
    """A message id that no form had before."""
    return f"test-{next(_ids)}"


def as_text(html: str) -> str:
    """Page text without tags, spaces folded."""
    import html as entities

    return re.sub(r" ([.,!?;:])", r"\1", " ".join(entities.unescape(re.sub(r"<[^>]+>", " ", html)).split()))
