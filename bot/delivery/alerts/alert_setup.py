"""What the council decided on alerts, as the settings say."""

from __future__ import annotations

from typing import Mapping

from bot.delivery.alerts.stored_alerts import Rules
from bot.records.keyed import normal_mobile
from bot.settings import Settings


def make_rules(settings: Settings) -> Rules:
    """What the council decided. Raises RuntimeError if a setting is wrong."""
    own, for_all = settings.duty_addresses(), settings.duty_email
    return Rules(
        lambda council: own.get(council, for_all),
        settings.alert_minutes,
        settings.alert_without_asking,
        duty_mobiles(settings).get,
    )


def duty_mobiles(settings: Settings) -> Mapping[str, str]:
    """The duty team's mobile by council, as +447.... Raises RuntimeError that says which part is wrong."""
    parts = [part.partition("=") for part in settings.duty_texts.split(",") if part.strip()]
    found = {council.strip(): normal_mobile(number.strip()) for council, _, number in parts}
    wrong = [council for council, number in found.items() if not council or number is None]
    if wrong:
        raise RuntimeError(
            f"LOCALOFFER_DUTY_TEXTS: {wrong[0]!r} needs a mobile number: council=+447... (docs/settings.md)"
        )
    return {council: number for council, number in found.items() if number}
