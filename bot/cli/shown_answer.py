"""An answer as the terminal shows it for a channel."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.answer import Answer

CHANNELS = ("web", "sms", "teams")


def show(answer: Answer, channel: str) -> str:
    """The whole answer in plain text, or for `sms` the text message that would be sent."""
    from bot.answer_text import plain_text
    from bot.channels.sms.sms_render import sms_text

    return sms_text(answer) if channel == "sms" else plain_text(answer)
