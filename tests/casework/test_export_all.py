"""What comes in goes out again, letter for letter, and in again. Everybody here is invented."""

from __future__ import annotations

import csv
import re
import shutil
import stat
from contextlib import ExitStack
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Callable
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from invented import KEY, TEMPLATE
from sqlalchemy import event, select

from bot.casework.codes import ContactKind
from bot.casework.intake.export_all import MAPPING, export_all
from bot.casework.intake.importing import How, import_file
from bot.casework.intake.mapping import PLAIN, load_mapping, sources_of
from bot.casework.intake.missing_words import stands_for_nothing
from bot.casework.intake.unseen import visible
from bot.casework.privacy.erased import erased_lookup
from bot.casework.returns.oc3 import gather_return, import_return, write_return
from bot.casework.tables import AuditEvent, ContactRecord, PersonalAdviser, ReturnFact, Team, YoungPerson
from bot.cli.main import main
from bot.records.database import Database
from bot.records.keyed import Keyed

if TYPE_CHECKING:
    from collections.abc import Iterator

COUNCIL = "rutland"
DAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 12)
KEYED = Keyed(b"a secret for tests")
HOW = How(DAY, NOW, KEYED.phone, erased_lookup(KEYED))
PEOPLE = (
    "reference",
    "council",
    "preferred_name",
    "birth_date",
    "phone",
    "qualifies_by_guardianship_on",
    "was_detained_at_16",
    "returned_home_on",
)
PLANS = (
    "reference",
    "council",
    "state",
    "state_since",
    "authorised_on",
    "last_review_on",
    "next_review_on",
    "young_person_agrees",
)
CONTACTS = ("reference", "council", "contact_id", "kind", "is_meaningful", "happened_on")
TABLES = ("people.csv", "plans.csv", "contacts.csv")
MakeDatabase = Callable[[], Database]


@pytest.fixture(params=["sqlite", "postgresql"])
def make_database(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[MakeDatabase]:
    """Makes databases with nobody in them, as many as a test asks for, apart from the files that a test writes and lists."""
    with ExitStack() as stack:
        folder = tmp_path_factory.mktemp("databases")
        make = {"sqlite": on_sqlite, "postgresql": on_postgresql}[request.param](request, folder, stack)

        def made() -> Database:
            database = Database(make(), [KEY])
            stack.callback(database.engine.dispose)
            return database

        yield made


def on_sqlite(request: pytest.FixtureRequest, folder: Path, _stack: ExitStack) -> Callable[[], str]:
    """Makes copies of an empty file."""
    template = request.getfixturevalue("sqlite_template")
    return lambda: f"sqlite:///{shutil.copyfile(template, folder / f'{uuid4().hex}.db')}"


def on_postgresql(request: pytest.FixtureRequest, _folder: Path, stack: ExitStack) -> Callable[[], str]:
    """Makes databases that are dropped at the end."""
    server = request.getfixturevalue("postgresql")

    def make() -> str:
        name = f"test_{uuid4().hex}"
        stack.callback(server.drop, name)
        return server.create(name, TEMPLATE)

    return make


# What no CSV file can hold in a cell, or UTF-8 in a file, and what stands for "not known" is left out; everything else
# may stand in a name.
words = st.one_of(
    st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), min_size=1, max_size=40),
    st.sampled_from(
        [
            "=1+1",
            "+44",
            "-1",
            "@SUM(A1)",
            '"',
            '""',
            "a,b",
            "a;b\tc|d",
            "one\ntwo",
            "one\r\ntwo",
            "a\rb",
            "\ufeffZoë",
            "Nan",
            "李",
        ]
    ),
).filter(lambda text: bool(visible(text)) and not stands_for_nothing(text.strip()))
days = st.dates(date(2020, 1, 1), DAY).map(str)
maybe_day = st.one_of(st.just(""), days)
yes_no = st.sampled_from(["yes", "no"])


