"""Killed in the middle of its work, a process leaves the state before or after; never something between."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Callable, Iterator

import pytest
from invented import KEY
from sqlalchemy import func, select

from bot.casework.tables import (
    AuditEvent,
    ContactRecord,
    Goal,
    PathwayPlan,
    PlanReview,
    PlanSection,
    YoungPerson,
)

if TYPE_CHECKING:
    from bot.records.database import Database

pytestmark = pytest.mark.long

CHILD = Path(__file__).with_name("crash_child.py")
ROOT = CHILD.parents[2]
COMMAND = Path(sys.executable).parent / "localoffer"
SIGNED, DAY = date(2026, 5, 31), date(2026, 11, 22)
PEOPLE = 10_000
LONG_NAME = "Kit (invented) " * 12  # so that what is written is far more than SQLite keeps in memory
MIB = 1 << 20
PATIENCE = 300  # seconds, for a busy machine


def kill(child: subprocess.Popen[Any]) -> None:
    """As the kernel would, with no chance to tidy up; it must not have ended by itself."""
    child.send_signal(signal.SIGKILL)
    assert child.wait() == -signal.SIGKILL


def count(database: Database, table: type) -> int:
    """How many rows everybody sees."""
    with database.transaction() as session:
        return int(session.execute(select(func.count()).select_from(table)).scalar_one())


def environment(database: Database, folder: Path) -> dict[str, str]:
    """How the installed command finds this database, and a folder of its own for what is for the moment."""
    (folder / "moment").mkdir(exist_ok=True)
    return {
        **os.environ,
        "LOCALOFFER_DATABASE_URL": database.engine.url.render_as_string(hide_password=False),
        "LOCALOFFER_DATA_KEYS": KEY,
        "LOCALOFFER_SECRET_KEY": "guards nothing",
        "LOCALOFFER_STATE": str(folder / "state"),
        "LOCALOFFER_TODAY": DAY.isoformat(),
        "TMPDIR": str(folder / "moment"),
    }


FILES = {
    "people": ("reference,council,preferred_name,birth_date\n", f"YP-{{}},rutland,{LONG_NAME},29/02/2008\n"),
    "plans": ("reference,council,state,state_since\n", "YP-{},rutland,drafting,01/10/2026\n"),
    "contacts": (
        "reference,council,kind,is_meaningful,happened_on\n",
        "YP-{},rutland,visit,yes,01/10/2026\n",
    ),
}


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    """Many invented people, each with a plan and a contact."""
    folder = tmp_path / "exports"
    folder.mkdir()
    for name, (heading, row) in FILES.items():
        rows = "".join(row.format(number) for number in range(PEOPLE))
        (folder / f"{name}.csv").write_text(heading + rows, encoding="utf-8")
    return folder


def staged(child: subprocess.Popen[Any], database: Database) -> int:
    """Bytes of what the import keeps ready: SQLite's nameless file, or PostgreSQL's tables of that connection."""
    found = 0
    if database.engine.dialect.name == "postgresql":
        with database.engine.connect() as connection:
            sizes = "SELECT coalesce(sum(pg_relation_size(oid)), 0) FROM pg_class WHERE relpersistence = 't'"
            return int(connection.exec_driver_sql(sizes).scalar_one())
    for handle in Path(f"/proc/{child.pid}/fd").iterdir():
        try:
            if str(handle.readlink()).endswith("(deleted)"):
                found += handle.stat().st_size
        except OSError:  # noqa: PERF203 - closed while we looked
            continue
    return found


def written(_child: subprocess.Popen[Any], database: Database) -> int:
    """Bytes that the unfinished transaction has brought into the database's files."""
    if database.engine.dialect.name == "sqlite":
        log = Path(f"{database.engine.url.database}-wal")
        return log.stat().st_size if log.exists() else 0
    with database.engine.connect() as connection:
        return int(connection.exec_driver_sql("SELECT pg_relation_size('young_person')").scalar_one())


