"""A name alone, behind a card of dates or of moves: where that person's plan stands, not the same card of somebody else."""

from __future__ import annotations

from typing import Sequence

from bot.advising.naming import by_name, by_reference
from bot.advising.requests.request import Asked, Request
from bot.caseload.known_names import KnownPerson

_NOT_CARRIED_ON = (Asked.KEY_DATES, Asked.MOVE_PLAN)


def status_of_bare_name(request: Request, text: str, people: Sequence[KnownPerson]) -> Request:
    """The request, or that for the status where the text is nothing but the name or reference of one of these people."""
    words = text.strip(" ?.!,")
    if request.asked not in _NOT_CARRIED_ON or not request.is_same_request:
        return request
    is_bare = bool(by_name(words, people) or by_reference(words, people))
    return Request(Asked.STATUS, person=words) if is_bare else request
