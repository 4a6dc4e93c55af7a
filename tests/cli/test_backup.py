"""What `localoffer backup` keeps, `localoffer restore` brings back whole, on both databases: and nobody who was erased since."""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
import stat
import subprocess
import sys
import warnings
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Callable
from uuid import uuid4

import pytest
from invented import KEY
from postgresql import SERVER
from sqlalchemy import func, inspect, select, text
from sqlalchemy.engine import make_url

from bot.casework.tables import ErasedReference, PathwayPlan, PersonalAdviser, Team, YoungPerson
from bot.cli.main import main
from bot.delivery.alerts.alert_tables import Alert
from bot.delivery.alerts.stored_alerts import Rules, raise_alert
from bot.delivery.conversation.journal import DatabaseJournal, TranscriptLine, lines_of
from bot.identity.access.decisions import audited
from bot.records.copies.manifest import NAME, BackupError, hash_of, mark, read_manifest, write_manifest
from bot.records.copies.postgresql_copies import _DROP_ALL
from bot.records.database import Database, make_engine
from bot.records.sealed import new_key
from bot.safeguarding.finding import Danger
from bot.settings import Clock, Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

NOW, DAY = datetime(2026, 11, 22, 12), date(2026, 11, 22)
ROOT = Path(__file__).resolve().parents[2]
WORDS, TALK, OTHER_TALK = "i lost my keys", "web-talk-of-yp-1", "web-other-talk"
NAME_OF_ONE = "Zebedee (invented)"
RULES = Rules(lambda _council: "duty@example.org")


def write_anew(folder: Path, told: dict[str, object]) -> None:
    """Let a backup say this of itself, with its seal: as if it had been made so."""
    manifest = folder / NAME
    manifest.write_text(json.dumps(told))
    sealed = read_manifest(folder).sealed(Settings().secret())
    manifest.unlink()
    write_manifest(folder, sealed)


@dataclass
class World:
    """Both databases, a folder for the backup, and the commands on them."""

    records: Database
    conversations: str
    folder: Path
    state: Path

    def run(self, *words: object) -> int:
        """One command."""
        return main([str(word) for word in words])

    def run_apart(self, *words: str) -> str:
        """One command in a process of its own, which closes what it opened. What it said."""
        command = [sys.executable, "-m", "bot.cli", *words]
        return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout

    @property
    def file(self) -> Path:
        """The records, where they are a file."""
        return Path(str(self.records.engine.url.database))

    def events(self) -> list[str]:
        """Whose conversations Rasa's record holds."""
        engine = make_engine(self.conversations)
        try:
            with engine.connect() as connection:
                return sorted(set(connection.execute(text("SELECT sender_id FROM events")).scalars()))
        finally:
            engine.dispose()

    def close(self) -> None:
        """As a server that was stopped."""
        self.records.engine.dispose()


