"""The compose file and the image: hardened, bounded, with secrets by reference, and with all that the program needs."""

from __future__ import annotations

import base64
import re
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from linters import DEPLOY, ROOT

from bot.serving.web_server import SECONDS_TO_STOP

if TYPE_CHECKING:
    from pathlib import Path

FOLDER = DEPLOY / "compose"
COMPOSE: dict[str, Any] = yaml.safe_load((FOLDER / "compose.yml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
ONCE = {"migrate", "backup"}


def environment_of(path: Path) -> dict[str, str]:
    """The settings of an environment file."""
    return dict(re.findall(r"^(LOCALOFFER_\w+)=(.*)$", path.read_text(), re.MULTILINE))


def test_the_services_are_those_that_are_meant() -> None:
    """So that none of the tests below passes by finding nothing."""
    assert sorted(SERVICES) == ["app", "backup", "migrate", "nginx", "postgres", "worker"]


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_may_do_next_to_nothing(name: str) -> None:
    """Its files are read-only, it gains no privileges, and it is bounded."""
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert {"cpus", "memory", "pids"} <= set(service["deploy"]["resources"]["limits"])
    assert "privileged" not in service


@pytest.mark.parametrize("name", ["app", "postgres", "nginx"])
def test_what_listens_is_looked_after(name: str) -> None:
    """And comes back when it ends."""
    service = SERVICES[name]
    assert service["healthcheck"]["test"][0] == "CMD"
    assert service["restart"] == "unless-stopped"


def test_only_nginx_is_reached_from_outside_and_the_database_reaches_nothing() -> None:
    """The network of the database has no way out."""
    assert [name for name in SERVICES if "ports" in SERVICES[name]] == ["nginx"]
    assert SERVICES["postgres"]["networks"] == ["inside"]
    assert COMPOSE["networks"]["inside"]["internal"] is True


def test_no_secret_is_in_the_file() -> None:
    """They come from files that git does not keep, and the server has neither the owner's nor the backup's."""
    text = (FOLDER / "compose.yml").read_text()
    assert set(re.findall(r"\w*PASSWORD\w*", text)) == {"POSTGRES_PASSWORD_FILE"}
    assert SERVICES["app"]["env_file"] == ["app.env", "secrets/app.env"]
    assert SERVICES["worker"]["env_file"] == SERVICES["app"]["env_file"]
    assert "deploy/compose/secrets/" in (ROOT / ".gitignore").read_text().splitlines()
    assert [name for name in environment_of(FOLDER / "app.env") if "KEY" in name or "DATABASE" in name] == []


def test_a_container_that_stops_has_time_to_answer() -> None:
    """Longer than the server lets go and finishes."""
    drain = int(environment_of(FOLDER / "app.env")["LOCALOFFER_DRAIN_SECONDS"])
    assert int(SERVICES["app"]["stop_grace_period"].removesuffix("s")) > drain + SECONDS_TO_STOP


def test_the_secrets_that_are_made_are_new_private_and_of_the_right_form(tmp_path: Path) -> None:
    """Twice made they differ; those that are there are never written over."""
    made = []
    for at in ("one", "two"):
        shutil.copytree(FOLDER, tmp_path / at, ignore=shutil.ignore_patterns("secrets"))
        subprocess.run(["sh", tmp_path / at / "make-secrets"], check=True, capture_output=True)
        made.append(environment_of(tmp_path / at / "secrets" / "app.env"))
    first, second = made
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] == second[name]] == []
    assert len(base64.urlsafe_b64decode(first["LOCALOFFER_DATA_KEYS"])) == 32
    secrets = tmp_path / "one" / "secrets"
    assert secrets.stat().st_mode & 0o077 == 0
    assert [path.name for path in secrets.glob("*.env") if path.stat().st_mode & 0o077] == []
    before = (secrets / "app.env").read_text()
    again = subprocess.run(["sh", tmp_path / "one" / "make-secrets"], check=False, capture_output=True)
    assert (again.returncode, (secrets / "app.env").read_text()) == (1, before)


def test_the_image_is_made_of_nothing_that_is_not_meant() -> None:
    """No key, database or test of a developer's machine gets into it; only what is named does."""
    lines = [
        line
        for line in (FOLDER / "Dockerfile.dockerignore").read_text().splitlines()
        if line[:1] not in {"#", ""}
    ]
    assert lines[0] == "*"
    taken = {line.removeprefix("!") for line in lines if line.startswith("!")}
    assert all((ROOT / name).exists() for name in taken)
    assert taken.isdisjoint({"var", "models", "tests", ".venv", "deploy", ".git"})


def test_the_image_runs_as_nobody_in_particular_and_checks_what_it_installs() -> None:
    """As the very user that Kubernetes asks for, from the lock file with its hashes."""
    text = (FOLDER / "Dockerfile").read_text()
    assert "--require-hashes --requirement requirements.lock" in text
    assert re.findall(r"^USER (.*)$", text, re.MULTILINE) == ["10001:10001"]
    assert "python:3.10-slim" in re.findall(r"^FROM (\S+)", text, re.MULTILINE)[-1]
