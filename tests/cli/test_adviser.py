"""The adviser on the terminal: what is piped in is sent or refused with its line, buttons are pressed as a client presses them, cards can be read."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from bot.cli.adviser import said
from bot.cli.adviser_typing import piped, typed
from bot.cli.card_lines import card_lines
from bot.cli.card_pressing import Button, buttons, inputs, sent
from bot.identity.by_teams.demo_staff import DemoAccount

if TYPE_CHECKING:
    from pathlib import Path

SUBMIT = "Action.Submit"
CARD = {
    "type": "AdaptiveCard",
    "body": [
        {"type": "TextBlock", "text": "Record a contact"},
        {
            "type": "Container",
            "items": [{"type": "TextBlock", "text": "Kit"}, {"type": "TextBlock", "text": "overdue"}],
            "selectAction": {"type": SUBMIT, "data": {"press": "7.0"}, "associatedInputs": "None"},
        },
        {"type": "Input.Date", "id": "day", "label": "When", "value": "2026-11-22", "isRequired": True},
        {
            "type": "Input.ChoiceSet",
            "id": "kind",
            "label": "How",
            "isRequired": True,
            "choices": [{"title": "A visit", "value": "visit"}, {"title": "A call", "value": "phone"}],
        },
        {"type": "Input.Text", "id": "note", "label": "Note"},
        {
            "type": "ActionSet",
            "actions": [
                {"type": SUBMIT, "title": "Keep it", "data": {"press": "7.1"}},
                {"type": SUBMIT, "title": "Not now", "data": {"press": "7.2"}, "associatedInputs": "none"},
            ],
        },
        {
            "type": "ActionSet",
            "actions": [
                {
                    "type": "Action.ShowCard",
                    "title": "What does this mean?",
                    "card": {"type": "AdaptiveCard", "body": [{"type": "TextBlock", "text": "The law says"}]},
                }
            ],
        },
    ],
    "actions": [{"type": SUBMIT, "title": "Help", "data": {"press": "7.3"}, "associatedInputs": "none"}],
}


@dataclass
class Keeping:
    """An adviser that keeps what is done; each message brings a line."""

    done: list[Any] = field(default_factory=list)
    account: DemoAccount = field(default_factory=lambda: DemoAccount("sam", "Sam (invented)", 1))
    card: Any = field(default_factory=lambda: CARD)
    lines: list[Any] = field(default_factory=list)

    async def install(self) -> None:
        """Noted."""
        self.done.append("installed")

    async def write(self, words: str) -> None:
        """Keep it."""
        self.done.append(words)
        self.lines.append({"text": f"you said {words}"})

    async def press(self, which: Any, filled: dict[str, str]) -> None:
        """Keep it; there are four buttons."""
        if which == 99:
            raise ValueError("no button 99")
        self.done.append((which, dict(filled)))

    def button(self, which: Any) -> Button:
        """One of the card."""
        return buttons(self.card)[which - 1]

    def take(self) -> list[Any]:
        """What came."""
        came, self.lines = self.lines, []
        return came


def type_in(monkeypatch: pytest.MonkeyPatch, lines: str) -> None:
    """On standard input."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines.encode())))


@pytest.mark.parametrize(
    ("line", "done"),
    [
        ("who needs a review", "who needs a review"),
        ("3", "3"),
        ('{"text": "and hers?"}', "and hers?"),
        ('{"press": 2}', (2, {})),
        ('{"press": "Keep it"}', ("Keep it", {})),
        (
            '{"press": 2, "inputs": {"note": "seen", "ok": true, "n": 4}}',
            (2, {"note": "seen", "ok": "true", "n": "4"}),
        ),
    ],
)
async def test_a_line_is_a_message_or_a_press(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], line: str, done: Any
) -> None:
    """With what was filled in as the client sends it: as text."""
    type_in(monkeypatch, line)
    adviser = Keeping()
    await piped(adviser)
    assert adviser.done == [done]
    assert "error" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("line", "said_of_it"),
    [
        ("{}", "there is no text"),
        ('{"text": 5}', "text must be text"),
        ('{"press": null}', "number or its title"),
        ('{"press": true}', "number or its title"),
        ('{"press": 99}', "no button 99"),
        ('{"press": 1, "inputs": ["a"]}', "inputs must be texts"),
        ('{"press": 1, "inputs": {"a": {"b": 1}}}', "inputs must be texts"),
        ('["press", 1]', "no object with text"),
    ],
)
async def test_what_can_not_be_sent_gets_its_error_and_the_others_are_sent(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], line: str, said_of_it: str
) -> None:
    """With the number of its line."""
    type_in(monkeypatch, f"before\n{line}\nafter\n")
    adviser = Keeping()
    await piped(adviser)
    assert adviser.done == ["before", "after"]
    first, fault, last = map(json.loads, capsys.readouterr().out.splitlines())
    assert (first, last) == ({"text": "you said before"}, {"text": "you said after"})
    assert fault["line"] == 2
    assert said_of_it in fault["error"]