@pytest.fixture
def world(
    database: Database, request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[World]:
    """Two people with plans, a talk, an alert, and the commands set to all this."""
    monkeypatch.setenv("SQLALCHEMY_SILENCE_UBER_WARNING", "1")  # a note about Rasa
    url, drop = _conversations(database, request, tmp_path)
    with database.owning() as engine:
        owner = engine.url.render_as_string(hide_password=False)
    for name, value in {
        "STATE": str(tmp_path / "state"),
        "DATABASE_URL": _as_the_server(database),
        "MIGRATION_URL": owner,
        "CONVERSATIONS_URL": url,
        "DATA_KEYS": KEY,
        "SECRET_KEY": "guards nothing",
        "TODAY": "2026-11-22",
        "DEMO": "false",
    }.items():
        monkeypatch.setenv(f"LOCALOFFER_{name}", value)
    _fill(database, url)
    database.engine.dispose()
    made = World(database, url, tmp_path / "backup", tmp_path / "state")
    yield made
    made.close()
    drop()


def _as_the_server(database: Database) -> str:
    """The URL of a role that is shown nothing unless a command says whom it reaches."""
    return database.engine.url.difference_update_query(["options"]).render_as_string(hide_password=False)


def _conversations(
    database: Database, request: pytest.FixtureRequest, tmp_path: Path
) -> tuple[str, Callable[[], None]]:
    if database.engine.dialect.name == "sqlite":
        return f"sqlite:///{tmp_path / 'conversations.db'}", lambda: None
    server, name = request.getfixturevalue("postgresql"), f"talks_{uuid4().hex}"
    return server.create(name, owner=SERVER), lambda: server.drop(name)


def _fill(database: Database, conversations: str) -> None:
    adviser = PersonalAdviser(
        name="Sam (invented)", email="pa@example.org", team=Team(council="rutland", name="A")
    )
    people = [
        YoungPerson(
            reference=f"YP-{number}",
            preferred_name=NAME_OF_ONE,
            birth_date=date(2008, 2, 29),
            council="rutland",
            phone="07700 900123",
            phone_lookup=f"{number}" * 64,
            personal_adviser=adviser,
            plans=[PathwayPlan(state="drafting", state_since=DAY, young_person_views="I want to stay")],
        )
        for number in (1, 2)
    ]
    with database.transaction() as session:
        session.add_all(people)
    with audited(database) as session:
        raise_alert(session, people[0].id, Danger("missing"), RULES, NOW, with_consent=True)
    DatabaseJournal(database, Clock(DAY)).write(TALK, lines_of(WORDS, []))
    asyncio.run(_talk(conversations))


async def _talk(url: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # notes of Rasa about itself
        from rasa.shared.core.events import UserUttered
        from rasa.shared.core.trackers import DialogueStateTracker

        from bot.dialogue.tracker_store import ConversationStore

        store = ConversationStore(host=url, keys=[KEY])
        for talk in (TALK, OTHER_TALK):
            await store.save(DialogueStateTracker.from_events(talk, [UserUttered(WORDS)]))
        store.engine.dispose()


def shape(world: World) -> dict[str, object]:
    """What is held, with its sealed values opened."""
    with world.records.transaction() as session:
        people = session.execute(select(YoungPerson).order_by(YoungPerson.reference)).scalars()
        shown: dict[str, object] = {
            "people": [
                (one.reference, one.preferred_name, [plan.young_person_views for plan in one.plans])
                for one in people
            ],
            "talk": list(session.execute(select(TranscriptLine.text)).scalars()),
            "alerts": session.execute(select(func.count()).select_from(Alert)).scalar_one(),
            "erased": session.execute(select(func.count()).select_from(ErasedReference)).scalar_one(),
        }
    world.close()
    return {**shown, "events": world.events()}


def a_backup(world: World) -> tuple[dict[str, Any], Path]:
    """What the manifest of a new backup tells, and the first of its files."""
    assert world.run("backup", world.folder) == 0
    told: dict[str, Any] = json.loads((world.folder / NAME).read_text())
    return told, world.folder / told["copies"][0]["file"]


def wipe(world: World) -> None:
    """Everything is lost: the rows of both databases, and of a file the file."""
    world.close()
    for url in (os.environ["LOCALOFFER_MIGRATION_URL"], world.conversations):
        if make_url(url).get_backend_name() == "sqlite":
            for part in world.file.parent.glob(f"{Path(str(make_url(url).database)).name}*"):
                part.unlink()
            continue
        engine = make_engine(url)
        with engine.begin() as connection:
            connection.exec_driver_sql(_DROP_ALL.replace("%", "%%"))
            assert inspect(connection).get_table_names() == []
        engine.dispose()


def test_what_is_lost_comes_back_whole(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    """People, plans, talks, alerts and Rasa's record, after everything was deleted; sealed values open."""
    before = shape(world)
    assert world.run("backup", world.folder) == 0
    wipe(world)
    assert world.run("restore", world.folder) == 0
    assert shape(world) == before
    assert before["talk"] == [WORDS]
    assert (before["alerts"], before["events"]) == (1, [OTHER_TALK, TALK])
    assert "Nobody is known to have been erased" in capsys.readouterr().out


def test_a_backup_is_its_owner_s_alone_and_holds_no_key(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    """Folder 0700, files 0600; where the keys are is said; each file is named with its SHA-256."""
    assert world.run("backup", world.folder) == 0
    assert stat.S_IMODE(world.folder.stat().st_mode) == 0o700
    files = sorted(world.folder.iterdir())
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert not any(
        secret.encode() in file.read_bytes() for file in files for secret in (KEY, "guards nothing")
    )
    told = json.loads((world.folder / NAME).read_text())
    assert sorted([NAME, *(copy["file"] for copy in told["copies"])]) == [file.name for file in files]
    assert told["made_at"] == "2026-11-22T12:00:00Z"
    assert told["copies"][0]["revision"]
    said = capsys.readouterr().out
    assert "The keys are not in it" in said
    assert "LOCALOFFER_DATA_KEYS" in said


def test_who_was_erased_since_is_erased_again(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    """Nobody comes back with a backup, nor what was said to them: the replaced database knows whom."""
    assert world.run("backup", world.folder) == 0
    with world.records.transaction() as session:
        one = session.execute(select(YoungPerson.id).where(YoungPerson.reference == "YP-1")).scalar_one()
        session.execute(
            text(
                "INSERT INTO web_session (token_hash, conversation, young_person_id, last_seen_at) "
                "VALUES (:hash, :talk, :one, :now)"
            ),
            {"hash": "a" * 64, "talk": TALK, "one": one, "now": NOW},
        )
    world.close()
    world.run_apart("person", "erase", "YP-1", "--yes")
    assert world.run("restore", world.folder, "--over") == 0
    assert "Erased since, and erased again: 1" in capsys.readouterr().out
    after = shape(world)
    assert [reference for reference, *_ in after["people"]] == ["YP-2"]
    assert (after["alerts"], after["erased"]) == (0, 1)


def test_a_list_kept_apart_erases_again_where_all_is_lost(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`person erased` writes it; a wrong line is named, and nothing is changed."""
    assert world.run("backup", world.folder) == 0
    world.run_apart("person", "erase", "YP-2", "--yes")
    kept = tmp_path / "erased.txt"
    kept.write_text(world.run_apart("person", "erased"))
    wipe(world)
    wrong = tmp_path / "wrong.txt"
    wrong.write_text("YP-2\n")
    assert world.run("restore", world.folder, "--erased", wrong) == 1
    assert "wrong.txt, line 1" in capsys.readouterr().err
    assert world.run("restore", world.folder, "--erased", kept) == 0
    assert [reference for reference, *_ in shape(world)["people"]] == ["YP-1"]


def test_what_is_there_is_not_overwritten_unasked(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    """Without --over nothing is changed."""
    before = shape(world)
    assert world.run("backup", world.folder) == 0
    with world.records.transaction() as session:
        session.add(
            PersonalAdviser(
                name="New (invented)", email="n@example.org", team=Team(council="rutland", name="B")
            )
        )
    world.close()
    assert world.run("restore", world.folder) == 1
    said = capsys.readouterr().err
    assert "is not empty; --over" in said
    assert "***" in said or world.records.engine.dialect.name == "sqlite"
    assert str(world.records.engine.url.password) not in said
    with world.records.transaction() as session:
        assert session.execute(select(func.count()).select_from(PersonalAdviser)).scalar_one() == 2
    world.close()
    assert world.run("restore", world.folder, "--over") == 0
    assert shape(world) == before


def test_nothing_is_brought_back_under_a_server_that_runs(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    """One connection that is kept open, as a server's pool does, is enough; once it is closed it goes on."""
    assert world.run("backup", world.folder) == 0
    with world.records.connection() as connection:
        connection.execute(text("SELECT 1 FROM young_person"))
    assert world.run("restore", world.folder, "--over") == 1
    assert "stop " in capsys.readouterr().err
    assert len(shape(world)["people"]) == 2
    world.close()
    assert world.run("restore", world.folder, "--over") == 0


@pytest.mark.parametrize(
    ("setting", "value", "said"),
    [
        ("LOCALOFFER_DATA_KEYS", new_key(), "wrong key: the backup is sealed with a key that is not here"),
        ("LOCALOFFER_SECRET_KEY", "another", "wrong key: the backup was made with another secret key"),
    ],
    ids=["data key", "secret key"],
)
def test_a_wrong_key_is_said_before_anything_changes(
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    setting: str,
    value: str,
    said: str,
) -> None:
    """Of either kind; with the old key behind a new one it goes."""
    before = shape(world)
    assert world.run("backup", world.folder) == 0
    with monkeypatch.context() as patch:
        patch.setenv(setting, value)
        assert world.run("restore", world.folder, "--over") == 1
    assert said in capsys.readouterr().err
    assert shape(world) == before
    monkeypatch.setenv("LOCALOFFER_DATA_KEYS", f"{new_key()},{KEY}")
    assert world.run("restore", world.folder, "--over") == 0


def test_a_value_that_no_key_opens_is_said(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A backup whose mark fits but whose older values need a key that is gone; of a file the old one stays."""
    assert world.run("backup", world.folder) == 0
    fresh = new_key()
    write_anew(world.folder, {**json.loads((world.folder / NAME).read_text()), "data_key": mark(fresh)})
    monkeypatch.setenv("LOCALOFFER_DATA_KEYS", fresh)
    assert world.run("restore", world.folder, "--over") == 1
    assert "can't be opened; add the key" in capsys.readouterr().err
    assert len(shape(world)["people"]) == 2


@pytest.mark.parametrize("harm", ["changed", "missing", "no manifest", "newer"])
def test_a_backup_that_is_not_whole_or_not_ours_changes_nothing(
    world: World, capsys: pytest.CaptureFixture[str], harm: str
) -> None:
    """Each is said with what to do."""
    before = shape(world)
    told, file = a_backup(world)
    if harm == "changed":
        with file.open("r+b") as opened:
            opened.seek(100)
            opened.write(b"harm")
    elif harm == "missing":
        file.unlink()
    elif harm == "no manifest":
        (world.folder / NAME).unlink()
    else:
        told["copies"][0]["revision"] = "9999"
        write_anew(world.folder, told)
    assert world.run("restore", world.folder, "--over") == 1
    words = {
        "changed": "SHA-256 differs",
        "missing": "is missing",
        "no manifest": "is no backup",
        "newer": "newer program",
    }
    assert words[harm] in capsys.readouterr().err
    assert shape(world) == before


def test_what_was_put_into_a_backup_since_is_not_done(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever can write where backups lie can make the hashes fit, but not the seal: a dump may hold any command."""
    before = shape(world)
    told, file = a_backup(world)
    file.write_bytes(file.read_bytes() + b"harm")
    told["copies"][0] = {**told["copies"][0], "sha256": hash_of(file), "size": file.stat().st_size}
    (world.folder / NAME).write_text(json.dumps(told))
    assert world.run("restore", world.folder, "--over") == 1
    assert "was changed after it was made" in capsys.readouterr().err
    assert shape(world) == before


@pytest.mark.parametrize("told", ["", "null", "3", "[]", "[" * 100_000], ids=lambda told: told[:4])
def test_what_is_no_manifest_is_said(tmp_path: Path, told: str) -> None:
    """In one line, whatever stands in the file."""
    (tmp_path / NAME).write_text(told)
    with pytest.raises(BackupError, match="can't be read"):
        read_manifest(tmp_path)


def test_a_backup_goes_into_a_folder_of_its_own(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    """One that holds something is left alone."""
    world.folder.mkdir()
    (world.folder / "mine.txt").write_text("mine")
    assert world.run("backup", world.folder) == 1
    assert "is not empty" in capsys.readouterr().err
    assert [file.name for file in world.folder.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_backup_is_made_while_others_write(world: World) -> None:
    """What is committed is in it; what is not committed is not."""
    with closing(sqlite3.connect(world.file, isolation_level=None)) as writer:
        writer.execute("UPDATE young_person SET reference = 'YP-9' WHERE reference = 'YP-2'")
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("UPDATE young_person SET reference = 'YP-8' WHERE reference = 'YP-1'")
        assert world.run("backup", world.folder) == 0
        writer.execute("ROLLBACK")
    with closing(sqlite3.connect(world.folder / "records.db")) as copied:
        found = copied.execute("SELECT reference FROM young_person ORDER BY 1").fetchall()
    assert found == [("YP-1",), ("YP-9",)]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_an_older_backup_is_brought_to_this_version(world: World) -> None:
    """Its tables take the steps that they lack."""
    from bot.records.migrations import undo

    undo(world.records.engine, "0006")
    world.close()
    assert world.run("backup", world.folder) == 0
    assert json.loads((world.folder / NAME).read_text())["copies"][0]["revision"] == "0006"
    assert world.run("restore", world.folder, "--over") == 0
    assert len(shape(world)["people"]) == 2


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_garbage_database_is_replaced_only_with_a_list(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It can't say who was erased, so somebody must: an empty list says nobody."""
    assert world.run("backup", world.folder) == 0
    world.close()
    world.file.write_bytes(b"no database" * 1000)
    assert world.run("restore", world.folder, "--over") == 1
    assert "give the list with --erased" in capsys.readouterr().err
    nobody = tmp_path / "nobody.txt"
    nobody.touch()
    assert world.run("restore", world.folder, "--over", "--erased", nobody) == 0
    assert len(shape(world)["people"]) == 2


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_backup_of_one_kind_does_not_go_into_another(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The settings to change are named."""
    assert world.run("backup", world.folder) == 0
    for name in ("DATABASE_URL", "MIGRATION_URL"):
        monkeypatch.setenv(f"LOCALOFFER_{name}", "postgresql://nobody:marker@127.0.0.1:1/nothing")
    assert world.run("restore", world.folder, "--over") == 1
    said = capsys.readouterr().err
    assert "LOCALOFFER_DATABASE_URL" in said
    assert "marker" not in said


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_what_fails_half_way_leaves_postgresql_as_it_was(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    """A dump that breaks off, though its hash fits, takes nothing away."""
    before = shape(world)
    assert world.run("backup", world.folder) == 0
    told = json.loads((world.folder / NAME).read_text())
    file = world.folder / told["copies"][0]["file"]
    os.truncate(file, file.stat().st_size // 2)
    told["copies"][0]["sha256"] = hash_of(file)
    write_anew(world.folder, told)
    assert world.run("restore", world.folder, "--over") == 1
    assert "pg_restore failed" in capsys.readouterr().err
    assert shape(world) == before


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_missing_client_is_said_with_what_to_install(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """And no password stands in it."""
    monkeypatch.setenv("PATH", str(tmp_path))
    assert world.run("backup", world.folder) == 1
    said = capsys.readouterr().err
    assert "pg_dump is not installed; install PostgreSQL's client" in said
    assert str(world.records.engine.url.password) not in said


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_role_that_is_not_shown_every_row_is_told_which_one_is(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The server's own role makes no backup."""
    monkeypatch.delenv("LOCALOFFER_MIGRATION_URL")
    assert world.run("backup", world.folder) == 1
    assert "use the URLs of localoffer_backup" in capsys.readouterr().err
