"""Email, handed to the council's mail server."""

from __future__ import annotations

import hashlib
import smtplib
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import formatdate
from typing import Optional

from bot.delivery.sending.outgoing import Outgoing

PATIENCE = 10.0  # seconds for each step of talking to the mail server


@dataclass(frozen=True)
class MailServer:
    """Where mail is handed in, and in whose name."""

    host: str
    port: int
    sender: str
    username: Optional[str] = None
    password: Optional[str] = field(default=None, repr=False)
    starttls: bool = True


class Smtp:
    """Sends email by SMTP; with STARTTLS only to a server that proves its name."""

    name = "smtp"

    def __init__(self, server: MailServer, patience: float = PATIENCE) -> None:
        self._server, self._patience = server, patience

    def send(self, outgoing: Outgoing) -> str:
        """See Provider; the reference is the Message-ID. Raises OSError or smtplib.SMTPException, or ValueError for an address that is none."""
        message = self._message(outgoing)
        with smtplib.SMTP(self._server.host, self._server.port, timeout=self._patience) as connection:
            if self._server.starttls:
                connection.starttls(context=ssl.create_default_context())
            if self._server.username:
                connection.login(self._server.username, self._server.password or "")
            connection.send_message(message)
        return str(message["Message-ID"])

    def _message(self, outgoing: Outgoing) -> EmailMessage:
        message = EmailMessage()
        message["From"], message["To"] = self._server.sender, outgoing.recipient
        message["Subject"] = outgoing.subject or ""
        message["Date"] = formatdate()
        message["Message-ID"] = self._id(f"{outgoing.key} {outgoing.not_before}")
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office reply to it
        if outgoing.is_urgent:
            message["Importance"] = "high"
        message.set_content(outgoing.text or "")
        return message

    def _id(self, known_by: str) -> str:
        """The same for every try of a message, so that a mailbox can tell a second one; of the sender's domain, not of our machine."""
        domain = self._server.sender.rpartition("@")[2].strip("> ")
        return f"<{hashlib.sha256(f'{domain} {known_by}'.encode()).hexdigest()[:40]}@{domain}>"
