"""A case system's exports come in whole, once, and with every fault named. Everybody here is invented."""

from __future__ import annotations

import csv
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Callable

import pytest
from imported_files import DAY, NOW, taken
from invented import KEY
from sqlalchemy import func, select
from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from bot.casework.intake.batch import AT_ONCE
from bot.casework.intake.encoding import SAMPLE
from bot.casework.intake.faults import Fault, IntakeError
from bot.casework.intake.importing import IMPORT_LOCK, How, Report, import_file, lines_of
from bot.casework.intake.mapping import PLAIN, load_mapping, sources_of
from bot.casework.intake.source import Source
from bot.casework.operator import Operator
from bot.casework.privacy.erased import readmit
from bot.casework.privacy.subject_access import erase
from bot.casework.tables import AuditEvent, ContactRecord, PathwayPlan, PersonalAdviser, Team, YoungPerson
from bot.cli.main import main
from bot.identity.sign_in.sign_in_tables import WebSession
from bot.records.database import Database
from bot.records.keyed import Keyed

PATIENCE = 60  # seconds
HEADING = "reference,council,preferred_name,birth_date,phone"
TWO = f"{HEADING}\nYP-1,rutland,Kit,29/02/2008,07700 900101\nYP-2,rutland,Zoë,01/12/2007,\n"


def people(database: Database) -> dict[str, YoungPerson]:
    """Everybody on record, by reference."""
    with database.transaction() as session:
        return {person.reference: person for person in session.execute(select(YoungPerson)).scalars()}


def rows(database: Database, model: Any) -> list[Any]:
    """Every row of a table."""
    with database.transaction() as session:
        return list(session.execute(select(model).order_by(model.id)).scalars())


def wrong(report: Report) -> list[tuple[int, str]]:
    """Where the faults are."""
    return [(fault.line, fault.field) for fault in report.faults]


