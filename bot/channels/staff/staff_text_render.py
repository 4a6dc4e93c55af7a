"""How one young person is texted, in words for staff. Nothing that was texted is among them."""

from __future__ import annotations

from typing import Any

from bot.caseload.sent_texts import Failing, SentText, TextedPerson
from bot.caseload.text_settings import OnRecord
from bot.casework.plans.plan_words import day
from bot.delivery.alerts.alert_words import uk_time
from bot.delivery.reminding.shared_notices import KIND as SHARED_NOTICE
from bot.delivery.sending.code_texts import KIND as CODE
from bot.delivery.sending.outbox_tables import State
from bot.delivery.texting.text_kinds import ABOUT_TEXTING, ANSWER
from bot.phrases import PhraseSet, phrase

REMINDER = "reminder"  # the kind of what is texted before a day that matters
PIN, SHARED, REMINDERS, AGAIN = "pin", "shared", "reminders", "again"  # what a form changes
TEXTS_DONE = PhraseSet("staff_texts.done", (PIN, SHARED, REMINDERS, AGAIN))
_KINDS = PhraseSet("staff_texts.kind", (ANSWER, ABOUT_TEXTING, CODE, REMINDER, SHARED_NOTICE))
_STATES = PhraseSet("staff_texts.state", State)
_NUMBERS = PhraseSet("staff_texts.number", OnRecord)
FAILING = PhraseSet("staff_texts.failing", (Failing.LAST, Failing.NUMBER))


def person_values(found: TextedPerson) -> dict[str, Any]:
    """What the page of one person shows."""
    settings = found.settings
    return {
        "who": found,
        "settings": settings,
        "number": _NUMBERS[settings.number],
        "is_mobile": settings.number is OnRecord.MOBILE,
        "since": day(settings.reminders_since) if settings.reminders_since else None,
        "failing": FAILING.get(found.failing),
        "by_us": [_line(text) for text in found.by_us],
        "answers": [_line(text) for text in found.answers],
    }


def _line(text: SentText) -> dict[str, str]:
    return {
        "at": uk_time(text.put_at),
        "kind": _KINDS.get(text.kind, phrase("staff_texts.other_kind")),
        "state": _STATES[State.WITHHELD if text.is_stopped else text.state],
    }
