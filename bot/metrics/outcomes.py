"""What came of a message, in one of a few words."""

from __future__ import annotations

from functools import cache
from typing import Callable, Optional

from bot.answer import Answer
from bot.delivery.conversation import closed
from bot.delivery.conversation.pace import NOTHING_TYPED, TOO_FAST, TOO_LONG
from bot.delivery.one_message import Reply, has_urgent
from bot.phrase_files import PhraseError
from bot.phrases import phrase
from bot.safeguarding.replies import check_in_reply, something_went_wrong
from bot.safeguarding.staff_replies import is_staff_check_in

REPLAY, URGENT, CHECK_IN, CLOSED, APOLOGY, NOT_KNOWN, ANSWERED, UNANSWERED = (
    "replay",
    "urgent",
    "check_in",
    "closed",
    "apology",
    "not_known",
    "answered",
    "unanswered",  # a machine's text, or one of whoever wants no texts
)
TOO_FAST_WORD, TOO_LONG_WORD, EMPTY = "refused_too_fast", "refused_too_long", "refused_empty"
OVER, NOTHING = "over", "nothing"
OUTCOMES = (
    ANSWERED,
    NOT_KNOWN,
    URGENT,
    CHECK_IN,
    APOLOGY,
    CLOSED,
    REPLAY,
    TOO_FAST_WORD,
    TOO_LONG_WORD,
    EMPTY,
    UNANSWERED,
)
SAFETY = (URGENT, CHECK_IN, OVER, NOTHING)

_SORRY = something_went_wrong("").title
# The first that fits counts; a question about somebody's safety stands above an answer.
_SIGNS: tuple[tuple[str, Callable[[Answer], bool]], ...] = (
    (TOO_FAST_WORD, lambda answer: answer == TOO_FAST),
    (TOO_LONG_WORD, lambda answer: answer == TOO_LONG),
    (EMPTY, lambda answer: answer == NOTHING_TYPED),
    (CLOSED, lambda answer: answer.title == closed.TITLE),
    (APOLOGY, lambda answer: answer.title == _SORRY),
)


def outcome_of(reply: Reply) -> str:
    """One of `OUTCOMES`."""
    if reply.is_replay:
        return REPLAY
    if has_urgent(reply.answers):
        return URGENT
    return _refusal_in(reply) or _asked_or_answered(reply) if reply.answers else UNANSWERED


def safety_of(reply: Reply) -> str:
    """One of `SAFETY`: what was done about danger, not what it was."""
    if has_urgent(reply.answers):
        return URGENT
    if _asks_about_safety(reply):
        return CHECK_IN
    return OVER if reply.found and reply.found.is_over else NOTHING


def _refusal_in(reply: Reply) -> Optional[str]:
    return next((word for word, fits in _SIGNS if any(map(fits, reply.answers))), None)


def _asked_or_answered(reply: Reply) -> str:
    if _asks_about_safety(reply):
        return CHECK_IN
    return NOT_KNOWN if any(answer.title in _not_knowing() for answer in reply.answers) else ANSWERED


def _asks_about_safety(reply: Reply) -> bool:
    found = reply.found
    if not (found and found.is_check_in):
        return False
    return check_in_reply(found).lead in _leads(reply) or any(map(is_staff_check_in, _leads(reply)))


def _leads(reply: Reply) -> set[str]:
    return {answer.lead for answer in reply.answers}


@cache
def _not_knowing() -> frozenset[str]:
    """The titles of an honest "I don't know"; none where these sentences can't be said."""
    try:
        return frozenset({phrase("not_knowing.title"), phrase("not_knowing.title_again")})
    except PhraseError:
        return frozenset()
