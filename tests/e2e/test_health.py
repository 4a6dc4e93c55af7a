"""What /health says of a real server that is really broken: each part in a word, in time, and in the log."""

from __future__ import annotations

import re
import shutil
import time
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

import httpx
import pytest
from browser import Chat, fresh_address
from full_disk import fill, small_disk
from ports import reserved_port
from running import ROOT, Server, running

from bot.dialogue.trained_models import ensure_danger_model
from bot.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

pytestmark = [pytest.mark.model, pytest.mark.server]

DANGER = "i want to kill myself"
WELL = {
    "database": "ok",
    "conversations": "ok",
    "row_security": "off",
    "disk": "ok",
    "model": "ok",
    "danger": "ok",
    "embedding": "ok",
    "alerts": "ok",
    "content_problems": [],
    "off": [],
}
SECONDS = 2.0  # in which it answers
PATIENCE = 30.0


def own_home(folder: Path, model: str) -> Path:
    """The project with models of its own, which a test may take away."""
    ensure_danger_model(Settings())
    for name in ("data", "bot", "config.yml", "domain.yml"):
        (folder / name).symlink_to(ROOT / name)
    shutil.copytree(
        ROOT / "models",
        folder / "models",
        ignore=lambda _folder, names: [name for name in names if name.startswith("localoffer")],
    )
    shutil.copy(model, folder / "models")
    return folder


@pytest.fixture
def own(model: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Path]]:
    """A server and its home; nobody listens where it sends its alerts."""
    home = own_home(tmp_path_factory.mktemp("home"), model)
    with reserved_port() as nobody:
        settings = {
            "LOCALOFFER_HOME": str(home),
            "LOCALOFFER_STATE": str(tmp_path_factory.mktemp("state")),
            "LOCALOFFER_TRUSTED_PROXIES": "1",
            "LOCALOFFER_SMTP_HOST": "localhost",
            "LOCALOFFER_SMTP_PORT": str(nobody),
            "LOCALOFFER_SMTP_FROM": "alerts@offer.example.org",
            "LOCALOFFER_SMTP_STARTTLS": "false",
            "LOCALOFFER_DUTY_EMAIL": "duty@example.org",
        }
        with running(settings) as server:
            yield server, home


@contextmanager
def a_browser(server: Server) -> Iterator[Chat]:
    """A new browser."""
    with httpx.Client(
        base_url=server.url, follow_redirects=True, timeout=60, headers=fresh_address()
    ) as client:
        yield Chat(client, server)


@contextmanager
def locked(server: Server, names: list[str]) -> Iterator[None]:
    """Somebody else writes to these databases and does not stop."""
    with ExitStack() as stack:
        for name in names:
            stack.enter_context(getattr(server, name).locked())
        yield


def well(server: Server) -> dict[str, object]:
    """What is said where all is well."""
    return {**WELL, "row_security": "ok"} if server.records.kind == "postgresql" else WELL


def health(server: Server) -> tuple[int, dict]:
    """What the route says; it must come in time."""
    started = time.monotonic()
    answer = httpx.get(f"{server.url}/health", timeout=30)
    assert time.monotonic() - started < SECONDS
    return answer.status_code, answer.json()


def unwell(server: Server) -> dict[str, str]:
    """The parts that are not well. The status fits them."""
    status, words = health(server)
    found = {part: word for part, word in words.items() if word != well(server)[part]}
    assert status == (503 if found else 200)
    return found


def assert_urgent(server: Server) -> None:
    """Whatever is broken, danger is answered."""
    with a_browser(server) as chat:
        assert "999" in chat.answers(DANGER)[0]["lead"]


def wait_for(found: Callable[[], bool]) -> None:
    """Wait until it is so."""
    until = time.monotonic() + PATIENCE
    while not found():
        assert time.monotonic() < until
        time.sleep(0.2)


def test_all_is_well(own: tuple[Server, Path]) -> None:
    """Each part has its word, and the status is 200."""
    assert health(own[0]) == (200, well(own[0]))


