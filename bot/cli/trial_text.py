"""What `localoffer sms test` does: one text through a provider, past the outbox, and what the provider said to it."""

from __future__ import annotations

import logging
import uuid
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Iterator, Mapping, Optional

from notifications_python_client.errors import HTTPError
from twilio.base.exceptions import TwilioRestException

from bot.channels.sms.line_settings import NOTIFY, TWILIO
from bot.channels.sms.notify_texts import TRIAL
from bot.channels.sms.text_lines import make_lines
from bot.delivery.sending.outgoing import Channel, Outgoing
from bot.records.keyed import normal_mobile
from bot.settings import Settings

WORDS = "This is a test of the local offer's text messages. You need do nothing."
_LONGEST = 200  # letters of what a provider said
_NETWORK = "no answer that can be read; is this machine let out to it, and is {} right?"
# By the status that it answered with, and for Twilio by the code of the fault first.
_MEND: Mapping[str, Mapping[Optional[int], str]] = {
    NOTIFY: {
        None: _NETWORK.format("LOCALOFFER_NOTIFY_URL"),
        400: "look at LOCALOFFER_NOTIFY_TEMPLATE (its whole message is ((message))), LOCALOFFER_NOTIFY_SENDER, and whether the key is a live one",
        401: "look at LOCALOFFER_NOTIFY_API_KEY",
        403: "look at LOCALOFFER_NOTIFY_API_KEY and at this machine's clock",
        404: "look at LOCALOFFER_NOTIFY_URL",
        429: "the service's limit is reached",
    },
    TWILIO: {
        None: _NETWORK.format("LOCALOFFER_TWILIO_URL"),
        21609: "look at LOCALOFFER_PUBLIC_URL: Twilio must be able to call it",
        400: "look at LOCALOFFER_TWILIO_SENDER and at the number",
        401: "look at LOCALOFFER_TWILIO_ACCOUNT and LOCALOFFER_TWILIO_TOKEN",
        403: "look at LOCALOFFER_TWILIO_ACCOUNT and LOCALOFFER_TWILIO_TOKEN",
        404: "look at LOCALOFFER_TWILIO_ACCOUNT",
        429: "the account's limit is reached",
    },
}
_LATER = "nothing of ours need be wrong; try again in a while"


@dataclass(frozen=True)
class _Answer:
    status: int
    code: Optional[int]
    words: object


def send_trial(settings: Settings, number: str, by: Optional[str]) -> str:
    """Send it to a UK mobile number, `by` a line or else by the first; what to print: the line and the reference.

    Raises ValueError for a number or line that is none, RuntimeError in one line with what the provider said and what to look at.
    """
    to, lines = normal_mobile(number), make_lines(settings)
    if to is None:
        raise ValueError(f"--to: {number!r} is no UK mobile number; it begins with 07 and has 11 digits")
    if not lines.providers:
        raise RuntimeError("nobody carries texts here; set LOCALOFFER_TEXTS (docs/sms.md)")
    name = by or str(lines.first)
    if name not in lines.providers:
        raise ValueError(f"--by: {name!r} is not set up; LOCALOFFER_TEXTS has {', '.join(lines.providers)}")
    try:
        with _unlogged():
            reference = lines.providers[name].send(_trial(name, to))
    except Exception as error:  # noqa: BLE001 - a provider's library may raise anything
        raise RuntimeError(_said(name, error, settings)) from None
    return f"{name} took it: {reference}"


@contextmanager
def _unlogged() -> Iterator[None]:
    """What the lines would log is said here, in one line."""
    ours = logging.getLogger("bot.channels.sms")
    before = ours.level
    ours.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        ours.setLevel(before)


def _trial(name: str, to: str) -> Outgoing:
    return Outgoing("test", Channel.SMS, f"{TRIAL}{uuid.uuid4()}", "", to, WORDS, route=name)


def _said(name: str, error: Exception, settings: Settings) -> str:
    mends, answer = _MEND.get(name, {}), _answer(error.__context__)
    if answer is None:
        return f"{name}: {mends.get(None, 'it was not sent')} ({type(error.__context__ or error).__name__}, docs/sms.md)"
    mend = mends.get(answer.code) or mends.get(answer.status) or _LATER
    return f"{name} said {answer.status}: {_shown(answer.words, settings)}; {mend} (docs/sms.md)"


def _answer(fault: Optional[BaseException]) -> Optional[_Answer]:
    """What stands behind an error of ours, which never quotes it, for logs must not; None if nobody answered."""
    if isinstance(fault, HTTPError) and fault.response is not None:
        return _Answer(fault.status_code, fault.status_code, fault.message)
    if isinstance(fault, TwilioRestException):
        return _Answer(fault.status, fault.code, fault.msg)
    return None


def _shown(words: object, settings: Settings) -> str:
    """On one line, cut, and without a secret of ours, if it quotes one."""
    given = words if isinstance(words, list) else [words]
    text = ", ".join(str(one.get("message", "")) if isinstance(one, dict) else str(one) for one in given)
    for secret in (settings.notify_api_key, settings.notify_token, settings.twilio_token):
        text = text.replace(secret.get_secret_value(), "...") if secret else text
    return " ".join(text.split())[:_LONGEST]
