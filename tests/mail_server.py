"""A real mail server on this machine, for tests: it takes mail in by SMTP and keeps it."""

from __future__ import annotations

import email
import ssl
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default
from typing import TYPE_CHECKING, Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult

if TYPE_CHECKING:
    from collections.abc import Iterator

REFUSED = "550 no such mailbox"
PATIENCE = 60  # seconds in which it must be ready, also on a busy machine


@dataclass
class Mailbox:
    """What arrived: (address, message), in order. `refused` are addresses that it does not take.

    `port` is one that is reserved, so that the server can stop there and come back.
    """

    port: int
    arrived: list[tuple[str, EmailMessage]] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    logins: list[bytes] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802 - aiosmtpd names it so
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        """Take an address or not."""
        if address in self.refused:
            return REFUSED
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        """Keep a message."""
        message = email.message_from_bytes(envelope.content, policy=default)
        self.encrypted.append(session.ssl is not None)
        self.arrived += [(address, message) for address in envelope.rcpt_tos]
        return "250 OK"

    def authenticate(
        self, _server: Any, _session: Any, _envelope: Any, _mechanism: str, given: Any
    ) -> AuthResult:
        """Take every login whose password is right."""
        self.logins.append(given.login)
        return AuthResult(success=given.password == b"right", handled=False)

    def to(self, address: str) -> list[EmailMessage]:
        """What arrived for one address."""
        return [message for found, message in self.arrived if found == address]

    def addresses(self) -> list[str]:
        """Who was written to, in order."""
        return [address for address, _ in self.arrived]


@contextmanager
def mail_server(mailbox: Mailbox, tls: ssl.SSLContext | None = None) -> Iterator[None]:
    """A running server that keeps mail in the mailbox, at the mailbox's port."""
    how = {"tls_context": tls, "require_starttls": True, "authenticator": mailbox.authenticate} if tls else {}
    controller = _Loopback(
        mailbox,
        hostname="127.0.0.1",
        port=mailbox.port,
        server_hostname="localhost",
        ready_timeout=PATIENCE,
        **how,
    )
    controller.start()
    try:
        yield
    finally:
        controller.stop()


class _Loopback(Controller):
    """Aiosmtpd's controller; the server's own settings go to the server."""

    def factory(self) -> SMTP:
        """A server for one connection."""
        return SMTP(self.handler, **self.SMTP_kwargs)
