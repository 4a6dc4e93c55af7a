"""What the council decided on alerts, as the settings say."""

from __future__ import annotations

from bot.delivery.alerts.stored_alerts import Rules
from bot.settings import Settings


def make_rules(settings: Settings) -> Rules:
    """What the council decided. Raises RuntimeError if a setting is wrong."""
    own, for_all = settings.duty_addresses(), settings.duty_email
    return Rules(
        lambda council: own.get(council, for_all), settings.alert_minutes, settings.alert_without_asking
    )
