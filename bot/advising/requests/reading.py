"""Reads what a member of staff typed: who, what and when. Rules for what is sure, likeness to our examples for the rest."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Callable, Mapping, Sequence

from bot.advising.requests import following_up
from bot.advising.requests.asked_details import (
    dates_of,
    figure_of,
    is_turned_off,
    notice_of,
    sends_to_colleague,
    tells_of_call,
)
from bot.advising.requests.list_owner import owner_in
from bot.advising.requests.narrowed_kinds import shown_narrow
from bot.advising.requests.plain_request import straight
from bot.advising.requests.pointing_words import asks_list_of_all, is_other
from bot.advising.requests.request import Asked, Last, Request
from bot.advising.requests.said_days import no_such_day
from bot.advising.requests.said_hour import hour_in, promises_to_ring
from bot.advising.requests.second_ask import also_in
from bot.advising.requests.told_contact import contact_in
from bot.advising.requests.told_move import move_of, reason_in, why_in
from bot.advising.requests.unmade_contact import unmade_in
from bot.advising.requests.what_was_said import Said
from bot.advising.requests.which_kind import OF_MANY, kind_of

_MOST = 2_000  # letters that are looked at: more is a note
_PASSED_TO = re.compile(
    r"\b(?:hand|pass|give|send|assign|move)\b.*\b(?:alert|that|it|this|one|hers|his|theirs)\b.*\bto\s+$",
    re.IGNORECASE,
)
_OF_NOBODY = frozenset({Asked.UNDO, Asked.NOTICES, Asked.HELP})


def read_request(text: str, on: date, last: Last, names: Sequence[str]) -> Request:
    """What a member of staff asks for on a day. `names` are those of their people, first names or whole ones; `last` is what the talk was about.

    `person` is a name of `names` where one is meant, and else what was typed, so that somebody can be asked. Takes any text.
    Raises OSError where the lists in `data/staff` can't be read.
    """
    said = Said(straight(text[:_MOST]), on, last, names)
    asked, certainty, is_same = kind_of(said)
    found = Request(
        asked,
        is_same_request=is_same,
        certainty=certainty,
        is_more=following_up.asks_for_more(said.plain),
        asks_names=following_up.asks_who(said.plain),
        narrow=shown_narrow(said.plain, said.narrow, asked),
        no_such_day=no_such_day(said.plain),
        also=also_in(said.plain, asked),
    )
    found = _with_days(_with_person(found, said), said)
    more = _DETAILS.get(asked)
    return more(found, said) if more else found


def _with_person(found: Request, said: Said) -> Request:
    main = said.main
    if found.asked in _OF_NOBODY:
        return found
    if main and found.asked is Asked.ALERTS and _PASSED_TO.search(said.text[: main.begin]):
        return replace(found, is_last_person=said.last.has_person)
    if asks_list_of_all(said.plain, found.asked):
        return found
    if main is None or (found.asked in OF_MANY and not said.is_of_one):
        return replace(
            found,
            is_last_person=said.points(found.asked),
            is_other=is_other(said.plain),
            is_unclear=said.is_unclear and found.asked is not Asked.OFFER,
            owner=owner_in(said.text, main) if found.asked in OF_MANY else "",
        )
    others = dict.fromkeys(one.words for one in said.people if one.words != main.words and not one.is_denied)
    return replace(found, person=main.words, others=tuple(others), is_other=is_other(said.plain))


def _with_days(found: Request, said: Said) -> Request:
    """The day of a contact is one of its own details."""
    days = said.days[0]
    if found.asked is Asked.RECORD_CONTACT:
        return found
    if days:
        return replace(found, day_from=days.first, day_until=days.last)
    if found.is_same_request:
        return replace(found, day_from=said.last.day_from, day_until=said.last.day_until)
    return found


def _contact_due(found: Request, said: Said) -> Request:
    return replace(found, unmade=unmade_in(said.plain))


def _contact(found: Request, said: Said) -> Request:
    return replace(found, contact=contact_in(said.text, said.plain, said.spans, said.on))


def _move(found: Request, said: Said) -> Request:
    return replace(found, move=move_of(said.plain), reason=reason_in(said.text))


def _review(found: Request, said: Said) -> Request:
    return replace(found, reason=why_in(said.text))


def _notices(found: Request, said: Said) -> Request:
    return replace(found, is_off=is_turned_off(said.plain), notice=notice_of(said.plain))


def _figure(found: Request, said: Said) -> Request:
    return replace(found, figure=figure_of(said.plain))


def _dates(found: Request, said: Said) -> Request:
    return replace(found, dates=dates_of(said.plain))


def _call_back(found: Request, said: Said) -> Request:
    if promises_to_ring(said.plain):
        return replace(found, rings_at=hour_in(said.plain, said.on))
    return replace(found, is_done=tells_of_call(said.plain))


def _share(found: Request, said: Said) -> Request:
    is_of_list = said.main is None and not found.is_last_person
    return replace(found, to_colleague=sends_to_colleague(said.plain, is_of_list=is_of_list))


_DETAILS: Mapping[Asked, Callable[[Request, Said], Request]] = {
    Asked.RECORD_CONTACT: _contact,
    Asked.CONTACT_DUE: _contact_due,
    Asked.MOVE_PLAN: _move,
    Asked.ASK_REVIEW: _review,
    Asked.NOTICES: _notices,
    Asked.INDICATORS: _figure,
    Asked.KEY_DATES: _dates,
    Asked.CALL_BACKS: _call_back,
    Asked.SHARE: _share,
}
