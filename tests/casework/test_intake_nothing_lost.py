"""Exports that are cut off, damaged or named wrongly: nothing of them is lost or half kept without a word. All people are invented."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from imported_files import DAY, taken
from invented import KEY
from sqlalchemy import select

from bot.casework.intake.faults import IntakeError
from bot.casework.intake.importing import How
from bot.casework.intake.mapping import PLAIN, sources_of
from bot.casework.intake.missing_words import stands_for_nothing
from bot.casework.returns.oc3_file import read_table
from bot.casework.tables import PathwayPlan, YoungPerson
from bot.cli.main import main

if TYPE_CHECKING:
    from pathlib import Path

    from bot.records.database import Database

PEOPLE = "reference,council,preferred_name,birth_date,phone,notes\n"
KIT = "YP-1,rutland,Kit,2008-02-29,,\n"
ASH = "YP-2,rutland,Ash,2007-12-01,,\n"
PLANS = "reference,council,state,state_since,authorised_on,last_review_on,next_review_on\n"
OC3 = "CHILD,DOB,IN_TOUCH,ACTIV,ACCOM\n"
OC3_ROW = "YP-1,29/02/2008,YES,F1,U1\n"


def names(database: Database) -> list[str]:
    """The names of everybody on record."""
    with database.transaction() as session:
        return list(session.execute(select(YoungPerson.preferred_name).order_by(YoungPerson.id)).scalars())


# Quotes, lengths and bytes


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (
            KIT.replace(",\n", ',"as said\n') + ASH + ASH.replace("YP-2", "YP-3"),
            "line 2 opens a quote that is never closed; close it, and look whether the file was cut off",
        ),
        (
            KIT + KIT.replace(",\n", ',"as said\n').replace("1", "4") + ASH.replace(",\n", ',"x"\n'),
            "line 3 has a quote within a cell, or a quote before it is not closed; write a quote within a cell twice",
        ),
        (
            KIT + ASH.replace(",\n", f",{'x' * 1_000_000}\n"),
            "line 3 has a cell of more than 131,072 characters; look for an unclosed quote or shorten it",
        ),
    ],
)
def test_an_open_quote_swallows_nobody(
    database: Database, how: How, tmp_path: Path, rows: str, said: str
) -> None:
    """Rows within a cell would be gone without a word; the file is refused, and the line on which it begins is named."""
    with pytest.raises(IntakeError) as error:
        taken(database, how, tmp_path, PEOPLE + rows)
    assert str(error.value) == f"people.csv: {said}"
    assert names(database) == []


def test_quotes_that_are_no_trouble_are_read(database: Database, how: How, tmp_path: Path) -> None:
    """Those of inches or names in an unquoted cell, and doubled ones."""
    rows = 'YP-1,rutland,Kit "K" (invented),2008-02-29,,6" tall\nYP-2,rutland,"Ash ""A""",2007-12-01,,\n'
    assert taken(database, how, tmp_path, PEOPLE + rows).is_kept
    assert names(database) == ['Kit "K" (invented)', 'Ash "A"']


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ((PEOPLE + KIT).encode() + bytes(40), "holds bytes that no text has (NUL)"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 4, "holds bytes that no text has (NUL)"),
        (f"{PEOPLE.strip()},{'x' * 1_000_000}\n{KIT}".encode(), "its heading can't be read"),
        (
            (PEOPLE + KIT).encode("utf-16")[:-1],
            "from line 2 on it can't be read; look whether it was cut off",
        ),
        (b"<!-- Care leavers -->\n<People/>", "is XML and not CSV"),
    ],
)
def test_a_damaged_file_is_called_what_it_is(
    database: Database, how: How, tmp_path: Path, content: bytes, said: str
) -> None:
    """Not empty, and not of another encoding."""
    with pytest.raises(IntakeError) as error:
        taken(database, how, tmp_path, content)
    assert str(error.value).startswith(f"people.csv: {said}")


def test_utf_32_is_read(database: Database, how: How, tmp_path: Path) -> None:
    """Its mark begins as that of UTF-16 does."""
    taken(database, how, tmp_path, (PEOPLE + KIT.replace("Kit", "Zoë")).encode("utf-32"))
    assert names(database) == ["Zoë"]


