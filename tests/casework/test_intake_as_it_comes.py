"""Exports as case systems and spreadsheets really leave them: put right where it is certain, otherwise named. All invented."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from imported_files import DAY, taken
from invented import KEY
from sqlalchemy import select

from bot.answer_text import plain_text
from bot.casework.intake.dates import shape_of, to_date
from bot.casework.intake.export_all import export_all
from bot.casework.intake.faults import CellError, Fault, IntakeError
from bot.casework.intake.importing import How, Report, import_file, lines_of
from bot.casework.intake.mapping import PLAIN, sources_of
from bot.casework.intake.missing_words import is_no_date, stands_for_nothing
from bot.casework.intake.rows_seen import IdsMet, PeopleOfRun, RowsSeen
from bot.casework.intake.source import Source
from bot.casework.plans.plan_status import status_of
from bot.casework.plans.plan_words import plan_answer
from bot.casework.tables import ContactRecord, PathwayPlan, YoungPerson
from bot.cli.main import main
from bot.records.keyed import Keyed

if TYPE_CHECKING:
    from bot.entitlements.parameters import Parameters
    from bot.records.database import Database

PEOPLE = "reference,council,preferred_name,birth_date,phone\n"
KIT = "YP-1,rutland,Kit,2008-02-29,07700 900101\n"
ASH = "YP-2,rutland,Ash,2007-12-01,\n"
PLANS = "reference,council,state,state_since,authorised_on,last_review_on,next_review_on\n"
CONTACTS = "reference,council,kind,is_meaningful,happened_on\n"
NAMED = "reference,council,contact_id,kind,is_meaningful,happened_on\n"
NO_DATE = ["1900-01-01", "01/01/1900", "9999-12-31", "31/12/9999", "1899-12-30", "30/12/1899", "00/01/1900"]
NO_DATE += ["1970-01-01", "01-Jan-1900", "0001-01-01", "1753-01-01T00:00:00", "TBC", "n/a", "NULL", "unknown"]
NO_NAME = [
    "NULL",
    "null",
    "None",
    "nan",
    "NaN",
    "n/a",
    "N/A",
    "#N/A",
    "-",
    "--",
    "?",
    "unknown",
    "TBC",
    "tba",
]
NO_NAME += ["Not known", "(null)", "#REF!", "NA", "to be confirmed", " - "]


def rows(database: Database, model: Any) -> list[Any]:
    """Every row of a table."""
    with database.transaction() as session:
        return list(session.execute(select(model).order_by(model.id)).scalars())


def counts(report: Report) -> tuple[int, int, int, int]:
    """How many rows were added, changed, the same and rejected."""
    found = report.counts
    return found.added, found.changed, found.same, found.rejected


@pytest.fixture
def kit(database: Database, how: How, tmp_path: Path) -> Database:
    """Kit and Ash on record."""
    assert taken(database, how, tmp_path, PEOPLE + KIT + ASH).is_kept
    return database


# What only stands for "not known"


@pytest.mark.parametrize("written", NO_DATE)
def test_a_day_that_stands_for_no_day_is_none(kit: Database, how: How, tmp_path: Path, written: str) -> None:
    """The plan is kept without that date, and the finding says line, field, what was done and the fix."""
    row = f"YP-1,rutland,authorised,2026-01-02,2026-01-02,,{written}\n"
    report = taken(kit, how, tmp_path, PLANS + row, "plans")
    [plan] = rows(kit, PathwayPlan)
    assert (counts(report), plan.next_review_on, plan.state) == ((1, 0, 0, 0), None, "authorised")
    assert [(found.line, found.field, found.done) for found in report.notices] == [
        (2, "next_review_on", "taken as empty")
    ]
    assert report.notices[0].fix == "give the real value, or leave it empty"


@pytest.mark.parametrize("next_on", ["2026-05-01", "2026-07-01"], ids=["before", "on the day"])
def test_the_day_of_a_review_that_was_held_is_told(
    kit: Database, how: How, tmp_path: Path, next_on: str
) -> None:
    """It stays as the case system has it, with what that means and the fix: nobody is called late by it."""
    row = f"YP-1,rutland,authorised,2026-01-02,2026-01-02,2026-07-01,{next_on}\n"
    report = taken(kit, how, tmp_path, PLANS + row, "plans")
    assert [plan.next_review_on for plan in rows(kit, PathwayPlan)] == [date.fromisoformat(next_on)]
    assert [(found.line, found.field, found.done) for found in report.notices] == [
        (2, "next_review_on", "kept, and no review is due by it")
    ]


def test_a_placeholder_does_not_decide_how_the_column_is_read(
    kit: Database, how: How, tmp_path: Path
) -> None:
    """A program's own way to write "no date" may stand among days of another form."""
    both = "YP-1,rutland,drafting,2026-01-02,,,01/03/2027\nYP-2,rutland,drafting,2026-01-02,,,1900-01-01\n"
    assert taken(kit, how, tmp_path, PLANS + both, "plans").is_kept
    assert [plan.next_review_on for plan in rows(kit, PathwayPlan)] == [date(2027, 3, 1), None]


