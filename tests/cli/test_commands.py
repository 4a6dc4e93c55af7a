"""The terminal: `localoffer ...` as an operator uses it, in processes of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from bot.casework import demo
from bot.records.database import Database
from bot.records.keyed import Keyed
from bot.settings import Settings

pytestmark = pytest.mark.model

LOCALOFFER = str(Path(sys.executable).parent / "localoffer")
DAY = date(2026, 11, 26)  # content grows old, and then its check fails, which `make check` is there to say


@pytest.fixture
def run(tmp_path):
    """Runs a command with its own state, always on the same day."""

    def call(*arguments: str, typed: str = "") -> subprocess.CompletedProcess:
        environment = {**os.environ, "LOCALOFFER_STATE": str(tmp_path), "LOCALOFFER_TODAY": DAY.isoformat()}
        return subprocess.run(
            [LOCALOFFER, *arguments],
            input=typed,
            env=environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    return call


def test_ask_answers_as_a_text_message(run):
    """One question, one council, one channel: the text that would be sent, and nothing else: no note of a library either."""
    done = run("ask", "do i have to pay council tax", "--council", "rotherham", "--channel", "sms")
    assert done.returncode == 0
    assert done.stderr == ""
    assert "2017 draft" in done.stdout
    assert len(done.stdout.strip()) <= 306


def test_ask_reads_json_lines_and_keeps_conversations_apart(run):
    """Lines of one conversation share their memory; others start fresh."""
    lines = [
        {"text": "what is staying put", "council": "rotherham", "conversation": "a"},
        {"text": "how much is it?", "conversation": "a"},
        {"text": "how much is it?"},
        {"text": "i want to kill myself", "channel": "sms"},
    ]
    done = run("ask", "-", typed="\n".join(json.dumps(line) for line in lines))
    read = [json.loads(line) for line in done.stdout.splitlines()]
    assert [sorted(line) for line in read] == [["answer", "check_in", "ms", "safety", "text", "topics"]] * 4
    assert "£189 a week" in read[1]["answer"]
    assert "I don't know that one" in read[2]["answer"]
    assert (read[3]["safety"], read[0]["safety"]) == ("crisis_self_harm", None)


ODD = {
    b'{"text": "do i pay council tax \\ud800"}': "letters that are none",
    b"do i pay council tax \xff\xfe": "letters that are none",
    b'{"text": "hello", "council": "atlantis"}': "there is no council 'atlantis'; choose one of: ",
    b'{"text": "hello", "council": ["rutland"]}': "council must be text",
    b'{"text": "hello", "channel": "fax"}': "there is no channel 'fax'; choose one of: web, sms, teams",
    b'{"text": null}': None,
    b'{"text": 5}': "text must be text, not 5",
    b'{"text": "hello", "before": [1]}': "before must be a list of texts",
    b"{}": None,
    b"5": None,
    b"null": None,
    b"[" * 100_000: None,
    b'{"text": ' * 20_000: None,
    b'{"text": "hello': None,
    b"a" * (2 * 1024 * 1024): "the line is longer than",
    b'{"text": "' + b"b" * 500_000 + b'"}': None,
}


def test_an_odd_line_keeps_no_other_from_its_answer(tmp_path):
    """What can't be read or answered gets an error that names the fix; what shows danger beside it is found all the same."""
    danger = b'{"text": "i want to kill myself \\udfff"}'
    lines = b"\xef\xbb\xbf" + b"\n".join([*ODD, b"", b" ", danger, b"do i pay council tax"])
    for command in ("ask", "parse"):
        done = subprocess.run(
            [LOCALOFFER, command, *(["-"] if command == "ask" else [])],
            input=lines,
            env={**os.environ, "LOCALOFFER_STATE": str(tmp_path)},
            capture_output=True,
            timeout=300,
            check=True,
        )
        assert b"Traceback" not in done.stderr
        *odd, urgent, last = (json.loads(line) for line in done.stdout.splitlines())
        assert len(odd) == len(ODD)
        assert (urgent["safety"], last["safety"], "error" in last) == ("crisis_self_harm", None, False)
        if command == "ask":
            for line, error in zip(odd, ODD.values(), strict=True):
                assert (line.get("error") or "").startswith(error or "")
                assert bool(line.get("error")) is bool(error)
                assert line.get("answer") or error


def test_a_council_that_there_is_not_is_refused_for_the_whole_call(run):
    """With the councils that there are, before anything is answered."""
    done = run("ask", "-", "--council", "atlantis", typed="hello")
    assert (done.returncode, done.stdout) == (1, "")
    assert "there is no council 'atlantis'" in done.stderr


def test_parse_says_topics_and_safety(run):
    """Plain lines and JSON lines both get a JSON line: topics by confidence, safety and time."""
    done = run(
        "parse",
        typed='do i pay council tax\n{"text": "nowhere to sleep tonight"}\nwhats the best football team\n',
    )
    tax, danger, other = (json.loads(line) for line in done.stdout.splitlines())
    assert tax["topics"][0]["id"] == "council_tax"
    assert tax["safety"] is None
    assert danger["safety"] == "crisis_homeless_tonight"
    assert other["topics"][0]["id"] == "out_of_scope"


def test_plan_shows_a_status_to_an_operator(run, tmp_path):
    """The reference of an invented person shows where their plan stands."""
    settings = Settings(state=tmp_path)
    database = Database(settings.database, settings.sealing_keys())
    database.create_tables()
    with database.transaction() as session:
        demo.seed(session, DAY, Keyed(settings.secret()).phone)
    done = run("plan", "YP-DEMO-2")
    assert "authorised, in time" in done.stdout
    assert "Bilal (invented)" in done.stdout


def test_an_unknown_reference_or_council_is_named_in_the_error(run):
    """Bad input gets one line that names it and the fix, and exit code 1."""
    plan = run("plan", "YP-NOBODY")
    assert plan.returncode == 1
    assert "'YP-NOBODY'" in plan.stderr
    council = run("ask", "hello", "--council", "atlantis")
    assert council.returncode == 1
    assert "'atlantis'" in council.stderr
    assert "rotherham" in council.stderr


def test_check_finds_nothing_wrong_with_the_content(run):
    """The content that is shipped passes its own check."""
    done = run("check")
    assert done.returncode == 0, done.stdout
