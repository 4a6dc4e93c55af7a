"""What is said to somebody who presses a button that does not count any more: that it did nothing, and what counts now."""

from __future__ import annotations

from typing import Optional, Sequence

from bot.answer import Answer
from bot.delivery.conversation.journal import Line
from bot.safeguarding.help_line import HELP
from bot.safeguarding.replies import ALWAYS

_NOTHING_DONE = "That button is too old, so pressing it did nothing."

OLD_BUTTON = Answer(
    title="That was an old button", lead=f"{_NOTHING_DONE} Please type your question. {HELP}", contacts=ALWAYS
)


def old_button(lines: Sequence[Line]) -> Answer:
    """The refusal, with the newest question of this conversation and its buttons, so that nobody is stuck."""
    last = _newest_with_choices(lines)
    if last is None:
        return OLD_BUTTON
    return OLD_BUTTON.copy(
        update={
            "lead": f"{_NOTHING_DONE} Here is what you can press now. Or type your question. {HELP}",
            "question": last.question,
            "choices": last.choices,
            "contacts": ALWAYS if last.urgency == "urgent" else (),
        }
    )


def _newest_with_choices(lines: Sequence[Line]) -> Optional[Answer]:
    """The newest answer, if there is something to press under it. An older one may be answered already."""
    newest = next((line.answer for line in reversed(lines) if line.answer), None)
    return newest if newest and newest.choices else None
