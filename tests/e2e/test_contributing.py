"""What CONTRIBUTING.md shows is what works: its examples go into a copy of the project as they stand, and its commands are run there."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from textwrap import indent
from typing import TYPE_CHECKING, Iterator

import pytest
import yaml
from running import ROOT, Server, running

if TYPE_CHECKING:
    from collections.abc import Mapping

pytestmark = [pytest.mark.model, pytest.mark.server, pytest.mark.beside, pytest.mark.long]

PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
MORE = yaml.safe_load((Path(__file__).parent / "examples" / "libraries.yml").read_text(encoding="utf-8"))
SECTIONS = ("Add a topic", "Add a council", "Add a figure", "Add a channel", "Add a casework field")
TODAY = "2026-11-26"
LEFT = (
    ".venv",
    ".git",
    "models",
    "var",
    ".mypy_cache",
    ".ruff_cache",
    ".pytest_cache",
    ".hypothesis",
    ".rasa",
)
_BLOCK = re.compile(
    r"(?P<before>(?:[^\n]+\n)*[^\n]+):\n\n```(?:python|yaml|markdown)\n(?P<code>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
_FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_FILE = re.compile(r"`([\w./]+/[\w.]+\.(?:py|yml|md))`")
_BEFORE = re.compile(r"before the line that \w+ `([^`]+)`")
_COMMANDS = re.compile(r"(?:^    \S.*\n)+", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """A block of code, the file that it goes into, and the words of a line there that it stands before (None: a new file)."""

    file: str
    code: str
    before: str | None
    is_at_top: bool


def section(title: str) -> str:
    """The text of a section."""
    return PAGE.split(f"\n## {title}\n")[1].split("\n## ")[0]


def blocks(title: str) -> Iterator[Block]:
    """What a section adds, in its order. What is only a part says before which line it stands, or that it stands at the top."""
    for found in _BLOCK.finditer(section(title)):
        named, before = _FILE.search(found["before"]), _BEFORE.search(found["before"])
        assert named, f"{title}: no file is named before this block:\n{found['code']}"
        is_at_top = found["before"].endswith("at the top")
        yield Block(named[1], found["code"], before[1] if before else None, is_at_top)


def commands(title: str) -> list[str]:
    """The lines of a section that are to be typed."""
    prose = _FENCED.sub("", section(title))
    return [line[4:] for found in _COMMANDS.findall(prose) for line in found.splitlines()]


def put(home: Path, block: Block) -> None:
    """Do with a block what the page says."""
    file = home / block.file
    if not block.before and not block.is_at_top:
        assert not file.exists(), f"{block.file} is there: say before which line this stands:\n{block.code}"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(block.code, encoding="utf-8")
        return
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    sought = "from bot." if block.is_at_top else str(block.before)
    at = next((number for number, line in enumerate(lines) if sought in line), None)
    assert at is not None, f"{block.file} has no line with {sought!r}"
    lines.insert(at, as_deep_as(lines[at], block.code))
    file.write_text("".join(lines), encoding="utf-8")


def as_deep_as(line: str, code: str) -> str:
    """The code, set in as far as the line that it goes before."""
    depth = line[: len(line) - len(line.lstrip())]
    return code if code.startswith(depth) else indent(code, depth)


def lengthen(home: Path) -> None:
    """Give the topic's two shortened files the sentences that the page has no room for."""
    messages, held_out = home / "data/nlu/libraries.yml", home / "tests/sentences/libraries.yml"
    told, held = messages.read_text(encoding="utf-8"), held_out.read_text(encoding="utf-8")
    told += "".join(f"    - {text}\n" for text in MORE["messages"] if f"- {text}\n" not in told)
    held += "".join(f"  - {json.dumps(text)}\n" for text in MORE["held_out"] if json.dumps(text) not in held)
    messages.write_text(told, encoding="utf-8")
    held_out.write_text(held, encoding="utf-8")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project with every example in it."""
    made = tmp_path_factory.mktemp("copy") / "project"
    shutil.copytree(ROOT, made, ignore=shutil.ignore_patterns(*LEFT))
    (made / ".venv").symlink_to(Path(sys.prefix))
    (made / "models").mkdir()
    for model in (ROOT / "models").iterdir():
        (made / "models" / model.name).symlink_to(model)
    for title in SECTIONS:
        for block in blocks(title):
            put(made, block)
    lengthen(made)
    return made


def run(home: Path, command: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """What a command that is typed in the copy's folder does."""
    return subprocess.run(
        ["/bin/sh", "-c", command],
        cwd=home,
        env={**environment(home), **settings},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


def environment(home: Path) -> Mapping[str, str]:
    """The copy's own modules, state and models, on a day that its content is checked for."""
    return {
        **os.environ,
        "PYTHONPATH": str(home),
        "PATH": f"{Path(sys.prefix) / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "LOCALOFFER_HOME": str(home),
        "LOCALOFFER_STATE": str(home / "var"),
        "LOCALOFFER_TODAY": TODAY,
    }


def said(home: Path, command: str) -> str:
    """What it prints; it must work."""
    done = run(home, command)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def covered(home: Path) -> Path:
    """The copy with its page of what is covered brought up to date, as the page says."""
    assert ".venv/bin/localoffer coverage" in commands("Add a topic")
    said(home, ".venv/bin/localoffer coverage")
    return home


def test_every_section_has_its_blocks_and_its_commands() -> None:
    """None is left without an example or a check, so that none is passed over here."""
    assert {
        title: len(list(blocks(title))) >= 1 and bool(commands(title)) for title in SECTIONS
    } == dict.fromkeys(SECTIONS, True)


def test_the_examples_pass_the_check(covered: Path) -> None:
    """Content, messages, held-out sentences, and the danger check on each new message."""
    for title in ("Add a topic", "Add a council", "Add a figure"):
        assert ".venv/bin/localoffer check" in commands(title)
    assert ", 0 errors, " in said(covered, ".venv/bin/localoffer check")


def test_the_examples_pass_ruff_and_keep_the_boundaries(home: Path) -> None:
    """An example is written as the project is, and imports only what it may."""
    files = {block.file for title in SECTIONS for block in blocks(title) if block.file.endswith(".py")}
    assert len(files) > 3
    said(home, f"ruff check --quiet --ignore I001 {' '.join(sorted(files))}")
    said(home, f"ruff format --check --quiet {' '.join(sorted(files))}")
    said(home, "lint-imports")


def test_the_casework_field_is_whole(home: Path) -> None:
    """The tests that name what was forgotten find nothing."""
    [command] = commands("Add a casework field")
    said(home, f"{command} -q -p no:cacheprovider -k 'passport or fields or every or sqlite and rule'")


ASKED = {
    "Add a topic": [["borrow books from a public library for free"]],
    "Add a council": [["Exampleshire takes 100% off"]],
    "Add a figure": [
        ["takes 50% off"],
        ["I don't have a checked figure for Exampleshire's council tax discount"],
    ],
}


@pytest.mark.parametrize("title", ASKED)
def test_the_answers_are_those_that_are_shown(covered: Path, title: str) -> None:
    """Each question of a section, asked as it stands there, is answered from the example."""
    asked = [command for command in commands(title) if " ask " in command]
    assert len(asked) == len(ASKED[title])
    for command, told in zip(asked, ASKED[title], strict=True):
        shown = " ".join(said(covered, command).split())
        assert [words for words in told if words not in shown] == [], shown


@pytest.fixture(scope="module")
def server(covered: Path) -> Iterator[Server]:
    """The copy's server, started with the setting that the channel's section names."""
    named = re.search(r"`(LOCALOFFER_\w+)=(\w+) make serve`", section("Add a channel"))
    assert named, "the section says how to start the server with its key"
    (covered / "var").mkdir(exist_ok=True)
    with running({**environment(covered), named[1]: named[2]}) as started:
        yield started


def test_the_channel_answers_once_and_only_what_is_signed(covered: Path, server: Server) -> None:
    """The request of the page gets a text; the same again gets the same; without its signature it is refused."""
    lines = "\n".join(line for line in commands("Add a channel") if not line.startswith("make "))
    script = re.sub(r"http://localhost:\d+", server.url, lines)
    unsigned = re.sub(r'-H "X-Signature[^"]*"', "", script).replace(
        "curl", "curl -o /dev/null -w '%{http_code}'"
    )
    assert unsigned.count("http_code") == 1
    assert run(covered, unsigned).stdout in ("401", "403")
    answer = said(covered, script)
    assert "council tax" in answer.lower()
    assert said(covered, script) == answer
