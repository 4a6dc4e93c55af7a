"""The first words of the rules are kept in a file that nothing depends on but time."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.safeguarding.first_words import first_words
from bot.safeguarding.known_first_words import read_known, write_known
from bot.safeguarding.rules import load_rules

if TYPE_CHECKING:
    from collections.abc import Sequence

RULES = Path("data") / "safety" / "rules"
DANGER = (
    "i want to kill myself",
    "he hit me last night",
    "i have nowhere to sleep tonight",
    "do i pay council tax",
)


@pytest.fixture
def home(root: Path, tmp_path: Path) -> Path:
    """A home with our rules."""
    shutil.copytree(root / RULES, tmp_path / RULES)
    return tmp_path


def patterns(home: Path) -> Sequence[str]:
    """Of all rules there."""
    return [rule.pattern for rule in load_rules(home / RULES).all]


def test_what_is_kept_is_what_is_found(home: Path) -> None:
    """For every pattern of ours; and rules that were given it find what rules find that look themselves."""
    write_known(home, patterns(home))
    known = read_known(home)
    assert known == {pattern: first_words(pattern) for pattern in patterns(home)}
    quick, slow = load_rules(home / RULES, known), load_rules(home / RULES)
    assert [quick.explicit(text) for text in DANGER] == [slow.explicit(text) for text in DANGER]
    assert [bool(slow.explicit(text) or slow.hint(text)) for text in DANGER] == [True, True, True, False]


def test_other_rules_have_another_file(home: Path) -> None:
    """A rule that was changed since is looked at anew."""
    write_known(home, patterns(home))
    assert read_known(home)
    changed = home / RULES / "missing.yml"
    changed.write_text(changed.read_text(encoding="utf-8") + "\n# another line\n", encoding="utf-8")
    assert read_known(home) == {}


@pytest.mark.parametrize("broken", ["", "[]", "x\n{}", "{", "cut", "changed"])
def test_a_damaged_file_is_said_and_changes_nothing(
    home: Path, broken: str, caplog: pytest.LogCaptureFixture
) -> None:
    """The words are found anew, and the log names the file."""
    file = write_known(home, patterns(home))
    whole = file.read_text(encoding="utf-8")
    damaged = {"cut": whole[: len(whole) // 2], "changed": whole.replace("kill", "kiln")}
    file.write_text(damaged.get(broken, broken), encoding="utf-8")
    with caplog.at_level(logging.WARNING):
        assert read_known(home) == {}
    assert file.name in caplog.text
    assert load_rules(home / RULES, read_known(home)).explicit(DANGER[0])


def test_where_nothing_is_kept_nothing_is_said(home: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Before the first training there is no file."""
    assert read_known(home) == {}
    assert caplog.text == ""
