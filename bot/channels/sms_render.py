"""An answer as one text message of at most two fragments."""

from __future__ import annotations

import unicodedata

from bot.answer import Answer

TWO_FRAGMENTS = 306

GSM_7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_7_DOUBLE = frozenset("^{}\\[~]|€\f")
_PLAIN = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "\u00a0": " "})


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


def to_gsm(text: str) -> str:
    """The text in GSM-7: quotes and dashes made plain, accents dropped, emoji left out."""
    simple = text.translate(_PLAIN)
    return "".join(char if char in GSM_7 | GSM_7_DOUBLE else _base(char) for char in simple)


def septets(text: str) -> int:
    """The length of GSM-7 text as networks count it: some characters count twice."""
    return sum(2 if char in GSM_7_DOUBLE else 1 for char in text)


def shorten(text: str, most: int) -> str:
    """The text, cut at a word with "..." if it is longer than `most` septets."""
    if septets(text) <= most:
        return text
    words = text.split(" ")
    while words and septets(" ".join(words)) > most - 3:
        words.pop()
    return " ".join(words) + "..."


def _base(char: str) -> str:
    return "".join(part for part in unicodedata.normalize("NFD", char) if part in GSM_7)