@st.composite
def everybody(draw: Any) -> dict[str, list[tuple[str, ...]]]:
    """The rows of the three files of a few people."""
    references = draw(st.lists(words, min_size=1, max_size=4, unique_by=str.strip))
    people = [
        (
            ref,
            COUNCIL,
            draw(words),
            draw(st.dates(date(1990, 1, 1), date(2010, 1, 1)).map(str)),
            draw(st.sampled_from(["", f"07700 90010{n}", f"+44 7700 90010{n}"])),
            draw(maybe_day),
            draw(yes_no),
            draw(maybe_day),
        )
        for n, ref in enumerate(references)
    ]
    plans = [
        (
            ref,
            COUNCIL,
            *draw(
                st.sampled_from(
                    [
                        ("drafting", "2026-01-02", "", ""),
                        ("in_review", "2026-01-02", "2025-12-31", "2026-01-02"),
                    ]
                )
            ),
            draw(st.one_of(st.just(""), st.dates(DAY, date(2030, 1, 1)).map(str))),
            draw(st.sampled_from(["", "yes", "no"])),
        )
        for ref in references
    ]
    replaced = [(ref, COUNCIL, "superseded", draw(days), draw(maybe_day), "", "", "") for ref in references]
    contacts = [
        (
            ref,
            COUNCIL,
            draw(st.sampled_from(["", f"C-{n}", f"={n}"])),
            kind,
            draw(yes_no) if kind in ("visit", "phone") else "no",
            draw(days),
        )
        for n, ref in enumerate(references)
        for kind in draw(st.sets(st.sampled_from([kind.value for kind in ContactKind])))
        if kind == "visit" or draw(st.booleans())
    ]
    # Several contacts of one person must not share an id.
    contacts = [
        (ref, council, f"{given}{kind}" if given else "", kind, *rest)
        for ref, council, given, kind, *rest in contacts
    ]
    return {
        "people.csv": [PEOPLE, *people],
        "plans.csv": [PLANS, *replaced, *plans],
        "contacts.csv": [CONTACTS, *contacts],
    }


def write(folder: Path, files: dict[str, list[tuple[str, ...]]]) -> Path:
    """A folder of these files, as a case system would export them."""
    folder.mkdir()
    for name, rows in files.items():
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
    return folder


def take_in(database: Database, folder: Path, mapping: Path | None = None) -> None:
    """Import a folder, as the command does."""
    for source in sources_of(folder, load_mapping(mapping) if mapping else PLAIN, None):
        report = import_file(database, source, HOW)
        assert report.is_kept, [str(fault) for fault in report.faults]


def give_out(database: Database, folder: Path) -> Path:
    """Export everybody into a new folder."""
    with database.transaction() as session:
        export_all(session, COUNCIL, folder)
    return folder