@pytest.mark.parametrize(
    ("names", "unwell_parts"),
    [
        (["records"], ["database"]),
        (["talks"], ["conversations"]),
        (["records", "talks"], ["database", "conversations"]),
    ],
)
def test_a_locked_database_is_said_and_logged(
    own: tuple[Server, Path], names: list[str], unwell_parts: list[str]
) -> None:
    """By part and word, while it lasts. PostgreSQL gives no answer then, neither to who looks for alerts that are stuck."""
    server, _ = own
    if server.records.kind == "postgresql":
        looked_up = ["alerts"] if "database" in unwell_parts else []
        parts = dict.fromkeys([*unwell_parts, *looked_up], "no_answer")
    else:
        parts = dict.fromkeys(unwell_parts, "locked")
    with locked(server, names):
        assert unwell(server) == parts
    line = "Not well: " + " ".join(f"{part}={word}" for part, word in parts.items())
    assert line in server.log.read_text()
    wait_for(lambda: not unwell(server))
    assert "All is well again" in server.log.read_text()


def test_a_model_that_is_taken_away_is_missing(own: tuple[Server, Path]) -> None:
    """The server goes on with what it has loaded, and could not start again."""
    server, home = own
    [model] = (home / "models").glob("localoffer-*")
    away = model.rename(home / "away")
    assert unwell(server) == {"model": "missing"}
    assert_urgent(server)
    away.rename(model)
    assert unwell(server) == {}


def test_alerts_that_nobody_takes_are_failing(own: tuple[Server, Path]) -> None:
    """After the first try; when somebody has acknowledged them, all is well."""
    server, _ = own
    with a_browser(server) as chat:
        chat.sign_in("07700 900155")
        chat.answers(DANGER)
        chat.press("Yes, tell my PA I need a call")
    wait_for(lambda: unwell(server) == {"alerts": "failing"})
    server.records.change("UPDATE alert SET acknowledged_at = raised_at, acknowledged_by = 'test'")
    assert unwell(server) == {}


def test_databases_deleted_under_the_server_are_missing(own: tuple[Server, Path]) -> None:
    """Nothing brings them back. Danger is answered all the same."""
    server, _ = own
    if server.records.kind != "sqlite":
        pytest.skip("there are no files of ours to delete; the next test takes both databases away")
    for name, parts in (("conversations", {"conversations"}), ("localoffer", {"conversations", "database"})):
        for file in server.state.glob(f"{name}.db*"):
            file.unlink()
        found = unwell(server)
        assert {part: word for part, word in found.items() if part != "alerts"} == dict.fromkeys(
            parts, "missing"
        )
        assert_urgent(server)
    assert re.search(r"Not well: database=missing conversations=missing", server.log.read_text())


def test_databases_that_let_nobody_in_have_no_answer(own: tuple[Server, Path]) -> None:
    """As with PostgreSQL stopped: danger is answered all the same, and when it is there again all is well."""
    server, _ = own
    if server.records.kind != "postgresql":
        pytest.skip("a file lets everybody in")
    for kept in (server.records, server.talks):
        kept.let_in(anybody=False)
    try:
        found = unwell(server)
        assert {part: found.get(part) for part in ("database", "conversations")} == {
            "database": "no_answer",
            "conversations": "no_answer",
        }
        assert_urgent(server)
    finally:
        for kept in (server.records, server.talks):
            kept.let_in(anybody=True)
    wait_for(lambda: not unwell(server))


def test_a_full_disk_is_full(tmp_path: Path) -> None:
    """The folder and what is on it, databases of SQLite too; danger is answered; with room again all is well."""
    with (
        small_disk(tmp_path / "state", 16 * 1024) as state,
        running({"LOCALOFFER_STATE": str(state)}) as server,
    ):
        filling = fill(state)
        on_it = ("disk", "database", "conversations") if server.records.kind == "sqlite" else ("disk",)
        wait_for(lambda: unwell(server) == dict.fromkeys(on_it, "full"))
        assert_urgent(server)
        filling.unlink()
        wait_for(lambda: not unwell(server))
