"""The yearly return: only what advisers confirmed, and what the published validator says of it. Everybody is invented."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from invented import KEY
from sqlalchemy import select

from bot.casework.codes import ACCOM, ACTIV, IN_TOUCH
from bot.casework.intake.faults import IntakeError
from bot.casework.privacy.erased import erased_lookup, remember
from bot.casework.returns.oc3 import gather_return, import_return, write_return
from bot.casework.returns.oc3_checks import OC3Row, check
from bot.casework.tables import (
    Accommodation,
    Activity,
    AuditEvent,
    PersonalAdviser,
    ReturnFact,
    Team,
    YoungPerson,
)
from bot.cli.main import main
from bot.records.database import Database
from bot.records.keyed import Keyed

DAY = date(2026, 11, 22)
YEAR = 2026
ERASED = erased_lookup(Keyed(b"a secret for tests"))
HEADING = "CHILD,DOB,IN_TOUCH,ACTIV,ACCOM\n"
PACKAGES = ("csc-validator-be-903==0.1.17", "pandas<2", "numpy<1.25")
# Runs in the validator's own environment: reads a file's name, prints {rule: [lines]}.
ASK = """
import importlib, json, sys
from pathlib import Path
from lac_validator.lac_validator import LacValidator
files = [{"name": "oc3.csv", "description": "This year", "file_content": Path(sys.argv[1]).read_bytes()}]
registry = importlib.import_module("lac_validator.rules.lac2025_26").registry
found = LacValidator(metadata={"collectionYear": "2025/26", "localAuthority": "E09000027"}, files=files, registry=registry)
marked = found.ds_results["OC3"]
rules = {name[4:]: [int(line) + 2 for line in marked.index[marked[name] == True]] for name in marked if name.startswith("ERR_")}
print(json.dumps({"rows": len(marked), "rules": {rule: lines for rule, lines in rules.items() if lines}}))
"""


def person(reference: str, born: date, *codes: str, year: int = YEAR, **fields: Any) -> list[Any]:
    """An invented young person and what was confirmed of them."""
    made = YoungPerson(
        reference=reference, preferred_name="Kit", birth_date=born, council="rutland", **fields
    )
    if not codes:
        return [made]
    return [made, (year, codes)]


def keep(database: Database, *people: list[Any]) -> None:
    """Keep people with their facts."""
    with database.transaction() as session:
        for made, *facts in people:
            session.add(made)
            session.flush()
            session.add_all(
                ReturnFact(
                    young_person_id=made.id,
                    year_ending=year,
                    in_touch=codes[0],
                    activ=codes[1],
                    accom=codes[2],
                    confirmed_on=DAY,
                )
                for year, codes in facts
            )


def exported(database: Database, path: Path, year: int = YEAR) -> str:
    """The table as it is written."""
    with database.transaction() as session:
        rows, made = gather_return(session, year, "rutland")
    assert made.findings == []
    write_return(path, rows)
    return path.read_text(encoding="utf-8").replace("\r\n", "\n")


def taken(database: Database, path: Path, text: str, confirmed_by: int | None = None) -> Any:
    """Import a table of this text."""
    path.write_text(text, encoding="utf-8")
    with database.transaction() as session:
        return import_return(session, path, YEAR, "rutland", DAY, ERASED, confirmed_by)


def facts(database: Database) -> list[tuple[Any, ...]]:
    """Every fact on record."""
    with database.transaction() as session:
        wanted = select(
            YoungPerson.reference,
            ReturnFact.in_touch,
            ReturnFact.activ,
            ReturnFact.accom,
            ReturnFact.confirmed_by_id,
        )
        return [
            tuple(row) for row in session.execute(wanted.join(ReturnFact).order_by(YoungPerson.reference))
        ]


def everybody() -> list[list[Any]]:
    """Each code at least once."""
    rows = [("YES", activ, "U1") for activ in ACTIV if activ != "0"]
    rows += [("YES", "F1", accom) for accom in ACCOM if accom != "0"]
    rows += [(code, "0", "0") for code in IN_TOUCH if code != "YES"]
    return [person(f"YP-{number:03d}", date(2006, 2, 28), *codes) for number, codes in enumerate(rows)]


def test_only_what_an_adviser_confirmed_for_the_year_is_exported(database: Database, tmp_path: Path) -> None:
    """Where somebody lives and works by other records is no return; nor is another year."""
    keep(
        database,
        person("YP-2", date(2006, 2, 28), "YES", "F2", "U1"),
        person("YP-1", date(2008, 2, 29), "NO", "0", "0"),
        person("YP-3", date(2006, 2, 28)),
        person("YP-4", date(2006, 2, 28), "YES", "F2", "U1", year=2025),
    )
    with database.transaction() as session:
        other = session.execute(select(YoungPerson).where(YoungPerson.reference == "YP-3")).scalar_one()
        session.add(Activity(young_person_id=other.id, activ="F2", since=DAY))
        session.add(Accommodation(young_person_id=other.id, accom="U1", since=DAY))
    assert (
        exported(database, tmp_path / "oc3.csv")
        == f"{HEADING}YP-1,29/02/2008,NO,0,0\nYP-2,28/02/2006,YES,F2,U1\n"
    )


def test_an_export_comes_back_as_it_was(database: Database, tmp_path: Path) -> None:
    """Import after export changes nothing; into records without facts, it gives the same table again."""
    keep(database, *everybody())
    text = exported(database, tmp_path / "oc3.csv")
    same = taken(database, tmp_path / "again.csv", text)
    assert (same.added, same.changed, same.findings) == (0, 0, [])
    with database.transaction() as session:
        session.query(ReturnFact).delete()
    assert taken(database, tmp_path / "again.csv", text).added == len(everybody())
    assert exported(database, tmp_path / "third.csv") == text


ROWS = [
    ("YP-1,28/02/2006,MAYBE,F1,U1", "IN_TOUCH", "131"),
    ("YP-1,28/02/2006,YES,F3,U1", "ACTIV", "132"),
    ("YP-1,28/02/2006,YES,F1,Q1", "ACCOM", "133"),
    ("YP-1,28/02/2006,YES,F1,S1", "ACCOM", "133"),
    ("YP-1,28/02/2006,YES,F1,X1", "ACCOM", "133"),
    ("YP-1,28/02/2006,YES,,U1", "ACTIV", "153"),
    ("YP-1,28/02/2006,DIED,0,U1", "ACCOM", "344"),
    ("YP-1,28/02/2006,RHOM,F1,0", "ACTIV", "344"),
    ("YP-1,28/02/2006,YES,0,U1", "ACTIV", "345"),
    ("YP-1,01/04/2009,YES,F1,U1", "DOB", "391"),
]
OURS = [
    ("YP-1,01/04/2008,YES,F1,T1", "ACCOM", "347"),
    ("YP-1,01/04/2008,YES,F1,T2", "ACCOM", "347"),
    ("YP-1,01/04/2008,YES,F1,Z1", "ACCOM", "3001"),
    ("YP-1,2006-02-28,YES,F1,U1", "DOB", ""),
    ("YP-1,1/2/2006,YES,F1,U1", "DOB", ""),
    ("YP-1,30/02/2006,YES,F1,U1", "DOB", ""),
    (",28/02/2006,YES,F1,U1", "CHILD", ""),
]


@pytest.mark.parametrize(("row", "field", "rule"), ROWS + OURS)
def test_each_fault_is_named_by_field_and_rule(row: str, field: str, rule: str) -> None:
    """With a reason and a fix."""
    (found,) = check(OC3Row(*row.split(",")), 2, YEAR)
    assert (found.line, found.field, found.rule) == (2, field, rule)
    assert found.reason
    assert found.fix


@pytest.mark.parametrize(
    "row",
    [
        "YP-1,31/03/2009,YES,F1,U1",
        "YP-1,31/03/2008,YES,F1,T1",
        "YP-1,31/03/2008,YES,F1,Z1",
        "YP-1,29/02/2008,NO,0,R2",
    ],
)
def test_somebody_just_old_enough_is_taken(row: str) -> None:
    """17 on the last day of the year, and 18 for a foyer and for Staying Put."""
    assert check(OC3Row(*row.split(",")), 2, YEAR) == []


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("YP-9,28/02/2006,YES,F1,U1", "CHILD"),
        ("YP-1,27/02/2006,YES,F1,U1", "DOB"),
        ("YP-2,28/02/2006,YES,F1,U1", "CHILD"),
        ("YP-1,28/02/2006,YES,F1,S1", "ACCOM"),
    ],
)
def test_one_bad_row_keeps_the_whole_return_out(
    database: Database, tmp_path: Path, row: str, field: str
) -> None:
    """Unknown, other birthday, twice, or a wrong code: nothing is kept."""
    keep(database, person("YP-1", date(2006, 2, 28)), person("YP-2", date(2006, 2, 28)))
    made = taken(database, tmp_path / "oc3.csv", f"{HEADING}YP-2,28/02/2006,YES,F1,U1\n{row}\n")
    assert [(found.line, found.field) for found in made.findings] == [(3, field)]
    assert facts(database) == []


def test_a_table_without_one_of_the_columns_is_refused(database: Database, tmp_path: Path) -> None:
    """The message names the column, what the file has, and all five."""
    said = r"no column 'ACCOM' \(is it 'ACOM'\?\); line 1 has CHILD, DOB, IN_TOUCH, ACTIV, ACOM; .*CHILD,DOB,IN_TOUCH,ACTIV,ACCOM"
    with pytest.raises(IntakeError, match=said):
        taken(database, tmp_path / "oc3.csv", "CHILD,DOB,IN_TOUCH,ACTIV,ACOM\nYP-1,28/02/2006,YES,F1,U1\n")


def test_what_a_named_adviser_confirmed_is_replaced_only_by_name(database: Database, tmp_path: Path) -> None:
    """A file alone does not overrule an adviser."""
    keep(database, person("YP-1", date(2006, 2, 28)))
    with database.transaction() as session:
        session.add(
            PersonalAdviser(name="Nell Abara (invented)", team=Team(council="rutland", name="Leaving care"))
        )
    row = f"{HEADING}YP-1,28/02/2006,YES,F1,U1\n"
    assert taken(database, tmp_path / "oc3.csv", row, 1).added == 1
    assert [
        found.field for found in taken(database, tmp_path / "oc3.csv", row.replace("F1", "P1")).findings
    ] == ["IN_TOUCH"]
    assert facts(database) == [("YP-1", "YES", "F1", "U1", 1)]
    assert taken(database, tmp_path / "oc3.csv", row.replace("F1", "P1"), 1).changed == 1
    with pytest.raises(IntakeError, match="404"):
        taken(database, tmp_path / "oc3.csv", row, 404)


def test_an_erased_person_s_row_is_left_out_of_an_import(database: Database, tmp_path: Path) -> None:
    """Without an error, whatever the row says; the others are kept."""
    keep(database, person("YP-1", date(2006, 2, 28)))
    with database.transaction() as session:
        remember(session, "rutland", "YP-2", DAY, ERASED)
        remember(session, "rotherham", "YP-1", DAY, ERASED)
    made = taken(
        database, tmp_path / "oc3.csv", f"{HEADING}YP-1,28/02/2006,YES,F1,U1\nYP-2,28/02/2006,YES,F1,S1\n"
    )
    assert (made.rows, made.erased, made.added, made.findings) == (1, 1, 1, [])
    assert [fact[0] for fact in facts(database)] == ["YP-1"]


def command(*words: str) -> int:
    """`localoffer return ...`, as on the terminal."""
    return main(["return", *words])


def test_the_commands_read_write_and_report(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A table in, the same table out, and a report of what is wrong."""
    install(database, tmp_path, monkeypatch)
    keep(database, person("YP-1", date(2006, 2, 28)))
    given, written, report = tmp_path / "in.csv", tmp_path / "out.csv", tmp_path / "report.csv"
    given.write_text(f"{HEADING}YP-1,28/02/2006,YES,F1,U1\n", encoding="utf-8")
    assert command("import", str(given), "--year", "2026") == 0
    assert command("export", str(written), "--year", "2026") == 0
    assert written.read_text(encoding="utf-8").split() == given.read_text(encoding="utf-8").split()
    given.write_text(f"{HEADING}YP-1,28/02/2006,YES,F1,X1\n", encoding="utf-8")
    assert command("import", str(given), "--year", "2026", "--report", str(report)) == 1
    with report.open(encoding="utf-8") as file:
        assert [(row["line"], row["field"], row["rule"]) for row in csv.DictReader(file)] == [
            ("2", "ACCOM", "133")
        ]
    assert "1 added" in capsys.readouterr().out