def test_people_come_in_as_written(database: Database, how: How, keyed: Keyed, tmp_path: Path) -> None:
    """Names, leap days and numbers are kept, and the number can be looked up."""
    report = taken(database, how, tmp_path, TWO)
    kit, zoe = people(database)["YP-1"], people(database)["YP-2"]
    assert (report.counts.added, report.is_kept) == (2, True)
    assert (kit.preferred_name, kit.birth_date, kit.phone) == ("Kit", date(2008, 2, 29), "07700 900101")
    assert kit.phone_lookup == keyed.phone("+447700900101")
    assert (zoe.preferred_name, zoe.phone, zoe.phone_lookup, zoe.was_detained_at_16) == (
        "Zoë",
        None,
        None,
        False,
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_encoding_and_delimiter_are_found_out(
    database: Database, how: How, tmp_path: Path, encoding: str, delimiter: str
) -> None:
    """Whatever the case system writes, the name arrives as it is spelt."""
    taken(database, how, tmp_path, TWO.replace(",", delimiter).encode(encoding))
    assert people(database)["YP-2"].preferred_name == "Zoë"


def test_an_odd_letter_late_in_a_file_still_tells_the_encoding(
    database: Database, how: How, tmp_path: Path
) -> None:
    """A sample from the beginning would have called this file UTF-8."""
    plain = "".join(f"YP-{number},rutland,Kit,29/02/2008,\n" for number in range(10, 10 + SAMPLE // 20))
    report = taken(
        database, how, tmp_path, f"{HEADING}\n{plain}YP-1,rutland,Zoë,29/02/2008,\n".encode("cp1252")
    )
    assert report.is_kept
    assert people(database)["YP-1"].preferred_name == "Zoë"


@pytest.mark.parametrize(
    "written", ["29/02/2008", "2008-02-29", "29-Feb-2008", "2008-02-29 00:00:00", "29/02/2008 00:00"]
)
def test_a_date_is_read_in_each_way_that_is_exported(
    database: Database, how: How, tmp_path: Path, written: str
) -> None:
    """Three shapes, with or without a midnight."""
    taken(database, how, tmp_path, f"{HEADING}\nYP-1,rutland,Kit,{written},\n")
    assert people(database)["YP-1"].birth_date == date(2008, 2, 29)


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        ("29/02/2008", "2008-02-29", "mixes"),
        ("01/02/2008", "12/25/2008", "month above 12"),
    ],
)
def test_a_column_that_could_be_read_in_two_ways_is_refused(
    database: Database, how: How, tmp_path: Path, first: str, second: str, said: str
) -> None:
    """Nobody's birthday is guessed, even with keep_going."""
    text = f"{HEADING}\nYP-1,rutland,Kit,{first},\nYP-2,rutland,Ash,{second},\n"
    with pytest.raises(IntakeError, match=said):
        taken(database, replace(how, keep_going=True), tmp_path, text)
    assert people(database) == {}


BAD = [
    ("YP-1,rutland,Kit,31/02/2008,", "birth_date"),
    ("YP-1,rutland,Kit,soon,", "birth_date"),
    ("YP-1,rutland,Kit,23/11/2026,", "birth_date"),
    ("YP-1,rutland,Kit,29/02/1808,", "birth_date"),
    ("YP-1,rutland,Kit,,", "birth_date"),
    (",rutland,Kit,29/02/2008,", "reference"),
    (f"{'Y' * 41},rutland,Kit,29/02/2008,", "reference"),
    ("YP-1,atlantis,Kit,29/02/2008,", "council"),
    ("YP-1,,Kit,29/02/2008,", "council"),
    ("YP-1,rutland,,29/02/2008,", "preferred_name"),
    ("YP-1,rutland,Kit,29/02/2008,01632 960101", "phone"),
    ("YP-1,rutland,Kit,29/02/2008", ""),
    ("YP-9,rutland,Kit,29/02/2008,", "reference"),
    ("YP-1,rutland,Kit,29/02/2008,07700 900109", "phone"),
]


@pytest.mark.parametrize(("row", "field"), BAD)
@pytest.mark.parametrize("keep_going", [False, True])
def test_a_bad_row_is_named_by_line_and_field(
    database: Database, how: How, tmp_path: Path, row: str, field: str, keep_going: bool
) -> None:
    """All or nothing by default; with keep_going only the bad row stays out. The text of the row is not repeated."""
    text = f"{HEADING}\nYP-9,rutland,Ash,29/02/2008,07700 900109\n\n{row}\n"
    report = taken(database, replace(how, keep_going=keep_going), tmp_path, text)
    assert wrong(report) == [(4, field)]
    assert report.counts.rejected == 1
    assert report.is_kept is keep_going
    assert list(people(database)) == (["YP-9"] if keep_going else [])
    assert all(fault.reason and fault.fix for fault in report.faults)
    assert not any(
        cell in str(fault)
        for cell in row.split(",")
        if len(cell) > 3 and cell != "rutland"
        for fault in report.faults
    )


def test_a_second_import_changes_nothing(database: Database, how: How, tmp_path: Path) -> None:
    """Not even a sealed name is sealed anew."""
    taken(database, how, tmp_path, TWO)
    before = sealed(database)
    counts = taken(database, how, tmp_path, TWO).counts
    assert (counts.added, counts.changed, counts.same) == (0, 0, 2)
    assert sealed(database) == before


def sealed(database: Database) -> list[tuple[Any, ...]]:
    """The people table as it lies in the database."""
    with database.engine.connect() as connection:
        return [tuple(row) for row in connection.exec_driver_sql("SELECT * FROM young_person ORDER BY id")]


def test_only_what_changed_is_updated(database: Database, how: How, tmp_path: Path) -> None:
    """A new name is taken, an emptied number goes, and columns that the file lacks stay."""
    taken(database, how, tmp_path, TWO)
    counts = taken(database, how, tmp_path, TWO.replace("Kit", "Kitty")).counts
    assert (counts.changed, counts.same, people(database)["YP-1"].preferred_name) == (1, 1, "Kitty")
    taken(
        database, how, tmp_path, "reference,council,preferred_name,birth_date\nYP-1,rutland,Kit,29/02/2008\n"
    )
    assert people(database)["YP-1"].phone == "07700 900101"
    taken(database, how, tmp_path, TWO.replace("07700 900101", ""))
    assert (people(database)["YP-1"].phone, people(database)["YP-1"].phone_lookup) == (None, None)


def test_two_people_may_swap_numbers(database: Database, how: How, tmp_path: Path) -> None:
    """Neither stands in the other's way."""
    both = TWO.replace("01/12/2007,", "01/12/2007,07700 900102")
    taken(database, how, tmp_path, both)
    swapped = both.replace("900101", "x").replace("900102", "900101").replace("x", "900102")
    assert taken(database, how, tmp_path, swapped).is_kept
    assert people(database)["YP-1"].phone == "07700 900102"
    assert people(database)["YP-2"].phone == "07700 900101"


def test_a_number_on_somebody_elses_record_is_refused(database: Database, how: How, tmp_path: Path) -> None:
    """A sign-in code can't reach two people."""
    taken(database, how, tmp_path, TWO)
    report = taken(database, how, tmp_path, f"{HEADING}\nYP-3,rutland,Ash,29/02/2008,+44 7700 900101\n")
    assert wrong(report) == [(2, "phone")]
    assert "YP-3" not in people(database)


def erase_kit(database: Database, how: How) -> None:
    """Erase YP-1 of Rutland."""
    with database.transaction() as session:
        person = session.execute(select(YoungPerson.id).where(YoungPerson.reference == "YP-1")).scalar_one()
        erase(session, person, NOW, Operator(), lambda _: None, how.erased_lookup)


KIT_AGAIN = {
    "people": TWO,
    "plans": "reference,council,state,state_since\nYP-1,rutland,drafting,01/10/2026\nYP-2,rutland,drafting,01/10/2026\n",
    "contacts": "reference,council,kind,is_meaningful,happened_on\nYP-1,rutland,visit,yes,01/10/2026\nYP-2,rutland,visit,yes,02/10/2026\n",
}


@pytest.mark.parametrize("table", KIT_AGAIN)
def test_an_erased_person_does_not_come_back(
    database: Database, how: How, tmp_path: Path, table: str
) -> None:
    """Their rows are left out without an error and counted; the report says what to do; the others come in."""
    taken(database, how, tmp_path, TWO)
    erase_kit(database, how)
    report = taken(database, how, tmp_path, KIT_AGAIN[table], table)
    assert (report.counts.erased, report.counts.rejected, report.is_kept) == (1, 0, True)
    assert report.counts.added + report.counts.same == 1
    assert list(people(database)) == ["YP-2"]
    assert list(lines_of([report]))[1] == (
        f"{table}.csv: 1 row is of a person who was erased: left out. If the council must hold the person again,"
        " run `localoffer person readmit REFERENCE --council X`"
    )


def test_another_council_s_person_of_the_same_reference_comes_in(
    database: Database, how: How, tmp_path: Path
) -> None:
    """Councils number their people by themselves."""
    taken(database, how, tmp_path, TWO)
    erase_kit(database, how)
    counts = taken(database, how, tmp_path, TWO.replace("rutland", "rotherham")).counts
    assert (counts.erased, counts.rejected, counts.added) == (0, 0, 2)


MANY = "".join(f"YP-{number},rutland,Kit,29/02/2008,\n" for number in range(10, 1211))


def meanwhile(how: How, work: Callable[[], None]) -> How:
    """The import, with somebody else at work after its first batch was checked and before anything is written."""
    return replace(how, progress=lambda done, _total: work() if done == AT_ONCE else None)


def test_a_chat_goes_on_while_a_file_is_read(database: Database, how: How, tmp_path: Path) -> None:
    """Another connection writes at once in the middle of an import, and both are kept."""
    chat, waited = Database(database.engine.url, [KEY]), []

    def visit() -> None:
        started = time.perf_counter()
        with chat.transaction() as session:
            session.add(WebSession(token_hash="t", conversation="web-1", last_seen_at=NOW))
        waited.append(time.perf_counter() - started)

    report = taken(database, meanwhile(how, visit), tmp_path, f"{HEADING}\n{MANY}")
    chat.engine.dispose()
    assert (report.counts.added, len(people(database)), len(waited)) == (1201, 1201, 1)
    assert waited[0] < 5  # a lock would be held until SQLite gives up after five seconds


def test_what_was_changed_meanwhile_is_never_written_over(
    database: Database, how: How, tmp_path: Path
) -> None:
    """Somebody was erased, added, or got a plan after they were checked: nothing of the file is kept, and a second run works."""
    taken(database, how, tmp_path, TWO)

    def add(*rows: Any) -> None:
        with database.transaction() as session:
            session.add_all(rows)

    def refused(work: Callable[[], None], text: str, table: str = "people") -> None:
        before = len(rows(database, AuditEvent))
        with pytest.raises(
            IntakeError, match="the records changed meanwhile; nothing was kept, run it again"
        ):
            taken(database, meanwhile(how, work), tmp_path, text, table)
        assert "import_" not in str([event.action for event in rows(database, AuditEvent)[before:]])

    taken(database, how, tmp_path, f"{HEADING}\n{MANY}")
    renamed = f"{HEADING}\n{MANY.replace('Kit', 'Ash')}YP-1,rutland,Ash,29/02/2008,\n"
    refused(lambda: erase_kit(database, how), renamed)
    assert {person.preferred_name for person in people(database).values()} == {"Kit", "Zoë"}
    new = "YP-3,rutland,Ash,29/02/2008,\n"
    refused(
        lambda: add(YoungPerson(reference="YP-3", preferred_name="Eve", birth_date=DAY, council="rutland")),
        f"{HEADING}\n{new}{MANY}",
    )
    assert people(database)["YP-3"].preferred_name == "Eve"
    plans = PLANS + "".join(f"YP-{number},rutland,drafting,01/10/2026,,,\n" for number in range(10, 1000))
    first = people(database)["YP-10"].id
    refused(
        lambda: add(PathwayPlan(young_person_id=first, state="assessment", state_since=DAY)), plans, "plans"
    )
    assert len(rows(database, PathwayPlan)) == 1
    assert taken(database, how, tmp_path, plans, "plans").counts.added == 989


def wait_for_a_waiting_import(session: Session) -> None:
    """Until another one has read the records and stands before the lock."""
    until = time.monotonic() + PATIENCE
    waiting = "SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database WHERE d.datname = current_database() AND NOT l.granted"
    while not session.execute(sql(waiting)).scalar_one():
        assert time.monotonic() < until
        time.sleep(0.01)


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_on_postgresql_one_import_writes_at_a_time(database: Database, how: How, tmp_path: Path) -> None:
    """The second of two imports of one file waits, finds the plans of the first, and adds none twice."""
    taken(database, how, tmp_path, TWO)
    file = tmp_path / "plans.csv"
    file.write_text(f"{PLANS}YP-1,rutland,drafting,01/10/2026,,,\n", encoding="utf-8")
    with ThreadPoolExecutor() as pool:
        with database.transaction() as first:
            first.execute(select(func.pg_advisory_xact_lock(IMPORT_LOCK)))
            first.add(
                PathwayPlan(young_person_id=people(database)["YP-1"].id, state="drafting", state_since=DAY)
            )
            first.flush()
            second = pool.submit(import_file, database, Source(file, "plans"), how)
            wait_for_a_waiting_import(first)
            assert not second.done()
        with pytest.raises(IntakeError, match="changed meanwhile"):
            second.result()
    assert len(rows(database, PathwayPlan)) == 1


def test_numbers_are_handed_on_across_a_long_file(database: Database, how: How, tmp_path: Path) -> None:
    """Who gave a number up far above has let go of it; who is refused another one has not."""
    taken(
        database,
        how,
        tmp_path,
        f"{HEADING}\nYP-1,rutland,Kit,29/02/2008,07700 900101\nYP-2,rutland,Ash,29/02/2008,07700 900102\n",
    )
    up = "YP-1,rutland,Kit,29/02/2008,07700 900103\n"
    down = "YP-2,rutland,Ash,29/02/2008,07700 900101\n"
    assert taken(database, how, tmp_path, f"{HEADING}\n{up}{MANY}{down}").is_kept
    assert [people(database)[name].phone for name in ("YP-1", "YP-2")] == ["07700 900103", "07700 900101"]
    taken(database, how, tmp_path, f"{HEADING}\nYP-3,rutland,Eve,29/02/2008,07700 900104\n")
    chain = "YP-1,rutland,Kit,29/02/2008,07700 900101\nYP-2,rutland,Ash,29/02/2008,07700 900104\n"
    assert wrong(taken(database, replace(how, keep_going=True), tmp_path, f"{HEADING}\n{chain}")) == [
        (3, "phone"),
        (2, "phone"),
    ]


def test_who_was_readmitted_comes_in_again(database: Database, how: How, tmp_path: Path) -> None:
    """With the next import, as somebody new; nobody else is let in, and the audit knows of it."""
    taken(database, how, tmp_path, TWO)
    erase_kit(database, how)
    with (
        pytest.raises(LookupError, match="'YP-1' was erased in rotherham"),
        database.transaction() as session,
    ):
        readmit(session, "rotherham", "YP-1", NOW, Operator(), how.erased_lookup)
    with database.transaction() as session:
        readmit(session, "rutland", "YP-1", NOW, Operator(), how.erased_lookup)
    assert [
        (event.role, event.person) for event in rows(database, AuditEvent) if event.action == "readmit"
    ] == [("operator", None)]
    assert taken(database, how, tmp_path, TWO).counts.added == 1
    assert people(database)["YP-1"].preferred_name == "Kit"


def test_a_dry_run_keeps_nothing_and_says_what_would_be(database: Database, how: How, tmp_path: Path) -> None:
    """Neither people nor an audit event."""
    report = taken(database, replace(how, is_dry_run=True), tmp_path, TWO)
    assert (report.counts.added, report.is_kept) == (2, False)
    assert people(database) == {}
    assert rows(database, AuditEvent) == []


def test_an_import_is_on_the_audit_record(database: Database, how: How, tmp_path: Path) -> None:
    """Once a file, in the same transaction, by the operator."""
    taken(database, how, tmp_path, TWO)
    found = [
        (event.role, event.actor, event.action, event.happened_at) for event in rows(database, AuditEvent)
    ]
    assert found == [("operator", "terminal", "import_people", NOW)]


def test_batches_make_no_difference(database: Database, how: How, tmp_path: Path) -> None:
    """A fault after many batches still takes everything back, and progress is told."""
    many = "".join(f"YP-{number},rutland,Kit,29/02/2008,\n" for number in range(1201))
    told: list[tuple[int, int]] = []
    how = replace(how, progress=lambda done, total: told.append((done, total)))
    assert taken(database, how, tmp_path, f"{HEADING}\n{many}").counts.added == 1201
    assert told == [(500, 1201), (1000, 1201), (1201, 1201)]
    changed = taken(
        database, how, tmp_path, f"{HEADING}\n{many.replace('Kit', 'Ash')}YP-2000,rutland,,29/02/2008,\n"
    )
    assert (changed.is_kept, wrong(changed)) == (False, [(1203, "preferred_name")])
    assert {person.preferred_name for person in people(database).values()} == {"Kit"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty"),
        ("reference,council,preferred_name\nYP-1,rutland,Kit\n", "no column 'birth_date'"),
        ("reference,reference,preferred_name,birth_date\n", "twice"),
        (f'{HEADING}\nYP-1,rutland,"Kit,29/02/2008,\n' + "x" * 200_000, "unclosed quote"),
    ],
    ids=["empty", "a column missing", "a column twice", "a quote without an end"],
)
def test_a_file_that_cannot_be_read_is_refused_with_its_name(
    database: Database, how: How, tmp_path: Path, text: str, said: str
) -> None:
    """The message names the file and what to do."""
    with pytest.raises(IntakeError, match=rf"people\.csv.*{said}"):
        taken(database, how, tmp_path, text)


