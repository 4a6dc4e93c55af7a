"""Who alone of a list is asked for: a group, an age, so long without contact; and what the records don't hold."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Mapping, Optional, Tuple, TypeVar

from bot.casework.group_names import Group

_T = TypeVar("_T")


class NotHeld(str, Enum):
    """What lists are asked to be narrowed to and our records don't say."""

    LEGAL_STATUS = "legal_status"
    UASC = "uasc"
    SEX = "sex"
    ETHNICITY = "ethnicity"
    DISABILITY = "disability"
    PARENTS = "parents"
    PLACE = "place"
    BENEFITS = "benefits"
    HEALTH = "health"
    PAPERS = "papers"
    ORDERS = "orders"
    OTHER = "other"


@dataclass(frozen=True)
class Narrow:
    """`days` is how long there was no meaningful contact; with `by_visits` visits were asked for. Ages are whole years, both included.

    `is_today` asks what there is today, `counts_contacts` how many contacts were made. Empty: nothing is narrowed.
    """

    group: Optional[Group] = None
    age_from: Optional[int] = None
    age_until: Optional[int] = None
    days: Optional[int] = None
    by_visits: bool = False
    is_today: bool = False
    counts_contacts: bool = False
    not_held: Optional[NotHeld] = None

    @property
    def is_of_people(self) -> bool:
        """Whether some of the people are meant, and not all."""
        return self.group is not None or self.age_from is not None or self.age_until is not None

    @property
    def text(self) -> str:
        """As a button carries it: `group:custody,from:17,until:17`; empty for nothing."""
        told = {
            "group": self.group.value if self.group else "",
            "from": _figure(self.age_from),
            "until": _figure(self.age_until),
            "days": _figure(self.days),
            "visits": "yes" if self.by_visits else "",
            "today": "yes" if self.is_today else "",
            "made": "yes" if self.counts_contacts else "",
            "not": self.not_held.value if self.not_held else "",
        }
        return ",".join(f"{name}:{said}" for name, said in told.items() if said)


WHOLE = Narrow()


def narrow_of(text: str) -> Narrow:
    """The same from a button's text; what is none counts as not said."""
    told = dict(one.split(":", 1) for one in text.split(",") if ":" in one)
    return Narrow(
        group=_one_of({group.value: group for group in Group}, told.get("group")),
        age_from=_number(told.get("from")),
        age_until=_number(told.get("until")),
        days=_number(told.get("days")),
        by_visits="visits" in told,
        is_today="today" in told,
        counts_contacts="made" in told,
        not_held=_one_of({one.value: one for one in NotHeld}, told.get("not")),
    )


def age_range(narrow: Narrow) -> Tuple[int, int]:
    """The ages that are meant, both included."""
    return narrow.age_from or 0, _OLDEST if narrow.age_until is None else narrow.age_until


_OLDEST = 200
_DIGITS = 4


def _figure(number: Optional[int]) -> str:
    return "" if number is None else str(number)


def _number(text: Optional[str]) -> Optional[int]:
    is_number = text is not None and text.isdecimal() and text.isascii() and len(text) <= _DIGITS
    return int(text) if text is not None and is_number else None


def _one_of(known: Mapping[str, _T], text: Optional[str]) -> Optional[_T]:
    return known.get(text or "")
