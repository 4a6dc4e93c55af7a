"""What whoever runs a real server relies on: its log, figures, switches, backups, and how it lets go before it stops."""

from __future__ import annotations

import json
import os
import re
import signal
import sqlite3
import subprocess
import time
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import httpx
import pytest
from browser import Chat, fresh_address
from ports import reserved_port
from running import LOCALOFFER, ROOT, Server, running

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

pytestmark = [pytest.mark.model, pytest.mark.server]

DANGER = "i want to kill myself"
NAME, NUMBER, WORDS = "Zebedee Markerson", "07700 900123", "okapi marker words"
MARKS = ("Zebedee", "Markerson", "07700900123", "7700 900", "okapi", "198.51.100", "2001:db8", "web-")
PHONE = "07700 900101"
PATIENCE = 30.0
WORKER = 2


@pytest.fixture(scope="module")
def figures() -> Iterator[str]:
    """Where the figures are: the port of the settings, and two more for the third worker."""
    with reserved_port() as port:
        yield f"http://127.0.0.1:{port}/metrics"


@pytest.fixture(scope="module")
def server(figures: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that is watched over, and logs as much as it can."""
    base = int(re.search(r":(\d+)/", figures)[1]) - WORKER
    environment = {
        "LOCALOFFER_STATE": str(tmp_path_factory.mktemp("state")),
        "LOCALOFFER_TRUSTED_PROXIES": "1",
        "LOCALOFFER_LOG_FORMAT": "json",
        "LOCALOFFER_LOG_LEVEL": "DEBUG",
        "LOCALOFFER_METRICS_PORT": str(base),
        "LOCALOFFER_WORKER_INDEX": str(WORKER),
        "LOCALOFFER_RETENTION_HOUR": "0",
    }
    with running(environment) as started:
        yield started


@contextmanager
def a_browser(server: Server) -> Iterator[Chat]:
    """A new browser."""
    with httpx.Client(
        base_url=server.url, follow_redirects=True, timeout=60, headers=fresh_address()
    ) as client:
        yield Chat(client, server)


def command(server: Server, *words: object) -> subprocess.CompletedProcess:
    """One of the operator's commands, on this server's state."""
    return subprocess.run(
        [LOCALOFFER, *map(str, words)],
        env={**os.environ, **server.environment},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


@contextmanager
def switched_off(server: Server, what: str, *more: str) -> Iterator[None]:
    """Something is off, which the server has noticed."""
    assert command(server, "switch", "off", what, *more).returncode == 0
    wait_for(lambda: what in httpx.get(f"{server.url}/health").json()["off"])
    try:
        yield
    finally:
        assert command(server, "switch", "on", what).returncode == 0
        wait_for(lambda: what not in httpx.get(f"{server.url}/health").json()["off"])


def wait_for(found: Callable[[], bool]) -> None:
    """Wait until it is so."""
    until = time.monotonic() + PATIENCE
    while not found():
        assert time.monotonic() < until
        time.sleep(0.2)


def lines(server: Server) -> list[dict]:
    """The log; what is not JSON is what the terminal was told before the server was ready, or the demo's texts."""
    return [json.loads(line) for line in server.log.read_text().splitlines() if line.startswith("{")]


def figure(figures: str, name: str) -> float:
    """One figure, by its name and labels as they stand."""
    told = httpx.get(figures).text
    found = re.search(rf"^{re.escape(name)} (\S+)$", told, re.MULTILINE)
    return float(found[1]) if found else 0.0


def test_it_is_live_and_ready(server: Server) -> None:
    """Both at once; of some parts, if they are named; a part that there is not is no page."""
    assert httpx.get(f"{server.url}/health/live").json() == {"live": True}
    for address in ("/health/ready", "/health/ready?parts=model", "/health/ready?parts=model,database"):
        answer = httpx.get(f"{server.url}{address}")
        assert (answer.status_code, answer.json()) == (200, {"ready": True, "missing": {}})
    assert httpx.get(f"{server.url}/health/ready?parts=okapi").status_code == 404


def test_a_real_turn_leaves_nobody_s_words_in_the_log(server: Server) -> None:
    """Names and numbers in ordinary messages, in danger, in what nobody can read and in a wrong sign-in, at the lowest level."""
    with a_browser(server) as chat:
        for text in (
            f"{WORDS} my name is {NAME} ring me on {NUMBER}",
            f"{NAME} {NUMBER} {DANGER}",
            f"/{WORDS}{{",
        ):
            assert chat.answers(text)
        chat.http.post(
            "/message", content=f"{NAME} {NUMBER} {WORDS}".encode(), headers={"content-type": "text/plain"}
        )
        chat.http.post("/sign-in", data={"phone": f"{NAME} {NUMBER}"})
        chat.ask_code(PHONE)
        chat.type_code("000000")
        chat.http.get("/okapi-no-such-page")
    written = "\n".join(json.dumps(line) for line in lines(server))
    assert [mark for mark in MARKS if mark in written] == []


def test_each_line_of_the_log_says_when_who_and_how_bad(server: Server) -> None:
    """Something is written as soon as something is switched, so that there is a line to look at."""
    with switched_off(server, "teams"):
        pass
    found = lines(server)
    assert "Switched off now: teams" in [line["event"] for line in found]
    assert all({"time", "level", "event", "logger", "worker"} <= set(line) for line in found)
    assert {line["worker"] for line in found} == {WORKER}


def test_the_figures_count_what_the_server_does(server: Server, figures: str) -> None:
    """Messages by what came of them, pages, codes; on their own port, and nowhere else."""
    names = {
        "answered": 'localoffer_turns_total{channel="web",outcome="answered"}',
        "urgent": 'localoffer_turns_total{channel="web",outcome="urgent"}',
        "seconds": "localoffer_urgent_seconds_count",
        "asked": 'localoffer_sign_ins_total{outcome="asked"}',
        "wrong": 'localoffer_sign_ins_total{outcome="wrong"}',
        "none": 'localoffer_pages_total{status="4xx"}',
    }
    before = {short: figure(figures, name) for short, name in names.items()}
    with a_browser(server) as chat:
        chat.answers("what does a pa do")
        chat.answers(DANGER)
        chat.ask_code(PHONE)
        chat.type_code("000000")
        assert chat.http.get("/metrics").status_code == 404
    grown = {short: figure(figures, name) - before[short] for short, name in names.items()}
    assert grown["none"] >= 1
    assert {**grown, "none": 1} == dict.fromkeys(names, 1)


def test_the_figures_tell_how_the_server_is(server: Server, figures: str) -> None:
    """Parts, lanes, connections, switches, memory, program and model; no council and no kind of danger."""
    with a_browser(server) as chat:
        chat.answers(DANGER)
    wait_for(lambda: figure(figures, 'localoffer_part_well{part="database"}') == 1.0)
    told = httpx.get(figures).text
    for name in (
        'localoffer_part_well{part="alerts"} 1.0',
        "localoffer_content_problems 0.0",
        'localoffer_lane_refusals_total{lane="urgent",why="full"} 0.0',
        'localoffer_database_connections{database="conversations"}',
        'localoffer_switched_off{what="web"} 0.0',
        "localoffer_build_info{model=",
        "process_resident_memory_bytes",
    ):
        assert name in told
    others = "\n".join(
        line for line in told.splitlines() if "localoffer_text_" not in line
    )  # what texts cost names councils
    assert [
        word for word in ("rutland", "leicestershire", "self_harm", "missing_person") if word in others
    ] == []


def test_a_chat_that_is_switched_off_says_so_and_answers_danger(server: Server) -> None:
    """On the page and in each reply, with and without script, with what the operator says; then it is on again."""
    with a_browser(server) as chat, switched_off(server, "web", "--say", "Back at 2 pm."):
        page = chat.page()
        assert "The chat is closed for now. Back at 2 pm." in page
        assert 'href="tel:999"' in page
        assert "The chat is closed for now" in chat.ask("what does a pa do")
        [closed] = chat.answers("what does a pa do")
        assert closed["title"] == "The chat is closed for now"
        assert "personal adviser" in closed["lead"]
        assert chat.answers(DANGER)[0]["urgency"] == "urgent"
    with a_browser(server) as chat:
        assert "closed for now" not in chat.page()
        assert "closed for now" not in chat.answers("what does a pa do")[0]["lead"]


def test_while_signing_in_is_off_no_plan_is_shown_to_anybody(server: Server) -> None:
    """Neither to who is signed in, nor what they were shown before; they are told, and are signed in again afterwards."""
    with a_browser(server) as chat:
        chat.sign_in("07700 900102")
        assert "(invented)" in chat.page()
        with switched_off(server, "sign_in"):
            assert "(invented)" not in chat.page()
            shown = chat.ask("where is my plan")
            assert "(invented)" not in shown
            assert "sign in" in shown.lower()
            for answer in (chat.http.get("/sign-in"), chat.http.post("/sign-in", data={"phone": PHONE})):
                assert answer.status_code == 503
                assert "Signing in is closed for now" in answer.text
            assert chat.answers(DANGER)[0]["urgency"] == "urgent"
            assert "999" in chat.http.post("/sign-in", data={"phone": DANGER}).text
        assert "(invented)" in chat.page()


def test_the_staff_pages_can_be_switched_off(server: Server) -> None:
    """All of them say so, and nothing is done there."""
    with switched_off(server, "staff", "--say", "We are moving house."):
        for answer in (
            httpx.get(f"{server.url}/staff"),
            httpx.post(f"{server.url}/staff/alerts/acknowledge", data={"alert": "1"}),
        ):
            assert answer.status_code == 503
            assert "The staff pages are closed for now" in answer.text
            assert "We are moving house." in answer.text


def test_retention_is_kept_without_anybody_s_doing(server: Server) -> None:
    """The audit says that a round was done today."""
    wanted = "SELECT count(*) FROM audit_event WHERE action = 'retention round'"
    wait_for(lambda: server.records.rows(wanted) == [(1,)])


def test_a_backup_is_made_under_the_server_and_not_brought_back_under_it(server: Server) -> None:
    """Its files are whole; restoring waits until the server is stopped."""
    folder = server.state / f"backup-{time.monotonic_ns()}"
    made = command(server, "backup", folder)
    assert made.returncode == 0, made.stderr
    assert people_in(folder) > 50
    refused = command(server, "restore", folder, "--over")
    assert refused.returncode == 1
    assert "is in use; stop the server" in refused.stderr or "other connections" in refused.stderr
    with a_browser(server) as chat:
        assert chat.answers("what does a pa do")


def people_in(folder: Path) -> int:
    """How many young people are in a backup."""
    if (folder / "records.db").exists():
        with closing(sqlite3.connect(folder / "records.db")) as copied:
            return int(copied.execute("SELECT count(*) FROM young_person").fetchone()[0])
    table = ["pg_restore", "--data-only", "--table", "young_person", "--file", "-", folder / "records.dump"]
    said = subprocess.run(table, check=True, capture_output=True, text=True).stdout
    return len(said.split("FROM stdin;\n")[1].split("\n\\.")[0].splitlines())


def test_it_lets_go_before_it_stops(tmp_path_factory: pytest.TempPathFactory) -> None:
    """After SIGTERM it is not ready, still answers, danger above all, and then ends as a program that did what it was told."""
    environment = {"LOCALOFFER_STATE": str(tmp_path_factory.mktemp("state")), "LOCALOFFER_DRAIN_SECONDS": "3"}
    with running(environment) as server, a_browser(server) as chat:
        started = time.monotonic()
        os.kill(server.process, signal.SIGTERM)
        wait_for(lambda: httpx.get(f"{server.url}/health/ready").status_code == 503)
        assert httpx.get(f"{server.url}/health/ready").json() == {
            "ready": False,
            "missing": {"server": "stopping"},
        }
        assert httpx.get(f"{server.url}/health/live").status_code == 200
        assert chat.answers(DANGER)[0]["urgency"] == "urgent"
        wait_for(lambda: not _is_there(server.url))
        assert time.monotonic() - started >= 3


def _is_there(url: str) -> bool:
    try:
        return bool(httpx.get(f"{url}/health/live", timeout=2).status_code)
    except httpx.TransportError:
        return False