PLANS = "reference,council,state,state_since,authorised_on,last_review_on,next_review_on\n"


def test_plans_follow_the_case_system(database: Database, how: How, tmp_path: Path) -> None:
    """One current plan a person is updated in place; a superseded one stands beside it; twice changes nothing."""
    taken(database, how, tmp_path, TWO)
    taken(database, how, tmp_path, f"{PLANS}YP-1,rutland,drafting,01/10/2026,,,\n", "plans")
    later = f"{PLANS}YP-1,rutland,superseded,01/02/2026,01/02/2025,,\nYP-1,rutland,Authorised,01/11/2026,01/11/2026,,01/03/2027\n"
    counts = taken(database, how, tmp_path, later, "plans").counts
    assert (counts.added, counts.changed) == (1, 1)
    assert taken(database, how, tmp_path, later, "plans").counts.same == 2
    found = {plan.state: plan for plan in rows(database, PathwayPlan)}
    assert sorted(found) == ["authorised", "superseded"]
    assert found["authorised"].next_review_on == date(2027, 3, 1)


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("YP-9,rutland,drafting,01/10/2026,,,", "reference"),
        ("YP-1,rotherham,drafting,01/10/2026,,,", "reference"),
        ("YP-1,rutland,mislaid,01/10/2026,,,", "state"),
        ("YP-1,rutland,authorised,01/10/2026,,,", "authorised_on"),
        ("YP-1,rutland,drafting,01/10/2026,,02/10/2026,", "last_review_on"),
        ("YP-1,rutland,drafting,01/10/2027,,,", "state_since"),
    ],
)
def test_a_plan_that_cannot_be_true_is_refused(
    database: Database, how: How, tmp_path: Path, row: str, field: str
) -> None:
    """Before the database has to."""
    taken(database, how, tmp_path, TWO)
    assert wrong(taken(database, how, tmp_path, PLANS + row, "plans")) == [(2, field)]
    assert rows(database, PathwayPlan) == []


