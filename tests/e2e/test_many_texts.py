"""Many texts at once by a provider that speaks a real one's language, and kill -9 in the middle."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from postgresql import SERVER

from benchmarks.load import percentile
from benchmarks.ours import prepare
from benchmarks.text_house import RECORDS, TALKS
from benchmarks.text_recorder import NOTIFY, TWILIO
from benchmarks.text_traffic import plan
from benchmarks.texts import Seen, text_all

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from postgresql import Server

pytestmark = [pytest.mark.model, pytest.mark.server, pytest.mark.long]

TEXTS, SECONDS, DANGER_SHARE = 60, 6.0, 0.1
PROVIDER = 0.05  # seconds
MOST_WAIT = 3.0  # seconds until a text is acknowledged, of nearly all; the machine may be busy


@pytest.fixture
def beside(request: pytest.FixtureRequest) -> Iterator[Server | None]:
    """The server of PostgreSQL with two empty databases, if the records are to be there; then a worker of its own sends."""
    if request.config.getoption("database") == "sqlite":
        yield None
        return
    started: Server = request.getfixturevalue("postgresql")
    started.create(RECORDS)
    started.create(TALKS, owner=SERVER)
    yield started
    for name in (RECORDS, TALKS):
        started.drop(name)


def texted(folder: Path, line: str, beside: Server | None, *, is_killed: bool) -> Seen:
    """What came of all of them."""
    prepare(folder, print)
    dice = random.Random(14)  # noqa: S311 - it guards nothing
    texts = plan(TEXTS, SECONDS, DANGER_SHARE, dice)
    return text_all(folder, texts, line, beside, PROVIDER, is_killed=is_killed)


def test_many_texts_are_acknowledged_in_time_and_answered_once_and_in_order(
    tmp_path: Path, beside: Server | None
) -> None:
    """All of them; those that came within two seconds together, and danger with the urgent reply."""
    seen = texted(tmp_path, NOTIFY, beside, is_killed=False)
    assert (seen.is_right, seen.again) == (True, 0), seen.found
    assert seen.found.turns < len(seen.texts)
    assert percentile(seen.acknowledged, 95) < MOST_WAIT


@pytest.mark.parametrize("line", [NOTIFY, TWILIO])
def test_kill_9_in_the_middle_loses_no_text_and_answers_none_twice(
    tmp_path: Path, beside: Server | None, line: str
) -> None:
    """Neither of the server nor of the worker beside it. A text that the provider has already is looked for there before it is sent again."""
    seen = texted(tmp_path, line, beside, is_killed=True)
    assert (seen.is_right, seen.not_looked_for) == (True, 0), seen.found
    assert len(seen.killed_over) == 1
    assert seen.again  # what came while nobody was there
