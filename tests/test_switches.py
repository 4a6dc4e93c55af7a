"""What somebody switches off is off within seconds, and nothing is switched by accident."""

from __future__ import annotations

import logging
import stat
from typing import TYPE_CHECKING

import pytest

from bot.channels.sms.sms_render import sms_text
from bot.cli.main import main
from bot.delivery.conversation.closed import closed_answer
from bot.switches import (
    MOST_WORDS,
    NAMES,
    REREAD,
    SIGN_IN,
    SMS,
    STAFF,
    TEAMS,
    WEB,
    SwitchError,
    Switches,
    write_off,
)

if TYPE_CHECKING:
    from pathlib import Path


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        """It begins."""
        self.now = 0.0

    def __call__(self) -> float:
        """The time."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    """A clock."""
    return Clock()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the switches are; there is none yet."""
    return tmp_path / "state" / "off"


def test_as_it_comes_everything_is_on(file: Path) -> None:
    """Without a setting and without a file."""
    switches = Switches("", file)
    assert [switches.is_off(name) for name in NAMES] == [False] * 5
    assert [switches.words(name) for name in NAMES] == [None] * 5


def test_the_setting_switches_off_from_the_start(file: Path) -> None:
    """Spaces and a last comma don't matter, and no file switches it on."""
    write_off(file, {TEAMS: ""})
    assert sorted(Switches("web, staff,", file).off()) == [STAFF, TEAMS, WEB]


def test_a_wrong_name_in_the_setting_is_named_with_what_there_is() -> None:
    """It stops the start: a channel that should be off must not be on by a slip of the keys."""
    with pytest.raises(SwitchError, match=r"LOCALOFFER_OFF: 'webb' .*use web, sms, teams, staff, sign_in"):
        Switches("webb")


def test_a_running_server_follows_the_file_within_seconds(file: Path, clock: Clock) -> None:
    """Off with words, and on again; it does not look at every message."""
    switches = Switches("", file, clock)
    assert switches.words(WEB) is None
    write_off(file, {WEB: "Back at 2 pm: sorry.", SIGN_IN: ""})
    assert switches.words(WEB) is None
    clock.now += REREAD
    assert (switches.words(WEB), switches.words(SIGN_IN), switches.words(SMS)) == (
        "Back at 2 pm: sorry.",
        "",
        None,
    )
    file.unlink()
    clock.now += REREAD
    assert switches.off() == {}


@pytest.mark.parametrize("harm", ["unknown name", "no text", "a folder"])
def test_a_file_that_can_not_be_read_changes_nothing(
    file: Path, clock: Clock, caplog: pytest.LogCaptureFixture, harm: str
) -> None:
    """What is off stays off; the log says so once, and not what stands in the file."""
    switches = Switches("", file, clock)
    write_off(file, {WEB: ""})
    assert switches.is_off(WEB)
    file.unlink()
    if harm == "a folder":
        file.mkdir()
    else:
        file.write_bytes(b"okapi\n" if harm == "unknown name" else b"\xff\xfe")
    caplog.clear()
    for _ in range(3):
        clock.now += REREAD
        assert switches.is_off(WEB)
    assert caplog.text.count("can't be read") == 1
    assert "okapi" not in caplog.text


def test_the_log_says_what_is_switched_off_and_on(
    file: Path, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    """Whoever looks at the log later knows since when."""
    caplog.set_level(logging.WARNING)
    switches = Switches("", file, clock)
    write_off(file, {WEB: "words of ours"})
    switches.off()
    write_off(file, {})
    clock.now += REREAD
    switches.off()
    assert [record.getMessage() for record in caplog.records] == [
        "Switched off now: web",
        "Switched off now: nothing",
    ]


@pytest.mark.parametrize("said", ["x" * (MOST_WORDS + 1), "two\nlines", "a\x07bell"])
def test_words_that_do_not_fit_are_refused(file: Path, said: str) -> None:
    """Too long for a text message, or with what is no letter; the file stays as it is."""
    with pytest.raises(SwitchError, match=f"web: .*{MOST_WORDS}"):
        write_off(file, {WEB: said})
    assert not file.exists()


def test_a_text_message_holds_the_longest_words_and_every_number_behind_them() -> None:
    """Who is told that the chat is closed is told whom to ring, in two fragments."""
    text = sms_text(closed_answer("x" * MOST_WORDS))
    assert all(number in text for number in ("999", "116 123", "85258"))


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of the commands."""
    monkeypatch.setenv("LOCALOFFER_STATE", str(tmp_path))
    return tmp_path / "off"


def test_the_commands_switch_off_and_on_and_show(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One does not undo another, and a server of another account can read the file."""
    assert main(["switch", "off", "web", "--say", "We are mending it."]) == 0
    assert main(["switch", "off", "sign_in"]) == 0
    assert stat.S_IMODE(here.stat().st_mode) == 0o644
    capsys.readouterr()
    assert main(["switch"]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert shown[0] == "web: off; people are told: We are mending it."
    assert "sign_in: off" in shown
    assert "staff: on" in shown
    assert str(here) in shown[-1]
    assert main(["switch", "on", "web"]) == 0
    assert list(Switches("", here).off()) == [SIGN_IN]


def test_a_wrong_name_is_refused_and_changes_nothing(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With the names that there are."""
    assert [main(["switch", word, "bus"]) for word in ("off", "on")] == [1, 1]
    assert "'bus' can't be switched off; use web" in capsys.readouterr().err
    assert not here.exists()


def test_what_the_setting_switches_off_is_shown_as_such(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`switch on` can't undo it, so whoever reads it knows where to look."""
    monkeypatch.setenv("LOCALOFFER_OFF", "staff")
    assert main(["switch", "on", "staff"]) == 0
    assert "staff: off (LOCALOFFER_OFF)" in capsys.readouterr().out
