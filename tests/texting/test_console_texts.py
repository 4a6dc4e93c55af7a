"""The console shows text messages instead of sending them, without the number."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.channels.sms.console_texts import ConsoleTexts
from bot.delivery.sending.outgoing import Channel, Outgoing


def a_text(words: str) -> Outgoing:
    """A text to an invented number."""
    return Outgoing("sign_in_code", Channel.SMS, "1", "1", "+447700900123", words)


def test_only_the_last_three_digits_are_shown_and_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither the terminal nor the file has the number."""
    file = tmp_path / "state" / "texts.jsonl"
    ConsoleTexts(file).send(a_text("482913 is your code."))
    shown, kept = capsys.readouterr().out, file.read_text(encoding="utf-8")
    assert shown == "Demo text message to the number ending 123: 482913 is your code.\n"
    found = json.loads(kept)
    assert (found["to_ending"], found["text"]) == ("123", "482913 is your code.")
    assert "0900123" not in shown + kept


def test_each_message_is_one_line_of_the_file(tmp_path: Path) -> None:
    """Earlier messages stay, and line breaks don't break the file."""
    file = tmp_path / "texts.jsonl"
    for text in ("one\ntwo", "three – £"):
        ConsoleTexts(file).send(a_text(text))
    lines = file.read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["text"] for line in lines] == ["one\ntwo", "three – £"]
