"""How many codes may go to one number, and how far apart: few enough that guessing is hopeless, and nobody's phone is flooded.

Strangers and browsers that signed in with the number before have an allowance each, so that no stranger can use up that of
the number's owner. `docs/security.md` has the calculation.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Optional, Sequence

CODE_LIFE = timedelta(minutes=10)
# A code that was asked for at the end of one day can still be guessed at the beginning of the next.
A_DAY = timedelta(hours=24) + CODE_LIFE
_AT_ONCE = timedelta()


def _then(at_once: int, *hours: int) -> tuple[timedelta, ...]:
    return (*[_AT_ONCE] * at_once, *(timedelta(hours=each) for each in hours))


# The wait before each code of a day, since the one before it. After the last there is none until the day is over.
STRANGERS = _then(5, 1, 2, 3, 4, 5)  # all browsers together that never signed in with the number
ONE_ADDRESS = _then(3, 1, 2)  # those of them at one network address: a single one can't use up what all have
KNOWN = _then(5, 1, 2, 3)  # browsers that signed in with it before


@dataclass(frozen=True)
class SentCode:
    """One that went out, or would have, had anybody the number: when, for a browser at which address, known or not."""

    at: datetime
    place: Optional[str]
    is_known: bool


def may_send(sent: Sequence[SentCode], place: str, now: datetime, *, is_known: bool) -> bool:
    """Whether another code may go to a number to which these went within a day."""
    if is_known:
        return _is_time([code.at for code in sent if code.is_known], KNOWN, now)
    strangers = [code for code in sent if not code.is_known]
    here = [code.at for code in strangers if code.place == place]
    return _is_time([code.at for code in strangers], STRANGERS, now) and _is_time(here, ONE_ADDRESS, now)


def _is_time(sent: Sequence[datetime], waits: Sequence[timedelta], now: datetime) -> bool:
    return len(sent) < len(waits) and (not sent or now - max(sent) >= waits[len(sent)])
