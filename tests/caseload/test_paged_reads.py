"""Pages, one person at once, and who is not counted: each role reads what it may and nothing else, with one decision each."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Callable

import pytest
from invented_world import NOW, PLACES, TODAY, World, caller, events, world

from bot.caseload import paged_reads, person_reads
from bot.caseload.paged_reads import SHOWN, cut
from bot.caseload.staff_desk import When
from bot.casework.scope import AdviserScope, TeamScope
from bot.casework.tables import CallBackRequest
from bot.identity.access.decisions import AccessDenied, Action, audited

if TYPE_CHECKING:
    from bot.entitlements.parameters import Parameters
    from bot.records.database import Database

WHEN = When(TODAY, NOW)
Read = Callable[..., Any]


def everybody(rows: Any) -> Any:
    """Picks all."""
    return rows


LISTS: dict[str, Read] = {
    "glance": lambda session, who, scope, parameters: paged_reads.glance(
        session, who, scope, parameters, WHEN
    ),
    "people": lambda session, who, scope, parameters: paged_reads.people_page(
        session, who, Action.PLANS_OVERDUE, scope, parameters, WHEN, everybody, 1
    ),
    "dates": lambda session, who, scope, parameters: paged_reads.dates_page(
        session, who, scope, parameters, WHEN, TODAY.replace(year=2027), everybody, 1
    ),
    "not_counted": lambda session, who, scope, parameters: paged_reads.not_counted_page(
        session, who, scope, "up_to_date_plans", parameters, WHEN, 1
    ),
    "calls": lambda session, who, scope, _parameters: paged_reads.calls_page(session, who, scope, WHEN, 1),
}
OF_ONE: dict[str, Read] = {
    "at_once": lambda session, who, person, parameters: person_reads.person_at_once(
        session, who, person, parameters, WHEN
    ),
    "dates": lambda session, who, person, parameters: person_reads.dates_of_person(
        session, who, person, parameters, WHEN, 30
    ),
}
# Whose people each role reads, by the kind of target; what is not here is denied.
MAY: dict[tuple[str, str], set[str]] = {
    ("personal_adviser", "person"): {"own"},
    ("personal_adviser", "adviser"): {"own"},
    ("team_manager", "person"): {"own", "colleague"},
    ("team_manager", "adviser"): {"own", "colleague"},
    ("team_manager", "team"): {"own", "colleague"},
}
# Where a plan stands is read by two more: by whom it belongs to, and by whoever holds the machine's keys.
PLAN_STATUS: dict[str, tuple[str, ...]] = {"young_person": ("own",), "operator": PLACES}
ROLES = ("young_person", "personal_adviser", "team_manager", "administrator", "operator")


def targets(made: World, place: str) -> list[tuple[str, str, Read, Any]]:
    """Each read of somebody of a place: its name, the kind of target, itself and the target."""
    lists = [
        (name, kind, read, target)
        for name, read in LISTS.items()
        for kind, target in (
            ("adviser", AdviserScope(made.advisers[place])),
            ("team", TeamScope(made.teams[place])),
        )
    ]
    return [*lists, *((name, "person", read, made.people[place]) for name, read in OF_ONE.items())]


@pytest.mark.parametrize("role", ROLES)
def test_each_role_reads_what_it_may_and_nothing_else(
    database: Database, parameters: Parameters, role: str
) -> None:
    """Every read of everybody, with one verdict and only such events: allowed ones name nobody who is not theirs."""
    made, wrong = world(database), []
    for place in PLACES:
        for name, kind, read, target in targets(made, place):
            before, is_allowed = len(events(database)), True
            try:
                with audited(database) as session:
                    read(session, caller(made, role), target, parameters)
            except AccessDenied:
                is_allowed = False
            kept = events(database)[before:]
            may = place in MAY.get((role, kind), ()) or place in PLAN_STATUS.get(role, ()) * (
                name == "at_once"
            )
            outcomes = {event[4] for event in kept} - ({"allowed"} if is_allowed else {"denied"})
            if is_allowed != may or outcomes:
                wrong.append((name, kind, place, is_allowed, kept))
    assert wrong == []


def test_a_page_keeps_whom_it_shows(database: Database, parameters: Parameters) -> None:
    """A manager's list of two is two events, and one page that picks one of them is one."""
    made = world(database)
    scope = TeamScope(made.teams["own"])
    with audited(database) as session:
        page = paged_reads.people_page(
            session,
            caller(made, "team_manager"),
            Action.CASELOAD,
            scope,
            parameters,
            WHEN,
            lambda rows: rows[:1],
            1,
        )
    assert page.total == 1
    assert [event[3] for event in events(database)] == [page.rows[0].young_person_id]


def test_an_unknown_indicator_is_refused_by_name(database: Database, parameters: Parameters) -> None:
    """A figure that nobody defined has no people."""
    made = world(database)
    read = partial(paged_reads.not_counted_page, parameters=parameters, when=WHEN, number=1)
    with pytest.raises(LookupError, match="no indicator"), audited(database) as session:
        read(session, caller(made, "personal_adviser"), AdviserScope(made.advisers["own"]), "luck")


def test_calls_that_are_done_wait_no_more(database: Database) -> None:
    """Only open requests are on the page and in the audit."""
    made = world(database)
    with database.transaction() as session:
        own, colleague = made.people["own"], made.people["colleague"]
        session.add(CallBackRequest(young_person_id=own, asked_at=NOW))
        session.add(CallBackRequest(young_person_id=colleague, asked_at=NOW, done_at=NOW))
    with audited(database) as session:
        page = paged_reads.calls_page(
            session, caller(made, "team_manager"), TeamScope(made.teams["own"]), WHEN, 1
        )
    assert [row.young_person_id for row in page.rows] == [own]
    assert [event[3] for event in events(database)] == [own]


class Numbered:
    """A row with a number."""

    def __init__(self, number: int) -> None:
        self.young_person_id = number


@pytest.mark.parametrize(
    ("rows", "number", "shown", "pages"),
    [
        (0, 1, (0, 0), 1),
        (10, 1, (0, 10), 1),
        (11, 2, (10, 11), 2),
        (11, 3, (10, 11), 2),
        (11, -4, (0, 10), 2),
    ],
)
def test_pages_are_of_ten_and_there_is_always_one(
    rows: int, number: int, shown: tuple[int, int], pages: int
) -> None:
    """A number before the first or behind the last page gives the nearest."""
    page = cut([Numbered(one) for one in range(rows)], number)
    assert SHOWN == 10
    assert [row.young_person_id for row in page.rows] == list(range(*shown))
    assert (page.total, page.pages) == (rows, pages)