@pytest.mark.parametrize("written", NO_DATE)
def test_a_placeholder_is_nobody_s_birthday(
    database: Database, how: How, tmp_path: Path, written: str
) -> None:
    """The row is refused: everybody was born on some day."""
    report = taken(database, how, tmp_path, f"{PEOPLE}{ASH}YP-1,rutland,Kit,{written},\n")
    assert [(found.line, found.field) for found in report.faults] == [(3, "birth_date")]
    assert rows(database, YoungPerson) == []


@pytest.mark.parametrize("written", NO_NAME)
def test_nobody_is_called_null(database: Database, how: How, tmp_path: Path, written: str) -> None:
    """The row is refused with what to do; the others may come in."""
    text = f"{PEOPLE}YP-1,rutland,{written},2008-02-29,\n{ASH}"
    report = taken(database, replace(how, keep_going=True), tmp_path, text)
    assert [str(found) for found in report.faults] == [
        "line 2, preferred_name: only stands for something that is not known. give the real value."
    ]
    assert [person.reference for person in rows(database, YoungPerson)] == ["YP-2"]


@pytest.mark.parametrize("name", ["Nan", "Na", "Nil Ahmed", "Noe", "Nulla", "Dash", "X", "李", "O'Null"])
def test_names_that_only_look_like_nothing_are_names(
    database: Database, how: How, tmp_path: Path, name: str
) -> None:
    """Nan is a name; what programs write for "nothing" is nan or NaN."""
    assert taken(database, how, tmp_path, f"{PEOPLE}YP-1,rutland,{name},2008-02-29,\n").notices == []
    assert rows(database, YoungPerson)[0].preferred_name == name


def test_an_optional_cell_without_content_is_missing(database: Database, how: How, tmp_path: Path) -> None:
    """The finding says what the record says then: nothing, or "no" where there is only yes and no."""
    heading = PEOPLE.replace("phone", "phone,was_detained_at_16,returned_home_on")
    text = f"{heading}YP-1,rutland,Kit,2008-02-29,none,unknown,n/a\n"
    report = taken(database, how, tmp_path, text)
    [found] = rows(database, YoungPerson)
    assert (found.phone, found.was_detained_at_16, found.returned_home_on) == (None, False, None)
    assert [(notice.field, notice.done) for notice in report.notices] == [
        ("phone", "taken as empty"),
        ("was_detained_at_16", "taken as no"),
        ("returned_home_on", "taken as empty"),
    ]


@given(st.dates(date(1902, 1, 2), date(2098, 12, 31)))
def test_no_real_day_is_taken_for_none(day: date) -> None:
    """But the first of January 1970."""
    assert is_no_date(day.isoformat()) is (day == date(1970, 1, 1))


@given(st.text(st.characters(whitelist_categories=["Lu", "Ll"]), min_size=8, max_size=12))
def test_no_long_word_of_letters_is_taken_for_nothing(word: str) -> None:
    """But those of the list."""
    assert not stands_for_nothing(word) or word.casefold() == "undefined"


