"""Everything held about a person can be handed over, and can be erased down to the bytes."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select, text

from bot.casework.operator import Operator
from bot.casework.privacy.erased import erased_lookup
from bot.casework.privacy.subject_access import erase, export, scrub
from bot.casework.tables import (
    AuditEvent,
    CallBackRequest,
    ContactRecord,
    ErasedReference,
    Goal,
    LookedAfterPeriod,
    PathwayPlan,
    PersonalAdviser,
    PlanSection,
    Team,
    YoungPerson,
)
from bot.cli.main import main
from bot.delivery.conversation.journal import TranscriptLine
from bot.identity.sign_in.sign_in_tables import SignInCode, SignInFailure, WebSession
from bot.records.about_person import tables_about
from bot.records.database import Base
from bot.records.keyed import Keyed

if TYPE_CHECKING:
    from pathlib import Path

    from bot.records.database import Database

DAY, NOW = date(2026, 11, 22), datetime(2026, 11, 22, 12)
NAME, NUMBER, REFERENCE = "Zebedee Markerson", "07700 900123", "YP-MARKER-1042"
ERASED = erased_lookup(Keyed(b"a secret for tests"))
SAID, GOAL = "my marked words", "a marked goal"


def add_person(database: Database, keyed: Keyed, reference: str, number: str, name: str) -> int:
    """An invented person with a row in tables of every sort: linked, linked through a plan, unlinked."""
    lookup = keyed.phone(number)
    plan = PathwayPlan(state="drafting", state_since=DAY, young_person_views=f"views of {name}")
    plan.goals, plan.sections = (
        [Goal(words=GOAL, owner="young_person")],
        [PlanSection(area="health", words=f"about {name}")],
    )
    adviser = PersonalAdviser(
        name="Sam Okafor (invented)", team=Team(council="rutland", name=f"Team {number[-3:]}")
    )
    person = YoungPerson(
        reference=reference,
        preferred_name=name,
        birth_date=date(2008, 2, 29),
        council="rutland",
        phone=number,
        phone_lookup=lookup,
        personal_adviser=adviser,
        plans=[plan],
    )
    with database.transaction() as session:
        session.add(person)
        session.flush()
        session.add_all(
            [
                LookedAfterPeriod(young_person_id=person.id, started_on=DAY),
                ContactRecord(
                    young_person_id=person.id,
                    personal_adviser_id=adviser.id,
                    kind="visit",
                    is_meaningful=True,
                    happened_on=DAY,
                ),
                CallBackRequest(young_person_id=person.id, asked_at=NOW, words=f"call {name}"),
                WebSession(
                    token_hash=f"token-{reference}",
                    conversation=f"web-{reference}",
                    young_person_id=person.id,
                    last_seen_at=NOW,
                ),
                SignInCode(
                    session_hash=f"token-{reference}",
                    phone_lookup=lookup,
                    young_person_id=person.id,
                    code_hash=f"code-{reference}",
                    asked_at=NOW,
                ),
                SignInCode(
                    session_hash=f"other-{reference}",
                    phone_lookup=lookup,
                    code_hash=f"quiet-{reference}",
                    asked_at=NOW,
                ),
                SignInFailure(phone_lookup=lookup, failed_at=NOW),
                TranscriptLine(conversation=f"web-{reference}", text=f"{SAID} of {reference}", said_at=NOW),
                AuditEvent(
                    happened_at=NOW,
                    role="personal_adviser",
                    actor="7",
                    action="read",
                    person=person.id,
                    outcome="done",
                ),
            ]
        )
    return int(person.id)


@pytest.fixture
def person(database: Database, keyed: Keyed) -> int:
    """The person about whom it is."""
    return add_person(database, keyed, REFERENCE, NUMBER, NAME)


@pytest.fixture
def other(database: Database, keyed: Keyed) -> int:
    """Somebody else, whom nothing may touch."""
    return add_person(database, keyed, "YP-OTHER-1", "07700 900124", "Otto Elsewhere")


def exported(database: Database, person: int) -> dict[str, Any]:
    """What an export hands over, once through JSON."""
    with database.transaction() as session:
        return dict(json.loads(json.dumps(export(session, person, NOW, Operator()))))


def erased(database: Database, person: int) -> tuple[dict[str, int], list[str]]:
    """Erase: rows deleted by table, and the conversations that were to be forgotten."""
    forgotten: list[str] = []
    with database.transaction() as session:
        gone = erase(session, person, NOW, Operator(), forgotten.append, ERASED)
    return gone, forgotten


def rows(database: Database) -> dict[str, int]:
    """How many rows each table has."""
    with database.transaction() as session:
        return {
            table.name: session.execute(select(func.count()).select_from(table)).scalar_one()
            for table in Base.metadata.sorted_tables
        }


def referring() -> set[str]:
    """Tables with a foreign key to the person, directly or through the pathway plan, read from the metadata."""
    return {
        table.name
        for table in Base.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name in ("young_person", "pathway_plan")
    }


def test_every_table_that_refers_to_the_person_is_in_the_export(database: Database, person: int) -> None:
    """A table that is added tomorrow can't be forgotten."""
    found = exported(database, person)
    assert referring() - {*found["records"], *found["sign_in"]} == set()
    assert {"goal", "plan_section", "contact_record", "web_session"} <= referring()