CONTACTS = "reference,council,contact_id,kind,is_meaningful,happened_on\n"


@pytest.mark.parametrize("contact_id", ["C-77", ""])
def test_contacts_come_in_once(database: Database, how: How, tmp_path: Path, contact_id: str) -> None:
    """With the case system's id or without, a second import adds nothing."""
    taken(database, how, tmp_path, TWO)
    text = f"{CONTACTS}YP-1,rutland,{contact_id},visit,yes,01/10/2026\n"
    assert taken(database, how, tmp_path, text, "contacts").counts.added == 1
    assert taken(database, how, tmp_path, text, "contacts").counts.same == 1
    assert len(rows(database, ContactRecord)) == 1


def test_a_text_is_never_meaningful(database: Database, how: How, tmp_path: Path) -> None:
    """It is refused as such, and taken as what it is; of a visit somebody must say."""
    taken(database, how, tmp_path, TWO)
    text = f"{CONTACTS}YP-1,rutland,1,text,yes,01/10/2026\nYP-1,rutland,2,text,,01/10/2026\nYP-1,rutland,3,visit,,01/10/2026\n"
    report = taken(database, replace(how, keep_going=True), tmp_path, text, "contacts")
    assert wrong(report) == [(2, "is_meaningful"), (4, "is_meaningful")]
    assert [contact.is_meaningful for contact in rows(database, ContactRecord)] == [False]


