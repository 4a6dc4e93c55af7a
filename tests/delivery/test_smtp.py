"""Notices go out through a real mail server, encrypted where that is asked for, and arrive when it is back."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest
from alert_world import DUTY, PA, REFERENCE, HandClock, a_post, a_round, an_alert, deliveries, make_world
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from mail_server import Mailbox, mail_server
from ports import reserved_port

from bot.delivery.sending.outgoing import Channel, Outgoing
from bot.delivery.sending.smtp import MailServer, Smtp

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.records.database import Database

SENDER = "Local offer assistant <alerts@offer.example.org>"
NOTICE = Outgoing(
    "alert", Channel.EMAIL, "1", "1", PA, "Ring them. It’s about YP-1.\n", "please ring YP-1", is_urgent=True
)


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """A mailbox whose server does not run yet."""
    with reserved_port() as port:
        yield Mailbox(port)


def plain(mailbox: Mailbox) -> Smtp:
    """The way to it without encryption, for a server on the same machine."""
    return Smtp(MailServer("localhost", mailbox.port, SENDER, starttls=False), patience=5)


def test_a_notice_arrives_as_it_was_written(mailbox: Mailbox) -> None:
    """From us, to one address, marked as sent by a program so that no absence note answers it."""
    with mail_server(mailbox):
        plain(mailbox).send(NOTICE)
    [message] = mailbox.to(PA)
    assert (message["From"], message["To"], message["Subject"]) == (SENDER, PA, NOTICE.subject)
    assert (message["Auto-Submitted"], message["Importance"]) == ("auto-generated", "high")
    assert message["Message-ID"].endswith("@offer.example.org>")
    assert message.get_content().replace("\r\n", "\n") == NOTICE.text


def test_each_try_of_a_message_has_the_same_number(mailbox: Mailbox) -> None:
    """So a mailbox can tell a second one; other messages, and those of another installation, have others."""
    with mail_server(mailbox):
        given = [plain(mailbox).send(one) for one in (NOTICE, NOTICE, replace(NOTICE, key="2"))]
        later = plain(mailbox).send(replace(NOTICE, not_before=datetime(2026, 11, 22, 12)))
    assert [message["Message-ID"] for message in mailbox.to(PA)] == [*given, later]
    assert (given[0] == given[1], len({*given, later})) == (True, 3)


def test_a_refused_address_is_an_error(mailbox: Mailbox) -> None:
    """So that it is tried again and stands in the list of what is open."""
    mailbox.refused.add(PA)
    with mail_server(mailbox), pytest.raises(smtplib.SMTPRecipientsRefused):
        plain(mailbox).send(NOTICE)
    assert mailbox.arrived == []


@pytest.mark.parametrize("to", ["a@b\r\nBcc: all@example.org", ""])
def test_what_is_no_address_is_an_error(mailbox: Mailbox, to: str) -> None:
    """Nothing is put into the head of a message, and nothing goes nowhere unnoticed."""
    with mail_server(mailbox), pytest.raises((ValueError, smtplib.SMTPException)):
        plain(mailbox).send(replace(NOTICE, recipient=to))
    assert mailbox.arrived == []


def test_a_mail_server_that_is_down_and_comes_back_gets_every_alert(
    database: Database, mailbox: Mailbox
) -> None:
    """Stored, tried, tried again; then it arrives once at the PA and once at the duty team."""
    an_alert(database, make_world(database).person)
    clock, post = HandClock(), a_post(database, plain(mailbox))
    assert a_round(post, clock) == (0, 2)
    assert {row.last_error for row in list(deliveries(database).values())[:2]} == {"ConnectionRefusedError"}
    with mail_server(mailbox):
        assert a_round(post, clock) == (0, 0)
        clock.pass_minutes(0.2)
        assert a_round(post, clock) == (2, 0)
    clock.pass_minutes(1)
    assert a_round(post, clock) == (0, 0)
    assert sorted(mailbox.addresses()) == sorted([PA, DUTY])
    assert REFERENCE in mailbox.to(PA)[0].get_content()


def certificate(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """A certificate for localhost that nobody else trusts, and a server's half of TLS with it."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(timezone.utc)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    public, private = folder / "certificate.pem", folder / "key.pem"
    public.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(public, private)
    return public, context


def secured(mailbox: Mailbox, password: str) -> Smtp:
    """The way to it with STARTTLS and a login."""
    return Smtp(MailServer("localhost", mailbox.port, SENDER, "us", password), patience=5)


def test_with_starttls_mail_and_password_go_encrypted(
    mailbox: Mailbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To a server whose certificate is trusted."""
    trusted, context = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    with mail_server(mailbox, context):
        secured(mailbox, "right").send(NOTICE)
        with pytest.raises(smtplib.SMTPAuthenticationError):
            secured(mailbox, "wrong").send(NOTICE)
    assert (len(mailbox.to(PA)), mailbox.encrypted, set(mailbox.logins)) == (1, [True], {b"us"})


def test_a_server_that_can_not_prove_its_name_gets_neither_password_nor_mail(
    mailbox: Mailbox, tmp_path: Path
) -> None:
    """Somebody in between learns nothing."""
    _, context = certificate(tmp_path)
    with mail_server(mailbox, context), pytest.raises(ssl.SSLCertVerificationError):
        secured(mailbox, "right").send(NOTICE)
    assert (mailbox.arrived, mailbox.logins) == ([], [])


def test_a_server_without_starttls_gets_neither_password_nor_mail(mailbox: Mailbox) -> None:
    """We don't fall back to the open way."""
    with mail_server(mailbox), pytest.raises(smtplib.SMTPNotSupportedError):
        secured(mailbox, "right").send(NOTICE)
    assert mailbox.arrived == []


def test_the_password_is_never_printed() -> None:
    """Not with the settings of the server either."""
    assert "marker" not in repr(MailServer("localhost", 25, SENDER, "us", "marker"))