# What can't be


def test_a_day_before_birth_is_none_where_it_may_be_missing(kit: Database, how: How, tmp_path: Path) -> None:
    """With a finding; a plan that is signed on such a day is not taken as signed."""
    row = "YP-1,rutland,drafting,2026-01-02,,,2008-02-29\n"
    report = taken(kit, how, tmp_path, PLANS + row, "plans")
    assert [str(found) for found in report.notices] == [
        "line 2, next_review_on: is not after the birth date. Taken as empty. correct one of the two, or leave it empty."
    ]
    signed = "YP-2,rutland,authorised,2026-01-02,2001-01-02,,\n"
    report = taken(kit, how, tmp_path, PLANS + signed, "plans")
    assert [found.reason for found in report.faults] == ["is missing for a plan that is signed off"]


@pytest.mark.parametrize(
    ("table", "text", "field"),
    [
        ("plans", f"{PLANS}YP-1,rutland,drafting,2007-01-02,,,\n", "state_since"),
        ("contacts", f"{CONTACTS}YP-1,rutland,visit,yes,2007-01-02\n", "happened_on"),
    ],
)
def test_a_row_whose_day_lies_before_birth_is_refused(
    kit: Database, how: How, tmp_path: Path, table: str, text: str, field: str
) -> None:
    """Where the day is what the row is about."""
    report = taken(kit, how, tmp_path, text, table)
    assert [(found.line, found.field, found.reason) for found in report.faults] == [
        (2, field, "is not after the birth date")
    ]


@pytest.mark.parametrize(
    ("born", "refused", "kept"),
    [
        ("1925-11-21", ["is more than 100 years ago"], []),
        ("2018-02-28", [], ["makes them 8 years old"]),
        ("1986-02-28", [], ["makes them 40 years old"]),
        ("2012-11-22", [], []),
        ("1995-11-23", [], []),
    ],
)
def test_an_age_that_can_hardly_be_is_a_finding(
    database: Database, how: How, tmp_path: Path, born: str, refused: list[str], kept: list[str]
) -> None:
    """Impossible ones are refused; unlikely ones are kept and named."""
    report = taken(database, how, tmp_path, f"{PEOPLE}YP-1,rutland,Kit,{born},\n")
    assert [found.reason for found in report.faults] == refused
    assert [found.reason for found in report.notices] == kept


# Numbers


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("0770090011", "is not a UK mobile number: it has 10 digits, and those have 11"),
        ("077009001012", "is not a UK mobile number: it has 12 digits, and those have 11"),
        ("770090011", "is not a UK mobile number: it has 9 digits, and those have 11"),
        ("+44770090011", "is not a UK mobile number: it has 10 digits, and those have 11"),
        ("01632 960101", "is not a UK mobile number: those begin with 07"),
        ("+33 6 12 34 56 78", "is not a number of the United Kingdom"),
        ("07700900101 / 07700900102", "holds more than one number"),
        ("mum: 07700 9001", "has more in it than a number"),
        ("7.7009E+09", "was rounded by a spreadsheet"),
    ],
)
def test_a_number_that_reaches_nobody_is_refused_with_what_is_wrong(
    database: Database, how: How, tmp_path: Path, written: str, reason: str
) -> None:
    """A sign-in code would go to somebody else, or nowhere."""
    report = taken(database, how, tmp_path, f"{PEOPLE}YP-1,rutland,Kit,2008-02-29,{written}\n")
    assert [(found.line, found.field, found.reason) for found in report.faults] == [(2, "phone", reason)]
    assert all(found.fix for found in report.faults)


@pytest.mark.parametrize(
    "written",
    [
        "+44 (0)7700 900101",
        "+447700900101",
        "0044 7700 900101",
        "07700-900-101",
        "(07700) 900101",
        " 07700900101 ",
    ],
)
def test_a_number_is_the_same_however_it_is_written(
    database: Database, how: How, tmp_path: Path, keyed: Keyed, written: str
) -> None:
    """It is found by its owner's own spelling, and there is nothing to report."""
    report = taken(database, how, tmp_path, f"{PEOPLE}YP-1,rutland,Kit,2008-02-29,{written}\n")
    assert (report.is_kept, report.notices) == (True, [])
    assert rows(database, YoungPerson)[0].phone_lookup == keyed.phone("07700 900101")


