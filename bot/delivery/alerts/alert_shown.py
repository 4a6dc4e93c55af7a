"""An alert in the words that staff see where nobody else looks on: on their pages, and on a card in Teams."""

from __future__ import annotations

from bot.delivery.alerts.alert_tables import Unasked
from bot.delivery.alerts.stored_alerts import OpenAlert
from bot.phrases import PhraseSet, phrase
from bot.safeguarding.replies import KINDS

_DANGERS = PhraseSet("staff_pages.danger", sorted(KINDS))
_WHY_UNASKED = PhraseSet("staff_pages.unasked", Unasked)


def danger_words(alert: OpenAlert) -> str:
    """Which danger it is, and whether of somebody else."""
    danger = _DANGERS.get(alert.danger, alert.danger.replace("_", " ").capitalize())
    return phrase("staff_pages.danger_of_other", danger=danger) if alert.is_about_other else danger


def asked_words(alert: OpenAlert) -> str:
    """Their answer, or why they were not asked; and the number, where that is all that is known of who texted."""
    asked = _whether_asked(alert)
    if alert.texted_from is None:
        return asked
    return phrase("staff_pages.texted_from", asked=asked, number=alert.texted_from)


def _whether_asked(alert: OpenAlert) -> str:
    if alert.with_consent:
        return phrase("staff_pages.said_yes")
    return _WHY_UNASKED[alert.unasked] if alert.unasked else phrase("staff_pages.was_told")
