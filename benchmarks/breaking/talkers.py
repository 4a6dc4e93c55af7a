"""Browsers that talk while something fails: each sends a form again, as it was, until it has its reply."""

from __future__ import annotations

import random
import re
import sys
import threading
import time
import uuid
from contextlib import suppress
from dataclasses import dataclass, field
from html import unescape
from typing import Any, Dict, List, Optional

import httpx

ASKED = (
    "do i pay council tax in rutland",
    "what does a PA do",
    "can i stay with my foster carer when im 18",
    "what is a pathway plan",
    "who pays for my bus pass",
)
DANGER = "i want to kill myself"
DANGER_SHARE = 0.2
ONE_TRY, PATIENCE = 15.0, 120.0  # seconds: for one reply, and until nobody waits for it any more
PAUSE = 0.1
MISSED = "I can't show what we said before"
_SAYS = re.compile(r'<li class="says (person|assistant)[^"]*"')
_TYPED = re.compile(r"<p>(.*?)</p>", re.DOTALL)


@dataclass
class Message:
    """One form that was sent, how often, and what came back. `took` is seconds until the reply, over all tries."""

    text: str
    form: Dict[str, str]
    tries: int = 0
    took: float = 0.0
    reply: Optional[Dict[str, Any]] = None

    @property
    def is_danger(self) -> bool:
        """Whether it must get the urgent reply."""
        return self.text.startswith(DANGER)

    @property
    def is_urgent(self) -> bool:
        """Whether it got one."""
        return any(answer.get("urgency") == "urgent" for answer in self._answers())

    @property
    def is_told(self) -> bool:
        """Whether the reply said that something went wrong, with people to turn to."""
        return any("went wrong" in (answer.get("title") or "") + answer["lead"] for answer in self._answers())

    @property
    def titles(self) -> List[str]:
        """What the answers are called, or how they begin."""
        return [answer.get("title") or answer["lead"][:60] for answer in self._answers()]

    def _answers(self) -> List[Dict[str, Any]]:
        return list((self.reply or {}).get("answers") or [])


@dataclass
class Talker:
    """One browser. `said` is everything that it sent, in order; between two messages it waits up to `pause` seconds."""

    url: str
    name: str
    dice: random.Random
    pause: float = PAUSE
    said: List[Message] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._browser = httpx.Client(base_url=self.url, timeout=ONE_TRY, follow_redirects=True)
        self._browser.headers["x-forwarded-for"] = f"2001:db8:{self.dice.getrandbits(16):x}::1"

    def talk(self, enough: threading.Event, most: int = sys.maxsize) -> None:
        """Until it is enough, message after message, `most` at the very most; the last one is seen to its end."""
        self._open()
        while not enough.is_set() and len(self.said) < most:
            self._say()
            enough.wait(self.dice.random() * self.pause)

    @property
    def token(self) -> str:
        """What its cookie says before our signature."""
        return self._browser.cookies["localoffer"].rpartition(".")[0]

    def page(self) -> str:
        """The page as it is now."""
        return self._browser.get("/").raise_for_status().text

    def whole_page(self) -> str:
        """The page with its talk: one that says that it can't show it just now is loaded again, as it asks for."""
        until = time.monotonic() + PATIENCE
        while MISSED in (page := self.page()) and time.monotonic() < until:
            time.sleep(PAUSE)
        return page

    def close(self) -> None:
        """Leave."""
        self._browser.close()

    def _open(self) -> None:
        """The page comes first, with the cookie that all that follows belongs to."""
        until = time.monotonic() + PATIENCE
        while not self._browser.cookies and time.monotonic() < until:
            with suppress(httpx.HTTPError):
                self.page()
            time.sleep(PAUSE)

    def _say(self) -> None:
        what = DANGER if self.dice.random() < DANGER_SHARE else self.dice.choice(ASKED)
        text = f"{what} {self.name}{len(self.said)}"
        message = Message(text, {"message_id": uuid.uuid4().hex, "text": text})
        self.said.append(message)
        started = time.monotonic()
        while message.reply is None and time.monotonic() - started < PATIENCE:
            self._try(message)
        message.took = time.monotonic() - started

    def _try(self, message: Message) -> None:
        message.tries += 1
        try:
            said = self._browser.post("/message", data=message.form, headers={"accept": "application/json"})
            message.reply = said.raise_for_status().json()
        except (httpx.HTTPError, ValueError):
            time.sleep(PAUSE)


def lines_of(page: str) -> List[Optional[str]]:
    """What a page shows, in order: what was typed, or None for an answer."""
    parts = _SAYS.split(page)
    said: List[Optional[str]] = []
    for who, rest in zip(parts[1::2], parts[2::2], strict=True):
        typed = _TYPED.search(rest)
        said.append(unescape(typed.group(1)) if who == "person" and typed else None)
    return said
