"""What `localoffer sms due` prints: who would be texted first, of what and when, and why not."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Iterator, Optional

from sqlalchemy import true

from bot.carrier_setup import make_reminder_rules
from bot.caseload.casework_reads import operator
from bot.delivery.reminding.coming_days import Coming, Facts, coming
from bot.delivery.reminding.reminder_facts import facts_of, london
from bot.delivery.reminding.reminder_queue import reminder_of
from bot.delivery.reminding.reminder_rules import Rules, why_never
from bot.delivery.reminding.reminder_tables import What
from bot.identity.access.decisions import Action, audited, demand, note

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from bot.cli.here import Here

_IN_WORDS = {
    What.REVIEW.value: "plan review due {}",
    What.EIGHTEEN.value: "18th birthday on {}",
    What.STAYING_PUT.value: "Staying Put ends on {}",
    What.ADVISER.value: "the right to a PA ends on {}",
    What.CALL_BACK.value: "wish for a call, of {}",
    What.SURVEY.value: "survey, open until {}",
}


@dataclass(frozen=True)
class DueLine:
    """One text: on or soon after `on` somebody would be told that `what` falls on `day`; or `why_not`."""

    on: str
    reference: str
    council: str
    what: str
    day: str
    why_not: Optional[str]


def reminder_lines(here: Here, days: int, *, as_json: bool) -> list[str]:
    """A line for each text of today and so many days after it, soonest first. Raises ValueError if `days` is negative.

    Everybody who is shown has it in their audit. Nothing is queued and nothing is changed.
    """
    if days < 0:
        raise ValueError(f"--days is {days}; give 0 or more")
    rules, now = make_reminder_rules(here.settings), here.clock.now()
    with audited(here.database, here.reach) as session:
        demand(session, operator(), Action.REMINDERS_DUE, None, now)
        people = facts_of(session, true(), now)
        found = {one.person: list(_of(session, one, rules, now, days)) for one in people}
        note(session, operator(), Action.REMINDERS_DUE, sorted(who for who, due in found.items() if due), now)
    lines = sorted(
        (line for due in found.values() for line in due), key=lambda line: (line.on, line.reference)
    )
    if as_json:
        return [json.dumps(asdict(line)) for line in lines]
    return [*map(_as_text, lines)] or [f"nobody is due a text in the next {days} days"]


def _of(session: Session, facts: Facts, rules: Rules, now: datetime, days: int) -> Iterator[DueLine]:
    on = london(now).date()
    due = [one for one in coming(facts, rules.parameters, on) if _is_in_time(one, on, days)]
    due = [one for one in due if not _has_left(session, facts, one)]
    why = why_never(session, facts, rules, now) if due else None
    for one in due:
        yield _line(facts, one, on, why.value if why else None)


def _is_in_time(one: Coming, on: date, days: int) -> bool:
    return one.first <= on + timedelta(days=days) and one.last >= on


def _has_left(session: Session, facts: Facts, one: Coming) -> bool:
    row = reminder_of(session, facts.person, one)
    return row is not None and row.left_at is not None


def _line(facts: Facts, one: Coming, on: date, why: Optional[str]) -> DueLine:
    first, day = max(one.first, on).isoformat(), one.day.isoformat()
    return DueLine(first, facts.reference, facts.council, one.what.value, day, why)


def _as_text(line: DueLine) -> str:
    why = f"; not sent: {line.why_not}" if line.why_not else ""
    return f"{line.on}  {line.reference}, {line.council}: {_IN_WORDS[line.what].format(line.day)}{why}"