def test_every_row_that_leaves_the_house_is_on_the_audit_record(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One event for each person in an export, and for each whose record an import changed; by the operator."""
    install(database, tmp_path, monkeypatch)
    keep(
        database,
        person("YP-1", date(2006, 2, 28), "YES", "F2", "U1"),
        person("YP-2", date(2006, 2, 28), "NO", "0", "0"),
    )
    keep(database, person("YP-3", date(2006, 2, 28)))
    file = str(tmp_path / "oc3.csv")
    assert command("export", file, "--year", "2026") == 0
    assert events(database) == [("operator", "return_export", 1), ("operator", "return_export", 2)]
    (tmp_path / "oc3.csv").write_text(
        f"{HEADING}YP-1,28/02/2006,YES,F2,U1\nYP-3,28/02/2006,YES,F1,U1\n", encoding="utf-8"
    )
    assert command("import", file, "--year", "2026") == 0
    assert events(database)[2:] == [("operator", "return_import", 3)]
    assert command("import", file, "--year", "2026") == 0
    assert events(database)[3:] == [("operator", "return_import", None)]


def test_no_row_leaves_the_house_without_an_event(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where events can't be kept, no file is written; with a fault neither, and one that is there stays."""
    install(database, tmp_path, monkeypatch)
    keep(database, person("YP-1", date(2009, 4, 1), "YES", "F1", "U1"))
    file = tmp_path / "oc3.csv"
    file.write_text("before", encoding="utf-8")
    assert command("export", str(file), "--year", "2026") == 1
    assert (events(database), file.read_text(encoding="utf-8")) == ([], "before")
    with database.transaction() as session:
        session.execute(select(YoungPerson)).scalar_one().birth_date = date(2006, 2, 28)
    with database.owning() as engine, engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE audit_event")
    assert command("export", str(file), "--year", "2026") == 1
    assert "nothing of this step was kept" in capsys.readouterr().err
    assert file.read_text(encoding="utf-8") == "before"


def install(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the commands find this database and its keys."""
    monkeypatch.setenv("LOCALOFFER_DATABASE_URL", database.engine.url.render_as_string(hide_password=False))
    monkeypatch.setenv("LOCALOFFER_DATA_KEYS", KEY)
    monkeypatch.setenv("LOCALOFFER_STATE", str(tmp_path / "state"))


def events(database: Database) -> list[tuple[Any, ...]]:
    """Role, action and person of every event."""
    with database.transaction() as session:
        wanted = select(AuditEvent.role, AuditEvent.action, AuditEvent.person).order_by(AuditEvent.id)
        return [tuple(row) for row in session.execute(wanted)]


@pytest.fixture(scope="session")
def validator(root: Path) -> Path:
    """The Python of the published validator's own environment; made once, then it needs no network."""
    folder = root / ".pytest_cache" / "oc3-venv"
    python, done = folder / "bin" / "python", folder / "complete"
    if not done.exists():
        made = run(sys.executable, "-m", "venv", "--clear", str(folder))
        made = made if made.returncode else run(str(python), "-m", "pip", "install", "--quiet", *PACKAGES)
        if made.returncode:
            pytest.fail(
                f"the validator {PACKAGES[0]} can't be installed into {folder}; is the package index in reach?\n{made.stderr[-2000:]}"
            )
        done.touch()
    return python


def run(*words: str) -> subprocess.CompletedProcess[str]:
    """A program, and what it said."""
    return subprocess.run(words, capture_output=True, text=True, check=False)


def verdict(validator: Path, path: Path) -> dict[str, Any]:
    """How many rows the validator read, and the lines that each of its rules marks."""
    done = run(str(validator), "-W", "ignore", "-c", ASK, str(path))
    assert done.returncode == 0, done.stderr[-2000:]
    return dict(json.loads(done.stdout.splitlines()[-1]))


def test_the_published_validator_finds_nothing_in_our_export(
    database: Database, validator: Path, tmp_path: Path
) -> None:
    """With every code of every column."""
    keep(database, *everybody())
    exported(database, tmp_path / "oc3.csv")
    assert verdict(validator, tmp_path / "oc3.csv") == {"rows": len(everybody()), "rules": {}}


def test_the_published_validator_finds_the_faults_that_we_find(validator: Path, tmp_path: Path) -> None:
    """The same rule on the same line, in a file with one fault a row."""
    path = tmp_path / "bad.csv"
    path.write_text(
        HEADING
        + "".join(f"{row.replace('YP-1', f'YP-{line}')}\n" for line, (row, _, _) in enumerate(ROWS, 2))
    )
    expected: dict[str, list[int]] = {}
    for line, (_, _, rule) in enumerate(ROWS, 2):
        expected.setdefault(rule, []).append(line)
    blank = expected["153"]  # which the validator also calls no code of its column
    expected["132"] = [*expected["132"], *blank]
    assert verdict(validator, path) == {"rows": len(ROWS), "rules": expected}