def read(path: Path, *without: str) -> list[dict[str, str]]:
    """The rows of a file in no order, texts without the spaces around them, which no import keeps."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = [
            {name: cell.strip() for name, cell in row.items() if name not in without}
            for row in csv.DictReader(file)
        ]
    return sorted(rows, key=repr)


def narrowed(rows: list[dict[str, str]], columns: tuple[str, ...]) -> list[dict[str, str]]:
    """Rows with these columns alone."""
    return sorted(({name: row[name] for name in columns if name in row} for row in rows), key=repr)


@given(files=everybody())
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_a_round_trip_loses_nothing(
    make_database: MakeDatabase, files: dict[str, list[tuple[str, ...]]]
) -> None:
    """Every cell that comes in goes out as it was; out of an empty database filled with that, the same bytes come.

    The id of a contact that a case system gave goes out as the hash that it is kept as.
    """
    first, second = make_database(), make_database()
    with TemporaryDirectory() as made:
        a = write(Path(made) / "a", files)
        take_in(first, a)
        b = give_out(first, Path(made) / "b")
        take_in(second, b)
        c = give_out(second, Path(made) / "c")
        for name, (columns, *_) in files.items():
            assert narrowed(read(b / name, "contact_id"), columns) == read(a / name, "contact_id")
            assert (b / name).read_bytes() == (c / name).read_bytes()


ONE = {
    "people.csv": [PEOPLE, ("YP-1", COUNCIL, "=1+1 (invented)", "2008-02-29", "07700 900101", "", "no", "")],
    "plans.csv": [PLANS, ("YP-1", COUNCIL, "drafting", "2026-10-01", "", "", "", "")],
    "contacts.csv": [
        CONTACTS,
        ("YP-1", COUNCIL, "C-1", "visit", "yes", "2026-10-01"),
        ("YP-1", COUNCIL, "C-2", "visit", "yes", "2026-10-01"),
    ],
}


def test_a_contact_keeps_its_id(make_database: MakeDatabase, tmp_path: Path) -> None:
    """What the first database called a contact, the second does too, so that a later import finds it again."""
    first, second = make_database(), make_database()
    take_in(first, write(tmp_path / "a", ONE))
    b = give_out(first, tmp_path / "b")
    take_in(second, b)
    assert (give_out(second, tmp_path / "c") / "contacts.csv").read_bytes() == (
        b / "contacts.csv"
    ).read_bytes()


def test_two_contacts_of_one_day_that_were_never_imported_stay_two(
    make_database: MakeDatabase, tmp_path: Path
) -> None:
    """A contact that was written here has no id of a case system, and is still not taken for its neighbour."""
    first, second = make_database(), make_database()
    visit = {"kind": "visit", "is_meaningful": True, "happened_on": DAY}
    with first.transaction() as session:
        person = YoungPerson(
            reference="YP-1", preferred_name="Kit", birth_date=date(2008, 2, 29), council=COUNCIL
        )
        session.add(person)
        session.flush()
        session.add_all(ContactRecord(young_person_id=person.id, **visit) for _ in range(2))
    take_in(second, give_out(first, tmp_path / "b"))
    with second.transaction() as session:
        assert len(session.execute(select(ContactRecord.id)).all()) == 2


def with_advisers(database: Database) -> Database:
    """The database with a team and two advisers of the same name."""
    with database.transaction() as session:
        team = Team(council=COUNCIL, name="Leaving care")
        session.add(team)
        for number in (1, 2):
            session.add(PersonalAdviser(id=number, team=team, name=" Jo: Lindqvist (invented)"))
    return database


def test_advisers_come_back_by_the_mapping(make_database: MakeDatabase, tmp_path: Path) -> None:
    """Each person and contact keeps its own adviser, even if two have one name; without the mapping nobody gets any."""
    first, second, third = with_advisers(make_database()), with_advisers(make_database()), make_database()
    take_in(first, write(tmp_path / "a", ONE))
    with first.transaction() as session:
        session.execute(select(YoungPerson)).scalar_one().personal_adviser_id = 2
        session.execute(
            select(ContactRecord).order_by(ContactRecord.id).limit(1)
        ).scalar_one().personal_adviser_id = 1
    b = give_out(first, tmp_path / "b")
    take_in(second, b, b / MAPPING)
    take_in(third, b)
    assert (advisers_of(second, YoungPerson), advisers_of(second, ContactRecord)) == ([2], [1, None])
    assert (give_out(second, tmp_path / "c") / "people.csv").read_bytes() == (b / "people.csv").read_bytes()
    assert (advisers_of(third, YoungPerson), advisers_of(third, ContactRecord)) == ([None], [None, None])


def advisers_of(database: Database, model: Any) -> list[int | None]:
    """Whose people, or contacts, these are, in the order they came."""
    with database.transaction() as session:
        return list(session.execute(select(model.personal_adviser_id).order_by(model.id)).scalars())


def test_the_return_goes_out_in_and_out_again(make_database: MakeDatabase, tmp_path: Path) -> None:
    """The yearly table of one database fills another, which then gives the same bytes."""
    first, second = make_database(), make_database()
    people = ["=1+1", 'O"Brien, Kit', "Zoë-1"]
    for database in (first, second):
        with database.transaction() as session:
            session.add_all(
                YoungPerson(reference=ref, preferred_name="Kit", birth_date=date(2007, 6, 1), council=COUNCIL)
                for ref in people
            )
    with first.transaction() as session:
        for person in session.execute(select(YoungPerson)).scalars():
            session.add(
                ReturnFact(
                    young_person_id=person.id,
                    year_ending=2026,
                    in_touch="YES",
                    activ="F1",
                    accom="B1",
                    confirmed_on=DAY,
                )
            )
    returned(first, tmp_path / "b.csv")
    with second.transaction() as session:
        assert import_return(session, tmp_path / "b.csv", 2026, COUNCIL, DAY, HOW.erased_lookup).added == 3
    returned(second, tmp_path / "c.csv")
    assert (tmp_path / "b.csv").read_bytes() == (tmp_path / "c.csv").read_bytes()


def returned(database: Database, path: Path) -> None:
    """Write the year's table."""
    with database.transaction() as session:
        rows, made = gather_return(session, 2026, COUNCIL)
    assert (len(rows), made.findings) == (3, [])
    write_return(path, rows)


def test_another_council_s_people_stay_in_the_house(make_database: MakeDatabase, tmp_path: Path) -> None:
    """An export holds nobody of another council, nor their plans and contacts."""
    database = make_database()
    take_in(database, write(tmp_path / "a", ONE))
    take_in(database, write(tmp_path / "others", somebody_else(COUNCIL, "rotherham")))
    b = give_out(database, tmp_path / "b")
    assert [len(read(b / name)) for name in TABLES] == [1, 1, 2]
    assert all(row["council"] == COUNCIL for name in TABLES for row in read(b / name))


