"""What is piped into the phone on the terminal: texts are sent, JSON that says no text gets its error, and the others are sent."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from bot.cli.json_lines import json_lines
from bot.cli.phone_typing import piped, typed

if TYPE_CHECKING:
    from pathlib import Path

TEXTS = {
    "hello": "hello",
    "1": "1",
    "8264": "8264",
    "[sad]": "[sad]",
    "null": "null",
    'he said "no"': 'he said "no"',
    '{"text": "hello"}': "hello",
    '{"text": "", "picture": true}': "",
}
NONE = {
    "[1,2]": "no object with text",
    '"hello"': "no object with text",
    '{"text": "hello"': "no object with text",
    "{": "no object with text",
    '{"txt": "hello"}': "there is no text",
    '{"text": ""}': "there is no text",
    "{}": "there is no text",
    '{"text": 5}': "text must be text, not 5",
    '{"text": null}': "there is no text",
}


@dataclass
class Keeping:
    """A phone that keeps what is sent with it; nothing comes back."""

    sent: list[str] = field(default_factory=list)

    async def text(self, words: str, **_: Any) -> None:
        """Keep it."""
        self.sent.append(words)

    async def answered(self) -> None:
        """Nobody answers."""

    def take(self) -> list[Any]:
        """Nothing came."""
        return []


def type_in(monkeypatch: pytest.MonkeyPatch, lines: str) -> None:
    """On standard input."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines.encode())))


@pytest.mark.parametrize("line", TEXTS)
async def test_a_line_that_is_a_text_is_sent(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], line: str
) -> None:
    """A bare number too: that is how people choose, and a PIN."""
    type_in(monkeypatch, line)
    phone = Keeping()
    await piped(phone)
    assert phone.sent == [TEXTS[line]]
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("line", NONE)
async def test_json_that_says_no_text_gets_its_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], line: str
) -> None:
    """With the number of its line, empty ones counted, and those around it are sent."""
    type_in(monkeypatch, f"before\n\n{line}\nafter\n")
    phone = Keeping()
    await piped(phone)
    assert phone.sent == ["before", "after"]
    said = json.loads(capsys.readouterr().out)
    assert (said.keys(), said["line"]) == ({"error", "line"}, 3)
    assert NONE[line] in said["error"]


@pytest.mark.parametrize("line", ["[1,2]", '{"text": "hello"', '"hello"', "5"])
def test_elsewhere_any_line_may_be_a_text(monkeypatch: pytest.MonkeyPatch, line: str) -> None:
    """`ask -` and `parse -` read as before."""
    type_in(monkeypatch, line)
    assert [(one.text("text"), one.error) for one in json_lines()] == [(line, None)]


async def test_an_empty_line_that_is_typed_is_no_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody only pressed Enter."""
    type_in(monkeypatch, "\n  \nhello\n\n")
    phone = Keeping()
    await typed(phone)
    assert phone.sent == ["hello"]


@pytest.mark.model
def test_the_phone_goes_on_after_a_line_that_is_none(tmp_path: Path) -> None:
    """The command itself: the error, then the answer to what came after it."""
    done = subprocess.run(
        [sys.executable, "-m", "bot.cli", "sms", "simulate"],
        input='{"txt": "hello"}\n\ni want to kill myself\n',
        env={**os.environ, "LOCALOFFER_STATE": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    fault, *texts = (json.loads(line) for line in done.stdout.splitlines())
    assert fault == {"error": 'there is no text; write {"text": "..."}', "line": 1}
    assert "999" in texts[0]["text"]
