"""Every finding of `localoffer check` on a rule of danger says where it is, what is wrong and how to mend it."""

from __future__ import annotations

import ast
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.cli.main import main
from bot.safeguarding.check_rules import check_rules
from bot.safeguarding.rule_files import RULES
from bot.safeguarding.rules import RulesError, load_rules

PACKS = Path(__file__).resolve().parent / "broken_rules"
ROOT = Path(__file__).resolve().parent.parent.parent
MISSING, SADNESS = "data/safety/rules/missing.yml", "data/safety/rules/sadness.yml"
KINDS = "crisis_self_harm, crisis_abuse_or_danger, crisis_homeless_tonight, exploitation, missing, harmless"
SHORTER = (
    "a group is repeated without end, which can take very long. Fix: say how often at most, such as {0,3}"
)

# Each pack with all that the check says of it.
SAYS: dict[str, list[str]] = {
    "does_not_catch": [
        f'{MISSING}: explicit.0.catches: the pattern does not catch "i have run away". '
        "Fix: correct one of them; the pattern sees: i have run away"
    ],
    "does_not_spare": [
        f'{MISSING}: explicit.0.spares: the pattern catches "run off" in "my dog has run off". '
        "Fix: make the pattern narrower, or correct the message"
    ],
    "harmless_use_takes_it_out": [
        f'{MISSING}: hints.0.catches: the pattern does not catch "the cat ran off". '
        "Fix: correct one of them; the pattern sees: the  "
    ],
    "no_reason": [f"{MISSING}: explicit.0.why: this field is missing or no text. Fix: add it, in quotes"],
    "no_message_to_spare": [
        f"{MISSING}: explicit.0.spares: this field is missing or no text. Fix: add it, in quotes"
    ],
    "strange_field": [
        f"{MISSING}: explicit.0.because: this field is not known. Fix: use one of: pattern, why, catches, spares"
    ],
    "same_pattern_twice": [
        f"{MISSING}: explicit.1.pattern: the same stands at explicit.0 in {MISSING}. Fix: delete one"
    ],
    "unknown_kind": [f"{SADNESS}: the file: `sadness` is no kind of danger. Fix: use one of: {KINDS}"],
    "unknown_sort": [f"{MISSING}: certain: this is not known. Fix: use one of: parts, explicit, hints"],
    "no_regular_expression": [
        f"{MISSING}: explicit.0.pattern: it is no regular expression (missing ), unterminated subpattern). Fix: correct it"
    ],
    "unknown_part": [
        f"{MISSING}: explicit.0.pattern: there is no part `runs`. Fix: add it to `parts`, above where it is used",
        f"{MISSING}: parts.ran: there is no part `fast`. Fix: add it to `parts`, above where it is used",
    ],
    "endless": [f"{MISSING}: explicit.0.pattern: {SHORTER}", f"{MISSING}: explicit.1.pattern: {SHORTER}"],
    "rule_is_a_text": [
        f"{MISSING}: explicit.0: expected named fields. Fix: write pattern, why, catches, spares"
    ],
    "file_is_a_list": [
        f"{MISSING}: the file: expected named lists of rules. Fix: write `explicit:` and rules below it"
    ],
    "not_yaml": [
        f"{MISSING}: the file: it can't be read. Fix: check indentation and quotes: patterns stand in single ones"
    ],
}
NO_FILE = f"{MISSING}: the file: there is none. Fix: write it, with at least one rule"
# What is wrong in these only makes a rule worse; they can be read.
READABLE = {"does_not_catch", "does_not_spare", "harmless_use_takes_it_out", "same_pattern_twice", "endless"}


@pytest.fixture
def lay(tmp_path: Path) -> Callable[[str], Path]:
    """Lays a pack over the sound one, in a home folder of its own."""

    def of(name: str) -> Path:
        shutil.copytree(PACKS / "sound", tmp_path / RULES)
        shutil.copytree(PACKS / name, tmp_path / RULES, dirs_exist_ok=True)
        return tmp_path

    return of


def test_the_sound_pack_has_no_finding(lay: Callable[[str], Path]) -> None:
    """What the other packs break is whole before."""
    assert check_rules(lay("sound")) == []


@pytest.mark.parametrize("pack", SAYS)
def test_a_finding_says_where_what_and_how_to_mend_it(lay: Callable[[str], Path], pack: str) -> None:
    """File, field, message and fix are these, and nothing else is found."""
    assert sorted(map(str, check_rules(lay(pack)))) == SAYS[pack]


@pytest.mark.parametrize("pack", SAYS)
def test_rules_that_cannot_be_used_are_refused_with_the_same_words(
    lay: Callable[[str], Path], pack: str
) -> None:
    """A start with half of the rules would look like a whole one."""
    folder = lay(pack) / RULES
    if pack in READABLE:
        assert load_rules(folder).all
        return
    with pytest.raises(RulesError) as refused:
        load_rules(folder)
    assert sorted(str(refused.value).splitlines()) == SAYS[pack]


def test_each_kind_needs_its_file(lay: Callable[[str], Path]) -> None:
    """A kind of danger that nobody looks for is a finding, not silence."""
    home = lay("sound")
    (home / MISSING).unlink()
    assert list(map(str, check_rules(home))) == [NO_FILE]
    with pytest.raises(RulesError, match="there is none"):
        load_rules(home / RULES)


def test_a_folder_without_rules_is_no_finding(tmp_path: Path) -> None:
    """The check also runs on content alone."""
    assert check_rules(tmp_path) == []


def test_our_own_rules_pass() -> None:
    """Each of them catches its message, spares the near one and stands once."""
    assert list(map(str, check_rules(ROOT))) == []


def test_the_command_prints_the_findings(
    lay: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`localoffer check` shows the same lines and fails."""
    home = lay("no_reason")
    shutil.copytree(ROOT / "data" / "parameters", home / "data" / "parameters")
    shutil.copytree(ROOT / "tests" / "authoring" / "broken_check" / "sound", home / "data" / "offer")
    monkeypatch.setenv("LOCALOFFER_HOME", str(home))
    monkeypatch.setenv("LOCALOFFER_TODAY", "2026-11-26")
    assert main(["check"]) == 1
    assert f"error: {SAYS['no_reason'][0]}" in capsys.readouterr().out.splitlines()


def test_every_pack_is_tested() -> None:
    """No folder of broken rules lies there unused."""
    assert sorted(path.name for path in PACKS.iterdir()) == sorted([*SAYS, "sound"])


def test_no_kind_of_finding_is_left_untested() -> None:
    """Whoever adds a finding must add a pack for it."""
    tested = " ".join([*(line for lines in SAYS.values() for line in lines), NO_FILE])
    fixes = [
        fix
        for name in ("check_rules.py", "rule_files.py")
        for fix in fixes_of(ROOT / "bot" / "safeguarding" / name)
    ]
    assert len(fixes) > 12
    assert [fix for fix in fixes if fix not in tested] == []


def fixes_of(path: Path) -> Iterator[str]:
    """The beginning of each fix that a file puts into a finding."""
    for call in (
        node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)
    ):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        if name in {"_report", "_problem"} and len(call.args) > 2:
            fix = call.args[-1].values[0] if isinstance(call.args[-1], ast.JoinedStr) else call.args[-1]
            if isinstance(fix, ast.Constant):
                yield f"Fix: {fix.value}"