def test_a_table_three_steps_away_is_found_too() -> None:
    """What refers to a goal is about the person as well."""
    from sqlalchemy import Column, ForeignKey, Integer, MetaData, Table

    metadata = MetaData()
    for name, owner in [
        ("young_person", None),
        ("pathway_plan", "young_person"),
        ("goal", "pathway_plan"),
        ("step", "goal"),
        ("web_session", None),
        ("transcript_line", None),
        ("alert", None),
        ("outgoing_message", None),
        ("texter", None),
        ("reminder", None),
        ("staff_deed", None),
        ("hand_over", None),
    ]:
        links = [Column("owner_id", ForeignKey(f"{owner}.id"))] if owner else []
        Table(name, metadata, Column("id", Integer, primary_key=True), *links)
    assert [table.name for table in tables_about(metadata)] == [
        "young_person",
        "pathway_plan",
        "goal",
        "step",
    ]


def test_tables_that_were_not_loaded_are_an_error() -> None:
    """Half the tables would mean half an erasure."""
    from sqlalchemy import MetaData

    with pytest.raises(
        RuntimeError,
        match=r"import bot\.identity\.sign_in\.sign_in_tables and bot\.delivery\.conversation\.journal and "
        r"bot\.delivery\.alerts\.alert_tables and bot\.delivery\.sending\.outbox_tables and "
        r"bot\.identity\.by_phone\.texter_tables and bot\.delivery\.reminding\.reminder_tables and "
        r"bot\.advising\.advising_tables and bot\.delivery\.handing_over\.hand_over_tables first",
    ):
        tables_about(MetaData())


def test_the_export_opens_names_and_words(database: Database, person: int) -> None:
    """Sealed values are readable, advisers are named, hashes are said to be hashes."""
    found = exported(database, person)
    [about] = found["records"]["young_person"]
    assert (about["preferred_name"], about["phone"], about["birth_date"]) == (NAME, NUMBER, "2008-02-29")
    assert about["personal_adviser_id"] == "Sam Okafor (invented)"
    assert about["phone_lookup"] == "(kept as a keyed hash)"
    assert [goal["words"] for goal in found["records"]["goal"]] == [GOAL]
    assert [line["text"] for line in found["unlinked"]["transcript_line"]] == [f"{SAID} of {REFERENCE}"]
    assert found["sign_in"] == {"web_session": 1, "sign_in_code": 1, "sign_in_failure": 1}


