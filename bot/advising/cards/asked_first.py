"""Which fact of a young person was asked for, so that the card begins with it: "when did I last see her" is not answered with the plan."""

from __future__ import annotations

import re
from enum import Enum
from typing import Optional, Pattern, Sequence, Tuple


class PersonFact(str, Enum):
    """What may be asked of one person."""

    CONTACT = "contact"
    AGE = "age"
    ACTIVITY = "activity"
    HOME = "home"
    VIEWS = "views"
    NEXT = "next"


_ASKS: Sequence[Tuple[PersonFact, Pattern[str]]] = tuple(
    (fact, re.compile(pattern, re.IGNORECASE))
    for fact, pattern in (
        (
            PersonFact.CONTACT,
            r"\blast (?:see|saw|seen|contact\w*|visit\w*|met|meeting|spoke\w*|speak|heard|call\w*|text\w*)\b|\b(?:see|seen|saw|contacted|visited|met) (?:\S+ ){0,3}last\b|\bcontact\b|\bin touch\b",
        ),
        (
            PersonFact.AGE,
            r"\bhow old\b|\bage\b|\bbirthday\b|\bborn\b|\bd\.?o\.?b\b|\b(?:turn\w*|is|are|be) (?:\w+ )?(?:16|17|18|21|25)\b",
        ),
        (
            PersonFact.VIEWS,
            r"\bviews?\b|\b(?:seen|agree\w*|happy with) (?:the |his |her |their )?(?:pathway )?plan\b",
        ),
        (
            PersonFact.ACTIVITY,
            r"\bn?eet\b|\bactiv\w*|\b(?:working|work|job|college|course|apprentice\w*|studying|at uni\w*)\b",
        ),
        (
            PersonFact.HOME,
            r"\baccom\w*|\bhousing\b|\bliv(?:e|es|ing)\b|\bhomeless\b|\bcustody\b|\bstaying put\b",
        ),
        (PersonFact.NEXT, r"\bnext step\w*|\bdo next\b|\bneed to do\b|\bwhat(?:'s| is) next\b"),
    )
)


def asked_fact(text: str) -> Optional[PersonFact]:
    """The fact that the words ask for; None where it is the plan, or nothing was typed."""
    return next((fact for fact, asks in _ASKS if asks.search(text)), None)
