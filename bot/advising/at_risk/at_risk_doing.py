"""The buttons under the urgent reply: tell my manager, record it. Each shows first whom it is about, or asks."""

from __future__ import annotations

from typing import Mapping, Optional, Sequence

from bot.advising.asking import Asking, Handler
from bot.advising.at_risk.at_risk_cards import (
    WHO,
    ask_to_tell,
    ask_whom_to_tell_of,
    cannot_tell,
    told_them,
    whom_form,
)
from bot.advising.at_risk.behind_them import TELL, TOLD, record_button
from bot.advising.doing.contact_doing import DAY, NOTE, contact_form
from bot.advising.doing.doing_cards import press
from bot.advising.talk_state import TalkState, state_of
from bot.answer import Answer
from bot.caseload.contacts import MOST_NOTE
from bot.caseload.person_now import person_now
from bot.delivery.alerts.stored_alerts import Rules
from bot.delivery.alerts.told_by_adviser import tell_manager
from bot.phrases import phrase
from bot.safeguarding.finding import Danger
from bot.safeguarding.staff_replies import RECORD


def open_tell(asking: Asking, args: Sequence[str]) -> Answer:
    """`risk_tell/missing` or `risk_tell/missing/17`. Raises AccessDenied for somebody else's."""
    kind, person = args[0], _person(asking, args[1:])
    if _rules(asking) is None:
        return cannot_tell(asking)
    if person is None:
        return ask_whom_to_tell_of(asking, kind)
    return ask_to_tell(person_now(asking.session, asking.caller, person, asking.when.now), kind)


def tell_them(asking: Asking, args: Sequence[str]) -> Answer:
    """`risk_told/missing/17`, or whom the form names: the alert. Raises AccessDenied for somebody else's."""
    kind, number, rules = args[0], _person(asking, args[1:]), _rules(asking)
    if rules is None:
        return cannot_tell(asking)
    if number is None:
        return ask_whom_to_tell_of(asking, kind)
    person = person_now(asking.session, asking.caller, number, asking.when.now)
    what = tell_manager(asking.session, asking.caller, number, Danger(kind), rules, asking.when.now)
    return told_them(asking, person, kind, what, record_button(number))


def open_record(asking: Asking, args: Sequence[str]) -> Answer:
    """`risk_record/17`, or whom the form names: the form of a contact, with what they wrote if that is remembered."""
    person = _person(asking, args)
    state = state_of(asking.session, asking.conversation, asking.when.now)
    return record_for(asking, person, told_of(asking, state, person))


def told_of(asking: Asking, state: TalkState, person: Optional[int]) -> str:
    """What they wrote of a danger; nothing where that was of another than this one: it must not get into their record."""
    return "" if person is not None and state.person not in (None, person) else asking.told


def record_for(asking: Asking, person: Optional[int], words: str) -> Answer:
    """The form, with these words as its note; without somebody it asks first. Raises AccessDenied for somebody else's."""
    if person is None:
        send = press(phrase("staff_danger.record.go_on"), RECORD)
        title, lead = phrase("staff_danger.record.title"), phrase("staff_danger.record.whom")
        return whom_form(asking, title, lead, send)
    found = person_now(asking.session, asking.caller, person, asking.when.now)
    return contact_form(asking, found, {DAY: asking.when.on.isoformat(), NOTE: words[:MOST_NOTE]})


def _rules(asking: Asking) -> Optional[Rules]:
    """How an alert is raised; None where the caller has no manager here, as managers and administrators have none."""
    return asking.tools.alerts if asking.caller.personal_adviser_id is not None else None


def _person(asking: Asking, args: Sequence[str]) -> Optional[int]:
    number = args[0] if args else asking.inputs.get(WHO, "")
    return int(number) if number.isdecimal() else None


HANDLERS: Mapping[str, Handler] = {TELL: open_tell, TOLD: tell_them, RECORD: open_record}