# The end of a file


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le"])
def test_a_last_line_without_an_end_is_a_finding(
    database: Database, how: How, tmp_path: Path, encoding: str
) -> None:
    """2008-02-2 is a day, and may be the beginning of 2008-02-29; nobody can tell, so it is told."""
    heading, ending = "reference,council,preferred_name,birth_date\n", "YP-1,rutland,Kit,2008-02-2"
    report = taken(database, how, tmp_path, (heading + ending).encode(encoding))
    assert [(found.line, found.reason, found.done) for found in report.notices] == [
        (2, "is the last row, and the file has no line end after it: it may be cut off there", "taken as it is")
    ]  # fmt: skip
    assert taken(database, how, tmp_path, (heading + ending + "\r\n").encode(encoding)).notices == []


def test_a_return_that_may_be_cut_off_is_a_finding_too(tmp_path: Path) -> None:
    """The same for OC3, and it refuses nothing by itself."""
    path = tmp_path / "oc3.csv"
    path.write_text(OC3 + OC3_ROW.strip(), encoding="utf-8")
    [found] = read_table(path, 2026).findings
    assert (found.line, found.refuses) == (2, False)


def test_a_heading_alone_is_told(database: Database, how: How, tmp_path: Path) -> None:
    """The export may have failed; who is on record is missed and stays."""
    taken(database, how, tmp_path, PEOPLE + KIT)
    report = taken(database, how, tmp_path, PEOPLE, council="rutland")
    assert (
        report.notes[-1] == "people.csv: has a heading and no rows; if it should have some, export it again"
    )
    assert (report.counts.gone, names(database)) == (1, ["Kit"])
    (tmp_path / "oc3.csv").write_text(OC3, encoding="utf-8")
    assert read_table(tmp_path / "oc3.csv", 2026).notes == [
        "oc3.csv: has a heading and no rows; if it should have some, export it again"
    ]


# Cells


@pytest.mark.parametrize(
    "name",
    ["Unknown Unknown", "NULL NULL", "(none)", "<unknown>", "[blank]", "n/k", "Not given", "'-", "No name given"],
)  # fmt: skip
def test_nobody_is_called_by_two_words_for_nothing(name: str) -> None:
    """First name and family name are both unknown, or the word stands in brackets."""
    assert stands_for_nothing(name)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("0", "has no letter in it"),
        ("1234", "has no letter in it"),
        ("Zo\ufffd", "has letters that were lost when it was saved"),
        ("Zo\u00c3\u00ab", "has letters that were lost when it was saved"),
        ("Zo\u200be", "has a character that can't be seen"),
        ("A" * 81, "is longer than 80 letters"),
    ],
)
def test_an_odd_name_is_a_finding(
    database: Database, how: How, tmp_path: Path, name: str, reason: str
) -> None:
    """Somebody would be greeted by it; people may be called anything, so it is kept."""
    report = taken(database, how, tmp_path, f"{PEOPLE}YP-1,rutland,{name},2008-02-29,,\n")
    assert [(found.line, found.field, found.reason, found.done) for found in report.notices] == [
        (2, "preferred_name", reason, "kept as it is")
    ]
    assert names(database) == [name]


def test_a_name_that_can_t_be_seen_is_none(database: Database, how: How, tmp_path: Path) -> None:
    """A space without width is no name, and in a date it is nothing at all; in a reference it is named."""
    report = taken(database, how, tmp_path, f"{PEOPLE}YP-1,rutland,\u200b,2008-02-29,,\n")
    assert [(found.field, found.reason) for found in report.faults] == [("preferred_name", "is empty")]
    row = "YP-1\u200b,rutland,Kit,\u200e2008-02-29\u200e,\u202a07700 900101\u202c,\n"
    report = taken(database, how, tmp_path, PEOPLE + row)
    assert [(found.field, found.reason) for found in report.notices] == [
        ("reference", "has a character that can't be seen")
    ]
    assert names(database) == ["Kit"]


