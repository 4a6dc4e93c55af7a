"""What staff are written about an alert: whom to ring and how to acknowledge. No name, no danger by kind, nothing that was typed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Iterator, Optional
from zoneinfo import ZoneInfo

from bot.delivery.alerts.alert_tables import Recipient, Unasked
from bot.gsm import to_gsm
from bot.phrase_files import PhraseError
from bot.phrases import PhraseSet, phrase

_UK = ZoneInfo("Europe/London")
_WHY_UNASKED = PhraseSet("staff_alerts.unasked", Unasked)
# An alert goes out whatever is broken, so it can do without its file.
_PLAIN = "Please ring {reference} ({council}), alert {number}"
_PLAIN_END = "Acknowledge it on {address}/staff. If somebody may be in danger right now, ring 999."


@dataclass(frozen=True)
class About:
    """What a notice is about. `raised_at` is naive UTC; `times` is how often this recipient was written to before.

    `is_claim` says that a number on record texted, and nobody proved to be them; `unasked` why they were not asked.
    """

    alert_id: int
    reference: str
    council: str
    raised_at: datetime
    is_about_other: bool
    with_consent: bool
    recipient: Recipient
    times: int
    is_claim: bool = False
    unasked: Optional[Unasked] = None


def subject(about: About) -> str:
    """One line without line breaks, whatever the reference is."""
    try:
        return _line(_subject(about))
    except PhraseError:
        return _plain(about)


def text(about: About, address: str, minutes: int) -> str:
    """The whole message. `address` is where the assistant's pages are. Without its file it is a plain one."""
    root = address.rstrip("/")
    try:
        return "\n\n".join(_parts(about, root, minutes)) + "\n"
    except PhraseError:
        return f"{_plain(about)}.\n\n{_PLAIN_END.format(address=root)}\n"


def short(about: About, address: str) -> str:
    """The same as one text message of two fragments at most."""
    return to_gsm(f"{subject(about)}. {_PLAIN_END.format(address=address.rstrip('/'))}")


def _subject(about: About) -> str:
    reference, council, number = _line(about.reference), _council(about), about.alert_id
    if _is_told(about) and not about.times:
        return phrase("staff_alerts.told.subject", reference=reference, council=council, number=number)
    if _is_waiting(about):
        return phrase("staff_alerts.subject_again", reference=reference, council=council, number=number)
    return phrase("staff_alerts.subject", reference=reference, council=council, number=number)


def _parts(about: About, address: str, minutes: int) -> Iterator[str]:
    is_told = _is_told(about)
    yield phrase("staff_alerts.told.ring") if is_told else phrase("staff_alerts.ring")
    yield phrase(
        "staff_alerts.who",
        reference=_line(about.reference),
        council=_council(about),
        time=uk_time(about.raised_at),
    )
    yield _WHY_UNASKED[Unasked.ADVISER] if is_told else " ".join(_what_happened(about))
    yield phrase("staff_alerts.find")
    yield phrase("staff_alerts.acknowledge", address=address, number=about.alert_id)
    if is_told:
        yield phrase("staff_alerts.told.until_then", minutes=minutes)
    elif about.recipient is Recipient.TEAM_MANAGER:
        yield phrase("staff_alerts.to_manager", minutes=minutes)
    else:
        yield phrase("staff_alerts.until_then", minutes=minutes)
    yield phrase("staff_alerts.danger")


def uk_time(moment: datetime) -> str:
    """A naive UTC moment as people in the United Kingdom say it: 22 November 2026, 12:05."""
    local = moment.replace(tzinfo=timezone.utc).astimezone(_UK)
    return f"{local.day} {local:%B %Y, %H:%M}"


def _what_happened(about: About) -> Iterator[str]:
    yield phrase("staff_alerts.noticed")
    if about.is_about_other:
        yield phrase("staff_alerts.about_other")
    if about.is_claim:
        yield phrase("staff_alerts.claimed", reference=_line(about.reference))
    yield _whether_asked(about)


def _whether_asked(about: About) -> str:
    if about.unasked:
        return _WHY_UNASKED[about.unasked]
    if about.with_consent:
        return phrase("staff_alerts.said_yes_by_text") if about.is_claim else phrase("staff_alerts.said_yes")
    return phrase("staff_alerts.was_told")


def _is_told(about: About) -> bool:
    """Whether their adviser told of it: the manager hears first, and whom to ring is the adviser."""
    return about.unasked is Unasked.ADVISER


def _is_waiting(about: About) -> bool:
    return about.times > 0 or about.recipient is Recipient.TEAM_MANAGER


def _council(about: About) -> str:
    return _line(about.council.title())


def _plain(about: About) -> str:
    return _PLAIN.format(reference=_line(about.reference), council=_council(about), number=about.alert_id)


def _line(value: str) -> str:
    return " ".join(value.split())
