"""Makes the phone numbers that stand in a text into links: one press rings or texts them."""

from __future__ import annotations

import re
from typing import Optional

from markupsafe import Markup, escape

_UNITS = (
    r"(?! ?(?:%|days?\b|weeks?\b|months?\b|years?\b|hours?\b|minutes?\b|pounds?\b|people\b|pages?\b|p\b))"
)
_NOT_BEFORE = r"(?<![\w£$€#])(?<!\w[-/._])(?<!\d[,:])"  # an amount, a reference, a date, a larger number
_NOT_AFTER = rf"(?![\w/]|[.,:-]\d){_UNITS}"
_NUMBER = re.compile(
    rf"{_NOT_BEFORE}(?:(?:\+44 ?\d{{2,5}}|0\d{{2,5}})(?:[ -]\d{{2,6}}){{1,4}}|0\d{{9,10}}|116 \d{{3}}|999|[1-9]\d{{4}}|1\d\d){_NOT_AFTER}"
)
_DIGIT = re.compile(r"\d")
_VERB = re.compile(r"\b(text|send|ring|call|phone|dial|nhs)\b", re.IGNORECASE)
_NEAR = 40  # characters between the word that says how, and the number
_SHORT = ("999", "0800 1111")


def linked(text: str) -> Markup:
    """The text as HTML: escaped first, and then with links on its phone numbers. Years, dates, amounts and references stay."""
    if not _DIGIT.search(text):
        return escape(text)
    shown, done, parts = str(escape(text)), 0, []
    for found in _NUMBER.finditer(shown):
        number = _dialled(found.group())
        scheme = _scheme(shown[: found.start()], number) if number else None
        if number and scheme:
            end = found.start() + len(number)
            parts += [shown[done : found.start()], f'<a href="{link(scheme, number)}">{number}</a>']
            done = end
    return Markup("".join([*parts, shown[done:]]))  # noqa: S704 - escaped above; a number holds digits, spaces and "+" alone


def link(scheme: str, number: str) -> str:
    """A tel: or sms: link: nothing but digits and a plus get into it."""
    return f"{scheme}:" + re.sub(r"[^\d+]", "", number)


def _dialled(found: str) -> Optional[str]:
    """The number that can be dialled at the beginning of what was found; None if there is none."""
    groups = re.split(r"(?<=\d)(?=[ -])", found)
    tries = ("".join(groups[:count]) for count in range(len(groups), 0, -1))
    return next((number for number in tries if _is_dialled(number)), None)


def _is_dialled(number: str) -> bool:
    digits = re.sub(r"\D", "", number)
    if number in _SHORT or re.fullmatch(r"116 \d{3}", number):
        return True
    if number.startswith("+44"):
        return len(digits) == 12  # noqa: PLR2004 - with the 44
    return len(digits) in (10, 11) if digits.startswith("0") else len(digits) in (3, 5)


def _scheme(before: str, number: str) -> Optional[str]:
    """How a number is reached, by the nearest word that says so; None for a short one where nothing does."""
    near = re.split(r"[.?!\n]", before[-_NEAR:])[-1]
    verbs = [match.group().lower() for match in _VERB.finditer(near)]
    is_text = (
        bool(verbs)
        and verbs[-1] in ("text", "send")
        and not re.search(r"\b(?:ring|call|phone) or text\b", near, re.IGNORECASE)
    )
    if re.fullmatch(r"\d{5}", number):
        return "sms" if is_text else None
    if re.fullmatch(r"1\d\d", number):
        return "tel" if verbs and not is_text and _is_next(near) else None
    return "sms" if is_text else "tel"


def _is_next(near: str) -> bool:
    """Whether a number of three digits is what is rung, and not one in what is said of it: "ring 111", "on 116 123, or 111"."""
    return bool(re.search(r"(?:\b(?:ring|call|phone|dial|nhs)|\d,? or) $", near, re.IGNORECASE))