@pytest.mark.parametrize(("held", "following"), [("2026-06-02", "2026-02-02"), ("", "2025-12-01")])
def test_a_next_review_before_the_last_one_is_not_waited_for(
    database: Database, how: How, tmp_path: Path, held: str, following: str
) -> None:
    """A case system left the old day; nobody hears that a review is late which was held."""
    taken(database, how, tmp_path, PEOPLE + KIT)
    row = f"YP-1,rutland,authorised,2026-01-02,2026-01-02,{held},{following}\n"
    report = taken(database, how, tmp_path, PLANS + row, "plans")
    assert [str(found) for found in report.notices] == [
        "line 2, next_review_on: is not after the last review, or before the signing. Kept, and no review is due by it."
        " give the day of the review to come, or leave it empty."
    ]
    with database.transaction() as session:
        kept = session.execute(select(PathwayPlan.next_review_on)).scalars().all()
        assert kept == [date.fromisoformat(following)]
    assert taken(database, how, tmp_path, PLANS + row, "plans").counts.same == 1


def test_the_id_that_stands_twice_is_named(database: Database, how: How, tmp_path: Path) -> None:
    """A contact is known by its id, not by whose it is."""
    taken(database, how, tmp_path, PEOPLE + KIT)
    heading = "reference,council,contact_id,kind,is_meaningful,happened_on\n"
    rows = "YP-1,rutland,7,visit,yes,2026-10-01\nYP-1,rutland,7,visit,yes,2026-10-02\n"
    report = taken(database, how, tmp_path, heading + rows, "contacts")
    assert [(found.line, found.field) for found in report.faults] == [(3, "contact_id")]


@pytest.mark.parametrize(
    ("written", "reasons"),
    [
        ("2025.0", ["is another year than 2026"]),
        ("last", ["is no year"]),
        ("2026.0", []),
        ("2025/26", []),
        ("", []),
    ],
)
def test_a_return_of_another_year_is_not_taken_for_this_one(
    tmp_path: Path, written: str, reasons: list[str]
) -> None:
    """Also where a program wrote the year as 2025.0, or nobody can read it; a column that is read is not called left out."""
    (tmp_path / "oc3.csv").write_text(f"YEAR,{OC3}{written},{OC3_ROW}", encoding="utf-8")
    found = read_table(tmp_path / "oc3.csv", 2026)
    assert ([one.reason for one in found.findings], found.notes) == (reasons, [])


# Files and folders


@pytest.fixture
def command(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """`localoffer` on this database."""
    monkeypatch.setenv("LOCALOFFER_DATABASE_URL", database.engine.url.render_as_string(hide_password=False))
    monkeypatch.setenv("LOCALOFFER_DATA_KEYS", KEY)
    monkeypatch.setenv("LOCALOFFER_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("LOCALOFFER_TODAY", DAY.isoformat())
    return lambda *words: main([str(word) for word in words])


@pytest.mark.parametrize("words", [("import",), ("return", "import", "--year", "2026")])
def test_a_report_never_takes_the_place_of_another_file(
    command: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    """The export that was named by mistake is as it was, and nothing was taken in; an older report is replaced."""
    path, report = tmp_path / "people.csv", tmp_path / "found.csv"
    path.write_text(PEOPLE + KIT, encoding="utf-8")
    assert command(*words, path, "--report", path) == 1
    assert path.read_text(encoding="utf-8") == PEOPLE + KIT
    assert (
        "--report: people.csv is there already and is no report; give another name" in capsys.readouterr().err
    )
    assert [command("import", path, "--report", report) for _ in range(2)] == [0, 0]


def test_what_a_folder_has_beside_is_named(
    command: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A workbook, a slip of the pen or a link to nowhere: otherwise nobody would miss the plans."""
    exports = tmp_path / "exports"
    exports.mkdir()
    (exports / "people.csv").write_text(PEOPLE + KIT, encoding="utf-8")
    for beside in ("plans.xlsx", "contact.csv", ".hidden", "people.csv.rejects.csv"):
        (exports / beside).touch()
    (exports / "plans.csv").symlink_to(tmp_path / "nowhere.csv")
    assert command("import", exports, "--report", exports / "found.csv") == 0
    assert (
        "exports: not read, as no file of that name is looked for: contact.csv, plans.csv, plans.xlsx\n"
        in capsys.readouterr().out
    )


def test_what_is_neither_file_nor_folder_is_called_so(tmp_path: Path) -> None:
    """A pipe can't be read twice; a folder is no table."""
    with pytest.raises(IntakeError, match="null: is neither a file nor a folder"):
        sources_of(tmp_path.__class__("/dev/null"), PLAIN, None)
    with pytest.raises(IntakeError, match="is a folder; name the file in it"):
        read_table(tmp_path, 2026)
