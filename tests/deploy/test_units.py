"""The systemd units start what is there, wait as long as the server does, and may do next to nothing."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

import pytest
from linters import DEPLOY, ROOT, is_satisfied, run

from bot.serving.web_server import SECONDS_TO_STOP

if TYPE_CHECKING:
    from pathlib import Path

UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
TIMERS = sorted((DEPLOY / "systemd").glob("*.timer"))
INSTALLED = "/opt/localoffer/current"
MOST_EXPOSED = 20  # tenths, of systemd's own measure from 0 to 10
SERVER = DEPLOY / "systemd" / "localoffer@.service"


def installed(folder: Path, units: list[Path]) -> list[Path]:
    """The units as on a machine where the assistant is installed in this very folder; the server's on one port."""
    made = []
    for unit in units:
        to = folder / unit.name.replace("@.", "@5005.")
        to.write_text(unit.read_text().replace(INSTALLED, str(ROOT)))
        made.append(to)
    return made


def settings_of(unit: Path) -> dict[str, list[str]]:
    """What a unit sets, by name; a name may stand more than once."""
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r"^(\w+)=(.*)$", unit.read_text(), re.MULTILINE):
        found.setdefault(name, []).append(value)
    return found


def test_there_are_units_and_a_timer() -> None:
    """So that none of the tests below passes by finding nothing."""
    assert len(UNITS) == 4
    assert [timer.name for timer in TIMERS] == ["localoffer-backup.timer"]


def test_systemd_reads_every_unit_without_a_word(tmp_path: Path) -> None:
    """Every program that they start is there, and every line is known."""
    units = installed(tmp_path, [*UNITS, *TIMERS])
    done = run("systemd-analyze", "verify", *units)
    assert is_satisfied(done)
    assert [line for line in done.stderr.splitlines() if str(tmp_path) in line] == []


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_may_do_next_to_nothing(unit: Path, tmp_path: Path) -> None:
    """By systemd's own measure of how exposed it is."""
    (made,) = installed(tmp_path, [unit])
    done = run("systemd-analyze", "security", "--offline=true", f"--threshold={MOST_EXPOSED}", made)
    assert is_satisfied(done)
    assert "Overall exposure level" in done.stdout


def test_an_open_unit_is_found(tmp_path: Path) -> None:
    """The measure is one: without what it may not do, the server's unit is refused."""
    (made,) = installed(tmp_path, [SERVER])
    text = made.read_text()
    made.write_text(
        re.sub(r"^(?:Protect|Private|Restrict|SystemCall|Capability).*\n", "", text, flags=re.MULTILINE)
    )
    done = run("systemd-analyze", "security", "--offline=true", f"--threshold={MOST_EXPOSED}", made)
    assert done.returncode != 0


def test_every_unit_is_held_as_the_server_is() -> None:
    """No helper may do what the server may not."""
    held = [
        re.search(r"^# What it may not do.*?(?=^\[|\Z)", unit.read_text(), re.MULTILINE | re.DOTALL)
        for unit in UNITS
    ]
    rules = [[line for line in found[0].splitlines() if line and line[0] != "#"] for found in held if found]
    assert len(rules) == len(UNITS)
    without_paths = [[rule for rule in one if not rule.startswith("ReadWritePaths")] for one in rules]
    assert [one for one in without_paths if one != without_paths[0]] == []


def test_stopping_waits_for_what_is_being_answered() -> None:
    """Systemd kills nothing that the server would still finish."""
    (seconds,) = settings_of(SERVER)["TimeoutStopSec"]
    drain = re.search(r"LOCALOFFER_DRAIN_SECONDS=(\d+)", (DEPLOY / "systemd" / "localoffer.env").read_text())
    assert int(seconds) > SECONDS_TO_STOP + int(drain[1])


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_no_secret_stands_in_a_unit(unit: Path) -> None:
    """Units can be read by everybody on the machine; what is secret comes from files of root's."""
    told = " ".join(settings_of(unit).get("Environment", []))
    names = {word.partition("=")[0] for word in shlex.split(told)}
    assert [name for name in names if re.search(r"KEY|SECRET|PASSWORD|URL", name)] == []