@pytest.mark.parametrize("written", ["7700900101", "7700 900 101", "7700900101.0"])
def test_a_zero_that_a_spreadsheet_dropped_is_put_back(
    database: Database, how: How, tmp_path: Path, keyed: Keyed, written: str
) -> None:
    """That is certain; the finding says so, and a second import changes nothing."""
    text = f"{PEOPLE}YP-1,rutland,Kit,2008-02-29,{written}\n"
    report = taken(database, how, tmp_path, text)
    [kit] = rows(database, YoungPerson)
    assert (kit.phone, kit.phone_lookup) == ("07700900101", keyed.phone("07700 900101"))
    assert [(found.field, found.done) for found in report.notices] == [
        ("phone", "the zero at its beginning was put back")
    ]
    assert counts(taken(database, how, tmp_path, text)) == (0, 0, 1, 0)


# The form of a file


@pytest.mark.parametrize(
    "text",
    [
        "Care leavers,,,,\nPrinted,22/11/2026,,,\n\n" + PEOPLE + KIT,
        "phone,birth_date,preferred_name,council,reference\n07700 900101,2008-02-29,Kit,rutland,YP-1\n",
        "No.,reference,council,Ethnicity,preferred_name,birth_date,phone,Notes\n1,YP-1,rutland,x,Kit,2008-02-29,07700 900101,y\n",
        PEOPLE.replace("\n", ",,\n") + KIT.replace("\n", ",,\n"),
        PEOPLE.replace(",", "\t") + KIT.replace(",", "\t"),
        "sep=;\n" + (PEOPLE + KIT).replace(",", ";"),
        "Reference,Council,Preferred Name,Birth Date,Phone\n" + KIT,
        '"reference","council","preferred-name","BIRTH_DATE","phone"\n' + KIT,
        ("Títle\n" + PEOPLE + KIT).encode("cp1252"),
        ("Title\n" + PEOPLE + KIT).encode("utf-16"),
        "\n\n\n" + PEOPLE + "\n\n" + KIT + ",,,,\n",
        'Notes,reference,council,preferred_name,birth_date,phone\n"two\nlines",' + KIT,
    ],
)
def test_people_come_in_however_the_file_is_laid_out(
    database: Database, how: How, tmp_path: Path, text: str | bytes
) -> None:
    """Titles, blank lines, other order, other columns, other separators and encodings."""
    report = taken(database, how, tmp_path, text)
    assert (counts(report), report.faults, report.notices) == ((1, 0, 0, 0), [], [])
    [kit] = rows(database, YoungPerson)
    assert (kit.reference, kit.preferred_name, kit.birth_date, kit.phone) == (
        "YP-1",
        "Kit",
        date(2008, 2, 29),
        "07700 900101",
    )


@pytest.mark.parametrize(
    ("table", "text"),
    [
        ("plans", "Plans\n\nstate;reference;state_since;LA;council\ndrafting;YP-1;01/10/2026 00:00;123;rutland\n"),
        ("contacts", "is_meaningful\tYEAR\thappened_on\tkind\treference\tcouncil\nyes\t2026\t2026-10-01T14:30:00\tvisit\tYP-1\trutland\n"),
    ],
)  # fmt: skip
def test_plans_and_contacts_do_too(kit: Database, how: How, tmp_path: Path, table: str, text: str) -> None:
    """They are read by the same reader."""
    report = taken(kit, how, tmp_path, text.encode("utf-16-le"), table)
    assert (counts(report), report.faults) == ((1, 0, 0, 0), [])


