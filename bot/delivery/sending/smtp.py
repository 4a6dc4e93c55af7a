"""Notices by email, handed to the council's mail server."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from typing import Optional

from bot.delivery.sending.notifier import Notice

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
    """Sends notices by SMTP; with STARTTLS only to a server that proves its name."""

    def __init__(self, server: MailServer, patience: float = PATIENCE) -> None:
        self._server, self._patience = server, patience

    def send(self, notice: Notice) -> None:
        """See Notifier. Raises OSError or smtplib.SMTPException, or ValueError for an address that is none."""
        message = self._message(notice)
        with smtplib.SMTP(self._server.host, self._server.port, timeout=self._patience) as connection:
            if self._server.starttls:
                connection.starttls(context=ssl.create_default_context())
            if self._server.username:
                connection.login(self._server.username, self._server.password or "")
            connection.send_message(message)

    def _message(self, notice: Notice) -> EmailMessage:
        message = EmailMessage()
        message["From"], message["To"] = self._server.sender, notice.to
        message["Subject"] = notice.subject
        message["Date"] = formatdate()
        # Of the sender's domain: the name of our machine is nobody's business.
        message["Message-ID"] = make_msgid(domain=self._server.sender.rpartition("@")[2].strip("> "))
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office reply to it
        message["Importance"] = "high"
        message.set_content(notice.text)
        return message
