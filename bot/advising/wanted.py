"""What a card is to show: one thing, whether it was typed or pressed. A button's value says it, with numbers of records and no names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Callable, Mapping, Optional, Sequence, TypeVar

from bot.advising.requests.narrow import WHOLE, Narrow, narrow_of
from bot.advising.requests.request import Asked, Dates, Figure

STATUS, LIST, HELP = "status", "list", "help"  # verbs
# What alone is shown of key dates.
STAYING_PUT, BIRTHDAYS, REVIEWS = (one.value for one in (Dates.STAYING_PUT, Dates.BIRTHDAYS, Dates.REVIEWS))
T = TypeVar("T")

_NO_RECORD = -1  # nobody's: what a number that is none stands for


@dataclass(frozen=True)
class Wanted:
    """`person` is whom it is about, `adviser` whose people alone; the days are included. `page` counts from 1.

    `only` names the one kind of key dates, `narrow` who alone of a list is shown. With `is_detail` a figure is shown with whom it does not count.
    """

    asked: Asked
    person: Optional[int] = None
    adviser: Optional[int] = None
    day_from: Optional[date] = None
    day_until: Optional[date] = None
    only: str = ""
    figure: Optional[Figure] = None
    is_detail: bool = False
    page: int = 1
    narrow: Narrow = WHOLE

    @property
    def value(self) -> str:
        """As a button carries it: `status/17`, `list/due/2/until=2026-12-24`."""
        if self.asked is Asked.HELP:
            return HELP
        if self.asked is Asked.STATUS:
            return f"{STATUS}/{self.person}"
        named = [f"{name}={text}" for name, text in self._named().items() if text]
        return "/".join([LIST, self.asked.value, str(self.page), *named])

    def _named(self) -> Mapping[str, str]:
        return {
            "person": str(self.person or ""),
            "adviser": str(self.adviser or ""),
            "from": self.day_from.isoformat() if self.day_from else "",
            "until": self.day_until.isoformat() if self.day_until else "",
            "only": self.only,
            "figure": self.figure.value if self.figure else "",
            "detail": "yes" if self.is_detail else "",
            "narrow": self.narrow.text,
        }


def wanted_of(verb: str, args: Sequence[str]) -> Optional[Wanted]:
    """What a button wants, by its verb and what follows it; None for what no card shows."""
    if verb == HELP:
        return Wanted(Asked.HELP)
    if verb == STATUS and args:
        return Wanted(Asked.STATUS, person=_number(args[0]))
    if verb != LIST or not args:
        return None
    asked = _made(Asked, args[0])
    page = _number(args[1]) if len(args) > 1 else 1
    return Wanted(asked, page=page, **_options(args[2:])) if asked else None


def _options(named: Sequence[str]) -> dict[str, Any]:
    given = dict(one.split("=", 1) for one in named if "=" in one)
    return {
        "person": _number(given["person"]) if "person" in given else None,
        "adviser": _number(given["adviser"]) if "adviser" in given else None,
        "day_from": _made(date.fromisoformat, given.get("from", "")),
        "day_until": _made(date.fromisoformat, given.get("until", "")),
        "only": given.get("only", ""),
        "figure": _made(Figure, given.get("figure", "")),
        "is_detail": "detail" in given,
        "narrow": narrow_of(given.get("narrow", "")),
    }


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 10 else _NO_RECORD  # noqa: PLR2004 - what fits the database's integers


def _made(make: Callable[[str], T], text: str) -> Optional[T]:
    try:
        return make(text)
    except ValueError:
        return None
