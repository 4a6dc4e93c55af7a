"""An answer as one text message of at most two fragments."""

from __future__ import annotations

from bot.answer import Answer
from bot.gsm import TWO_FRAGMENTS, septets, shorten, to_gsm


def sms_text(answer: Answer) -> str:
    """The lead, and numbered choices as far as they fit. Only characters of GSM-7."""
    text = shorten(to_gsm(answer.lead), TWO_FRAGMENTS)
    if answer.question and septets(f"{text}\n{to_gsm(answer.question)}") <= TWO_FRAGMENTS:
        text = f"{text}\n{to_gsm(answer.question)}"
    for number, choice in enumerate(answer.choices, start=1):
        longer = f"{text}\n{number} {to_gsm(choice.label)}"
        if septets(longer) > TWO_FRAGMENTS:
            break
        text = longer
    return text
