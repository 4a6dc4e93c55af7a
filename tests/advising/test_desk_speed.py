"""How long the desk takes for a list: of an adviser with 25 young people, and of a manager of eight such advisers."""

from __future__ import annotations

import time
from datetime import date
from typing import TYPE_CHECKING

import pytest
from desk_world import MANAGER, NOW, SAM, person_row, seen

from bot.casework.codes import PlanState
from bot.casework.tables import Accommodation, Activity, CallBackRequest, PersonalAdviser

if TYPE_CHECKING:
    from desk_world import DeskWorld

pytestmark = pytest.mark.alone
ROUNDS, MOST = 20, 0.5  # seconds
SINCE = date(2026, 1, 1)
STATES = [state for state in PlanState if state is not PlanState.SUPERSEDED]
VALUES = (
    "list/caseload/1",
    "list/overdue/1",
    "list/due/1",
    "list/contact_due/1",
    "list/key_dates/1",
    "list/indicators/1",
    "list/call_backs/1",
)


def add_caseload(made: DeskWorld, adviser: str, first: int) -> None:
    """Twenty-five young people in every state, some of them late and some long not seen."""
    with made.database.transaction() as session:
        for number in range(first, first + 25):
            state = STATES[number % len(STATES)]
            person = person_row(
                made, adviser, f"Person{number}", f"YP-{number:04}", state=state, review_in=number % 60 - 20
            )
            session.add(person)
            session.flush()
            session.add(seen(person, number % 90))
            session.add(Activity(young_person_id=person.id, activ="F1", since=SINCE))
            session.add(Accommodation(young_person_id=person.id, accom="U1", since=SINCE))
            if number % 5 == 0:
                session.add(CallBackRequest(young_person_id=person.id, asked_at=NOW))


def slowest_but_one_in_twenty(made: DeskWorld, who: str, value: str) -> float:
    """The time in seconds within which 19 of 20 answers come."""
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        answer = made.press(who, value)
        times.append(time.perf_counter() - started)
        assert answer.card is not None
    return sorted(times)[ROUNDS * 95 // 100 - 1]


def test_a_list_of_25_takes_well_under_half_a_second(made: DeskWorld) -> None:
    """Each list of an adviser, with its audit, in 19 of 20 cases."""
    add_caseload(made, SAM, 0)
    taken = {value: slowest_but_one_in_twenty(made, SAM, value) for value in VALUES}
    assert max(taken.values()) < MOST / 2, taken


def test_a_team_of_eight_with_25_each_takes_under_half_a_second(made: DeskWorld) -> None:
    """Each list of the manager, over 200 young people."""
    team = made.teams["A"]
    names = [SAM, "nell", *(f"adviser{number}" for number in range(6))]
    with made.database.transaction() as session:
        for name in names[2:]:
            adviser = PersonalAdviser(name=f"{name} (invented)", team_id=team)
            session.add(adviser)
            session.flush()
            made.advisers[name] = int(adviser.id)
    for number, name in enumerate(names):
        add_caseload(made, name, number * 25)
    taken = {value: slowest_but_one_in_twenty(made, MANAGER, value) for value in VALUES}
    assert max(taken.values()) < MOST, taken
