"""What the benchmark of faults counts, and that it finds what it looks for."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from benchmarks.breaking.fault_kinds import ServerKilled
from benchmarks.breaking.fault_table import BEGIN, END, Row, table, written_into
from benchmarks.breaking.strikes import Struck
from benchmarks.breaking.talkers import Message, lines_of
from benchmarks.breaking.tally import Tally, _of_message
from benchmarks.failure import BenchmarkError
from benchmarks.reliability import main, wanted

PAGE = (
    '<ol><li class="says person"><span class="who">You</span><p>what&#39;s a PA a0</p></li>'
    '<li class="says assistant"><p class="lead">A person.</p></li>'
    '<li class="says person"><span class="who">You</span><p>i want to kill myself a1</p></li>'
    '<li class="says assistant danger"><p class="lead">Ring 999.</p></li>'
    '<li class="says person"><span class="who">You</span><p>hello a2</p></li></ol>'
)


def answered(text: str, **answer: str) -> Message:
    """A message with one answer."""
    return Message(text, {}, tries=1, reply={"answers": [{"lead": "A person.", **answer}]})


def counted(message: Message) -> Tally:
    """What became of it on the page above."""
    return _of_message(message, lines_of(PAGE))


def test_a_page_is_read_line_by_line():
    """What was typed, without its markup, and that an answer stands behind it."""
    assert lines_of(PAGE) == ["what's a PA a0", None, "i want to kill myself a1", None, "hello a2"]


@pytest.mark.parametrize(
    ("message", "found"),
    [
        (answered("what's a PA a0"), Tally(messages=1)),
        (answered("i want to kill myself a1", urgency="urgent"), Tally(messages=1)),
        (answered("i want to kill myself a1"), Tally(messages=1, not_urgent=1)),
        (answered("hello a2"), Tally(messages=1, lost=1)),
        (answered("never seen"), Tally(messages=1, lost=1)),
        (answered("never seen", title="Something went wrong"), Tally(messages=1, told=1)),
        (Message("hello a2", {}, tries=9), Tally(messages=1, again=1, silent=1)),
    ],
)
def test_each_way_to_fail_is_counted(message: Message, found: Tally):
    """Lost, not urgent, told and without a reply are told apart."""
    assert counted(message) == found


def test_what_stands_twice_on_the_page_is_doubled():
    """Two lines of one message are one too many."""
    lines = lines_of(PAGE.replace("hello a2", "what&#39;s a PA a0"))
    assert _of_message(answered("what's a PA a0"), lines).doubled == 1


@pytest.mark.parametrize("broken", ["lost", "doubled", "silent", "not_urgent"])
def test_a_row_with_a_failure_is_not_kept(broken: str):
    """One is enough; being told is allowed where what is needed was away."""
    assert Row("x", 1, Tally(messages=1), []).is_kept
    assert not Row("x", 1, Tally(messages=1, **{broken: 1}), [], may_tell=True).is_kept
    assert not Row("x", 1, Tally(told=1), []).is_kept
    assert Row("x", 1, Tally(told=1), [], may_tell=True).is_kept


def test_the_table_replaces_the_one_on_the_page():
    """Between its marks, and nowhere else; what was measured of other faults before stays."""
    order = ["server killed", "disk full"]
    rows = [Row("disk full", 20, Tally(messages=1234), [0.01, 0.2])]
    page = written_into(f"before\n{BEGIN}\nold\n{END}\nafter", rows, order)
    assert page == f"before\n{BEGIN}\n{table(rows)}\n{END}\nafter"
    assert "| disk full | 20 | 1,234 |" in page
    others = [Row("server killed", 20, Tally(messages=99), [])]
    assert written_into(page, others, order) == f"before\n{BEGIN}\n{table([*others, *rows])}\n{END}\nafter"
    with pytest.raises(ValueError, match="needs the lines"):
        written_into("no marks", rows, order)


def test_a_fault_that_is_not_there_is_said(capsys: pytest.CaptureFixture[str]):
    """The command names it and ends with 2."""
    assert main(["--only", "earthquake"]) == 2
    assert "earthquake" in capsys.readouterr().err
    with pytest.raises(BenchmarkError):
        wanted(["earthquake"])


@pytest.mark.model
@pytest.mark.server
def test_a_killed_server_loses_nothing(tmp_path: Path):
    """Kill -9 in the middle of ten talks, twice: every message has one answer, and every danger the urgent one."""
    row = Struck(ServerKilled()).run(2, random.Random(0), tmp_path)  # noqa: S311 - guards nothing
    assert row.found.messages > 20
    assert row.is_kept, table([row])