MAPPING = """
council: rutland
advisers: {Nell Abara: 1}
files:
  - pattern: "Care*.csv"
    table: people
    columns: {reference: Person ID, preferred_name: Known As, birth_date: DOB, adviser: Worker, was_detained_at_16: Detained}
    values: {was_detained_at_16: {No: "no", D: "yes"}}
  - {pattern: "Visits*.csv", table: contacts, is_optional: true}
"""


def test_a_mapping_translates_columns_words_and_advisers(
    database: Database, how: How, tmp_path: Path
) -> None:
    """A folder of somebody else's exports becomes our people; an adviser whom it does not list is a fault."""
    with database.transaction() as session:
        session.add(
            PersonalAdviser(name="Nell Abara (invented)", team=Team(council="rutland", name="Leaving care"))
        )
    (tmp_path / "map.yml").write_text(MAPPING)
    (tmp_path / "CareLeavers.csv").write_text(
        "Person ID;Known As;DOB;Worker;Detained\nYP-1;Kit;29-Feb-2008;Nell Abara;D\nYP-2;Ash;01-Mar-2008;Someone;No\n"
    )
    (source,) = sources_of(tmp_path, load_mapping(tmp_path / "map.yml"), None)
    report = import_file(database, source, replace(how, keep_going=True))
    assert wrong(report) == [(3, "adviser")]
    kit = people(database)["YP-1"]
    assert (kit.personal_adviser_id, kit.was_detained_at_16, kit.council) == (1, True, "rutland")


