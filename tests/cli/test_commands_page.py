"""The page of the commands is theirs, and what other pages say of them is so."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Optional

import click
import pytest

from bot.cli.command_group import localoffer
from bot.cli.commands_page import commands_page, every_command
from bot.cli.main import main
from bot.cli.written_pages import COMMANDS

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent.parent
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
PAGES.remove(ROOT / COMMANDS)
CALL = r"(?<![\w/-])(?:\.venv/bin/)?localoffer (?!\.\.\.)"
IN_CODE = re.compile(rf"`{CALL}([^`]+)`")
INDENTED = re.compile(rf"^ {{4,}}[^`\n]*?{CALL}([^`#|\n]+)", re.MULTILINE)
PYTHON = re.compile(r"^```python$.*?^```$", re.MULTILINE | re.DOTALL)


def calls(text: str) -> Iterator[list[str]]:
    """The words behind `localoffer` wherever a page names a call; `import|export` gives one call for each.

    Not in examples of Python, which are not part of the project.
    """
    text = PYTHON.sub("", text)
    for found in [*IN_CODE.findall(text), *INDENTED.findall(text)]:
        quoted = re.sub(r"\"[^\"]*\"|'[^']*'", "TEXT", found.replace(r"\|", "|"))
        yield from (list(words) for words in product(*(word.split("|") for word in quoted.split())))


def unknown(words: list[str]) -> Optional[str]:
    """The first word that names a command or an option that is not there; None if all are."""
    command: click.Command = localoffer
    for word in words:
        if word.startswith("-") and word != "-":
            if word not in {name for one in command.params for name in one.opts} | {"-h", "--help"}:
                return word
        elif isinstance(command, click.Group):
            below_it = command.get_command(click.Context(command), word)
            if below_it is None:
                return word
            command = below_it
    return None


def test_the_page_of_the_commands_is_up_to_date() -> None:
    """It is what the commands say of themselves today."""
    assert (ROOT / COMMANDS).read_text(encoding="utf-8") == commands_page(), (
        f"{COMMANDS} is not up to date; run: localoffer commands --write"
    )


def test_the_page_has_every_command_with_all_that_it_takes() -> None:
    """Each name, its sentence, and every argument and option with its own."""
    page, found = commands_page(), every_command()
    assert len(found) > 30
    for one in found:
        assert f"| `{one.command_path}` | {one.command.help} |" in page
        for parameter in one.command.params:
            assert parameter.help
            assert parameter.help in page
            assert parameter.opts[-1].upper() in page.upper()


def test_the_command_prints_the_page_or_writes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same in both."""
    (tmp_path / "docs").mkdir()
    monkeypatch.setenv("LOCALOFFER_HOME", str(tmp_path))
    assert main(["commands"]) == 0
    assert capsys.readouterr().out == commands_page()
    assert not (tmp_path / COMMANDS).exists()
    assert main(["commands", "--write"]) == 0
    assert capsys.readouterr().out == "Written: docs/commands.md\n"
    assert (tmp_path / COMMANDS).read_text(encoding="utf-8") == commands_page()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_call_that_a_page_names_is_there(page: Path) -> None:
    """Command, sub-command and options."""
    found = [(words, unknown(words)) for words in calls(page.read_text(encoding="utf-8"))]
    assert [f"localoffer {' '.join(words)}: there is no {word}" for words, word in found if word] == []


def test_the_calls_of_the_pages_are_found() -> None:
    """In text, in tables and in examples, over the end of a line too: so the test above has something to look at."""
    found = [words for page in PAGES for words in calls(page.read_text(encoding="utf-8"))]
    assert len(found) > 60
    for words in (
        ["ask", "TEXT", "--council", "rotherham", "--channel", "sms"],
        ["return", "import", "FILE", "--year", "YEAR"],
        ["return", "export", "FILE", "--year", "YEAR"],
        ["alerts", "manager", "--team", "1", "--email", "ADDRESS"],
        ["staff", "leave", "--subject", "5f3c", "--on", "2027-03-31"],
        ["parse"],
    ):
        assert words in found


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("`localoffer sing`", "sing"),
        ("`localoffer person sing YP-1`", "sing"),
        ("    .venv/bin/localoffer ask TEXT --loud", "--loud"),
        ("| `localoffer keys new\\|old` |", "old"),
        ("`localoffer alerts manager --team 1\n--loud`", "--loud"),
        ("    A=1 localoffer check --help  # --loud", None),
    ],
)
def test_a_call_that_is_not_there_would_be_named(text: str, word: Optional[str]) -> None:
    """Wherever it stands on a page."""
    assert [found for words in calls(text) if (found := unknown(words))] == ([word] if word else [])
