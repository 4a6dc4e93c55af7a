"""A request to be called: shown, and by when somebody rings. That somebody has rung is a deed: see `bot.advising.doing`."""

from __future__ import annotations

from datetime import datetime
from typing import Optional, Sequence

from bot.advising.asking import Asking
from bot.answer import Answer
from bot.caseload.call_promises import NotAheadError, asked_call, promise_call
from bot.delivery.staffing.call_words import BY, Said, bad_time, call_answer, call_promised, new_call


def show_call(asking: Asking, args: Sequence[str]) -> Answer:
    """`call/5`: the request with its buttons. Raises AccessDenied for somebody else's."""
    return _shown(asking, int(args[0]), new_call())


def promise(asking: Asking, args: Sequence[str]) -> Answer:
    """`call_promise/5`, with the chosen time filled in. Raises AccessDenied for somebody else's."""
    request, by = int(args[0]), _moment(asking.inputs.get(BY, ""))
    if by is None:
        return _shown(asking, request, bad_time())
    try:
        promise_call(asking.session, asking.caller, request, by, asking.when.now)
    except NotAheadError:
        return _shown(asking, request, bad_time())
    return _shown(asking, request, call_promised(by))


def _shown(asking: Asking, request: int, said: Said) -> Answer:
    asked = asked_call(asking.session, asking.caller, request, asking.when.now)
    return call_answer(asked, said, asking.when.now)


def _moment(text: str) -> Optional[datetime]:
    """Naive UTC, as the form's options have it; None for anything else."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is None else None
