"""Texts that no person wrote: an out-of-office note, a parcel's route, a bank's code. Answering them begins talks without an end."""

from __future__ import annotations

import re
from typing import Sequence

SAME_IN_A_ROW = 3  # times that the same words get an answer; people repeat themselves too

_ROBOT = re.compile(
    r"""
    \b(?:do\ not|don't|please\ don'?t|cannot|can'?t)\ reply\ to\ (?:this|sms|text)\b
    | \bno[- ]?reply\b
    | \b(?:this\ is\ an?\ )?auto(?:mated|matic)?[- ]?(?:reply|response|message|text)\b
    | \bout\ of\ (?:the\ )?office\b
    | \b(?:i(?:'m|\ am)\ )?driving(?:\ right\ now)?(?:\.|,|\ and|\ -).{0,30}(?:call|text|get\ back|reply|notifications)
    | \bi'?ll\ get\ back\ to\ you\ (?:as\ soon\ as|when)\ (?:i|possible)\b.*\bunavailable\b
    | \bsent\ (?:from|by)\ (?:my\ )?(?:do\ not\ disturb|driving\ mode|focus)\b
    | \byou\ have\ (?:\d+|an?|one)\ new\ (?:voice\s?mails?|messages?)\b
    | \bvoicemail\b.{0,60}\b(?:dial|call|ring)\ \d{3}
    | \byour\ (?:parcel|package|order|delivery)\b.{0,80}\b(?:track|delivered|driver|courier|depot|slot|out\ for\ delivery)\b
    | \b(?:verification|security|one[- ]time|login|log-in|passcode)\b.{0,20}\b(?:code|pin|passcode)\b.{0,20}\b\d{4,8}\b
    | \b\d{4,8}\ is\ your\ .{0,60}\bcode\b
    | \bmessage\ (?:could\ not\ be|was\ not|undeliver(?:able|ed))\b.{0,20}\b(?:delivered|sent)?
    | \btext\ stop\ to\ (?:opt\ out|unsubscribe|end)\b
    """,
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)


def is_robot(text: str) -> bool:
    """Whether the words are those of a machine."""
    return bool(_ROBOT.search(text))


def is_loop(text: str, before: Sequence[str]) -> bool:
    """Whether the same words came again and again; `before` are the last texts of the talk, oldest first."""
    same = " ".join(text.casefold().split())
    last = [" ".join(one.casefold().split()) for one in before[-SAME_IN_A_ROW:]]
    return len(last) == SAME_IN_A_ROW and bool(same) and all(one == same for one in last)