def test_a_fault_names_the_line_of_the_file_also_below_titles(
    database: Database, how: How, tmp_path: Path
) -> None:
    """The line that an editor shows, with titles, blank lines and cells of several lines before it."""
    text = f'Title\n\n{PEOPLE}YP-1,rutland,"Kit\n(invented)",2008-02-29,\n\nYP-2,rutland,,2008-02-29,\n'
    report = taken(database, how, tmp_path, text)
    assert [(found.line, found.field) for found in report.faults] == [(7, "preferred_name")]


def test_a_name_without_a_column_is_a_shifted_row(database: Database, how: How, tmp_path: Path) -> None:
    """Trailing commas are a spreadsheet's; a word under them means that a cell was cut in two."""
    text = PEOPLE.replace("\n", ",,\n") + "YP-1,rutland,Kit,2008-02-29,,07700 900101,\n"
    assert [str(found) for found in taken(database, how, tmp_path, text).faults] == [
        "line 2: has 7 cells where the heading has 5. look for a missing quote or delimiter."
    ]


def test_a_column_that_is_nearly_ours_is_named(database: Database, how: How, tmp_path: Path) -> None:
    """So that nobody looks long for a slip of the pen; and what is not read is said."""
    with pytest.raises(IntakeError, match=r"no column 'birth_date' \(is it 'birthdate'\?\); line 1 has"):
        taken(database, how, tmp_path, PEOPLE.replace("birth_date", "birthdate") + KIT)
    report = taken(database, how, tmp_path, PEOPLE.replace("phone", "fone") + KIT)
    assert list(lines_of([report]))[1] == "people.csv: columns that are not ours are left out: fone"


def test_a_workbook_or_a_list_without_heading_is_called_so(
    database: Database, how: How, tmp_path: Path
) -> None:
    """Under any name: as people.csv, and beside it where there is none."""
    with pytest.raises(IntakeError, match=r"people\.csv: is XML and not CSV"):
        taken(database, how, tmp_path, "<?xml version='1.0'?><People/>")
    with pytest.raises(IntakeError, match=r"people\.csv: none of its first lines names our columns"):
        taken(database, how, tmp_path, KIT)
    (tmp_path / "people.csv").unlink()
    (tmp_path / "people.xlsx").write_bytes(b"\xd0\xcf\x11\xe0")
    for given_path in (tmp_path, tmp_path / "people.xlsx"):
        with pytest.raises(IntakeError, match=r"people\.xlsx: is an old Excel workbook and not CSV"):
            sources_of(given_path, PLAIN, None)


def test_a_file_in_capital_letters_is_found(tmp_path: Path) -> None:
    """PEOPLE.CSV is people.csv."""
    (tmp_path / "PEOPLE.CSV").touch()
    assert [source.table for source in sources_of(tmp_path, PLAIN, None)] == ["people"]


# Dates


@pytest.mark.parametrize(
    "text",
    ["2026-03-31T00:00:00", "31/03/2026 00:00", "2026-03-31T00:00:00Z", "2026-03-31 00:00:00.000", "31.03.2026",
     "31-03-2026", "2026/03/31", "20260331", "31 March 2026", "31-Mar-2026", "31/03/2026 12:00:00 AM",
     "2026-03-31T00:00:00+01:00"],
)  # fmt: skip
def test_each_usual_way_to_write_a_day_is_read(text: str) -> None:
    """The last of March, with a midnight or without."""
    assert to_date(text, shape_of(text) or "") == date(2026, 3, 31)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2026-03-30T23:00:00Z", "has a time of day"),
        ("2026-03-31 14:30", "has a time of day"),
        ("31/03/26", "has a year of two digits"),
        ("46112", "is a spreadsheet's number of a day"),
        ("31 Foo 2026", "is a day that does not exist"),
        ("29/02/2026", "is a day that does not exist"),
        ("last March", "is not a date"),
    ],
)
def test_what_leaves_a_day_open_is_refused_by_its_reason(text: str, reason: str) -> None:
    """Nobody's birthday is guessed."""
    with pytest.raises(CellError, match=reason):
        to_date(text, shape_of(text) or "dd/mm/yyyy")


# The same file again, another file, and less


