"""What staff ask for in words that would change something: words only ever open a form or a confirmation, never do it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Callable, Mapping, Optional

from bot.advising.asking import Asking
from bot.advising.doing.call_doing import calls_asked
from bot.advising.doing.contact_doing import contact_asked
from bot.advising.doing.pin_doing import pin_asked
from bot.advising.doing.plan_doing import move_asked
from bot.advising.doing.review_doing import review_asked
from bot.advising.doing.share_doing import not_to_colleagues, share_asked
from bot.advising.doing.undo_doing import undo_asked
from bot.advising.doing.views_doing import VIEWS_SAID, views_asked
from bot.advising.requests.request import Asked, Request
from bot.answer import Answer
from bot.phrases import phrase

# "Text him the numbers" sends something; a PIN is set where it is spoken of.
_TEXTS = re.compile(r"^\W*(?:(?:please|can you|could you|and|then) )*(?:text|send|message)\b", re.IGNORECASE)
_PIN = re.compile(r"\b(?:pins?|passcode|password|code|log ?in|sign in)\b", re.IGNORECASE)


def answer_request(asking: Asking, request: Request, person: Optional[int]) -> Optional[Answer]:
    """The form or card that a request opens; None for what is no deed. `person` is whom the desk found by the request's words.

    Raises AccessDenied for whom is not theirs. A list of everybody who waits for a call is the desk's own.
    """
    if request.asked is Asked.UNDO:
        return undo_asked(asking)
    if request.asked is Asked.TEXT_PIN and _TEXTS.search(asking.text) and not _PIN.search(asking.text):
        request = replace(request, asked=Asked.SHARE)
    if request.to_colleague:
        return not_to_colleagues()
    if person is not None and request.asked in (Asked.RECORD_CONTACT, Asked.MOVE_PLAN):
        said = VIEWS_SAID.search(asking.text)
        if said is not None:
            return views_asked(asking, person, said["views"] or "")
    open_it = _OPENS.get(request.asked)
    if open_it is None:
        return None
    if person is None:
        return None if request.asked is Asked.CALL_BACKS else Answer(lead=phrase("staff_deeds.whose"))
    return open_it(asking, request, person)


_OPENS: Mapping[Asked, Callable[[Asking, Request, int], Answer]] = {
    Asked.RECORD_CONTACT: lambda asking, request, person: contact_asked(asking, person, request.contact),
    Asked.MOVE_PLAN: lambda asking, request, person: move_asked(asking, person, request.move, request.reason),
    Asked.ASK_REVIEW: lambda asking, request, person: review_asked(
        asking, person, request.day_until or request.day_from, request.reason
    ),
    Asked.CALL_BACKS: lambda asking, request, person: calls_asked(asking, person, request.rings_at),
    Asked.TEXT_PIN: lambda asking, _request, person: pin_asked(asking, person),
    Asked.SHARE: lambda asking, _request, person: share_asked(asking, person),
}
