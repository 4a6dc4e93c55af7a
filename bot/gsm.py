"""Text as text messages carry it: the GSM-7 alphabet, counted in septets (7-bit units)."""

from __future__ import annotations

import unicodedata

TWO_FRAGMENTS, FOUR_FRAGMENTS = 306, 612  # septets

GSM_7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_7_DOUBLE = frozenset("^{}\\[~]|€")  # and the form feed, which nobody can read
_SENT = GSM_7 | GSM_7_DOUBLE
_PLAIN = str.maketrans(
    {
        **dict.fromkeys("‘’", "'"),
        **dict.fromkeys("“”", '"'),
        **dict.fromkeys("–—−‑•", "-"),
        "…": "...",
        "\u00a0": " ",
        "\t": " ",
        "\r": "",
    }
)


def not_gsm(text: str) -> list[str]:
    """The characters that would make a text message three times as dear, sorted."""
    return sorted(set(text) - _SENT)


def to_gsm(text: str) -> str:
    """The text in GSM-7: quotes and dashes made plain, accents dropped, emoji left out."""
    simple = text.translate(_PLAIN)
    if _SENT.issuperset(simple):
        return simple
    return "".join(char if char in _SENT else _base(char) for char in simple)


def septets(text: str) -> int:
    """The length of GSM-7 text as networks count it: some characters count twice."""
    return len(text) + sum(map(text.count, GSM_7_DOUBLE))


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
