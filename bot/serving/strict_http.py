"""What is taken for an HTTP request: nothing that two programs could read in two ways."""

from __future__ import annotations

import re
from collections import Counter
from http import HTTPStatus
from typing import Any, Optional

import h11

REFUSED = "localoffer.refused"  # in the scope: the status for what turned out to be no HTTP
MOST_HEAD, MOST_HEADERS = 16 * 1024, 100  # bytes, lines
_ONCE = (b"host", b"content-length", b"transfer-encoding", b"content-type", b"expect")
_ODD = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|(?<!\r)\n|\r(?=[^\n])|\n[ \t]")
_START = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+ /[\x21-\x7e]* HTTP/1\.[01]")
_NAME = re.compile(rb"\r\n([^:\r\n]*):")
_LENGTH = re.compile(rb"\r\ncontent-length:([^\r]*)", re.IGNORECASE)


def fault_of(received: bytes) -> Optional[HTTPStatus]:
    """Why the beginning of a request is none of HTTP: a status, or None as long as nothing is wrong.

    It looks for what h11 would take: a line broken in two, a line feed alone, two lengths that agree, a length beside chunks.
    """
    head, end, _ = received.partition(b"\r\n\r\n")
    if len(head) > MOST_HEAD or head.count(b"\n") > MOST_HEADERS:
        return HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
    if _ODD.search(head):
        return HTTPStatus.BAD_REQUEST
    return HTTPStatus.BAD_REQUEST if end and not _is_plain(head) else None


def _is_plain(head: bytes) -> bool:
    start, _, _ = head.partition(b"\r\n")
    names = Counter(name.lower() for name in _NAME.findall(head))
    is_chunked = b"transfer-encoding" in names
    return (
        bool(_START.fullmatch(start))
        and all(names[name] <= 1 for name in _ONCE)
        and all(length.strip(b" \t").isdigit() for length in _LENGTH.findall(head))
        and not (is_chunked and (b"content-length" in names or start.endswith(b"1.0")))
    )


class StrictConnection(h11.Connection):
    """Reads requests as h11 does, after a look of our own at each one's beginning.

    After an error, `head` is what was received of the request, and `status` what to answer.
    """

    head, status = b"", HTTPStatus.BAD_REQUEST

    def next_event(self) -> Any:
        """As h11. Raises RemoteProtocolError."""
        if self.their_state is h11.IDLE:
            self.head, _ = self.trailing_data
            fault = fault_of(self.head)
            if fault:
                self.status = fault
                raise h11.RemoteProtocolError(fault.phrase, fault)
        try:
            return super().next_event()
        except h11.RemoteProtocolError as error:
            self.status = HTTPStatus(error.error_status_hint)
            raise
