"""People who text our server by a provider's stand-in, and what is kept of it."""

from __future__ import annotations

import itertools
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from running import Server, running

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

PATIENCE = 90  # seconds; several texts of one person within two are one, and a machine may be busy
MARKER = "zebra"  # a word that no log may hold
DANGER = "i want to kill myself"

_numbers = itertools.count(300)


class Line(Protocol):
    """A provider's stand-in. Numbers are +44..."""

    name: str

    def settings(self) -> Mapping[str, str]:
        """Those of a server that texts by it."""

    def calls(self, server: str) -> None:
        """From now on it calls the server at this address."""

    def receive(self, words: str, sender: str) -> str:
        """Somebody texts us; what the provider knows the text by."""

    def becomes(self, reference: str, status: str) -> None:
        """A message of ours comes to this."""

    def texts(self, number: str) -> list[str]:
        """The words of what we sent to a number, oldest first."""

    def reference(self, number: str) -> str:
        """What the provider knows the newest one by."""


@dataclass
class Texter:
    """One person's phone. Each has a number of their own, of those that are nobody's."""

    line: Line
    number: str

    def text(self, words: str) -> str:
        """Text something; the next text that comes back."""
        before = len(self.line.texts(self.number))
        self.line.receive(words, self.number)
        return self.has(before + 1)[before]

    def has(self, count: int) -> list[str]:
        """Every text that came, once there are so many."""
        wait_for(lambda: len(self.line.texts(self.number)) >= count, f"no text number {count}")
        return self.line.texts(self.number)


def new_number() -> str:
    """A number that nobody texted from yet."""
    return f"+447700900{next(_numbers):03d}"


def wait_for(is_so: Callable[[], bool], what: str, seconds: float = PATIENCE) -> None:
    """Wait until it is so."""
    until = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < until, what
        time.sleep(0.05)


@contextmanager
def texting_server(folder: Path, line: Line, **settings: str) -> Iterator[Server]:
    """A server that texts by a line and knows no invented people. At its end its log is read: no number, no word of a text."""
    state = folder / "state"
    state.mkdir(exist_ok=True)
    given = {"LOCALOFFER_STATE": str(state), "LOCALOFFER_DEMO": "false", **line.settings(), **settings}
    with running(given) as server:
        line.calls(server.url)
        yield server
    said = server.log.read_text()
    assert [
        part for part in ("7700900", "7700 900", MARKER, "kill myself", "Samaritans") if part in said
    ] == []


def state_of(server: Server, reference: str) -> str | None:
    """What is kept of the message that the provider knows by this; None if nothing is."""
    found = server.records.rows("SELECT state FROM outgoing_message WHERE reference = ?", reference)
    return str(found[0][0]) if found else None


def sent_to_each(server: Server, line: Line, cases: Sequence[str]) -> Mapping[str, str]:
    """A text of ours to somebody for each case, kept as sent; what the provider knows it by."""
    phones = {case: Texter(line, new_number()) for case in cases}
    for phone in phones.values():
        line.receive(f"hello {MARKER}", phone.number)
    for phone in phones.values():
        phone.has(1)
    references = {case: line.reference(phone.number) for case, phone in phones.items()}
    for reference in references.values():
        wait_for(lambda one=reference: state_of(server, one) == "sent", "it was not kept as sent")
    return references


def consents(server: Server) -> int:
    """How many words about being texted are kept, of everybody."""
    return len(server.records.rows("SELECT id FROM text_consent"))


def unsent(server: Server) -> int:
    """How many messages wait."""
    return len(server.records.rows("SELECT id FROM outgoing_message WHERE state = 'waiting'"))
