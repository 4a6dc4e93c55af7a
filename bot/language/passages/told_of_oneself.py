"""What a question tells about its writer, and whether that fits whom a passage is for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, List, Optional, Sequence, Tuple

import numpy as np

from bot.language.passages.entries import Entry
from bot.language.quantities import quantities

_OLDEST = 200
_CARE = {"in": 1, "left": -1, None: 0}
_ROLES = ("carer", "professional")
_IN_CARE = re.compile(
    r"\b(?:still in care|i am in care|in foster care|in a (?:children'?s|foster|care) home|looked after|my social worker)\b"
)
_LEFT_CARE = re.compile(
    r"\b(?:left care|leaving care|care leaver|been in care|was in care|out of care|after care|used to be in care)\b"
)
_STUDYING = re.compile(
    r"\b(?:uni|university|college|sixth form|student|studying|study|course|school|degree|a ?levels?)\b"
)
_PARENT = re.compile(
    r"\b(?:pregnant|baby|my (?:son|daughter|kid|kids|child|children|toddler|little (?:girl|boy|one))|"
    r"i am a (?:mum|dad|mother|father|parent)|(?:young|single) (?:mum|dad|parent)|expecting)\b"
)
_CARER = re.compile(
    r"\b(?:i (?:foster|am (?:a|his|her|their|the) (?:foster )?carer)|foster carers? here|as a (?:foster )?carer|we foster|"
    r"my foster (?:son|daughter|child|lad|girl|boy)|(?:young person|lad|girl|boy|teenager) (?:i|we) (?:foster|look after|care for))\b"
)
_PROFESSIONAL = re.compile(
    r"\b(?:i am (?:a|an|his|her|their) (?:social worker|pa|personal adviser|support worker|teacher|youth worker|advocate|key ?worker)|"
    r"i work with|(?:a |the )?young person i support|my client)\b"
)


@dataclass(frozen=True)
class Told:
    """Ages that are named, in care (or left it), studying, a parent, a carer or a professional; None or False: not told."""

    ages: Tuple[int, ...] = ()
    care: Optional[str] = None
    studying: bool = False
    parent: bool = False
    role: Optional[str] = None


def told(text: str) -> Told:
    """What a question in plain words tells about who asks."""
    return Told(
        ages=tuple(int(one.value) for one in quantities(text) if one.kind == "age"),
        care="left" if _LEFT_CARE.search(text) else "in" if _IN_CARE.search(text) else None,
        studying=bool(_STUDYING.search(text)),
        parent=bool(_PARENT.search(text)),
        role="carer" if _CARER.search(text) else "professional" if _PROFESSIONAL.search(text) else None,
    )


class Fitting:
    """Whom the entries are for, as columns: how well a writer fits each, from -1 (it is not for them) to 1."""

    NAMES = ("age_fits", "care_fits", "studying_fits", "parent_fits", "role_fits")

    def __init__(self, entries: Sequence[Entry]) -> None:
        meant = [entry.conditions for entry in entries]
        self._from = np.array([one.from_age or 0 for one in meant])
        self._until = np.array([one.until_age or _OLDEST for one in meant])
        self._has_ages = (self._from > 0) | (self._until < _OLDEST)
        self._care = np.array([_CARE[one.care] for one in meant], np.float32)
        self._studying = np.array([one.studying is True for one in meant])
        self._parent = np.array([one.parent is True for one in meant])
        self._carer, self._professional = (
            np.array([_role(one) == role for one in entries]) for role in _ROLES
        )

    def columns(self, writer: Told) -> List[Any]:
        """One column of numbers for each of NAMES."""
        return [
            _fits(self._has_ages, self._holds(writer.ages)) * bool(writer.ages),
            self._care * _CARE[writer.care],
            _fits(self._studying, writer.studying),
            _fits(self._parent, writer.parent),
            _fits(self._carer, writer.role == "carer")
            + _fits(self._professional, writer.role == "professional"),
        ]

    def _holds(self, ages: Sequence[int]) -> Any:
        """Whether any of the ages is within the limits of each."""
        named = np.array(ages, int).reshape(-1, 1)
        return ((named >= self._from) & (named < self._until)).any(axis=0)


def _fits(is_limited: Any, is_met: Any) -> Any:
    """0 where there is no limit; else 1 if it is met and -1 if not."""
    return is_limited * np.where(is_met, np.float32(1), np.float32(-1))


def _role(entry: Entry) -> Optional[str]:
    return "carer" if entry.aspect == "for_carers" else entry.conditions.role