def test_contacts_without_ids_come_in_once_each(kit: Database, how: How, tmp_path: Path) -> None:
    """Two calls on one day are two, and the same file again changes nothing."""
    text = CONTACTS + 2 * "YP-1,rutland,phone,yes,2026-10-01\n" + "YP-2,rutland,phone,no,2026-10-01\n"
    assert counts(taken(kit, how, tmp_path, text, "contacts")) == (3, 0, 0, 0)
    assert counts(taken(kit, how, tmp_path, text, "contacts")) == (0, 0, 3, 0)
    assert len(rows(kit, ContactRecord)) == 3


def test_a_contact_stays_one_when_the_export_begins_or_ceases_to_give_ids(
    kit: Database, how: How, tmp_path: Path
) -> None:
    """By whom, when and how it is known again; another visit of that day with an id of its own is a second one."""
    bare = f"{CONTACTS}YP-1,rutland,visit,yes,2026-10-01\n"
    with_id = f"{NAMED}YP-1,rutland,C-1,visit,yes,2026-10-01\n"
    taken(kit, how, tmp_path, bare, "contacts")
    assert counts(taken(kit, how, tmp_path, with_id, "contacts")) == (0, 1, 0, 0)
    assert counts(taken(kit, how, tmp_path, with_id, "contacts")) == (0, 0, 1, 0)
    assert counts(taken(kit, how, tmp_path, bare, "contacts")) == (0, 0, 1, 0)
    second = f"{with_id}YP-1,rutland,C-2,visit,yes,2026-10-01\n"
    assert counts(taken(kit, how, tmp_path, second, "contacts")) == (1, 0, 1, 0)


def test_a_contact_that_was_written_here_comes_back_as_itself(
    kit: Database, how: How, tmp_path: Path
) -> None:
    """Out and in again changes nothing, though no case system ever named it."""
    with kit.transaction() as session:
        visit = {"kind": "visit", "is_meaningful": True, "happened_on": DAY, "young_person_id": 1}
        session.add_all(ContactRecord(**visit) for _ in range(2))
    with kit.transaction() as session:
        export_all(session, "rutland", tmp_path / "out")
    for name in ("people", "plans", "contacts"):
        report = import_file(kit, Source(tmp_path / "out" / f"{name}.csv", name), how)
        assert (report.counts.added, report.counts.changed, report.counts.rejected) == (0, 0, 0)
    assert [contact.external_id for contact in rows(kit, ContactRecord)] == [None, None]


def test_a_changed_contact_is_updated(kit: Database, how: How, tmp_path: Path) -> None:
    """By its id, or without one by whom, when and how."""
    for text in (
        f"{CONTACTS}YP-1,rutland,visit,yes,2026-10-01\n",
        f"{NAMED}YP-1,rutland,C-1,phone,yes,2026-10-01\n",
    ):
        assert taken(kit, how, tmp_path, text, "contacts").counts.added == 1
        assert counts(taken(kit, how, tmp_path, text.replace("yes", "no"), "contacts")) == (0, 1, 0, 0)


def test_a_row_that_stands_twice_is_taken_once(kit: Database, how: How, tmp_path: Path) -> None:
    """With a finding; two that differ are refused, because nobody knows which is right."""
    again = f"{PEOPLE}{KIT}{ASH}{KIT}"
    report = taken(kit, how, tmp_path, again)
    assert counts(report) == (0, 0, 2, 0)
    assert [str(found) for found in report.notices] == [
        "line 4: says the same as line 2. Taken once. leave one of the two."
    ]
    report = taken(kit, how, tmp_path, again.replace("Kit", "Kat", 1))
    assert [found.reason for found in report.faults] == ["says again what line 2 is about"]