def wait_until(
    child: subprocess.Popen[Any], database: Database, measure: Callable[..., int], most: int
) -> None:
    """Until more bytes than `most` are there. A child that ends first was not caught at its work."""
    until = time.monotonic() + PATIENCE
    while measure(child, database) <= most:
        assert child.poll() is None, "the import was over before it could be killed"
        assert time.monotonic() < until
        time.sleep(0.001)


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="looks into a process as Linux shows it")
@pytest.mark.parametrize(
    ("measure", "most"),
    [
        pytest.param(staged, 0, id="reading"),
        pytest.param(staged, 2 * MIB, id="half read"),
        pytest.param(written, 0, id="writing"),
        pytest.param(written, 3 * MIB // 2, id="a third written"),
        pytest.param(written, 3 * MIB, id="two thirds written"),
    ],
)
def test_a_killed_import_has_kept_all_of_its_files_or_nothing(
    database: Database, exports: Path, tmp_path: Path, measure: Callable[..., int], most: int
) -> None:
    """The installed command with a folder of three files, at several moments of its work; a second run completes, and the audit knows of one import."""
    command, own = [str(COMMAND), "import", str(exports)], environment(database, tmp_path)
    with subprocess.Popen(command, env=own, stdout=subprocess.DEVNULL) as child:
        try:
            wait_until(child, database, measure, most)
            kill(child)
        finally:
            child.kill()
    kept = [count(database, table) for table in (YoungPerson, PathwayPlan, ContactRecord)]
    assert kept == [0, 0, 0]  # it was killed long before its end, so a row would be half an import
    assert count(database, AuditEvent) == 0
    assert list((tmp_path / "moment").iterdir()) == []
    again = subprocess.run(command, env=own, capture_output=True, text=True, check=False, timeout=PATIENCE)
    assert again.returncode == 0, again.stderr
    assert again.stdout.count(f"{PEOPLE} added") == len(FILES)
    kept = [count(database, table) for table in (YoungPerson, PathwayPlan, ContactRecord, AuditEvent)]
    assert kept == [PEOPLE, PEOPLE, PEOPLE, len(FILES)]


@contextmanager
def moving(database: Database) -> Iterator[Iterator[str]]:
    """A process that moves the plan step by step: each line of it is one step done. Killed at the end."""
    url = database.engine.url.render_as_string(hide_password=False)
    own = {**os.environ, "CRASH_URL": url, "CRASH_KEY": KEY, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, str(CHILD)], env=own, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        try:
            yield steps(child)
            kill(child)
        finally:
            child.kill()


def steps(child: subprocess.Popen[str]) -> Iterator[str]:
    """What it did, and then the word to go on."""
    assert child.stdin is not None
    assert child.stdout is not None
    while done := child.stdout.readline().strip():
        yield done
        child.stdin.write("go on\n")
        child.stdin.flush()


@pytest.fixture
def with_plan(database: Database) -> Database:
    """A database with one plan in review, with a section and a goal that go on into the next version."""
    plan = PathwayPlan(
        state="in_review",
        state_since=SIGNED,
        authorised_on=SIGNED,
        sections=[PlanSection(area="health", words="well")],
        goals=[Goal(words="a flat", owner="young_person")],
    )
    with database.transaction() as session:
        session.add(
            YoungPerson(
                reference="YP-1",
                preferred_name="Kit",
                birth_date=date(2008, 2, 29),
                council="rutland",
                plans=[plan],
            )
        )
    return database


def plans_of(database: Database) -> list[tuple[Any, ...]]:
    """All that the end of a review changes."""
    with database.transaction() as session:
        plans = session.execute(select(PathwayPlan).order_by(PathwayPlan.id)).scalars()
        return [
            (p.state, p.state_since, p.last_review_on, len(p.reviews), len(p.sections), len(p.goals))
            for p in plans
        ]


BEFORE = [("in_review", SIGNED, None, 0, 1, 1)]
AFTER = [("superseded", DAY, DAY, 1, 1, 1), ("drafting", DAY, None, 0, 1, 1)]


def test_a_killed_move_has_moved_the_plan_or_not(with_plan: Database) -> None:
    """The real move, killed after each of its statements, before its commit and after it."""
    seen: list[str] = []
    while not seen or seen[-1] != "committed":
        with moving(with_plan) as done:
            # As far as the last time and one step further.
            now = [next(done) for _ in range(len(seen) + 1)]
        assert now[:-1] == seen
        seen = now
        assert plans_of(with_plan) == (AFTER if seen[-1] == "committed" else BEFORE), seen
    changes = [step for step in seen if step.startswith(("UPDATE", "INSERT"))]
    assert changes == [
        "UPDATE pathway_plan SET",
        *(f"INSERT INTO {name}" for name in ("plan_review", "pathway_plan", "goal", "plan_section")),
    ]
    assert seen[-2:] == ["commit", "committed"]


def test_after_a_kill_another_process_writes_at_once(with_plan: Database) -> None:
    """No lock of the dead process is left on what it was changing."""
    with moving(with_plan) as done:
        assert any(step == "commit" for step in done)
    with with_plan.transaction() as session:
        plan = session.execute(select(PathwayPlan)).scalar_one()
        plan.young_person_agrees = True
        session.add(PlanReview(plan_id=plan.id, held_on=SIGNED))
    assert (count(with_plan, PlanReview), plans_of(with_plan)[0][0]) == (1, "in_review")
