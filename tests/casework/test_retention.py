"""Records are deleted when their time is over, and not a day before."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from sqlalchemy import func, select

import bot.delivery.conversation.journal
import bot.identity.sign_in.sign_in_tables  # noqa: F401 - as the command does
from bot.casework.privacy.erased import erased_lookup
from bot.casework.privacy.retention import Due, apply, due_for_deletion, load_rules
from bot.casework.tables import (
    AuditEvent,
    CallBackRequest,
    ContactRecord,
    ErasedReference,
    PathwayPlan,
    StaffAccount,
    YoungPerson,
)
from bot.cli.main import main
from bot.delivery.conversation.journal import TranscriptLine
from bot.records.about_person import tables_about
from bot.records.database import Base
from bot.records.keyed import Keyed

if TYPE_CHECKING:
    from pathlib import Path

    from bot.records.database import Database

DAY, NOW = date(2026, 11, 22), datetime(2026, 11, 22, 12)
ERASED = erased_lookup(Keyed(b"a secret for tests"))


@pytest.fixture
def rules(root: Path) -> list[Any]:
    """Our own rules."""
    return load_rules(root / "data" / "retention.yml")[0]


def keep(database: Database, *rows: Any) -> None:
    """Keep rows in one transaction."""
    with database.transaction() as session:
        session.add_all(rows)


def a_person(born: date = DAY, **fields: Any) -> YoungPerson:
    """An invented person with a plan."""
    plan = PathwayPlan(state="drafting", state_since=DAY)
    return YoungPerson(
        reference="YP-1", preferred_name="Kit", birth_date=born, council="rutland", plans=[plan], **fields
    )


def count(found: list[Due]) -> dict[str, int]:
    """How many by table, where there are any."""
    return {due.rule.table: due.count for due in found if due.count}


def left(database: Database, table: Any) -> int:
    """How many rows a table has."""
    with database.transaction() as session:
        return int(session.execute(select(func.count()).select_from(table)).scalar_one())


def applied(database: Database, rules: list[Any], on: date) -> tuple[dict[str, int], list[str]]:
    """Apply on a day: what was deleted, and the conversations that were to be forgotten."""
    forgotten: list[str] = []
    with database.transaction() as session:
        return count(
            apply(session, rules, on, datetime.combine(on, NOW.time()), forgotten.append, ERASED)
        ), forgotten


# (the row, the last day on which it is kept, the first on which it is due)
EDGES = [
    pytest.param(
        lambda: a_person(date(2008, 5, 4)), YoungPerson, date(2083, 5, 4), date(2083, 5, 5), id="person"
    ),
    pytest.param(
        lambda: a_person(date(2008, 2, 29)), YoungPerson, date(2083, 2, 28), date(2083, 3, 1), id="leap day"
    ),
    pytest.param(
        lambda: StaffAccount(subject_lookup="x", role="administrator", left_on=date(2026, 1, 31)),
        StaffAccount,
        date(2033, 1, 31),
        date(2033, 2, 1),
        id="staff",
    ),
    pytest.param(
        lambda: TranscriptLine(conversation="c", said_at=datetime(2026, 11, 22, 23, 59)),
        TranscriptLine,
        date(2027, 11, 22),
        date(2027, 11, 23),
        id="transcript",
    ),
    pytest.param(
        lambda: AuditEvent(
            happened_at=datetime(2026, 11, 22), role="administrator", actor="1", action="read", outcome="done"
        ),
        AuditEvent,
        date(2033, 11, 22),
        date(2033, 11, 23),
        id="audit",
    ),
]


@pytest.mark.parametrize(("make", "table", "last", "first"), EDGES)
def test_a_record_is_kept_to_its_last_day_and_no_longer(
    database: Database, rules: list[Any], make: Any, table: Any, last: date, first: date
) -> None:
    """Both sides of each date: kept on the anniversary, due on the day after."""
    keep(database, make())
    with database.transaction() as session:
        assert count(due_for_deletion(session, rules, last)) == {}
        assert count(due_for_deletion(session, rules, first)) == {table.__tablename__: 1}
    assert applied(database, rules, last)[0] == {}
    assert left(database, table) == 1
    assert applied(database, rules, first)[0] == {table.__tablename__: 1}
    with database.transaction() as session:
        assert count(due_for_deletion(session, rules, first)) == {}


@pytest.mark.parametrize(
    ("done_at", "on", "is_due"),
    [
        (NOW, date(2027, 11, 22), False),
        (NOW, date(2027, 11, 23), True),
        (None, date(2060, 1, 1), False),
    ],
)
def test_a_call_is_kept_for_a_year_after_it_was_made(
    database: Database, rules: list[Any], done_at: datetime | None, on: date, is_due: bool
) -> None:
    """One that nobody made is never due; the person stays either way."""
    person = a_person()
    keep(database, person)
    keep(database, CallBackRequest(young_person_id=person.id, asked_at=NOW, done_at=done_at, words="call me"))
    assert applied(database, rules, on)[0] == ({"call_back_request": 1} if is_due else {})
    assert (left(database, CallBackRequest), left(database, YoungPerson)) == (0 if is_due else 1, 1)


def test_a_case_record_goes_with_everything_in_it(database: Database, rules: list[Any]) -> None:
    """Plans and contacts are kept until the 75th birthday and go together; the audit says so by number."""
    person = a_person(date(2008, 5, 4))
    keep(database, person)
    keep(
        database, ContactRecord(young_person_id=person.id, kind="visit", is_meaningful=True, happened_on=DAY)
    )
    assert applied(database, rules, date(2083, 5, 4))[0] == {}
    assert left(database, ContactRecord) == 1
    applied(database, rules, date(2083, 5, 5))
    assert [left(database, table) for table in (YoungPerson, PathwayPlan, ContactRecord)] == [0, 0, 0]
    with database.transaction() as session:
        events = session.execute(select(AuditEvent.action, AuditEvent.person, AuditEvent.actor)).all()
    assert [tuple(event) for event in events] == [("erase", person.id, "retention")]
    assert left(database, ErasedReference) == 1  # or the next import would begin the 75 years anew


def test_what_is_deleted_of_a_conversation_is_forgotten_elsewhere(
    database: Database, rules: list[Any]
) -> None:
    """Only a conversation whose every line is past its time; one that goes on is kept by Rasa."""
    old, new = datetime(2025, 1, 1), datetime(2026, 11, 1)
    keep(
        database,
        TranscriptLine(conversation="over", said_at=old),
        TranscriptLine(conversation="going on", said_at=old),
        TranscriptLine(conversation="going on", said_at=new),
    )
    assert applied(database, rules, DAY) == ({"transcript_line": 2}, ["over"])
    assert left(database, TranscriptLine) == 1


def test_every_table_has_its_time_or_a_reason_for_none(root: Path) -> None:
    """A table that is added tomorrow can't be kept for ever by accident."""
    rules, elsewhere = load_rules(root / "data" / "retention.yml")
    covered = {
        *elsewhere,
        *(rule.table for rule in rules),
        *(table.name for table in tables_about(Base.metadata)),
    }
    assert set(Base.metadata.tables) - covered == set()
    assert set(elsewhere) <= set(Base.metadata.tables)