GONE = {
    "people": (PEOPLE + KIT + ASH, PEOPLE + KIT, YoungPerson, "people"),
    "plans": (
        f"{PLANS}YP-1,rutland,drafting,2026-01-02,,,\nYP-2,rutland,drafting,2026-01-02,,,\n",
        f"{PLANS}YP-1,rutland,drafting,2026-01-02,,,\n",
        PathwayPlan,
        "plans",
    ),
    "contacts": (
        f"{NAMED}YP-1,rutland,1,visit,yes,2026-10-01\nYP-2,rutland,2,visit,yes,2026-10-02\nYP-1,rutland,3,visit,yes,2026-10-03\n"
        "YP-1,rutland,4,visit,yes,2026-09-30\n",
        f"{NAMED}YP-1,rutland,1,visit,yes,2026-10-01\nYP-1,rutland,3,visit,yes,2026-10-03\n",
        ContactRecord,
        "contacts of these days",
    ),
}  # fmt: skip


@pytest.mark.parametrize("table", GONE)
def test_what_a_file_no_longer_has_is_reported_and_stays(
    kit: Database, how: How, tmp_path: Path, table: str
) -> None:
    """A file that is cut short deletes nobody. Contacts are held against the days of the file, which is seldom whole."""
    whole, less, model, what = GONE[table]
    assert taken(kit, how, tmp_path, whole, table).counts.gone == 0
    before = len(rows(kit, model))
    report = taken(kit, how, tmp_path, less, table)
    assert [(found.line, found.reason, found.done) for found in report.notices] == [
        (0, "YP-2 of rutland is on record and not in the file", "kept")
    ]
    assert (report.is_kept, len(rows(kit, model))) == (True, before)
    assert list(lines_of([report]))[1] == (
        f"{table}.csv: 1 {what} on record are not in this file; nothing of them was deleted; --report FILE lists them"
    )


def test_who_is_in_the_file_but_was_refused_is_not_gone(kit: Database, how: How, tmp_path: Path) -> None:
    """A wrong row is still a row; and where a row does not even say whose it is, nothing is claimed."""
    going = replace(how, keep_going=True)
    report = taken(kit, going, tmp_path, f"{PEOPLE}{KIT}YP-2,rutland,Ash,soon,\n")
    assert (report.counts.gone, report.counts.rejected) == (0, 1)
    report = taken(kit, going, tmp_path, f"{PEOPLE}{KIT},rutland,Ash,2007-12-01,\n")
    assert report.counts.gone == 0
    assert report.notes == [
        "people.csv: what is no longer in it can't be told, as a rejected row has no reference"
    ]


def test_other_councils_people_are_not_missed(kit: Database, how: How, tmp_path: Path) -> None:
    """A file speaks for the councils that stand in it."""
    assert (
        taken(
            kit, how, tmp_path, PEOPLE + KIT.replace("rutland", "rotherham").replace("101", "102")
        ).counts.gone
        == 0
    )


# A gap is no fact


def test_people_alone_hear_that_no_plan_is_on_record(
    kit: Database, parameters: Parameters, how: How, tmp_path: Path
) -> None:
    """Never that it has not been started, or is late."""
    with kit.transaction() as session:
        said = plain_text(plan_answer(status_of(session, 1, parameters, DAY), DAY))
    assert "I have no plan on record for you." in said
    assert not any(
        word in said.lower() for word in ("not been started", "late", "was due", "is due", "who has it")
    )
    assert "0808 800 5792" in said


# The command


