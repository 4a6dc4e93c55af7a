"""Every file of deploy/ is read by the tool that it is made for, or by one that knows its form, and nothing is found."""

from __future__ import annotations

from pathlib import Path

import pytest
from linters import DEPLOY, ROOT, is_satisfied, run

LINTERS = DEPLOY / "linters"
CHECKS = {
    "the Dockerfile": ("hadolint", DEPLOY / "compose" / "Dockerfile"),
    "the compose file": (
        "dclint",
        *("--config", LINTERS / "dclint.yaml", "--max-warnings", "0", DEPLOY / "compose" / "compose.yml"),
    ),
    "every YAML file": ("yamllint", "--strict", "--config-file", LINTERS / "yamllint.yaml", DEPLOY),
    "nginx, for its safety": ("gixy", DEPLOY / "nginx" / "nginx.conf"),
    "the rules of Prometheus": ("promtool", "check", "rules", DEPLOY / "prometheus" / "localoffer.rules.yml"),
    "what Prometheus asks": ("promtool", "check", "config", DEPLOY / "prometheus" / "scrape.yml"),
    "when Prometheus rings": ("promtool", "test", "rules", DEPLOY / "prometheus" / "localoffer.tests.yml"),
}
SPOILT = {
    "the Dockerfile": (
        DEPLOY / "compose" / "Dockerfile",
        "FROM python:3.10-slim-bookworm\n",
        "FROM python\n",
    ),
    "the compose file": (DEPLOY / "compose" / "compose.yml", "healthcheck:", "healthcheckk:"),
    "nginx, for its safety": (DEPLOY / "nginx" / "nginx.conf", "TLSv1.2 TLSv1.3", "TLSv1 TLSv1.3"),
    "the rules of Prometheus": (DEPLOY / "prometheus" / "localoffer.rules.yml", "> 300", "> > 300"),
    "when Prometheus rings": (DEPLOY / "prometheus" / "localoffer.rules.yml", "> 300", "> 3000"),
}


@pytest.mark.parametrize("what", CHECKS)
def test_the_tool_finds_nothing(what: str) -> None:
    """Each as whoever runs the assistant would use the file."""
    name, *arguments = CHECKS[what]
    assert is_satisfied(run(name, *arguments))


@pytest.mark.parametrize("what", SPOILT)
def test_the_tool_finds_what_is_wrong(what: str, tmp_path: Path) -> None:
    """So that none of them is satisfied with everything."""
    path, right, wrong = SPOILT[what]
    for file in path.parent.iterdir():
        if file.is_file():
            (tmp_path / file.name).write_text(file.read_text().replace(right, wrong))
    assert (tmp_path / path.name).read_text() != path.read_text()
    name, *arguments = CHECKS[what]
    moved = [
        tmp_path / argument.name
        if isinstance(argument, Path) and argument.parent == path.parent
        else argument
        for argument in arguments
    ]
    assert run(name, *moved).returncode != 0


@pytest.mark.parametrize("path", sorted(DEPLOY.rglob("*")), ids=lambda path: path.name)
def test_a_script_says_what_runs_it_and_is_no_nonsense(path: Path) -> None:
    """The shell reads it to the end without running it."""
    if path.is_file() and path.read_bytes().startswith(b"#!/bin/sh"):
        assert path.stat().st_mode & 0o111
        assert is_satisfied(run("sh", "-n", path))


@pytest.mark.parametrize("path", sorted(path for path in DEPLOY.rglob("*") if path.is_file()), ids=str)
def test_no_file_holds_a_secret_or_names_a_registry(path: Path) -> None:
    """Passwords, keys and addresses of package hosts are the owner's own."""
    text = path.read_text()
    assert "BEGIN" not in text or "PRIVATE KEY" not in text
    assert [
        host for host in ("pypi.org", "npmjs.org", "docker.io", "ghcr.io", "quay.io") if host in text
    ] == []


def test_the_linters_are_there_at_their_locked_versions() -> None:
    """What CI installs is what the lock files say: every package with a hash, and none with an address."""
    lock = (LINTERS / "requirements.lock").read_text()
    names = [line for line in lock.splitlines() if line[:1].isalpha()]
    assert len(names) > 5
    assert all("==" in name for name in names)
    assert lock.count("--hash=sha256:") >= len(names)
    assert '"resolved"' not in (LINTERS / "package-lock.json").read_text()
    assert (ROOT / "tools" / "install-deploy-linters").stat().st_mode & 0o111