async def test_on_a_terminal_a_number_presses_and_fields_are_asked_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A title of a choice becomes its value, an empty line leaves what stands there, and a button without fields asks for none."""
    type_in(monkeypatch, "hello\n2\n\nA visit\nseen\n3\n")
    adviser = Keeping()
    await typed(adviser)
    filled = {"day": "2026-11-22", "kind": "visit", "note": "seen"}
    assert adviser.done == ["installed", "hello", (2, filled), (3, {})]
    assert "you said hello" in capsys.readouterr().out


def test_buttons_are_counted_as_they_are_read() -> None:
    """A line that can be pressed counts with its words; what only opens something sends nothing and counts for none."""
    assert [one.title for one in buttons(CARD)] == ["Kit overdue", "Keep it", "Not now", "Help"]
    assert [one.data["press"] for one in buttons(CARD)] == ["7.0", "7.1", "7.2", "7.3"]


def test_a_press_sends_what_the_client_sends() -> None:
    """The button's data with every field, as it stood or was filled in; one that is alone sends its data only."""
    line, keep, _, _ = buttons(CARD)
    assert sent(line, CARD, {}) == {"press": "7.0"}
    pressed = sent(keep, CARD, {"kind": "phone", "note": "rang", "unknown": "x"})
    assert pressed == {"press": "7.1", "day": "2026-11-22", "kind": "phone", "note": "rang"}
    assert sent(keep, CARD, {"kind": "visit"}) == {"press": "7.1", "day": "2026-11-22", "kind": "visit"}


def test_what_must_be_filled_in_keeps_a_button_from_sending() -> None:
    """As in the client: the field is named."""
    with pytest.raises(ValueError, match="How"):
        sent(buttons(CARD)[1], CARD, {})
    assert [(one.id, one.is_required) for one in inputs(CARD)] == [
        ("day", True),
        ("kind", True),
        ("note", False),
    ]


def test_a_card_can_be_read_as_lines() -> None:
    """Words, fields with what can be chosen, numbers on what can be pressed, and what a button opens, below it."""
    assert list(card_lines(CARD)) == [
        "Record a contact",
        "[1] Kit overdue",
        "day - When: 2026-11-22",
        "kind - How (A visit, A call):",
        "note - Note:",
        "[2] Keep it",
        "[3] Not now",
        "What does this mean?:",
        "  The law says",
        "[4] Help",
    ]


def test_every_line_that_can_be_pressed_has_its_number() -> None:
    """Also one that stands with its heading in a box."""
    line = {"type": "Container", "items": [{"type": "TextBlock", "text": "2 December: Kit"}]}
    line = {**line, "selectAction": {"type": SUBMIT, "data": {"press": "8.0"}}}
    box = {"type": "Container", "items": [{"type": "TextBlock", "text": "December"}, line]}
    assert list(card_lines({"type": "AdaptiveCard", "body": [box]})) == ["December", "[1] 2 December: Kit"]


def test_an_activity_is_shown_as_its_text_and_its_cards() -> None:
    """Exactly what would be sent, and nothing of what is around it."""
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "content": CARD}
    assert list(said({"type": "message", "text": "Hello", "textFormat": "plain"})) == [{"text": "Hello"}]
    assert list(said({"type": "message", "summary": "x", "attachments": [attachment]})) == [{"card": CARD}]
    assert list(said({"type": "typing"})) == []


def simulated(folder: Path, lines: str, *options: str) -> subprocess.CompletedProcess[str]:
    """The command itself."""
    return subprocess.run(
        [sys.executable, "-m", "bot.cli", "teams", "simulate", *options],
        input=lines,
        env={**os.environ, "LOCALOFFER_STATE": str(folder)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.mark.model
def test_the_command_goes_the_whole_way(tmp_path: Path) -> None:
    """A question, a button of its card, a line that is none, danger, the own people: a JSON line for each activity; nothing is kept."""
    lines = (
        'what is staying put\n{"press": "A version to send"}\n{"press": 77}\ni want to kill myself\n'
        "who needs a review doing that I've missed\n"
    )
    done = simulated(tmp_path, lines, "--as", "sam")
    assert done.returncode == 0, done.stderr
    came = [json.loads(line) for line in done.stdout.splitlines()]
    assert {*came[0]} == {"text"}
    assert came[1]["card"]["type"] == "AdaptiveCard"
    [fault] = [one for one in came if "error" in one]
    assert (fault["line"], "no button 77; it has 1 '" in fault["error"]) == (3, True)
    place = came.index(fault)
    assert place > 2
    assert "999" in came[place + 1]["text"]
    overdue, card = came[-2:]
    assert "overdue" in overdue["text"]
    assert ("(invented)" in overdue["text"], "(invented)" in json.dumps(card["card"])) == (False, True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.model
@pytest.mark.parametrize("whom", ["somebody", "99"])
def test_whoever_has_no_account_in_the_demo_is_told_who_has(tmp_path: Path, whom: str) -> None:
    """One line with what can be said instead."""
    done = simulated(tmp_path, "hello\n", "--as", whom)
    assert (done.returncode, done.stdout) == (1, "")
    assert "sam" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
