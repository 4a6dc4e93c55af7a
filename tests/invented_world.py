"""Three invented teams in two councils, an adviser or two in each, and a young person for each adviser."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from bot.casework.codes import Role
from bot.casework.tables import AuditEvent, PathwayPlan, PersonalAdviser, Team, YoungPerson
from bot.identity.access.decisions import Caller

if TYPE_CHECKING:
    from bot.records.database import Database

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 12)
ROOT = Path(__file__).resolve().parents[1]
PLACES = ("own", "colleague", "other_team", "other_council")


@dataclass(frozen=True)
class World:
    """Ids by place: `own`, `colleague` (same team), `other_team` (same council), `other_council`; `unassigned` people."""

    people: dict[str, int]
    advisers: dict[str, int]
    teams: dict[str, int]
    councils: dict[str, str]


def world(database: Database) -> World:
    """Make it. Whoever asks is the young person, the adviser or the manager of `own`."""
    councils = {
        "own": "rutland",
        "colleague": "rutland",
        "other_team": "rutland",
        "other_council": "rotherham",
    }
    own = Team(council="rutland", name="A")
    teams = {
        "own": own,
        "colleague": own,
        "other_team": Team(council="rutland", name="B"),
        "other_council": Team(council="rotherham", name="A"),
    }
    advisers = {
        place: PersonalAdviser(name=f"{place} (invented)", team=team) for place, team in teams.items()
    }
    people = {place: _person(place, councils[place], adviser) for place, adviser in advisers.items()}
    people["unassigned"] = _person("unassigned", "rutland", None)
    with database.transaction() as session:
        session.add_all(people.values())
        session.flush()
        return World(
            {place: int(person.id) for place, person in people.items()},
            {place: int(adviser.id) for place, adviser in advisers.items()},
            {place: int(team.id) for place, team in teams.items()},
            councils,
        )


def caller(made: World, role: str) -> Caller:
    """Who asks, in this role."""
    return {
        "young_person": Caller(Role.YOUNG_PERSON, "young_person:1", young_person_id=made.people["own"]),
        "personal_adviser": Caller(
            Role.PERSONAL_ADVISER, "staff:1", personal_adviser_id=made.advisers["own"], council="rutland"
        ),
        "team_manager": Caller(Role.TEAM_MANAGER, "staff:2", team_id=made.teams["own"], council="rutland"),
        "administrator": Caller(Role.ADMINISTRATOR, "staff:3"),
        "operator": Caller("operator", "terminal"),
    }[role]


def _person(place: str, council: str, adviser: PersonalAdviser | None) -> YoungPerson:
    plan = PathwayPlan(
        state="authorised", state_since=TODAY, authorised_on=date(2026, 1, 5)
    )  # overdue since July
    return YoungPerson(
        reference=f"YP-{place}",
        preferred_name="Kit (invented)",
        birth_date=date(2008, 11, 25),
        council=council,
        personal_adviser=adviser,
        plans=[plan],
    )


def events(database: Database) -> list[tuple[Any, ...]]:
    """What the audit keeps: role, actor, action, person, outcome."""
    with database.transaction() as session:
        columns = (
            AuditEvent.role,
            AuditEvent.actor,
            AuditEvent.action,
            AuditEvent.person,
            AuditEvent.outcome,
        )
        return [tuple(row) for row in session.execute(select(*columns).order_by(AuditEvent.id))]


def imports(path: Path) -> set[str]:
    """Every module that a file imports, with the names taken from packages."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found
