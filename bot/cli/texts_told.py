"""What whoever starts the server is told of its text messages: the lines, and the addresses that their providers must call."""

from __future__ import annotations

from bot.channels.sms.line_settings import NOTIFY, TWILIO, line_names
from bot.settings import Settings


def lines_told(settings: Settings) -> list[str]:
    """One line, or none where no provider calls us. Raises RuntimeError if a setting is wrong."""
    calls = {name: _called(name) for name in line_names(settings)}
    told = [
        f"{name} must call {' and '.join(settings.address.rstrip('/') + path for path in paths)}"
        for name, paths in calls.items()
        if paths
    ]
    return [f"Text messages by {', '.join(calls)}: {'; '.join(told)} (docs/sms.md)."] if told else []


def _called(name: str) -> list[str]:
    """The paths that are set by hand at a provider; Twilio is told of the other with each text."""
    if name == NOTIFY:
        from bot.channels.sms import notify_hooks  # like its library, loaded only where it is used

        return [notify_hooks.RECEIVED, notify_hooks.RECEIPT]
    if name == TWILIO:
        from bot.channels.sms import twilio_hooks

        return [twilio_hooks.RECEIVED]
    return []
