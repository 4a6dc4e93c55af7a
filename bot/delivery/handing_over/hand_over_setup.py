"""What hand-overs go by, out of the settings."""

from __future__ import annotations

from bot.delivery.handing_over.hand_over_rules import HandOverRules, working_hours
from bot.settings import Settings


def make_hand_over_rules(settings: Settings) -> HandOverRules:
    """Raises RuntimeError if the hours can't be read."""
    try:
        return HandOverRules(working_hours(settings.handover_hours), settings.handover_minutes)
    except ValueError as error:
        raise RuntimeError(f"LOCALOFFER_HANDOVER_HOURS: {error} (docs/settings.md)") from error
