"""What the check says of the sentences: each is said by the code, each use has its sentence, and young people can read it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.authoring.check_phrases import CODE, STAFF, Use, check_phrases, grade_of, read_all, uses_in
from bot.phrase_files import FOLDER, parts_of

ROOT = Path(__file__).resolve().parents[2]
Change = Callable[[str, str, str], None]


@pytest.fixture(scope="module")
def uses() -> list[Use]:
    """Every sentence that the code says."""
    return uses_in(CODE)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with a copy of our sentences."""
    shutil.copytree(ROOT / FOLDER, tmp_path / FOLDER)
    return tmp_path


@pytest.fixture
def change(home: Path) -> Change:
    """Writes something else for what stands once in one of the files."""

    def write(name: str, old: str, new: str) -> None:
        path = home / FOLDER / f"{name}.yml"
        content = path.read_text(encoding="utf-8")
        assert content.count(old) == 1
        path.write_text(content.replace(old, new), encoding="utf-8")

    return write


def said(home: Path) -> list[str]:
    """The findings as they are printed."""
    return [str(finding) for finding in check_phrases(home)]


def test_nothing_is_wrong_with_our_own_sentences() -> None:
    """Each has its use with exactly its placeholders, each use has its sentence, and each reads at grade six."""
    assert said(ROOT) == []


def test_without_the_folder_there_is_nothing_to_find(tmp_path: Path) -> None:
    """Content can be checked alone."""
    assert said(tmp_path) == []


def test_every_sentence_is_looked_at(uses: list[Use]) -> None:
    """What the code says and what the files hold is the same, and it is many."""
    texts, faults = read_all(ROOT, ())
    assert faults == {}
    assert {use.key for use in uses} == set(texts)
    assert len(texts) > 150


@pytest.mark.parametrize(
    ("name", "old", "new", "finding"),
    [
        (
            "people",
            "title: Talk to a person\n",
            "",
            "data/phrases/people.yml: title: this sentence is missing. Fix: write it",
        ),
        (
            "plans",
            "  drafting: Your pathway plan is being written.\n",
            "",
            "data/phrases/plans.yml: stands.drafting: this sentence is missing. Fix: write it",
        ),
        (
            "buttons",
            "sign_out: Sign out\n",
            "sign_out: Sign out\nsign_off: Sign off\n",
            "data/phrases/buttons.yml: sign_off: nobody says this sentence. "
            "Fix: remove it, or correct the spelling of its key",
        ),
        (
            "councils",
            "I'll answer for {place}",
            "I'll answer for {council}",
            "data/phrases/councils.yml: taken: {council} is filled by nothing. Fix: use {place}",
        ),
        (
            "councils",
            "I'll answer for {place}",
            "I'll answer for it",
            "data/phrases/councils.yml: taken: {place} is missing. Fix: use {place}",
        ),
        (
            "plans",
            "Ask {adviser} for the new plan.",
            "Ask {name} for the new plan.",
            "data/phrases/plans.yml: next.superseded: {name} is filled by nothing. Fix: use {adviser}, {manager}",
        ),
        (
            "people",
            "title: Talk to a person\n",
            "title: [Talk to, a person]\n",
            "data/phrases/people.yml: title: it is a list. Fix: write one sentence behind the colon",
        ),
        (
            "people",
            "title: Talk to a person\n",
            "title:\n",
            "data/phrases/people.yml: title: there is no sentence. Fix: write one, in quotes if it has a colon in it",
        ),
        (
            "people",
            "title: Talk to a person\n",
            "title: Talk: to a person\n",
            "data/phrases/people.yml: line 2: this is not valid YAML (mapping values are not allowed here). "
            "Fix: check indentation, quotes and colons there",
        ),
        (
            "people",
            "title: Talk to a person\n",
            "title: Talk to a person \N{SNOWMAN}\n",
            "data/phrases/people.yml: title: a text message can't carry \N{SNOWMAN}. Fix: use plain letters and signs",
        ),
        (
            "people",
            "title: Talk to a person\n",
            "title: Conversational opportunities with professionally qualified individuals are available immediately\n",
            "data/phrases/people.yml: title: it reads at grade 30.4, more than 6. "
            "Fix: use shorter sentences and shorter words",
        ),
        (
            "languages",
            "name: Arabic\n",
            "",
            "data/phrases/languages.yml: the file: it can't be read (ParserError). "
            "Fix: give each language `name`, `line` and `needs_native_check`",
        ),
    ],
)
def test_a_finding_names_file_key_and_fix(
    name: str, old: str, new: str, finding: str, home: Path, change: Change
) -> None:
    """One slip of who writes is one finding, and the right one."""
    change(name, old, new)
    assert said(home) == [finding]


def test_a_file_that_is_gone_is_one_finding(home: Path) -> None:
    """Not one for each of its sentences."""
    (home / FOLDER / "plans.yml").unlink()
    assert said(home) == [
        "data/phrases/plans.yml: the file: it can't be read (FileNotFoundError). Fix: put it back, as UTF-8 text"
    ]


def test_words_for_staff_may_be_harder(home: Path, change: Change) -> None:
    """They read them at work."""
    hard = (
        "Professionally accountable individuals acknowledge notifications immediately at all available times."
    )
    assert grade_of(hard) > 6
    change(f"{STAFF}alerts", "ring: Please ring this young person now.", f"ring: {hard}")
    assert said(home) == []


@pytest.mark.parametrize("call", ["phrase(key)", "phrase(f'bus.{key}')", "phrase('bus.late', **values)"])
def test_a_key_that_is_not_written_out_is_refused(call: str, tmp_path: Path) -> None:
    """Nobody could tell whether its sentence is there."""
    (tmp_path / "bus").mkdir()
    (tmp_path / "bus" / "driver.py").write_text(f"from bot.phrases import phrase\n{call}\n")
    with pytest.raises(ValueError, match=r"bus\.driver: line 2: write out the key"):
        uses_in([tmp_path / "bus"])


def test_a_use_is_found_with_what_it_fills_in(tmp_path: Path) -> None:
    """Keys, names and lists, as they stand in the code."""
    (tmp_path / "bus").mkdir()
    lines = (
        "from bot.phrases import phrase, phrases\nphrase('bus.late', place=1, name=2)\nphrases('bus.all')\n"
    )
    (tmp_path / "bus" / "driver.py").write_text(lines)
    found = uses_in([tmp_path / "bus"])
    assert set(found) == {Use("bus.late", frozenset({"place", "name"})), Use("bus.all", is_list=True)}


def test_the_grade_is_of_what_is_long_enough_to_have_one() -> None:
    """Two words on a button have no grade; a hard sentence has, with its placeholders filled."""
    texts, _ = read_all(ROOT, ())
    shown = [part for key, text in texts.items() if not key.startswith(STAFF) for part in parts_of(text)]
    assert sum(grade_of(text) != 0 for text in shown) > 60
    assert grade_of("Immediately available") == 0
