"""After a rotation the old key can be thrown away, and nothing was lost on the way."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select, text, update

import bot.delivery.conversation.journal
import bot.identity.sign_in.sign_in_tables  # noqa: F401 - as the commands do
from bot.casework.tables import PathwayPlan, YoungPerson
from bot.cli.main import main
from bot.records import key_rotation
from bot.records.database import Base, Database
from bot.records.key_rotation import Rotated, rotate, sealed_columns
from bot.records.sealed import SealError, new_key

if TYPE_CHECKING:
    from pathlib import Path

OLD, NEW = new_key(), new_key()
DAY = date(2026, 11, 22)
HOW_MANY = 7


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A database whose people are sealed with the old key."""
    found = f"sqlite:///{tmp_path / 'rotated.db'}"
    database = Database(found, [OLD])
    database.create_tables()
    with database.transaction() as session:
        session.add_all(a_person(number) for number in range(HOW_MANY))
    database.engine.dispose()
    return found


def a_person(number: int) -> YoungPerson:
    """An invented person; every second one has a phone, which is sealed too."""
    plan = PathwayPlan(state="drafting", state_since=DAY, young_person_views=f"views {number}")
    phone = f"07700 90010{number}" if number % 2 else None
    return YoungPerson(
        reference=f"YP-{number}",
        preferred_name=f"Kit {number}",
        birth_date=DAY,
        council="rutland",
        phone=phone,
        plans=[plan],
    )


def counts(found: list[Rotated]) -> dict[str, tuple[int, int, int]]:
    """Resealed, current and changed by column, where there was anything."""
    every = {f"{one.table}.{one.column}": (one.resealed, one.current, one.changed) for one in found}
    return {name: three for name, three in every.items() if any(three)}


def names(url: str, keys: list[str]) -> list[str]:
    """Every name, opened with these keys alone."""
    with Database(url, keys).transaction() as session:
        return list(session.execute(select(YoungPerson.preferred_name).order_by(YoungPerson.id)).scalars())


def opened_with(url: str, key: str) -> int:
    """How many sealed names this key alone opens, without our own code."""
    with Database(url, [OLD]).engine.connect() as connection:
        tokens = connection.execute(text("SELECT preferred_name FROM young_person")).scalars().all()
    return sum(_opens(key, token) for token in tokens)


def _opens(key: str, token: str) -> bool:
    try:
        Fernet(key).decrypt(token.encode())
    except Exception:  # noqa: BLE001 - whichever error it is, the key does not fit
        return False
    return True


def test_after_a_rotation_the_old_key_is_not_needed(url: str) -> None:
    """Every value opens with the new key alone, to the same words, and none with the old one."""
    before = names(url, [OLD])
    found = rotate(Database(url, [NEW, OLD]), [NEW, OLD], batch=3)
    assert counts(found) == {
        "young_person.preferred_name": (7, 0, 0),
        "young_person.phone": (3, 0, 0),
        "pathway_plan.young_person_views": (7, 0, 0),
    }
    assert names(url, [NEW]) == before == [f"Kit {number}" for number in range(HOW_MANY)]
    assert (opened_with(url, OLD), opened_with(url, NEW)) == (0, HOW_MANY)


def test_a_second_run_finds_everything_done(url: str) -> None:
    """Running it again changes nothing."""
    rotate(Database(url, [NEW, OLD]), [NEW, OLD])
    assert counts(rotate(Database(url, [NEW]), [NEW]))["young_person.preferred_name"] == (0, 7, 0)


def test_a_run_that_was_stopped_goes_on_where_it_was(url: str) -> None:
    """Batches that were done stay done; meanwhile both keys open everything."""

    def stop(_so_far: Rotated) -> None:
        raise KeyboardInterrupt

    database = Database(url, [NEW, OLD])
    columns = [f"{column.table.name}.{column.name}" for column in sealed_columns(Base.metadata)]
    with pytest.raises(KeyboardInterrupt):
        rotate(database, [NEW, OLD], batch=3, tell=stop)
    assert columns.index("young_person.preferred_name") < columns.index("pathway_plan.young_person_views")
    assert (opened_with(url, NEW), len(names(url, [NEW, OLD]))) == (3, HOW_MANY)
    assert counts(rotate(database, [NEW, OLD], batch=3))["young_person.preferred_name"] == (4, 3, 0)


def test_a_missing_key_is_named_with_its_place_and_the_fix(url: str) -> None:
    """Which table, column and row, and what to do; nothing is half written."""
    with pytest.raises(
        SealError,
        match=r"young_person\.preferred_name of row 1 can't be opened; put its key back into LOCALOFFER_DATA_KEYS",
    ):
        rotate(Database(url, [NEW]), [NEW])
    assert names(url, [OLD])[0] == "Kit 0"


def test_a_key_that_is_none_is_refused(url: str) -> None:
    """With the command that makes a right one."""
    with pytest.raises(SealError, match="make one with `localoffer keys new`"):
        rotate(Database(url, [OLD]), ["not a key", OLD])


def test_a_value_that_somebody_else_writes_meanwhile_wins(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rotation never puts an old value back over a newer one, and says that it must be run again."""
    database, replace = Database(url, [NEW, OLD]), key_rotation._replace

    def write_first(session, column, row, ring):
        if column.name == "preferred_name" and row["key"] == 1:
            session.execute(update(YoungPerson).where(YoungPerson.id == 1).values(preferred_name="Newer"))
        return replace(session, column, row, ring)

    monkeypatch.setattr(key_rotation, "_replace", write_first)
    assert counts(rotate(database, [NEW, OLD]))["young_person.preferred_name"] == (6, 0, 1)
    assert names(url, [NEW, OLD])[0] == "Newer"


def test_every_sealed_column_is_found() -> None:
    """By the type, so that a new column needs no list."""
    found = {f"{column.table.name}.{column.name}" for column in sealed_columns(Base.metadata)}
    assert {
        "young_person.phone",
        "personal_adviser.email",
        "team.manager_name",
        "goal.words",
        "call_back_request.words",
    } <= found


def run(*words: str) -> int:
    """Run `localoffer keys ...`."""
    return main(["keys", *words])


def test_the_command_makes_a_key_that_works(capsys: pytest.CaptureFixture[str]) -> None:
    """It is printed, and seals."""
    assert run("new") == 0
    key = capsys.readouterr().out.strip()
    assert Fernet(key).decrypt(Fernet(key).encrypt(b"x")) == b"x"


def test_the_command_rotates_to_the_first_key(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The keys come from the environment; the counts are told, and no key is."""
    monkeypatch.setenv("LOCALOFFER_STATE", str(tmp_path))
    monkeypatch.setenv("LOCALOFFER_DATABASE_URL", url)
    monkeypatch.setenv("LOCALOFFER_DATA_KEYS", f"{NEW},{OLD}")
    assert run("rotate") == 0
    said = capsys.readouterr().out
    assert "young_person.preferred_name: 7 resealed, 0 had the first key already" in said
    assert [key for key in (OLD, NEW) if key in said] == []
    assert opened_with(url, NEW) == HOW_MANY
