"""How many fragments a text is sent in, counted as each provider counts. A fragment is what is paid for."""

from __future__ import annotations

import unicodedata
from math import ceil
from typing import Callable

import regex

from bot.gsm import GSM_7

CountFragments = Callable[[str], int]

# GOV.UK Notify: utils/notifications_utils/sanitise_text.py and template.py (read June to August 2026).
_EXTENDED = frozenset("^{}\\[~]|€")
_WELSH = frozenset("ÀÁÂÈÉÊËÌÍÎÏÒÓÔÙÚÛÝàáâèéêëìíîïòóôùúûýÿŴŵŶŷŸẀẁẂẃẄẅỲỳ")
_WELSH_ONLY = _WELSH - GSM_7  # sent as they are, in fragments of less than half the length
_INSTEAD = {
    **dict.fromkeys("–—−‑", "-"),
    "…": "...",
    **dict.fromkeys("‘’", "'"),
    **dict.fromkeys("“”", '"'),
    **dict.fromkeys("\u00a0\t", " "),
    **dict.fromkeys("\u180e\u200b\u200c\u200d\u2060\ufeff", ""),
}

# Twilio: 3GPP TS 23.038, with the form feed among the characters that count twice.
_GSM_7_TWICE = _EXTENDED | {"\f"}


def notify_fragments(text: str, service: str = "") -> int:
    """Of a text that GOV.UK Notify sends, behind the service's name if it puts that in front."""
    sent = "".join(map(_as_notify_sends, f"{service}: {text}" if service else text))
    length = _utf16(sent)
    if _WELSH_ONLY & set(sent):
        return _fragments(length, 70, 67)
    return _fragments(length + sum(char in _EXTENDED for char in sent), 160, 153)


def twilio_fragments(text: str) -> int:
    """Of a text that Twilio sends, without its Smart Encoding: one character outside GSM-7 makes all of them dear."""
    if set(text) <= GSM_7 | _GSM_7_TWICE:
        return _packed([2 if char in _GSM_7_TWICE else 1 for char in text], 160, 153)
    return _packed([_utf16(sign) for sign in regex.findall(r"\X", text)], 70, 67)


def _as_notify_sends(char: str) -> str:
    if char in GSM_7 or char in _EXTENDED or char in _WELSH:
        return char
    return _INSTEAD[char] if char in _INSTEAD else _base(char)


def _base(char: str) -> str:
    """The letter under an accent; a question mark for everything else."""
    base = unicodedata.decomposition(char).split()
    if not base or base[0].startswith("<"):
        return "?"
    letter = chr(int(base[0], 16))
    return letter if letter in GSM_7 or letter in _WELSH else _base(letter)


def _fragments(length: int, alone: int, each: int) -> int:
    return 1 if length <= alone else ceil(length / each)


def _packed(widths: list[int], alone: int, each: int) -> int:
    """What is one sign to a reader is never cut in two."""
    if sum(widths) <= alone:
        return 1
    fragments, used = 1, 0
    for width in widths:
        if used + width > each:
            fragments, used = fragments + 1, 0
        used += width
    return fragments


def _utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
