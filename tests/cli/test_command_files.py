"""A command is a file: how it is found, what it answers, and what a call of it leaves behind."""

from __future__ import annotations

import importlib
import json
import os
import re
import stat
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

import bot.cli
from bot.cli.command_group import command_modules, command_of, localoffer
from bot.cli.main import main

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    AddFile = Callable[..., None]

LOCALOFFER = os.path.join(os.path.dirname(sys.executable), "localoffer")  # noqa: PTH118, PTH120 - a link is not followed
HEAVY = ("numpy", "pydantic", "rasa", "sanic", "sklearn", "spacy", "sqlalchemy", "tensorflow", "yaml")
ADDED = """\
import signal

from bot.cli.command_group import localoffer


@localoffer.command("{name}", help="an invented command")
def invented():
    {body}
"""


@pytest.fixture
def add_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AddFile]:
    """Lays one more file beside those of the commands, for this test alone."""
    monkeypatch.setattr(bot.cli, "__path__", [*bot.cli.__path__, str(tmp_path)])

    def add(
        body: str = "pass", name: str = "invented", text: str = "", module: str = "invented_command"
    ) -> None:
        text = text or ADDED.format(name=name, body=body)
        (tmp_path / f"{module}.py").write_text(text, encoding="utf-8")
        importlib.invalidate_caches()

    yield add
    for file in tmp_path.glob("*_command.py"):
        sys.modules.pop(f"bot.cli.{file.stem}", None)
    for command in ("invented", "invetned", "place-names"):
        localoffer.commands.pop(command, None)


def process(*words: str, state: Path, **more: object) -> subprocess.CompletedProcess[str]:
    """A command in a process of its own."""
    environment = {**os.environ, "LOCALOFFER_STATE": str(state)}
    return subprocess.run(words, env=environment, capture_output=True, text=True, check=False, **more)


