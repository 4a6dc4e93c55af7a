"""What can be done, each as a deed: once by its key, in the transaction of its audit, with what it takes to take it back."""

from __future__ import annotations

from datetime import date
from typing import Optional

from bot.advising.doing.deeds import Act, DeedKind, Doer, Done, do_once
from bot.advising.doing.doing_tools import Notices
from bot.answer import Answer
from bot.caseload.call_backs import call_done, person_of_call
from bot.caseload.contacts import NewContact, record_contact
from bot.caseload.plan_moves import Wanted, bring_review_forward, make_move, person_of_plan
from bot.caseload.plan_views import record_views
from bot.caseload.shared_answers import share_answer
from bot.caseload.text_settings import set_pin
from bot.identity.by_phone.text_pins import Pins


class LateError(ValueError):
    """Somebody else did it first."""


def do_contact(doer: Doer, key: str, person: int, contact: NewContact) -> Done:
    """Record a contact. Raises as `record_contact`."""

    def act() -> Act:
        number = record_contact(doer.session, doer.caller, person, contact, doer.when.on, doer.when.now)
        assert contact.kind is not None
        assert contact.happened_on is not None
        said = {"kind": contact.kind.value, "day": contact.happened_on.isoformat()}
        return Act({"contact": number}, said)

    return do_once(doer, key, DeedKind.CONTACT, person, act)


def do_move(doer: Doer, key: str, plan_id: int, wanted: Wanted) -> Done:
    """Move a plan. Raises as `make_move`."""

    def act() -> Act:
        moved = make_move(
            doer.session, doer.caller, plan_id, wanted, doer.when.on, doer.when.now, doer.parameters
        )
        said = {"move": wanted.move.value, "before": moved.before.state, "after": moved.after.state}
        return Act(moved.as_data(), said)

    return do_once(doer, key, DeedKind.MOVE, person_of_plan(doer.session, plan_id), act)


def do_views(doer: Doer, key: str, plan_id: int, views: str, no_views: str) -> Done:
    """Write down the young person's views, or why there are none. Raises as `record_views`."""

    def act() -> Act:
        moved = record_views(doer.session, doer.caller, plan_id, views, no_views, doer.when.now)
        return Act(moved.as_data())

    return do_once(doer, key, DeedKind.VIEWS, person_of_plan(doer.session, plan_id), act)


def do_review(doer: Doer, key: str, plan_id: int, wanted_on: date, why: str = "") -> Done:
    """Ask for a review by a day, with why. Raises as `bring_review_forward`."""

    def act() -> Act:
        moved = bring_review_forward(
            doer.session, doer.caller, plan_id, wanted_on, doer.when.on, doer.when.now, why
        )
        kept = moved.after.next_review_on
        said = {"day": wanted_on.isoformat(), "kept": kept.isoformat() if kept else ""}
        return Act(moved.as_data(), said)

    return do_once(doer, key, DeedKind.REVIEW, person_of_plan(doer.session, plan_id), act)


def do_call(doer: Doer, key: str, request: int) -> Done:
    """Tick off a wish to be called. Raises AccessDenied, and LateError if somebody did before."""

    def act() -> Act:
        done_at = call_done(doer.session, doer.caller, request, doer.when.now)
        if done_at is None:
            raise LateError("somebody ticked this call off before")
        return Act({"call": request, "done_at": done_at.isoformat()})

    return do_once(doer, key, DeedKind.CALL, person_of_call(doer.session, request), act)


def do_pin(doer: Doer, key: str, person: int, pin: str, pins: Pins) -> Done:
    """Set a PIN, which is kept nowhere itself. Raises as `set_pin`."""

    def act() -> Act:
        before = set_pin(doer.session, doer.caller, person, pin, pins, doer.when.now)
        set_at = before.set_at.isoformat() if before.set_at else None
        return Act(
            {
                "hash": before.pin_hash,
                "set_at": set_at,
                "tries": before.tries,
                "now": doer.when.now.isoformat(),
            }
        )

    return do_once(doer, key, DeedKind.PIN, person, act)


def do_share(doer: Doer, key: str, person: int, answer: Answer, notices: Optional[Notices]) -> Done:
    """Leave an answer for their next visit; with `notices` they are texted that it waits. Raises AccessDenied."""

    def act() -> Act:
        number = share_answer(
            doer.session,
            doer.caller,
            person,
            doer.account,
            answer,
            doer.when.now,
            by_text=notices is not None,
        )
        if notices is not None:
            notices.put(doer.session, person, number, doer.when.now)
        return Act({"shared": number}, {"topic": answer.topic, "by": "text" if notices else "web"})

    return do_once(doer, key, DeedKind.SHARE, person, act)
