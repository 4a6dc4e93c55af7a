"""What staff are written about an alert: whom to ring and how to acknowledge. No name, no danger by kind, nothing that was typed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timezone
from zoneinfo import ZoneInfo

from bot.delivery.alerts.alert_tables import Recipient

_UK = ZoneInfo("Europe/London")


@dataclass(frozen=True)
class About:
    """What a notice is about. `raised_at` is naive UTC; `times` is how often this recipient was written to before."""

    alert_id: int
    reference: str
    council: str
    raised_at: datetime
    is_about_other: bool
    with_consent: bool
    recipient: Recipient
    times: int


def subject(about: About) -> str:
    """One line without line breaks, whatever the reference is."""
    again = "Still waiting: " if _is_waiting(about) else ""
    return f"{again}please ring {_line(about.reference)} ({_line(about.council.title())}), alert {about.alert_id}"


def text(about: About, address: str, minutes: int) -> str:
    """The whole message. `address` is where the assistant's pages are."""
    return (
        "\n\n".join(
            (
                "Please ring this young person now.",
                f"Council reference: {_line(about.reference)} ({_line(about.council.title())})\nNoticed: {uk_time(about.raised_at)}",
                _what_happened(about),
                "To find them, look up the reference in the council's case system. The assistant keeps what they typed for them "
                "alone, so it is not in this message.",
                f'When you have taken this on, acknowledge it:\n- on {address.rstrip("/")}/staff, under "Open alerts", or\n'
                f"- on the assistant's own machine: localoffer alerts ack {about.alert_id}",
                _until_then(about, minutes),
                "If somebody may be in danger right now, ring 999.",
            )
        )
        + "\n"
    )


def uk_time(moment: datetime) -> str:
    """A naive UTC moment as people in the United Kingdom say it: 22 November 2026, 12:05."""
    local = moment.replace(tzinfo=timezone.utc).astimezone(_UK)
    return f"{local.day} {local:%B %Y, %H:%M}"


def _what_happened(about: About) -> str:
    noticed = "The local offer assistant noticed a possible danger in a chat"
    whose = ". It may be about somebody they are worried about." if about.is_about_other else "."
    if about.with_consent:
        return f"{noticed}{whose} It asked, and the young person said yes to a call."
    return f"{noticed}{whose} They were told that you would hear of it. They were not asked, as your council has decided."


def _until_then(about: About, minutes: int) -> str:
    if about.recipient is Recipient.TEAM_MANAGER:
        return f"You get this because nobody acknowledged it in {minutes} minutes. It is sent again until somebody does."
    return f"It is sent again until somebody does. After {minutes} minutes the team manager hears of it, if their address is on record."


def _is_waiting(about: About) -> bool:
    return about.times > 0 or about.recipient is Recipient.TEAM_MANAGER


def _line(value: str) -> str:
    return " ".join(value.split())