def test_who_comes_in_during_an_export_is_in_none_of_its_files(
    make_database: MakeDatabase, tmp_path: Path
) -> None:
    """All files are of one moment: a plan without its person would be refused wherever they go."""
    database = make_database()
    take_in(database, write(tmp_path / "a", ONE))
    late, other = (
        write(tmp_path / "late", somebody_else("YP-1", "YP-2", "C-", "D-")),
        Database(database.engine.url, [KEY]),
    )
    came: list[str] = []

    def come_in(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if "FROM pathway_plan JOIN" in statement and not came:
            came.append(statement)
            take_in(other, late)

    event.listen(database.engine, "before_cursor_execute", come_in)
    give_out(database, tmp_path / "b")
    other.engine.dispose()
    assert len(came) == 1
    assert {row["reference"] for name in TABLES for row in read(tmp_path / "b" / name)} == {"YP-1"}
    assert {row["reference"] for row in read(give_out(database, tmp_path / "c") / "plans.csv")} == {
        "YP-1",
        "YP-2",
    }


def somebody_else(*changes: str) -> dict[str, list[tuple[str, ...]]]:
    """The files with another number, and these words replaced by those behind them."""
    made = ONE
    for old, new in [("900101", "900102"), *zip(changes[::2], changes[1::2], strict=True)]:
        made = {
            name: [tuple(cell.replace(old, new) for cell in row) for row in rows]
            for name, rows in made.items()
        }
    return made


def export(database: Database, folder: Path, monkeypatch: pytest.MonkeyPatch, council: str = COUNCIL) -> int:
    """Run the command on this database."""
    monkeypatch.setenv("LOCALOFFER_DATABASE_URL", database.engine.url.render_as_string(hide_password=False))
    monkeypatch.setenv("LOCALOFFER_DATA_KEYS", KEY)
    return main(["export", str(folder), "--council", council])


def events(database: Database) -> list[tuple[Any, ...]]:
    """What the audit keeps of exports."""
    table = AuditEvent
    with database.transaction() as session:
        wanted = select(table.role, table.person, table.outcome).where(table.action == "export_all")
        return [tuple(row) for row in session.execute(wanted)]


def test_the_command_writes_private_files_and_one_event(
    make_database: MakeDatabase,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Folder and files are for their owner alone whatever the umask, the run is in the audit, and no name is on the terminal."""
    database = make_database()
    take_in(database, write(tmp_path / "a", ONE))
    assert export(database, tmp_path / "b", monkeypatch) == 0
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "b").iterdir()}
    assert modes == dict.fromkeys([*TABLES, MAPPING], 0o600)
    assert stat.S_IMODE((tmp_path / "b").stat().st_mode) == 0o700
    assert events(database) == [("operator", None, "done")]
    assert "people.csv: 1 rows" in (shown := capsys.readouterr().out)
    assert "1+1" not in shown


def test_nothing_is_written_over(
    make_database: MakeDatabase,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A folder that is there is refused before anything is opened, and no event claims an export."""
    database = make_database()
    take_in(database, write(tmp_path / "a", ONE))
    (tmp_path / "b").mkdir()
    assert export(database, tmp_path / "b", monkeypatch) == 1
    assert "name a new folder" in capsys.readouterr().err
    assert list((tmp_path / "b").iterdir()) == []
    assert events(database) == []


def test_an_unknown_council_is_named_with_those_on_record(
    make_database: MakeDatabase,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A typing mistake gives no empty files that look like an export."""
    database = make_database()
    take_in(database, write(tmp_path / "a", ONE))
    assert export(database, tmp_path / "b", monkeypatch, "rutlnd") == 1
    assert re.search(r"rutlnd.*known are rutland", capsys.readouterr().err)
    assert not (tmp_path / "b").exists()
    assert events(database) == []


def test_a_failure_leaves_no_half_export(
    make_database: MakeDatabase,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """With a lost key the files could not be whole, so there are none; that it was tried stays in the audit."""
    database = make_database()
    take_in(database, write(tmp_path / "a", ONE))
    with database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE young_person SET preferred_name = 'not sealed by us'")
    assert export(database, tmp_path / "b", monkeypatch) == 1
    assert "can't be opened" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
    assert events(database) == [("operator", None, "done")]
