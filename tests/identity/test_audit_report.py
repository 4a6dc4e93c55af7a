"""Who looked at YP-1042: every access, no more and no fewer."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from invented_world import NOW, TODAY, caller, world

from bot.caseload import casework_reads
from bot.casework.codes import Role
from bot.casework.scope import AdviserScope, TeamScope
from bot.casework.tables import ReturnFact, YoungPerson
from bot.cli.main import main
from bot.identity.access.audit_report import Access, accesses_of, audit_report
from bot.identity.access.decisions import AccessDenied, Caller, audited
from bot.records.database import Database
from bot.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from bot.entitlements.parameters import Parameters


def looks(database: Database, parameters: Parameters) -> tuple[int, list[tuple[str, str, str, str]]]:
    """A known run of accesses, one a minute, to the record of `own` and around it. Returns the id and those to `own`."""
    made = world(database)
    own, other = made.people["own"], made.people["other_team"]
    adviser, team = AdviserScope(made.advisers["own"]), TeamScope(made.teams["own"])
    reads = casework_reads
    run = [
        ("young_person", reads.plan_status, own, "plan_status", "allowed"),
        ("personal_adviser", reads.plan_status, own, "plan_status", "allowed"),
        ("personal_adviser", reads.plan_status, other, None, None),  # denied, and about somebody else
        ("personal_adviser", reads.caseload, adviser, "caseload", "allowed"),
        ("team_manager", reads.plans_overdue, team, "plans_overdue", "allowed"),
        ("team_manager", reads.indicators, team, None, None),  # counts are nobody's record
        ("administrator", reads.plan_status, own, "plan_status", "denied"),
        ("administrator", reads.caseload, adviser, None, None),  # denied before anybody was looked at
        ("operator", reads.plan_status, own, "plan_status", "allowed"),
        ("young_person", reads.plan_status, own, "plan_status", "allowed"),
    ]
    expected = []
    for minute, (role, query, target, action, outcome) in enumerate(run):
        try:
            with audited(database) as session:
                query(session, caller(made, role), target, parameters, TODAY, NOW + timedelta(minutes=minute))
        except AccessDenied:
            assert outcome in (None, "denied")
        if action:
            expected.append((role, caller(made, role).actor, action, outcome))
    return own, expected


def test_the_report_has_exactly_the_accesses_of_the_run(database: Database, parameters: Parameters) -> None:
    """In their order, with when, role, actor, action and outcome."""
    own, expected = looks(database, parameters)
    with database.transaction() as session:
        found = accesses_of(session, own)
    assert [(a.role, a.actor, a.action, a.outcome) for a in found] == expected
    assert (found[0].happened_at, found[-1].happened_at) == (NOW, NOW + timedelta(minutes=9))


def test_reading_the_report_is_an_access_too(database: Database, parameters: Parameters) -> None:
    """It lists itself, last; only the operator may read it, and who tried stands in it."""
    own, expected = looks(database, parameters)
    later = NOW + timedelta(hours=1)
    with pytest.raises(AccessDenied), audited(database) as session:
        audit_report(session, Caller(Role.ADMINISTRATOR, "staff:3"), own, later)
    with audited(database) as session:
        found = audit_report(session, casework_reads.operator(), own, later)
    tried, asked = (
        ("administrator", "staff:3", "audit_report", "denied"),
        ("operator", "terminal", "audit_report", "allowed"),
    )
    assert [(a.role, a.actor, a.action, a.outcome) for a in found] == [*expected, tried, asked]
    assert all(isinstance(access, Access) for access in found)


@pytest.fixture
def at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    """The database that the command opens by itself."""
    monkeypatch.setenv("LOCALOFFER_STATE", str(tmp_path))
    made = Database(Settings().database, Settings().sealing_keys())
    made.create_tables()
    return made


def run(*arguments: str) -> int:
    """`localoffer ...`, as on the terminal."""
    return main(arguments)


def test_the_command_prints_the_report(
    at_home: Database, parameters: Parameters, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line for each access, under one line of names."""
    _, expected = looks(at_home, parameters)
    assert run("audit", "YP-own") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"YP-own: {len(expected) + 1} accesses (times in UTC)"
    assert lines[1].split() == ["when", "role", "actor", "action", "outcome"]
    listed = {tuple(line.split()[2:]) for line in lines[2:]}
    assert listed == {*expected, ("operator", "terminal", "audit_report", "allowed")}
    assert len(lines) == len(expected) + 3


def test_the_report_has_what_the_terminal_took_out_and_brought_in(
    at_home: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A row in a return that was written or read, an export and the reports themselves, all by the operator."""
    made, table = world(at_home), tmp_path / "oc3.csv"
    with at_home.transaction() as session:
        session.add(
            ReturnFact(
                young_person_id=made.people["own"],
                year_ending=2026,
                in_touch="YES",
                activ="F1",
                accom="U1",
                confirmed_on=TODAY,
            )
        )
    year = ("--year", "2026", "--council", "rutland")
    assert run("return", "export", str(table), *year) == 0
    table.write_text(table.read_text().replace("F1", "P1"))
    assert run("return", "import", str(table), *year) == 0
    assert run("person", "export", "YP-own", "--out", str(tmp_path / "held.json")) == 0
    assert run("audit", "YP-own") == 0
    assert run("audit", "YP-other_team") == 0  # who was in none of these
    capsys.readouterr()
    assert run("audit", "YP-own") == 0
    listed = [line.split()[2:5] for line in capsys.readouterr().out.splitlines()[2:]]
    actions = ("return_export", "return_import", "export", "audit_report", "audit_report")
    assert listed == [["operator", "terminal", action] for action in actions]
    with at_home.transaction() as session:
        assert [found.action for found in accesses_of(session, made.people["other_team"])] == ["audit_report"]


def test_an_unknown_reference_is_named(at_home: Database, capsys: pytest.CaptureFixture[str]) -> None:
    """With what to check."""
    assert run("audit", "YP-NOBODY") == 1
    assert "'YP-NOBODY'" in capsys.readouterr().err


def test_a_reference_of_two_councils_needs_the_council(
    at_home: Database, parameters: Parameters, capsys: pytest.CaptureFixture[str]
) -> None:
    """No report of the wrong person."""
    looks(at_home, parameters)
    with at_home.transaction() as session:
        session.add(
            YoungPerson(reference="YP-own", preferred_name="Lou", birth_date=TODAY, council="rotherham")
        )
    assert run("audit", "YP-own") == 1
    assert "--council" in capsys.readouterr().err
    assert run("audit", "YP-own", "--council", "rotherham") == 0
    assert capsys.readouterr().out.startswith("YP-own: 1 access (times in UTC)")  # this one