def test_the_law_s_time_is_in_the_data(rules: list[Any]) -> None:
    """75 years from birth, by regulation; each rule says why and from where."""
    [person] = [rule for rule in rules if rule.table == "young_person"]
    assert (person.since, person.keep_years) == ("birth_date", 75)
    assert "SI 2010/959" in person.source
    assert [rule.kind for rule in rules if not (rule.why and rule.source)] == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"keep_years": 0}, "keep_years is 0; give whole years"),
        ({"keep_years": "long"}, "keep_years is 'long'"),
        ({"from": "colour"}, r"call_back_request\.colour is no date of our records"),
        ({"table": "nothing"}, r"nothing\.done_at is no date of our records"),
        ({"keep_months": 3}, "check keep_months"),
    ],
)
def test_a_wrong_rule_is_named(tmp_path: Path, change: dict[str, Any], said: str) -> None:
    """File, rule, field and fix."""
    rule = {
        "kind": "calls",
        "table": "call_back_request",
        "from": "done_at",
        "keep_years": 1,
        "why": "w",
        "source": "s",
    }
    file = tmp_path / "retention.yml"
    file.write_text(yaml.safe_dump({"periods": [{**rule, **change}], "elsewhere": {}}))
    with pytest.raises(RuntimeError, match=rf"retention\.yml: rule 1 \(calls\): .*{said}"):
        load_rules(file)


def test_the_command_changes_nothing_unless_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Dry run by default: it says what would go."""
    from bot.records.database import Database
    from bot.settings import Settings

    monkeypatch.setenv("LOCALOFFER_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("LOCALOFFER_TODAY", "2026-11-22")
    settings = Settings()
    database = Database(settings.database, settings.sealing_keys())
    database.create_tables()
    keep(database, TranscriptLine(conversation="over", said_at=datetime(2025, 1, 1)))
    assert main(["retention"]) == 0
    said = capsys.readouterr().out
    assert "transcript: 1 would be deleted (kept 1 year; council's decision)" in said
    assert "Nothing was changed" in said
    assert left(database, TranscriptLine) == 1