def test_the_export_holds_nothing_of_anybody_else(database: Database, person: int, other: int) -> None:
    """One person's export names no other."""
    assert "YP-OTHER-1" not in json.dumps(exported(database, person))
    assert "Otto" not in json.dumps(exported(database, person))
    assert REFERENCE not in json.dumps(exported(database, other))


def test_the_export_is_audited_and_lists_itself(database: Database, person: int) -> None:
    """Whoever reads the export sees who looked, this export included."""
    assert [event["action"] for event in exported(database, person)["audit_events"]] == ["read", "export"]


def test_erasing_leaves_only_the_skeleton_of_the_audit(database: Database, person: int) -> None:
    """Every row goes; audit events stay with the number, and the erasure is one of them; so does that they were erased."""
    gone, forgotten = erased(database, person)
    left = {name for name, count in rows(database).items() if count}
    assert left == {"audit_event", "erased_reference", "personal_adviser", "team"}
    assert forgotten == [f"web-{REFERENCE}"]
    assert gone["sign_in_code"] == 2
    with database.transaction() as session:
        events = session.execute(
            select(AuditEvent.action, AuditEvent.person, AuditEvent.role).order_by(AuditEvent.id)
        ).all()
        [remembered] = session.execute(select(ErasedReference)).scalars()
    assert [tuple(event) for event in events] == [
        ("read", person, "personal_adviser"),
        ("erase", person, "operator"),
    ]
    assert (remembered.lookup, remembered.erased_on) == (ERASED(f"rutland\0{REFERENCE}"), DAY)
    assert REFERENCE not in remembered.lookup


def test_erasing_one_leaves_the_other(database: Database, person: int, other: int) -> None:
    """Somebody else's export is the same before and after, but for the lines of its own audit."""
    before = exported(database, other)
    erased(database, person)
    after = exported(database, other)
    assert {**after, "audit_events": 0} == {**before, "audit_events": 0}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_nothing_of_the_person_is_left_in_the_files(
    database: Database, person: int, other: int, tmp_path: Path, keyed: Keyed
) -> None:
    """Neither name, reference, words, tokens nor hashes are in any byte of the database or its log."""
    with database.engine.connect() as connection:
        sealed = connection.execute(
            text("SELECT preferred_name || ' ' || phone FROM young_person WHERE id = :id"), {"id": person}
        ).scalar_one()
    marks = [NAME, NUMBER, REFERENCE, SAID + " of " + REFERENCE, keyed.phone(NUMBER), *sealed.split()]
    assert [mark for mark in marks if mark.encode() in files(tmp_path)] == [
        REFERENCE,
        keyed.phone(NUMBER),
        *sealed.split(),
    ]
    erased(database, person)
    scrub(database.engine)
    left = files(tmp_path)
    assert [mark for mark in marks if mark.encode() in left] == []
    assert b"YP-OTHER-1" in left


def files(folder: Path) -> bytes:
    """Every byte of the database, its write-ahead log and its index."""
    return b"".join(path.read_bytes() for path in sorted(folder.glob("*.db*")))


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_number_is_never_given_again(database: Database, keyed: Keyed, person: int) -> None:
    """The audit events of an erased person never become those of the next one."""
    erased(database, person)
    assert add_person(database, keyed, "YP-NEXT-1", "07700 900125", "Nia") > person


def test_a_failing_forget_deletes_nothing(database: Database, person: int) -> None:
    """If the conversations can't be wiped, the record is whole and the erasure can be tried again."""
    before = rows(database)

    def fail(_conversation: str) -> None:
        raise OSError

    with pytest.raises(OSError), database.transaction() as session:  # noqa: PT011 - ours, raised three lines up
        erase(session, person, NOW, Operator(), fail, ERASED)
    assert rows(database) == before


def test_nobody_can_be_neither_exported_nor_erased(database: Database) -> None:
    """An unknown number is an error, and nothing is written about it."""
    with pytest.raises(KeyError), database.transaction() as session:
        export(session, 999, NOW, Operator())
    with pytest.raises(KeyError):
        erased(database, 999)
    assert rows(database)["audit_event"] == 0