def test_every_file_adds_exactly_the_command_of_its_name() -> None:
    """None adds another, none adds nothing, and none needs another to be there."""
    code = (
        "import importlib, json\n"
        "from bot.cli.command_group import command_modules, localoffer\n"
        "def added(module):\n"
        "    before = set(localoffer.commands)\n"
        "    importlib.import_module(f'bot.cli.{module}')\n"
        "    return sorted(set(localoffer.commands) - before)\n"
        "print(json.dumps({module: added(module) for module in command_modules()}))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    assert len(found) > 20
    assert found == {module: [command_of(module)] for module in command_modules()}


def test_a_command_is_added_by_one_file(add_file: AddFile, capsys: pytest.CaptureFixture[str]) -> None:
    """It can be called and stands in the list, and no other file was touched."""
    add_file('print("done")')
    assert main(["invented"]) == 0
    assert capsys.readouterr().out == "done\n"
    assert main(["--help"]) == 0
    assert "an invented command" in capsys.readouterr().out


def test_the_guide_s_example_is_such_a_file(
    root: Path, add_file: AddFile, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever copies it from CONTRIBUTING.md has a command that works."""
    [example] = re.findall(
        r'^```python\n("""`localoffer place-names`.*?)^```$',
        (root / "CONTRIBUTING.md").read_text(encoding="utf-8"),
        re.MULTILINE | re.DOTALL,
    )
    add_file(text=example, module="place_names_command")
    assert main(["place-names", "--council"]) == 0
    assert capsys.readouterr().out.splitlines() == ["Leicestershire", "Rotherham", "Rutland"]


@pytest.mark.parametrize("words", [["invented"], ["invented", "--help"], ["--help"]])
def test_a_command_that_can_t_be_loaded_is_an_error(
    add_file: AddFile, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """It is named with its file and the reason, also in the list; it does not look as if it was not there."""
    add_file(text="import no_such_module\n")
    assert main(words) == 1
    assert capsys.readouterr().err == (
        "localoffer: the command 'invented' can't be loaded: bot.cli.invented_command:"
        " ModuleNotFoundError: No module named 'no_such_module'\n"
    )


def test_a_file_that_adds_no_command_of_its_name_is_an_error(
    add_file: AddFile, capsys: pytest.CaptureFixture[str]
) -> None:
    """A name that was mistyped is said."""
    add_file(name="invetned")
    assert main(["invented"]) == 1
    assert capsys.readouterr().err == (
        "localoffer: the command 'invented' can't be loaded: bot.cli.invented_command does not add it\n"
    )


def test_other_commands_work_beside_one_that_can_t_be_loaded(
    add_file: AddFile, capsys: pytest.CaptureFixture[str]
) -> None:
    """Only what is asked for is loaded."""
    add_file(text="import no_such_module\n")
    assert main(["keys", "new"]) == 0
    assert len(capsys.readouterr().out.strip()) == 44


def test_the_list_of_commands_loads_nothing_heavy() -> None:
    """Help comes at once: neither Rasa nor the database, the settings or the content are imported for it."""
    code = (
        "import sys\nfrom bot.cli.main import main\nassert main(['--help']) == 0\n"
        f"print(sorted({{name.split('.')[0] for name in sys.modules}} & set({HEAVY!r})))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("flag", ["-h", "--help"])
@pytest.mark.parametrize("words", [[], ["ask"], ["person"], ["return", "export"]])
def test_help_is_no_failure(words: list[str], flag: str, capsys: pytest.CaptureFixture[str]) -> None:
    """On standard output, for commands and sub-commands."""
    assert main([*words, flag]) == 0
    assert capsys.readouterr().out.startswith(f"Usage: {' '.join(['localoffer', *words])} ")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "Usage: localoffer"),
        (["nope"], "localoffer: error: No such command 'nope'."),
        (["person"], "Usage: localoffer person"),
        (["person", "nope"], "localoffer person: error: No such command 'nope'."),
        (["ask"], "localoffer ask: error: Missing argument 'QUESTION'."),
        (["ask", "hello", "--channel", "post"], "'post' is not one of 'web', 'sms', 'teams'"),
        (["ask", "hello", "--nope"], "localoffer ask: error: No such option '--nope'."),
        (["compare", "council_tax"], "localoffer compare: error: Missing argument 'COUNCILS...'."),
        (["return", "export", "oc3.csv"], "localoffer return export: error: Missing option '--year'."),
        (["return", "export", "oc3.csv", "--year", "last"], "'last' is not a valid integer"),
        (["staff", "leave", "--subject", "a", "--on", "soon"], "'soon' is not a day like 2027-03-31"),
        (
            ["staff", "add", "--subject", "a", "--role", "administrator", "--adviser", "1", "--team", "1"],
            "localoffer staff add: error: argument --team: not allowed with argument --adviser",
        ),
    ],
)
def test_a_wrong_call_ends_with_2(words: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Standard error says how the command is called and what was wrong; standard output is empty."""
    assert main(words) == 2
    printed = capsys.readouterr()
    assert printed.err.startswith("Usage: localoffer")
    assert said in printed.err
    assert printed.out == ""


def test_what_is_wrong_ends_with_1(capsys: pytest.CaptureFixture[str]) -> None:
    """In one line on standard error, under our name."""
    assert main(["preview", "council_tax", "--council", "atlantis"]) == 1
    printed = capsys.readouterr()
    assert printed.err.startswith("localoffer: there is no place 'atlantis'; there are ")
    assert (printed.out, printed.err.count("\n")) == ("", 1)


def test_a_wrong_setting_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each in a line, with where to read about it."""
    monkeypatch.setenv("LOCALOFFER_PORT", "harbour")
    monkeypatch.setenv("LOCALOFFER_ALERT_MINUTES", "0")
    assert main(["alerts"]) == 1
    lines = capsys.readouterr().err.splitlines()
    assert [line.split(": ")[:2] for line in lines] == [
        ["localoffer", "setting LOCALOFFER_PORT"],
        ["localoffer", "setting LOCALOFFER_ALERT_MINUTES"],
    ]
    assert all(line.endswith("(docs/settings.md)") for line in lines)


def test_an_interrupted_command_ends_with_130(add_file: AddFile, tmp_path: Path) -> None:
    """Ctrl+C is a signal, and no traceback follows."""
    add_file("signal.raise_signal(signal.SIGINT)")
    # In a process of its own: in this one another test's server may hold the signal, and its threads write on the same standard error.
    code = f"import sys, bot.cli; bot.cli.__path__.append({str(tmp_path)!r}); from bot.cli.main import run; sys.exit(run())"
    done = subprocess.run(
        [sys.executable, "-c", code, "invented"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (130, "")


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_output_that_nobody_reads_any_more_is_no_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, unbuffered: str
) -> None:
    """As in `localoffer commands | head -1`: it ends with 0 and says nothing."""
    monkeypatch.setenv("PYTHONUNBUFFERED", unbuffered)
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w") as gone:
        done = subprocess.run(
            [LOCALOFFER, "commands"],
            stdout=gone,
            stderr=subprocess.PIPE,
            env={**os.environ, "LOCALOFFER_STATE": str(tmp_path)},
            check=False,
        )
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_connection_that_breaks_is_a_failure(add_file: AddFile, capfd: pytest.CaptureFixture[str]) -> None:
    """Only our own output may be unread; whatever else breaks is said."""
    add_file('raise BrokenPipeError("the mail server hung up")')
    assert main(["invented"]) == 1
    assert capfd.readouterr().err == "localoffer: the mail server hung up\n"


@pytest.mark.parametrize(
    "called", [[LOCALOFFER], [sys.executable, "-m", "bot.cli"]], ids=["script", "module"]
)
def test_what_the_process_makes_is_for_its_owner_alone(called: list[str], tmp_path: Path) -> None:
    """Folder, database and keys, whatever umask it was started with."""
    state = tmp_path / "state"
    done = process(*called, "staff", "list", state=state, umask=0)
    assert (done.returncode, done.stdout) == (0, "0 accounts\n"), done.stderr
    made = [state, *state.rglob("*")]
    assert {"localoffer.db", "data.key"} <= {path.name for path in made}
    assert [path.name for path in made if stat.S_IMODE(path.stat().st_mode) & 0o077] == []


@pytest.mark.parametrize(
    ("command", "named"), [("retention", "transcript: 0"), ("keys rotate", "alert.danger: 0")]
)
def test_a_command_knows_every_table_by_itself(command: str, named: str, tmp_path: Path) -> None:
    """In a process that has loaded nothing else, those that no list of the command's own names too."""
    done = process(LOCALOFFER, *command.split(), state=tmp_path)
    assert done.returncode == 0, done.stderr
    assert named in done.stdout


def test_a_call_from_a_program_leaves_that_program_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither umask nor environment are changed by importing or calling the commands."""
    monkeypatch.setenv("LOCALOFFER_STATE", str(tmp_path))
    before, environment = os.umask(0o022), dict(os.environ)
    try:
        assert main(["staff", "list"]) == 0
        after = os.umask(0o022)
    finally:
        os.umask(before)
    assert (after, dict(os.environ)) == (0o022, environment)


def test_the_settings_are_read_once_a_call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two parts of a command never see two states of the environment, and the next call reads anew."""
    from bot.settings import Settings

    made: list[Settings] = []
    keep = Settings.__init__

    def counted(self: Settings, **values: object) -> None:
        made.append(self)
        keep(self, **values)

    monkeypatch.setattr(Settings, "__init__", counted)
    for folder in ("one", "two"):
        monkeypatch.setenv("LOCALOFFER_STATE", str(tmp_path / folder))
        assert main(["alerts"]) == 0
    assert [one.state_folder.name for one in made] == ["one", "two"]