@pytest.fixture
def command(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """`localoffer import` on this database."""
    monkeypatch.setenv("LOCALOFFER_DATABASE_URL", database.engine.url.render_as_string(hide_password=False))
    monkeypatch.setenv("LOCALOFFER_DATA_KEYS", KEY)
    monkeypatch.setenv("LOCALOFFER_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("LOCALOFFER_TODAY", DAY.isoformat())
    return lambda *words: main(["import", *map(str, words)])


def folder_of(path: Path, **files: str) -> Path:
    """A folder of these files."""
    path.mkdir(exist_ok=True)
    for name, text in files.items():
        (path / f"{name}.csv").write_text(text, encoding="utf-8")
    return path


def test_a_folder_comes_in_whole(
    database: Database, command: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Plans and contacts of people who are new in the same run find them, on a dry run too."""
    exports = folder_of(
        tmp_path / "exports",
        people=PEOPLE + KIT + ASH,
        plans=f"{PLANS}YP-2,rutland,drafting,2026-01-02,,,\nYP-1,rutland,assessment,2026-01-02,,,\n",
        contacts=f"{CONTACTS}YP-1,rutland,visit,yes,2026-10-01\n",
    )
    assert command(exports, "--dry-run") == 0
    assert rows(database, YoungPerson) == []
    assert command(exports) == 0
    assert capsys.readouterr().out.count("2 added") == 4
    people = {person.id: person.reference for person in rows(database, YoungPerson)}
    assert {people[plan.young_person_id]: plan.state for plan in rows(database, PathwayPlan)} == {
        "YP-1": "assessment",
        "YP-2": "drafting",
    }
    assert [people[contact.young_person_id] for contact in rows(database, ContactRecord)] == ["YP-1"]
    assert command(exports) == 0
    assert "0 added, 0 changed, 2 the same" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("table", "text"),
    [
        ("plans", f"{PLANS}YP-1,rutland,mislaid,2026-01-02,,,\n"),
        ("contacts", "<?xml version='1.0'?><Contacts/>"),
    ],
)
def test_a_folder_with_one_bad_file_changes_nothing(
    database: Database, command: Any, tmp_path: Path, table: str, text: str
) -> None:
    """Nobody is on record with half of what the exports say."""
    exports = folder_of(tmp_path / "exports", people=PEOPLE + KIT, **{table: text})
    assert command(exports) == 1
    assert rows(database, YoungPerson) == []


def test_the_report_lists_everything_that_was_found(
    database: Database, command: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """File, line, field, reason, what was done and the fix; who is gone stands there, and not on the terminal."""
    exports = folder_of(tmp_path / "exports", people=PEOPLE + KIT + ASH)
    assert command(exports) == 0
    folder_of(
        exports,
        people=f"{PEOPLE}{ASH.strip()}7700900102\n",
        plans=f"{PLANS}YP-2,rutland,drafting,2026-01-02,,,9999-12-31\n",
    )
    assert command(exports, "--report", tmp_path / "found.csv") == 0
    with (tmp_path / "found.csv").open(encoding="utf-8", newline="") as file:
        found = [(row["file"], row["line"], row["field"], row["done"]) for row in csv.DictReader(file)]
    assert found == [
        ("people.csv", "2", "phone", "the zero at its beginning was put back"),
        ("people.csv", "", "reference", "kept"),
        ("plans.csv", "2", "next_review_on", "taken as empty"),
    ]
    said = capsys.readouterr()
    assert "YP-1" not in said.out + said.err
    assert "1 people on record are not in this file" in said.out


# What a run remembers


def test_rows_ids_and_people_are_remembered(tmp_path: Path) -> None:
    """Small, and exactly."""
    seen, met, people = RowsSeen(), IdsMet(), PeopleOfRun()
    assert seen.note(1, 10, 0, 2) is None
    again = seen.note(1, 10, 1, 7)
    assert again is not None
    assert (again.file, again.line, again.is_same) == (0, 2, True)
    for number in (0, 9, 100_000):
        met.add(number)
    assert [number for number in (0, 1, 8, 9, 10, 99_999, 100_000, 5_000_000) if number in met] == [
        0,
        9,
        100_000,
    ]
    people.add("rutland", "A", 7, date(2008, 2, 29))
    people.add("rutland", "B", None, date(2007, 1, 1))
    people.add("rutland", "C", None, date(2006, 1, 1))
    assert (people.find("rutland", "A"), people.find("rutland", "C"), people.find("rutland", "D")) == (
        (7, date(2008, 2, 29)),
        (-2, date(2006, 1, 1)),
        None,
    )
    assert people.new == 2


def test_a_finding_reads_as_sentences() -> None:
    """Where, what, what was done and what to do."""
    found = Fault(4, "phone", "is odd", "correct it", "taken as empty")
    assert str(found) == "line 4, phone: is odd. Taken as empty. correct it."
    assert (found.refuses, Fault(4, "phone", "is odd", "correct it").refuses) == (False, True)