def test_without_advisers_in_a_mapping_the_adviser_stays(
    database: Database, how: How, tmp_path: Path
) -> None:
    """A name in a column decides nothing."""
    taken(database, how, tmp_path, TWO)
    with database.transaction() as session:
        adviser = PersonalAdviser(
            name="Nell Abara (invented)", team=Team(council="rutland", name="Leaving care")
        )
        session.execute(
            select(YoungPerson).where(YoungPerson.reference == "YP-1")
        ).scalar_one().personal_adviser = adviser
    taken(
        database,
        how,
        tmp_path,
        "reference,council,preferred_name,birth_date,adviser\nYP-1,rutland,Kit,29/02/2008,Someone\n",
    )
    assert people(database)["YP-1"].personal_adviser_id == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("files: [{pattern: a.csv, table: pets}]", "files.0.table.*people, plans, contacts"),
        (
            "files: [{pattern: a.csv, table: people, columns: {shoe_size: Shoes}}]",
            "files.0.columns.*shoe_size",
        ),
        ("file: []", "file"),
        ("files: [", "not YAML"),
    ],
)
def test_a_wrong_mapping_is_refused_with_the_place(tmp_path: Path, text: str, said: str) -> None:
    """Which field, and what may stand there."""
    (tmp_path / "map.yml").write_text(text)
    with pytest.raises(IntakeError, match=said):
        load_mapping(tmp_path / "map.yml")


