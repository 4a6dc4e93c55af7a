"""What an adviser types in a talk and surely did not mean for the young person: it is shown to them again before it goes."""

from __future__ import annotations

import re
from enum import Enum
from typing import Optional, Sequence

from sqlalchemy.orm import Session

from bot.advising.naming import by_name, by_reference
from bot.advising.requests.named_people import people_in
from bot.advising.requests.plain_request import straight
from bot.caseload.known_names import KnownPerson, known_people
from bot.caseload.staff_desk import scope_of
from bot.delivery.handing_over.asked_of_us import is_asked_of_us
from bot.identity.access.decisions import Caller

_LETTERS = re.compile(r"[^0-9a-z]*([a-z]+)[^0-9a-z]*", re.IGNORECASE)


class Why(str, Enum):
    """Why it seems not to be for the young person."""

    OTHER = "other"  # it names another of the adviser's people, or has another's reference
    REQUEST = "request"  # it reads as something that is asked of the assistant


def why_held(session: Session, caller: Caller, person: int, words: str) -> Optional[Why]:
    """Why words to this young person are shown again first; None if they go their way.

    The names of the caller's own people are read to understand what was typed, and shown to nobody.
    """
    scope = scope_of(caller)
    known = known_people(session, scope) if scope is not None else ()
    if _names_another(straight(words), person, known):
        return Why.OTHER
    return Why.REQUEST if is_asked_of_us(words) else None


def _names_another(text: str, person: int, known: Sequence[KnownPerson]) -> bool:
    own = next((one.reference for one in known if one.id == person), "")
    return any(
        _is_another(one.words, person, own, known)
        for one in people_in(text, [one.name for one in known])
        if one.is_known
    )


def _is_another(words: str, person: int, own: str, known: Sequence[KnownPerson]) -> bool:
    """Of two with one name it is whoever the talk is with; a reference of nobody's here is a colleague's young person's."""
    meant = by_reference(words, known) or by_name(words, known)
    if meant:
        return person not in {one.id for one in meant}
    return any(letter.isdigit() for letter in words) and _begins(words) == _begins(own) != ""


def _begins(reference: str) -> str:
    found = _LETTERS.match(reference)
    return found.group(1).casefold() if found else ""
