"""Danger is answered with every part broken behind the page: real servers, really broken."""

from __future__ import annotations

import shutil
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import httpx
import pytest
from browser import Chat, fresh_address
from ports import reserved_port
from running import ROOT, running

from bot.dialogue.trained_models import ensure_danger_model
from bot.phrase_files import FOLDER, LANGUAGES
from bot.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from running import Server

pytestmark = [pytest.mark.model, pytest.mark.server]

DANGERS = {
    "crisis_self_harm": "i want to kill myself",
    "crisis_abuse_or_danger": "my boyfriend is hitting me",
    "crisis_homeless_tonight": "i have nowhere to sleep tonight",
    "exploitation": "they are making me sell drugs",
    "missing": "ive run away from my placement",
}
KINDS = pytest.mark.parametrize("kind", DANGERS)
SECONDS = 5  # somebody in danger waits no longer, whatever is broken


@contextmanager
def a_browser(server: Server) -> Iterator[Chat]:
    """A new browser."""
    with httpx.Client(
        base_url=server.url, follow_redirects=True, timeout=60, headers=fresh_address()
    ) as client:
        yield Chat(client, server)


def assert_answered(server: Server, kind: str, phone: str | None = None) -> None:
    """The urgent reply comes, and soon; signed in or not."""
    with a_browser(server) as chat:
        if phone:
            chat.sign_in(phone)
        started = time.monotonic()
        answers = chat.answers(DANGERS[kind])
        assert "999" in answers[0]["lead"]
        assert time.monotonic() - started < SECONDS


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that is broken by the tests themselves; no mail server listens where it sends its alerts."""
    settings = {
        "LOCALOFFER_STATE": str(tmp_path_factory.mktemp("state")),
        "LOCALOFFER_TRUSTED_PROXIES": "1",
        "LOCALOFFER_SMTP_HOST": "localhost",
        "LOCALOFFER_SMTP_FROM": "alerts@offer.example.org",
        "LOCALOFFER_SMTP_STARTTLS": "false",
        "LOCALOFFER_DUTY_EMAIL": "duty@example.org",
    }
    with reserved_port() as port, running({**settings, "LOCALOFFER_SMTP_PORT": str(port)}) as server:
        yield server


@pytest.fixture(scope="module")
def without_models(model: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose danger model is damaged and whose sentence embedding is not there: the rules alone."""
    ensure_danger_model(Settings())
    home = tmp_path_factory.mktemp("home")
    for name in ("data", "bot", "config.yml", "domain.yml"):
        (home / name).symlink_to(ROOT / name)
    (home / "models").mkdir()
    shutil.copy(model, home / "models")
    for file in (ROOT / "models").glob("danger-*"):
        (home / "models" / file.name).write_bytes(b"damaged")
    settings = {
        "LOCALOFFER_HOME": str(home),
        "LOCALOFFER_STATE": str(tmp_path_factory.mktemp("state")),
        "LOCALOFFER_TRUSTED_PROXIES": "1",
    }
    with running(settings, is_well=False) as server:
        yield server


@pytest.fixture(scope="module")
def without_sentences(model: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose files of sentences are gone, but for one that is no YAML and the lines in other languages."""
    ensure_danger_model(Settings())
    home = tmp_path_factory.mktemp("home")
    for name in ("bot", "models", "config.yml", "domain.yml"):
        (home / name).symlink_to(ROOT / name)
    (home / FOLDER).mkdir(parents=True)
    for path in (ROOT / "data").iterdir():
        if path.name != FOLDER.name:
            (home / "data" / path.name).symlink_to(path)
    shutil.copy(ROOT / FOLDER / f"{LANGUAGES}.yml", home / FOLDER)
    (home / FOLDER / "people.yml").write_text("title: Talk: to a person\n")
    settings = {
        "LOCALOFFER_HOME": str(home),
        "LOCALOFFER_STATE": str(tmp_path_factory.mktemp("state")),
        "LOCALOFFER_TRUSTED_PROXIES": "1",
    }
    with running(settings, is_well=False) as server:
        yield server


@KINDS
def test_without_sentences(without_sentences: Server, kind: str) -> None:
    """The urgent replies are in code."""
    assert_answered(without_sentences, kind)


def test_without_sentences_nobody_meets_silence(without_sentences: Server) -> None:
    """A question, a page that is not there, and signing in: somebody to turn to and 999; the log says which file to mend."""
    with a_browser(without_sentences) as chat:
        [answer] = chat.answers("can i talk to a real person")
    pages = [httpx.get(f"{without_sentences.url}/nowhere"), httpx.post(f"{without_sentences.url}/sign-in")]
    assert "went wrong" in answer["lead"]
    assert [("999" in page.text, "Samaritans" in page.text) for page in pages] == [(True, True)] * 2
    assert "Content problem: data/phrases/people.yml: line 1: " in without_sentences.log.read_text()


@KINDS
def test_with_the_danger_model_damaged(without_models: Server, kind: str) -> None:
    """The rules answer by themselves, and the log says that something is wrong."""
    assert_answered(without_models, kind)
    assert "localoffer train" in without_models.log.read_text()
    assert httpx.get(f"{without_models.url}/health").json()["danger"] == "rules_alone"
    assert "Not well: danger=rules_alone" in without_models.log.read_text()


@KINDS
def test_with_the_mail_server_down(sound: Server, kind: str) -> None:
    """Whoever is signed in is answered at once; the mail waits."""
    assert_answered(sound, kind, phone=f"07700 90010{1 + list(DANGERS).index(kind)}")


@KINDS
def test_with_the_tracker_locked(sound: Server, kind: str) -> None:
    """Rasa's record can't be written."""
    with sound.talks.locked():
        assert_answered(sound, kind)


@KINDS
def test_with_the_main_database_locked(sound: Server, kind: str) -> None:
    """Sessions and transcripts can't be written."""
    with sound.records.locked():
        assert_answered(sound, kind)


@KINDS
def test_with_the_tracker_gone(sound: Server, kind: str) -> None:
    """Rasa's record is not there any more: danger is answered, and so is an ordinary question."""
    sound.talks.change("ALTER TABLE events RENAME TO gone")
    try:
        assert_answered(sound, kind)
        with a_browser(sound) as chat:
            assert chat.answers("do i pay council tax")[0]["lead"]
    finally:
        sound.talks.change("ALTER TABLE gone RENAME TO events")


@KINDS
def test_with_the_main_database_gone(sound: Server, kind: str) -> None:
    """The tables of sessions and transcripts are not there."""
    names = ("web_session", "transcript_line", "seen_message")
    for name in names:
        sound.records.change(f"ALTER TABLE {name} RENAME TO gone_{name}")
    try:
        assert_answered(sound, kind)
    finally:
        for name in names:
            sound.records.change(f"ALTER TABLE gone_{name} RENAME TO {name}")
