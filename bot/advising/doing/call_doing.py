"""Ticking off a wish to be called, by message."""

from __future__ import annotations

from datetime import datetime
from typing import Optional, Sequence

from bot.advising.asking import Asking
from bot.advising.doing.acts import LateError, do_call
from bot.advising.doing.deed_words import done_already
from bot.advising.doing.deeds import Done
from bot.advising.doing.doing_cards import about, press, told, undo_button, with_undo
from bot.answer import Answer
from bot.card import Fact
from bot.caseload.call_backs import person_of_call
from bot.caseload.call_promises import LONGEST, asked_call
from bot.caseload.person_now import OpenCall, PersonNow, person_now
from bot.casework.codes import ContactKind
from bot.delivery.alerts.alert_words import uk_time
from bot.delivery.staffing.call_words import bad_time, call_answer, new_call
from bot.delivery.staffing.working_hours import utc_of
from bot.phrases import phrase


def calls_asked(asking: Asking, person: int, rings_at: Optional[datetime] = None) -> Answer:
    """Whose wish it is, in words: the open ones, each with a button. `calls/17` shows the same.

    `rings_at` is when somebody says that they ring, by the United Kingdom's clock: the oldest wish is shown with that hour filled in.
    """
    found = person_now(asking.session, asking.caller, person, asking.when.now)
    if rings_at is not None:
        return (
            _to_promise(asking, found, rings_at)
            if found.calls
            else _told(phrase("staff_groups.no_call"), found)
        )
    if not found.calls:
        return _told(phrase("staff_deeds.call.none"), found)
    lead = (
        phrase("staff_deeds.call.lead_one")
        if len(found.calls) == 1
        else phrase("staff_deeds.call.lead_more", count=len(found.calls))
    )
    answer = _told(lead, found, *(fact for call in found.calls for fact in _facts(call)))
    buttons = [press(phrase("staff_deeds.call.button"), f"called/{call.id}") for call in found.calls]
    return answer.copy(update={"choices": tuple(buttons)})


def _to_promise(asking: Asking, person: PersonNow, rings_at: datetime) -> Answer:
    """The form that keeps by when somebody rings, with the hour that was said; nothing is kept by words."""
    oldest = min(person.calls, key=lambda call: (call.asked_at, call.id))
    asked = asked_call(asking.session, asking.caller, oldest.id, asking.when.now)
    moment = utc_of(rings_at.date(), rings_at.time())
    is_ahead = asking.when.now < moment <= asking.when.now + LONGEST
    said = new_call() if is_ahead else bad_time()
    return call_answer(asked, said, asking.when.now, chosen=moment if is_ahead else None)


def open_calls(asking: Asking, args: Sequence[str]) -> Answer:
    """`calls/17`."""
    return calls_asked(asking, int(args[0]))


def called(asking: Asking, args: Sequence[str]) -> Answer:
    """Tick it off: `called/<request>`. Whoever comes second is told."""
    request = int(args[0])
    try:
        done = do_call(asking.doer, asking.key, request)
    except LateError:
        return _told(phrase("staff_deeds.call.late"), _whose(asking, request))
    return _done(asking, done) if done.is_first else done_already(done)


def _done(asking: Asking, done: Done) -> Answer:
    person = person_now(asking.session, asking.caller, done.person, asking.when.now)
    answer = _told(with_undo(phrase("staff_deeds.call.done"), done), person)
    record = press(phrase("staff_deeds.call.record"), f"contact/{done.person}/{ContactKind.PHONE.value}")
    title = phrase("staff_deeds.call.done_title")
    return answer.copy(update={"title": title, "choices": (undo_button(done), record)})


def _told(lead: str, person: Optional[PersonNow], *facts: Fact) -> Answer:
    return told(
        phrase("staff_deeds.call.title"),
        lead,
        (phrase("staff_deeds.call.meaning"),),
        facts=(*((about(person),) if person else ()), *facts),
    )


def _facts(call: OpenCall) -> list[Fact]:
    asked = Fact(name=phrase("staff_deeds.fact.asked"), value=uk_time(call.asked_at))
    words = Fact(name=phrase("staff_deeds.fact.words"), value=call.words)
    return [asked, words] if call.words else [asked]


def _whose(asking: Asking, request: int) -> PersonNow:
    person = person_of_call(asking.session, request)
    return person_now(asking.session, asking.caller, person, asking.when.now)
