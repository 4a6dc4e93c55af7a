"""A request that waits for somebody to be picked: its button carries all of it, but for words that were typed, which are remembered beside it."""

from __future__ import annotations

import secrets
from datetime import date, datetime
from typing import Any, Callable, Mapping, Optional, Sequence, TypeVar

from bot.advising.requests.request import Asked, Contact, Request
from bot.casework.codes import ContactKind
from bot.casework.plans.life_cycle import Move

T = TypeVar("T")

PICK = "pick"  # the verb


def pick_value(request: Request, person: Optional[int], words: str = "") -> str:
    """The button's value: `pick/17/record_contact/kind=visit/on=2026-11-28`. `words` names the words that wait for it."""
    contact = request.contact or Contact()
    told = {
        "kind": contact.kind.value if contact.kind else "",
        "on": _day(contact.happened_on),
        "meaningful": "" if contact.is_meaningful is None else str(contact.is_meaningful).lower(),
        "move": request.move.value if request.move else "",
        "from": _day(request.day_from),
        "until": _day(request.day_until),
        "at": request.rings_at.isoformat(timespec="minutes") if request.rings_at else "",
        "words": words,
    }
    named = [f"{name}={text}" for name, text in told.items() if text]
    return "/".join([PICK, str(person), request.asked.value, *named])


def picked(args: Sequence[str], draft: Mapping[str, Any] = {}) -> tuple[Request, int]:
    """The request and who was picked, from what follows the verb, with the words that waited if they are still remembered."""
    person, asked, *named = args
    told = dict(one.split("=", 1) for one in named)
    kept = draft if told.get("words") and told["words"] == draft.get("id") else {}
    contact = Contact(
        kind=_made(ContactKind, told.get("kind")),
        happened_on=_made(date.fromisoformat, told.get("on")),
        is_meaningful=_made({"true": True, "false": False}.__getitem__, told.get("meaningful")),
        note=kept.get("note", ""),
    )
    request = Request(
        Asked(asked),
        day_from=_made(date.fromisoformat, told.get("from")),
        day_until=_made(date.fromisoformat, told.get("until")),
        move=_made(Move, told.get("move")),
        rings_at=_made(datetime.fromisoformat, told.get("at")),
        contact=contact if contact.note or _says_something(told) else None,
        reason=kept.get("reason", ""),
    )
    return request, int(person)


def waiting_words(request: Request) -> dict[str, str]:
    """What was typed and is no number of ours, to be remembered sealed until somebody is picked; nothing if there is none."""
    words = {"note": request.contact.note if request.contact else "", "reason": request.reason}
    kept = {name: text for name, text in words.items() if text}
    return {"id": secrets.token_hex(4), **kept} if kept else {}


def _says_something(told: Mapping[str, str]) -> bool:
    return not told.keys().isdisjoint({"kind", "on", "meaningful"})


def _day(day: Optional[date]) -> str:
    return day.isoformat() if day else ""


def _made(make: Callable[[str], T], text: Optional[str]) -> Optional[T]:
    return None if text is None else make(text)