def test_a_mapping_with_an_unknown_adviser_is_refused(database: Database, how: How, tmp_path: Path) -> None:
    """Before any row is taken."""
    with pytest.raises(IntakeError, match=r"advisers.*404"):
        taken(database, how, tmp_path, TWO, advisers={"Nell": 404})
    assert people(database) == {}


def test_files_of_a_folder_come_people_first(tmp_path: Path) -> None:
    """Plans and contacts need them; and a folder with nothing of ours is refused."""
    with pytest.raises(IntakeError, match=r"people\.csv, plans\.csv, contacts\.csv"):
        sources_of(tmp_path, PLAIN, None)
    for name in ("contacts.csv", "plans.csv", "people.csv"):
        (tmp_path / name).touch()
    assert [source.table for source in sources_of(tmp_path, PLAIN, None)] == ["people", "plans", "contacts"]


def test_the_command_lists_rejected_rows_in_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Line, field, reason and fix, beside the file; and what the rows say stays out of it and off the terminal."""
    monkeypatch.setenv("LOCALOFFER_STATE", str(tmp_path / "state"))
    path = tmp_path / "people.csv"
    path.write_text(f"{TWO}YP-3,rutland,Secretname,31/02/2008,\n", encoding="utf-8")
    assert run_import(path, "--keep-going") == 1
    with (tmp_path / "people.csv.rejects.csv").open(encoding="utf-8") as file:
        listed = list(csv.DictReader(file))
    assert [(row["line"], row["field"]) for row in listed] == [("4", "birth_date")]
    assert listed[0]["reason"]
    assert listed[0]["fix"]
    said = capsys.readouterr()
    assert "2 added, 0 changed, 0 the same, 1 rejected" in said.out
    assert "Secretname" not in said.out + said.err


def run_import(path: Path, *more: str) -> int:
    """The command, as on the terminal."""
    return main(["import", str(path), *more])


def test_a_fault_reads_as_a_sentence() -> None:
    """Where, what and what to do."""
    assert str(Fault(4, "phone", "is odd", "correct it")) == "line 4, phone: is odd. correct it."
