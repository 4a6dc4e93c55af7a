"""The server keeps retention by itself: once a day, from its hour on, and never twice at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from threading import Event
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from bot.casework.privacy.erased import erased_lookup
from bot.casework.privacy.retention import load_rules
from bot.casework.privacy.retention_round import ROUND, RetentionParameters, run_retention, wipe_traces
from bot.casework.tables import AuditEvent, PathwayPlan, YoungPerson
from bot.delivery.conversation.journal import TranscriptLine
from bot.records.keyed import Keyed

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bot.records.database import Database

WINTER, SUMMER = datetime(2026, 11, 22, 3), datetime(2026, 7, 1, 2)  # three o'clock in London, as UTC


def parameters(
    root: Path, forget: Callable[[str], None] = lambda _: None, hour: int = 3
) -> RetentionParameters:
    """Our own rules."""
    rules, _ = load_rules(root / "data" / "retention.yml")
    return RetentionParameters(rules, erased_lookup(Keyed(b"a secret for tests")), forget, hour)


def keep_old_words(database: Database) -> None:
    """A line of a talk that is long over, and somebody past their 75th birthday."""
    plan = PathwayPlan(state="drafting", state_since=date(2026, 1, 1))
    person = YoungPerson(
        reference="YP-1", preferred_name="Kit", birth_date=date(1950, 1, 1), council="rutland", plans=[plan]
    )
    with database.transaction() as session:
        session.add_all([TranscriptLine(conversation="over", said_at=datetime(2025, 1, 1)), person])


def left(database: Database) -> tuple[int, int]:
    """How many lines and people there are."""
    with database.transaction() as session:
        lines, people = (
            session.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (TranscriptLine, YoungPerson)
        )
    return lines, people


def rounds(database: Database) -> int:
    """How many rounds the audit tells of."""
    with database.transaction() as session:
        wanted = select(func.count()).select_from(AuditEvent).where(AuditEvent.action == ROUND)
        return int(session.execute(wanted).scalar_one())


@pytest.mark.parametrize("due", [WINTER, SUMMER])
def test_a_round_begins_at_its_hour_in_london(database: Database, root: Path, due: datetime) -> None:
    """Not a second before, in winter and in summer time."""
    keep_old_words(database)
    assert not run_retention(database, parameters(root), due - timedelta(seconds=1)).was_due
    assert left(database) == (1, 1)
    done = run_retention(database, parameters(root), due)
    assert (done.was_due, done.count, left(database)) == (True, 2, (0, 0))
    wipe_traces(database)


def test_a_round_is_done_once_a_day(database: Database, root: Path) -> None:
    """Whoever comes later that day, or before the hour of the next, does nothing; at the hour it is done again."""
    times = [WINTER + timedelta(hours=hours) for hours in (0, 1, 20, 23.9, 24, 25)]
    assert [run_retention(database, parameters(root), now).was_due for now in times] == [
        *(True, False, False, False),
        *(True, False),
    ]
    assert rounds(database) == 2


def test_who_was_down_at_the_hour_does_it_later(database: Database, root: Path) -> None:
    """A server that is started in the afternoon, or whose night failed."""
    assert run_retention(database, parameters(root), WINTER + timedelta(hours=12)).was_due


def test_what_fails_leaves_everything_and_is_tried_again(database: Database, root: Path) -> None:
    """Where a conversation can't be forgotten, its lines stay, and no round counts as done."""

    def fail(_conversation: str) -> None:
        """The other database is not there."""
        raise OSError("gone")

    keep_old_words(database)
    with pytest.raises(OSError, match="gone"):
        run_retention(database, parameters(root, fail), WINTER)
    assert (left(database), rounds(database)) == ((1, 1), 0)
    assert run_retention(database, parameters(root), WINTER).count == 2


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_two_processes_never_do_it_at_once(database: Database, root: Path) -> None:
    """While one is at it the other does nothing and does not wait; afterwards it is done for both."""
    begun, go_on = Event(), Event()

    def slow(_conversation: str) -> None:
        """Takes its time."""
        begun.set()
        assert go_on.wait(20)

    keep_old_words(database)
    with ThreadPoolExecutor(1) as other:
        first = other.submit(run_retention, database, parameters(root, slow), WINTER)
        assert begun.wait(20)
        assert not run_retention(database, parameters(root), WINTER).was_due
        go_on.set()
        assert first.result().count == 2
    assert not run_retention(database, parameters(root), WINTER).was_due
    assert rounds(database) == 1