def test_an_erasure_that_is_undone_leaves_nobody_on_the_list(database: Database, person: int) -> None:
    """Who was erased stands in the same transaction as the erasure."""

    def undone() -> None:
        with database.transaction() as session:
            erase(session, person, NOW, Operator(), lambda _: None, ERASED)
            raise OSError

    with pytest.raises(OSError):  # noqa: PT011 - ours, raised two lines up
        undone()
    assert (rows(database)["erased_reference"], rows(database)["young_person"]) == (0, 1)


def run(*words: str) -> int:
    """Run `localoffer person ...`."""
    return main(["person", *words])


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, keyed: Keyed) -> Database:
    """An installation as the commands find it, with the person in it."""
    from bot.records.database import Database
    from bot.settings import Settings

    monkeypatch.setenv("LOCALOFFER_STATE", str(tmp_path / "state"))
    settings = Settings()
    made = Database(settings.database, settings.sealing_keys())
    made.create_tables()
    add_person(made, keyed, REFERENCE, NUMBER, NAME)
    return made


def test_the_command_writes_a_file_for_its_owner_alone(
    installed: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The file is readable JSON, nobody else can read it, and it is never written over."""
    out = tmp_path / "held.json"
    assert run("export", REFERENCE, "--out", str(out)) == 0
    assert json.loads(out.read_text())["about"] == REFERENCE
    assert out.stat().st_mode & 0o777 == 0o600
    held = out.read_text()
    assert run("export", REFERENCE, "--out", str(out)) == 1
    assert "exists already; name a new file" in capsys.readouterr().err
    assert out.read_text() == held


def test_the_command_erases_only_with_yes(installed: Database, capsys: pytest.CaptureFixture[str]) -> None:
    """Without --yes it says what it would do."""
    assert run("erase", REFERENCE) == 1
    assert "add --yes" in capsys.readouterr().err
    assert rows(installed)["young_person"] == 1


def test_the_command_names_an_unknown_reference(
    installed: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the reference and what to check."""
    assert run("export", "YP-0", "--council", "rutland") == 1
    assert capsys.readouterr().err == (
        "localoffer: nobody has the reference 'YP-0' in rutland; check the spelling and --council\n"
    )


def test_the_command_readmits_only_who_was_erased(
    installed: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    """Once, and by council; somebody who was not erased is named as an error."""
    from bot.settings import Settings

    assert run("readmit", REFERENCE, "--council", "rutland") == 1
    assert f"nobody with the reference '{REFERENCE}' was erased in rutland" in capsys.readouterr().err
    with installed.transaction() as session:
        found = session.execute(select(YoungPerson.id)).scalar_one()
        erase(session, found, NOW, Operator(), lambda _: None, erased_lookup(Keyed(Settings().secret())))
    assert rows(installed)["erased_reference"] == 1
    assert run("readmit", REFERENCE, "--council", "rutland") == 0
    assert rows(installed)["erased_reference"] == 0
    assert "no longer left out" in capsys.readouterr().out


@pytest.mark.model
@pytest.mark.filterwarnings("ignore")  # notes of Rasa and TensorFlow about themselves
def test_the_command_erases_rasas_events_too(installed: Database, tmp_path: Path) -> None:
    """The files of the records and of Rasa's conversations hold nothing of the person."""
    from bot.dialogue.tracker_store import ConversationStore
    from bot.settings import Settings

    store = ConversationStore(host=Settings().conversations)
    with store.session_scope() as session:
        session.add(store.SQLEvent(sender_id=f"web-{REFERENCE}", type_name="user", timestamp=0, data=SAID))
        session.commit()
    assert SAID.encode() in files(tmp_path / "state")
    assert run("erase", REFERENCE, "--yes") == 0
    assert run("readmit", REFERENCE, "--council", "rutland") == 0  # the command remembered whom it erased
    left = files(tmp_path / "state")
    assert [mark for mark in (SAID, REFERENCE) if mark.encode() in left] == []
