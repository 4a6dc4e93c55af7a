"""One conversation over HTTP on one kept-alive connection: the same client for both servers."""

from __future__ import annotations

import json
import time
import uuid
from abc import ABC, abstractmethod
from http.client import HTTPConnection, HTTPResponse
from typing import Any, Dict, Tuple
from urllib.parse import urlencode

from benchmarks.failure import WrongAnswerError
from benchmarks.processes import HOST

TIMEOUT = 60


class Chat(ABC):
    """A conversation that asks and times; what is sent and what counts as an answer is the server's."""

    path: str

    def __init__(self, port: int) -> None:
        self._connection = HTTPConnection(HOST, port, timeout=TIMEOUT)
        self._connection.connect()

    def ask(self, question: str) -> float:
        """Seconds from the question to the last byte of its answer.

        Raises WrongAnswerError, OSError or HTTPException.
        """
        body, headers = self.message(question)
        started = time.perf_counter()
        self._connection.request("POST", self.path, body, headers)
        response = self._connection.getresponse()
        raw = response.read()
        seconds = time.perf_counter() - started
        if response.status != 200:
            raise WrongAnswerError(f"{self.path} answered with status {response.status}: {raw[:300]!r}")
        self.check(response, json.loads(raw))
        return seconds

    def close(self) -> None:
        """Leave."""
        self._connection.close()

    @abstractmethod
    def message(self, question: str) -> Tuple[bytes, Dict[str, str]]:
        """Body and headers of one question."""

    @abstractmethod
    def check(self, response: HTTPResponse, said: Any) -> None:
        """Raise WrongAnswerError if this doesn't answer the question."""


class OurChat(Chat):
    """A browser on our chat page."""

    path = "/message"
    about = "council tax"

    def __init__(self, port: int) -> None:
        super().__init__(port)
        self._cookie = ""

    def message(self, question: str) -> Tuple[bytes, Dict[str, str]]:
        """A form post, as the page's script makes it."""
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
        if self._cookie:
            headers["Cookie"] = self._cookie
        return urlencode({"message_id": uuid.uuid4().hex, "text": question}).encode(), headers

    def check(self, response: HTTPResponse, said: Any) -> None:
        """One answer that speaks of it, of whichever topic its passage is; its cookie is kept."""
        self._cookie = (response.getheader("Set-Cookie") or self._cookie).partition(";")[0]
        told = [f"{answer.get('title')} {answer.get('lead')}".lower() for answer in said["answers"]]
        if [self.about in one for one in told] != [True]:
            raise WrongAnswerError(f"our server did not answer on {self.about}: {said['answers']}")


class StockChat(Chat):
    """A client of Rasa's REST channel."""

    path = "/webhooks/rest/webhook"
    answer = "Ask your council. Many let care leavers off council tax until they are 25."

    def __init__(self, port: int) -> None:
        super().__init__(port)
        self._sender = uuid.uuid4().hex

    def message(self, question: str) -> Tuple[bytes, Dict[str, str]]:
        """JSON, as Rasa documents it."""
        body = json.dumps({"sender": self._sender, "message": question})
        return body.encode(), {"Content-Type": "application/json"}

    def check(self, response: HTTPResponse, said: Any) -> None:
        """The row of the database and nothing else."""
        if [line.get("text") for line in said] != [self.answer]:
            raise WrongAnswerError(f"the stock server did not answer from its database: {said}")
