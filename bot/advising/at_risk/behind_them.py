"""What stands behind the urgent reply to a known member of staff: their duty phone, and buttons to tell the manager and to record it."""

from __future__ import annotations

from typing import Iterator, Optional

from bot.advising.asking import Asking
from bot.advising.doing.doing_cards import press
from bot.answer import Choice, ContactLine
from bot.caseload.staff_desk import scope_of
from bot.delivery.alerts.told_by_adviser import can_tell_manager, team_of
from bot.safeguarding.finding import Danger
from bot.safeguarding.staff_replies import DUTY_LINE, RECORD, RECORD_LABEL, TELL_LABEL, Behind

TELL, TOLD = "risk_tell", "risk_told"  # verbs, as RECORD is


def behind_them(asking: Asking, danger: Danger, person: Optional[int]) -> Behind:
    """For the reply; `person` is whom it is about, if that is known."""
    choices = tuple(_choices(asking, danger.kind, person)) if danger.is_about_other else ()
    return Behind(duty_lines(asking), choices, asking.caller.council)


def duty_lines(asking: Asking) -> tuple[ContactLine, ...]:
    """The duty phone of the caller's own team; none if it is not on record."""
    team = team_of(asking.session, asking.caller)
    if team is None or not team.duty_phone:
        return ()
    return (ContactLine(name=DUTY_LINE, phone=str(team.duty_phone)),)


def tell_button(kind: str, person: Optional[int]) -> Choice:
    """Opens the question whom to tell of."""
    return press(TELL_LABEL, _of(f"{TELL}/{kind}", person))


def record_button(person: Optional[int]) -> Choice:
    """Opens the form of a contact, with what they wrote."""
    return press(RECORD_LABEL, _of(RECORD, person))


def _choices(asking: Asking, kind: str, person: Optional[int]) -> Iterator[Choice]:
    if asking.tools.alerts is not None and can_tell_manager(asking.session, asking.caller, asking.when.now):
        yield tell_button(kind, person)
    if scope_of(asking.caller) is not None:
        yield record_button(person)


def _of(verb: str, person: Optional[int]) -> str:
    return verb if person is None else f"{verb}/{person}"
