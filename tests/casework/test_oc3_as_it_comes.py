"""A care leavers table as councils keep it: taken in where it is certain, and otherwise the difference is named. All invented."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from invented import KEY
from sqlalchemy import select

from bot.casework.intake.faults import IntakeError
from bot.casework.privacy.erased import erased_lookup
from bot.casework.returns.oc3 import gather_return, import_return, without_codes
from bot.casework.tables import ReturnFact, YoungPerson
from bot.cli.main import main
from bot.records.keyed import Keyed

if TYPE_CHECKING:
    from pathlib import Path

    from bot.records.database import Database

DAY = date(2026, 11, 22)
ERASED = erased_lookup(Keyed(b"a secret for tests"))
HEADING = "CHILD,DOB,IN_TOUCH,ACTIV,ACCOM"
ROW = "YP-1,28/02/2006,YES,F1,U1"
TAKEN = [("YP-1", 2026, "YES", "F1", "U1")]


@pytest.fixture
def records(database: Database) -> Database:
    """Two invented people, of whom nothing is confirmed yet."""
    with database.transaction() as session:
        session.add_all(
            YoungPerson(reference=name, preferred_name="Kit", birth_date=born, council="rutland")
            for name, born in (("YP-1", date(2006, 2, 28)), ("00123", date(2006, 2, 28)))
        )
    return database


def taken(database: Database, folder: Path, text: str | bytes, year: int = 2026) -> Any:
    """Import a table of this text."""
    path = folder / "oc3.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    with database.transaction() as session:
        return import_return(session, path, year, "rutland", DAY, ERASED)


def facts(database: Database) -> list[tuple[Any, ...]]:
    """Every fact on record."""
    columns = (
        YoungPerson.reference,
        ReturnFact.year_ending,
        ReturnFact.in_touch,
        ReturnFact.activ,
        ReturnFact.accom,
    )
    with database.transaction() as session:
        wanted = select(*columns).join(ReturnFact).order_by(ReturnFact.year_ending)
        return [tuple(row) for row in session.execute(wanted)]


@pytest.mark.parametrize(
    "text",
    [
        f"{HEADING}\n{ROW}\n",
        f"{HEADING},,\n{ROW},,\n",
        f"{HEADING}\n{ROW},,,\n",
        f"{HEADING},,,\n{ROW}\n",
        "DOB,CHILD,ACCOM,IN_TOUCH,ACTIV\n28/02/2006,YP-1,U1,YES,F1\n",
        f"LA,YEAR,{HEADING}\n123,2026,{ROW}\n",
        f"YEAR,LA,{HEADING},Notes,Notes\n2025/26,123,{ROW},a,b\n",
        f"Care leavers 2025-26,,,,\n\nPrinted 1 April 2026,,,,\n{HEADING}\n{ROW}\n",
        f"sep=;\n{HEADING}\n{ROW}\n".replace(",", ";"),
        f"{HEADING}\n{ROW}\n".replace(",", "\t"),
        f"child,dob,In touch,activ,accom\n{ROW.lower().replace('yp-1', 'YP-1')}\n",
        f"\ufeff{HEADING}\n{ROW}\n",
        f"{HEADING}\n{ROW}\n".encode("utf-16"),
        f"{HEADING}\r\n{ROW}\r\n\r\n,,,,\r\n",
        *(
            f"{HEADING}\n{ROW.replace('28/02/2006', day)}\n"
            for day in (
                "2006-02-28",
                "2006-02-28T00:00:00",
                "2006-02-28 00:00:00.000",
                "28/02/2006 00:00",
                "28/02/2006 00:00:00",
                "28-Feb-2006",
                "28 February 2006",
                "28.02.2006",
                "20060228",
            )
        ),
    ],
)
def test_a_table_that_is_written_otherwise_says_the_same(
    records: Database, tmp_path: Path, text: str | bytes
) -> None:
    """Order, other columns, trailing commas, lines above, separators, encodings and dates."""
    made = taken(records, tmp_path, text)
    assert ([str(found) for found in made.findings], facts(records)) == ([], TAKEN)


def test_what_is_unlike_the_plain_table_is_named(records: Database, tmp_path: Path) -> None:
    """So that nobody wonders where a column went."""
    notes = taken(records, tmp_path, f"Title\nLA,ACCOM,{HEADING[:-6]}\n123,U1,{ROW[:-3]}\n").notes
    assert notes == [
        "oc3.csv: line 2 is taken as the heading; what stands above is left out",
        "oc3.csv: columns that are not ours are left out: LA",
        "oc3.csv: the columns come in another order than CHILD,DOB,IN_TOUCH,ACTIV,ACCOM",
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<?xml version='1.0'?><Message/>", "is XML and not CSV; export the table"),
        ("<?xml version='1.0'?><Message/>".encode("utf-16"), "is XML and not CSV"),
        (b"\n<CHILDREN><CHILD/></CHILDREN>", "is XML and not CSV"),
        (b"<!DOCTYPE html><html></html>", r"is a web page \(HTML\) and not CSV; open it in a spreadsheet"),
        (b"<table><tr><td>CHILD</td></tr></table>", r"is a web page \(HTML\)"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "is an old Excel workbook"),
        (b"PK\x03\x04 not whole", "is a zip file"),
        (b"%PDF-1.7", "is a PDF document"),
        (b'{"CHILD": 1}', "is JSON"),
        (
            b"YP-1,28/02/2006,YES,F1,U1\n",
            "none of its first lines names our columns; add a line with CHILD, DOB",
        ),
    ],
)
def test_a_file_that_is_no_table_is_called_what_it_is(
    records: Database, tmp_path: Path, content: bytes, said: str
) -> None:
    """And the message says how to get a table."""
    with pytest.raises(IntakeError, match=rf"oc3\.csv: {said}"):
        taken(records, tmp_path, content)


def test_a_row_without_any_code_is_allowed(records: Database, tmp_path: Path) -> None:
    """Rule 153: all three coded, or all three blank. Nothing is known then, and nothing is kept."""
    made = taken(records, tmp_path, f"{HEADING}\nYP-1,28/02/2006,,,\n")
    assert (made.is_refused, made.findings, made.blank, made.added, facts(records)) == (False, [], 1, 0, [])


@pytest.mark.parametrize("codes", ["YES,,", ",F1,", ",,U1", "YES,F1,", ",F1,U1"])
def test_a_row_with_some_codes_is_not(records: Database, tmp_path: Path, codes: str) -> None:
    """The finding names the rule and both ways out."""
    made = taken(records, tmp_path, f"{HEADING}\nYP-1,28/02/2006,{codes}\n")
    assert {found.rule for found in made.findings} == {"153"}
    assert made.is_refused
    assert "leave all three empty" in str(made.findings[0])


def test_blank_codes_take_no_known_ones_away(records: Database, tmp_path: Path) -> None:
    """A gap in a file is no fact: what is on record stays, and the finding says so."""
    taken(records, tmp_path, f"{HEADING}\n{ROW}\n")
    made = taken(records, tmp_path, f"{HEADING}\nYP-1,28/02/2006,n/a,-,\n")
    assert str(made.findings[0]) == (
        "line 2, IN_TOUCH: has no code, and codes of this year are on record. Those on record were kept."
        " give the codes if they were wrong."
    )
    assert (made.is_refused, facts(records)) == (False, TAKEN)


DIED = "YP-1,28/02/2006,DIED,0,0"


@pytest.mark.parametrize(
    ("first", "then", "said"),
    [
        ((2025, DIED), (2026, ROW), "is YES, and the return of 2025 on record says DIED"),
        ((2024, DIED), (2026, ROW.replace("YES", "NO")), "is NO, and the return of 2024 on record says DIED"),
        ((2026, ROW), (2025, DIED), "is DIED, and the return of 2026 on record says YES"),
    ],
)
def test_nobody_lives_again_in_a_later_return(
    records: Database, tmp_path: Path, first: tuple[int, str], then: tuple[int, str], said: str
) -> None:
    """Rule 348, in whichever order the years come in: one of them is wrong, and nothing is kept until it is found out."""
    assert taken(records, tmp_path, f"{HEADING}\n{first[1]}\n", first[0]).added == 1
    made = taken(records, tmp_path, f"{HEADING}\n{then[1]}\n", then[0])
    assert [(found.line, found.field, found.rule) for found in made.findings] == [(2, "IN_TOUCH", "348")]
    assert said in str(made.findings[0])
    assert len(facts(records)) == 1


def test_who_died_stays_so_in_later_returns(records: Database, tmp_path: Path) -> None:
    """The same code again is no contradiction."""
    taken(records, tmp_path, f"{HEADING}\n{DIED}\n", 2025)
    made = taken(records, tmp_path, f"{HEADING}\n{DIED}\n")
    assert (made.findings, made.added) == ([], 1)


def test_an_export_is_held_against_earlier_deaths_too(records: Database) -> None:
    """What was kept before this was looked at does not go out unseen."""
    with records.transaction() as session:
        session.add_all(
            ReturnFact(
                young_person_id=1, year_ending=year, in_touch=code, activ=other, accom=other, confirmed_on=DAY
            )
            for year, code, other in ((2025, "DIED", "0"), (2026, "NO", "0"))
        )
    with records.transaction() as session:
        _, made = gather_return(session, 2026, "rutland")
    assert (made.is_refused, [found.rule for found in made.findings]) == (True, ["348"])


@pytest.mark.parametrize(("born", "age"), [("31/03/2004", 22), ("01/04/2003", 22), ("01/01/2000", 26)])
def test_somebody_over_21_is_a_finding_and_taken(
    database: Database, tmp_path: Path, born: str, age: int
) -> None:
    """22 to 25 belong in the table only if they asked for support, which no date can say."""
    day, month, year = map(int, born.split("/"))
    with database.transaction() as session:
        session.add(
            YoungPerson(
                reference="YP-1",
                preferred_name="Kit",
                birth_date=date(year, month, day),
                council="rutland",
            )
        )
    made = taken(database, tmp_path, f"{HEADING}\nYP-1,{born},YES,F1,U1\n")
    [found] = made.findings
    assert (found.line, found.field, found.refuses) == (2, "DOB", False)
    assert f"is {age} on 31 March 2026" in str(found)
    assert len(facts(database)) == 1


def test_somebody_of_21_on_the_last_day_is_no_finding(database: Database, tmp_path: Path) -> None:
    """22 on 1 April."""
    with database.transaction() as session:
        session.add(
            YoungPerson(
                reference="YP-1", preferred_name="Kit", birth_date=date(2004, 4, 1), council="rutland"
            )
        )
    assert taken(database, tmp_path, f"{HEADING}\nYP-1,01/04/2004,YES,F1,U1\n").findings == []


@pytest.mark.parametrize(
    ("text", "field", "said"),
    [
        (f"YEAR,{HEADING}\n2025,{ROW}\n", "YEAR", "is another year than 2026"),
        (f"YEAR,{HEADING}\n2024-25,{ROW}\n", "YEAR", "is another year than 2026"),
        (f"{HEADING}\n{ROW.replace('YP-1', '123')}\n", "CHILD", "other zeros at its beginning"),
        (f"{HEADING}\n{ROW.replace('YP-1', '1.23E+11')}\n", "CHILD", "was rounded by a spreadsheet"),
        (f"{HEADING}\n{ROW.replace('28/02/2006', '38776')}\n", "DOB", "spreadsheet's number of a day"),
        (f"{HEADING}\n{ROW.replace('28/02/2006', '28/02/06')}\n", "DOB", "year of two digits"),
        (f"{HEADING}\n{ROW.replace('28/02/2006', '2006-02-27T23:00:00Z')}\n", "DOB", "has a time of day"),
        (f"{HEADING}\n{ROW.replace('28/02/2006', '01/01/1900')}\n", "DOB", "a day that is not known"),
        (f"{HEADING}\n{ROW},X\n", "", "has 6 cells where the heading has 5"),
        (f"{HEADING}\nYP-1,28/02/2006,YES,F1\n", "", "has 4 cells where the heading has 5"),
    ],
)
def test_what_a_spreadsheet_spoils_is_named(
    records: Database, tmp_path: Path, text: str, field: str, said: str
) -> None:
    """By line and field, with the difference."""
    made = taken(records, tmp_path, text)
    found = made.findings[0]
    assert (found.line, found.field, made.is_refused) == (2, field, True)
    assert said in found.reason
    assert facts(records) == []


def test_the_commands_say_what_was_found_and_of_whom_nothing_is_known(
    records: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Blank rows and other columns on import; on export, how many of the ages have no codes on record."""
    monkeypatch.setenv("LOCALOFFER_DATABASE_URL", records.engine.url.render_as_string(hide_password=False))
    monkeypatch.setenv("LOCALOFFER_DATA_KEYS", KEY)
    monkeypatch.setenv("LOCALOFFER_STATE", str(tmp_path / "state"))
    given = tmp_path / "in.csv"
    given.write_text(f"LA,{HEADING}\n1,{ROW}\n1,00123,28/02/2006,,,\n", encoding="utf-8")
    assert main(["return", "import", str(given), "--year", "2026"]) == 0
    assert main(["return", "export", str(tmp_path / "out.csv"), "--year", "2026"]) == 0
    said = capsys.readouterr().out
    assert "1 rows have no code, as rule 153 allows" in said
    assert "columns that are not ours are left out: LA" in said
    assert "1 more were 17 to 21 on 31 March 2026" in said
    with records.transaction() as session:
        assert [without_codes(session, year, "rutland") for year in (2026, 2023, 2022)] == [1, 2, 0]
