"""Every finding of `localoffer check` says where it is, what is wrong and how to mend it."""

from __future__ import annotations

import ast
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import product
from pathlib import Path

import pytest
from said_while_loading import SAYS as SAID_WHILE_LOADING
from test_check_alarms import SAID as SAID_OF_ALARMS
from test_check_messages import SAID as SAID_OF_MESSAGES
from test_check_places import SAID as SAID_OF_PLACES

from bot.authoring.check import check_offer
from bot.authoring.check_dates import state
from bot.cli.main import main
from bot.entitlements.parameters import Parameters
from bot.offer.loader import _FIXES, load_offer

PACKS = Path(__file__).resolve().parent / "broken_check"
ROOT = Path(__file__).resolve().parent.parent.parent
TODAY = date(2026, 11, 26)

BUS, TRAIN, CONTACTS = "england/bus_pass.yml", "england/train_pass.yml", "england/contacts.yml"
HAMLET = "hamlet/bus_pass.yml"
PAPERS, WORDS, ROWS = "england/documents.yml", "england/glossary.yml", "hamlet/coverage.yml"
WHAT, LAW, ASKING = "passages.what", "passages.law", "passages.how_to_ask"
COPY_AGAIN = "copy it again from its source"
READ_AGAIN = "read the source again, correct what changed, and set the new date"
NEWER_PAPER = "look for a newer paper, or say in `kept_because` why this one is still used"
SIMPLER = "use shorter sentences and shorter words"
CORRECT = "correct the value"
SPLIT = "shorten it, or make two passages of it"
QUESTION = "a question of at most 45 letters is needed. Fix: shorten it, and end it with `?`"
MORE_WAYS = "write how people ask just this, in full and in few words"


def figure(found: str) -> str:
    """What to do about a figure that nothing stands behind."""
    return f'the figure {found} has no source. Fix: make it a parameter, or add it to `figures`: "{found}": <source>'


# Each pack with all that the check says of it.
SAYS: dict[str, list[str]] = {
    # contacts
    "impossible_phone": [
        f"error: {CONTACTS}: bus_firm.phone: 01632 960001 can't be a UK number. Fix: {COPY_AGAIN}"
    ],
    "impossible_text_number": [
        f"error: {CONTACTS}: bus_firm.text_number: 07700 900001 can't be a UK number. Fix: {COPY_AGAIN}"
    ],
    "phone_in_words": [
        f"error: {CONTACTS}: bus_firm.phone: at the depot can't be a UK number. Fix: {COPY_AGAIN}"
    ],
    "one_number_twice": [
        f"error: {CONTACTS}: bus_desk.phone: 01632 960 001 can't be a UK number. Fix: {COPY_AGAIN}",
        f"error: {CONTACTS}: bus_desk: the number stands under `bus_firm` too. Fix: use `bus_firm` everywhere",
        f"error: {CONTACTS}: bus_firm.phone: 01632 960001 can't be a UK number. Fix: {COPY_AGAIN}",
    ],
    "contact_amber": [
        f"warning: {CONTACTS}: bus_firm.checked_on: amber: last checked on 2025-11-25. Fix: {READ_AGAIN}"
    ],
    "contact_red": [
        f"error: {CONTACTS}: bus_firm.checked_on: red: last checked on 2024-11-25. Fix: {READ_AGAIN}"
    ],
    "phone_in_a_text": [
        f"error: {BUS}: {ASKING}.steps.0: 01632 960009 is in no contacts.yml. Fix: add a contact, and use its id",
        f"error: {BUS}: {ASKING}.steps.0: {figure('01632')}",
        f"error: {BUS}: {ASKING}.steps.0: {figure('960009')}",
    ],
    "email_in_a_text": [
        f"error: {BUS}: {ASKING}.steps.0: lost@bus.example is in no contacts.yml. Fix: add a contact, and use its id"
    ],
    "web_address_in_a_text": [
        f"error: {BUS}: {ASKING}.steps.0: https://lost.example is in no contacts.yml. Fix: add a contact, and use its id"
    ],
    # copies
    "copied_sentence": [
        f'error: {BUS}: {ASKING}.text: copied from a paper: "driver will look at your card and let". '
        "Fix: say it in your own words"
    ],
    # dates
    "source_amber": [
        f"warning: {BUS}: sources.act.checked_on: amber: last checked on 2025-11-25. Fix: {READ_AGAIN}"
    ],
    "source_red": [
        f"error: {BUS}: sources.act.checked_on: red: last checked on 2024-11-25. Fix: {READ_AGAIN}"
    ],
    "paper_read_long_ago_amber": [
        f"warning: {PAPERS}: bus_report.checked_on: amber: last checked on 2025-11-25. Fix: {READ_AGAIN}"
    ],
    "paper_read_long_ago_red": [
        f"error: {PAPERS}: bus_report.checked_on: red: last checked on 2024-11-25. Fix: {READ_AGAIN}"
    ],
    "paper_past_its_review": [
        f"warning: {PAPERS}: bus_report.review_due: amber: its review was due on 2026-11-25. Fix: {NEWER_PAPER}"
    ],
    "paper_long_past_its_review": [
        f"error: {PAPERS}: bus_report.review_due: red: its review was due on 2025-11-25. Fix: {NEWER_PAPER}"
    ],
    "old_paper_kept": [
        f"warning: {PAPERS}: bus_report.review_due: red: its review was due on 2025-11-25. Fix: {NEWER_PAPER}"
    ],
    # figures
    "figure_without_source": [f"error: {BUS}: {ASKING}.text: {figure('£3.50')}"],
    "figure_in_words": [
        f"error: {BUS}: {ASKING}.text: the figure `three weeks` is in words. Fix: write it with digits, so that it can be checked"
    ],
    "figure_with_unknown_source": [
        f"error: {BUS}: figures.12 weeks: `bus_reprot, page 2` is not a known source. Fix: begin it with the id of a "
        "document in documents.yml, or with the `law` of one of the topic's sources"
    ],
    "figure_that_no_text_says": [
        f"error: {BUS}: figures.30 weeks: no text says this. Fix: remove it, or correct it"
    ],
    # lengths
    "passage_too_long": [f"error: {TRAIN}: {WHAT}: it has 68 words; 6 to 60 are right. Fix: {SPLIT}"],
    "passage_too_short": [f"error: {TRAIN}: {WHAT}: it has 3 words; 6 to 60 are right. Fix: {SPLIT}"],
    "question_without_a_mark": [f"error: {TRAIN}: {WHAT}.question: {QUESTION}"],
    "question_too_long": [f"error: {TRAIN}: {WHAT}.question: {QUESTION}"],
    "question_with_a_curly_quote": [
        f"error: {TRAIN}: {WHAT}.question: '\u2019' does not fit a text message. Fix: use a plain one"
    ],
    "passage_with_a_long_dash": [
        f"error: {TRAIN}: {WHAT}.text: '\u2014' does not fit a text message. Fix: use a plain one"
    ],
    "twin_with_a_curly_quote": [
        f"error: {TRAIN}: {WHAT}.short: '\u2019' does not fit a text message. Fix: use a plain one"
    ],
    "too_long_for_a_text": [
        f"error: {TRAIN}: {WHAT}.text: 335 septets, more than 306. Fix: add a shorter twin as `short`"
    ],
    "twin_too_long": [f"error: {TRAIN}: {WHAT}.short: 335 septets, more than 306. Fix: shorten it"],
    "hard_passage": [
        f"error: {TRAIN}: {WHAT}: it reads at grade 33.2, above 6.5. Fix: {SIMPLER}",
        f"error: {TRAIN}: passages: it reads at grade 33.2, above 6. Fix: {SIMPLER}",
    ],
    "hard_twin": [f"error: {TRAIN}: {WHAT}.short: it reads at grade 33.2, above 6.5. Fix: {SIMPLER}"],
    "hard_answer": [f"error: {TRAIN}: passages: it reads at grade 6.2, above 6. Fix: {SIMPLER}"],
    "hard_easy_version": [f"error: {TRAIN}: easy: it reads at grade 36.7, above 6. Fix: {SIMPLER}"],
    "hard_rule": [f"error: {TRAIN}: {LAW}: it reads at grade 33.2, above 7.5. Fix: {SIMPLER}"],
    # passages
    "too_few_asks": [
        f"error: {TRAIN}: {WHAT}.asks: it has 2 different `asks`; 3 to 8 are right. Fix: {MORE_WAYS}"
    ],
    "too_many_asks": [
        f"error: {TRAIN}: {WHAT}.asks: it has 9 different `asks`; 3 to 8 are right. Fix: {MORE_WAYS}"
    ],
    "same_asks": [
        f"error: {TRAIN}: {LAW}.asks: `free trains` is asked of `what` too. Fix: keep it where it is answered"
    ],
    "basis_without_source": [
        f"error: {TRAIN}: {WHAT}.sources: somebody stands behind it, and no source. Fix: name its source, or leave out `basis`"
    ],
    "too_many_contacts": [
        f"error: {BUS}: {ASKING}.contacts: it names 3 contacts, more than 2. Fix: keep those who can help with just this"
    ],
    "source_that_no_passage_uses": [
        f"error: {TRAIN}: sources.other: no passage uses it. Fix: name it in a passage, or remove it"
    ],
    "passage_left_out_that_is_not_there": [
        f"error: {HAMLET}: without: there is no passage `price`. Fix: correct the id, or remove it"
    ],
    "passage_before_one_that_is_not_there": [
        f"error: {HAMLET}: {WHAT}.before: there is no passage `price`. Fix: correct the id, or remove it"
    ],
    "passage_misspelt_by_a_council": [
        f"error: {HAMLET}: passages.waht.aspect: field required. Fix: add this field",
        f"error: {HAMLET}: passages.waht.question: field required. Fix: add this field",
        f"error: {ROWS}: S1.topics: `bus_pass` says nothing of this place. "
        "Fix: write hamlet/bus_pass.yml, or say in `why_not` why it has no home",
    ],
    "told_elsewhere_and_not_there": [
        f"error: {TRAIN}: elsewhere.how_long: `bus_pass` has no passage on it. "
        "Fix: name the topic that tells it, or remove it"
    ],
    # parts, words and rows
    "no_source": [f"error: {TRAIN}: sources: this part is missing. Fix: add at least one source"],
    "no_easy_version": [
        f"error: {TRAIN}: easy: this part is missing. Fix: write the easy version, one idea a line"
    ],
    "no_text_for_staff": [
        f"error: {TRAIN}: for_staff: this part is missing. Fix: write `rule`: one or two sentences for professionals"
    ],
    "staff_text_to_young_people": [
        f"error: {TRAIN}: for_staff.rule.0: `you` speaks to a young person. Fix: say who is meant"
    ],
    "staff_text_too_long": [
        f"error: {TRAIN}: for_staff.rule: it has 54 words, more than 50. Fix: shorten it"
    ],
    "staff_text_with_a_figure_of_its_own": [
        f"error: {TRAIN}: for_staff.rule.0: no text for young people has the figure £77. "
        "Fix: tell it to young people too, with its source, or make it a parameter"
    ],
    "staff_text_without_a_rule": [
        f"error: {TRAIN}: for_staff.rule: write the rule in one or two sentences. Fix: {CORRECT}"
    ],
    "easy_version_of_another_place": [
        f"error: {HAMLET}: easy: the lead is this place's own, the easy version is not. "
        "Fix: write `easy` or `add.easy` for this place"
    ],
    "hard_word": [f"error: {WORDS}: zone.plain: it is hard to read. Fix: use shorter words"],
    "word_of_unknown_topic": [f"error: {WORDS}: bus_pass.topic: `bus_pas` is not known. Fix: correct the id"],
    "word_explained_twice": [
        f"error: {WORDS}: zone: `travel card` is explained under `bus_pass` too. Fix: keep one of the two"
    ],
    "row_of_unknown_topic": [
        f"error: {ROWS}: S1.topics: `plane_pass` says nothing of this place. "
        "Fix: write hamlet/plane_pass.yml, or say in `why_not` why it has no home"
    ],
    "row_of_a_topic_without_this_place": [
        f"error: {ROWS}: S1.topics: `train_pass` says nothing of this place. "
        "Fix: write hamlet/train_pass.yml, or say in `why_not` why it has no home"
    ],
    # what reading the files already finds; more of it is in test_broken_content.py
    "empty_file": [f"error: {TRAIN}: the file: it is empty. Fix: write its fields, or delete it"],
    "not_utf8": [f"error: {TRAIN}: the file: it is not UTF-8 text. Fix: save it as UTF-8"],
    "impossible_date": [
        f"error: {TRAIN}: the file: a value can't be read (month must be in 1..12). Fix: write dates as YYYY-MM-DD"
    ],
    "field_name_is_no_text": [
        f"error: {TRAIN}: 2026: a field's name must be text. Fix: correct it, or put it in quotes"
    ],
    "entry_is_a_text": [f"error: {WORDS}: zone: expected named fields. Fix: write `name: value` lines"],
    "register_is_a_list": [
        f"error: {ROWS}: the file: expected one entry per id. Fix: write `id:` and its fields below it"
    ],
    "one_id_twice": [
        "error: hamlet/contacts.yml: bus_firm: another place already uses this id. Fix: choose a new id"
    ],
    "place_inherits_an_unknown_one": [
        "error: moor/place.yml: inherits: there is no place `atlantis`. Fix: name an existing folder"
    ],
    "places_in_a_circle": [
        "error: marsh/place.yml: inherits: `moor` inherits this place, or is broken itself. Fix: name an existing folder",
        "error: moor/place.yml: inherits: `marsh` inherits this place, or is broken itself. Fix: name an existing folder",
    ],
    "unknown_main_contact": [
        "error: hamlet/place.yml: main_contact: `hamlet_team` is not known. Fix: add it to contacts.yml, or correct the id"
    ],
    "row_with_topic_and_reason": [
        f"error: {ROWS}: S1.__root__: give either `topics` or `why_not`, not both and not neither. Fix: {CORRECT}"
    ],
    "source_is_paper_and_law": [
        f"error: {TRAIN}: sources.act.__root__: give either `document` or `law`, not both and not neither. Fix: {CORRECT}"
    ],
}
PAGE = "error: docs/coverage.md: the file: it is not up to date. Fix: run: localoffer coverage"


@pytest.fixture
def lay(tmp_path: Path) -> Callable[[str], Path]:
    """Lays one broken pack over the sound one, in a home folder of its own."""

    def of(name: str) -> Path:
        offer = tmp_path / "data" / "offer"
        shutil.copytree(PACKS / "sound", offer)
        if name != "sound":
            shutil.copytree(PACKS / name, offer, dirs_exist_ok=True)
        return offer

    return of


@pytest.fixture
def findings(lay: Callable[[str], Path], parameters: Parameters) -> Callable[[str], list[str]]:
    """All that the check finds in a pack, as it prints it."""

    def of(name: str) -> list[str]:
        offer = load_offer(lay(name), parameters.__contains__)
        found = check_offer(offer, parameters, TODAY, PACKS / "papers")
        return sorted(f"{finding.level}: {finding}" for finding in found)

    return of


def test_the_sound_pack_has_no_finding(findings: Callable[[str], list[str]]) -> None:
    """What the other packs break is whole before, in the nation and in a council."""
    assert findings("sound") == []


@pytest.mark.parametrize("pack", SAYS)
def test_a_finding_says_how_bad_where_what_and_how_to_mend_it(
    findings: Callable[[str], list[str]], pack: str
) -> None:
    """Level, file, field, message and fix are these, and nothing else is found."""
    assert findings(pack) == SAYS[pack]


def test_every_pack_is_tested() -> None:
    """No folder of broken content lies there unused."""
    assert sorted(path.name for path in PACKS.iterdir() if path.is_dir()) == sorted(
        [*SAYS, "sound", "papers"]
    )


def test_the_command_prints_the_findings_and_fails(
    lay: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`localoffer check` shows the same lines, asks for the page of what is covered, counts, and ends with 1."""
    home = lay("hard_word").parent.parent
    shutil.copytree(ROOT / "data" / "parameters", home / "data" / "parameters")
    monkeypatch.setenv("LOCALOFFER_HOME", str(home))
    monkeypatch.setenv("LOCALOFFER_TODAY", str(TODAY))
    assert main(["check"]) == 1
    assert capsys.readouterr().out.splitlines() == [
        PAGE,
        *SAYS["hard_word"],
        "2 topics, 2 places, 2 errors, 0 warnings",
    ]


def test_a_warning_alone_does_not_fail_the_command(
    lay: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An old paper is named, and the check passes."""
    home = lay("paper_past_its_review").parent.parent
    shutil.copytree(ROOT / "data" / "parameters", home / "data" / "parameters")
    (home / "docs").mkdir()
    monkeypatch.setenv("LOCALOFFER_HOME", str(home))
    monkeypatch.setenv("LOCALOFFER_TODAY", str(TODAY))
    assert main(["coverage"]) == 0
    assert main(["check"]) == 0
    assert capsys.readouterr().out.splitlines()[1:] == [
        *SAYS["paper_past_its_review"],
        "2 topics, 2 places, 0 errors, 1 warnings",
    ]


@pytest.mark.parametrize(("days", "colour"), [(0, "green"), (1, "amber"), (365, "amber"), (366, "red")])
def test_what_is_due_turns_amber_the_day_after_and_red_after_a_year(days: int, colour: str) -> None:
    """The day itself is in time; 27 November 2027 is the first red day for 26 November 2026."""
    assert state(TODAY, TODAY + timedelta(days=days)) == colour


# That no kind of finding is left out is read from the source: whoever adds one must add a pack.
MAKERS = {
    "Problem": ("file", "field", "message", "fix"),
    "_problem": ("topic", "field", "message", "fix"),
    "report": ("path", "field", "message", "fix"),
}
ANYTHING = ".+"


def test_no_kind_of_finding_is_left_untested() -> None:
    """Each message with its fix that the source can make stands in full in a test."""
    tested = (
        [line for lines in SAYS.values() for line in lines]
        + [
            f"error: {line}"
            for line in (*SAID_WHILE_LOADING.values(), *SAID_OF_MESSAGES, *SAID_OF_ALARMS, *SAID_OF_PLACES)
        ]
        + [PAGE]
    )
    kinds = [kind for path in checking() for kind in kinds_of(path)]
    assert len(kinds) > 30
    assert [kind for kind in kinds if not any(re.fullmatch(kind, line) for line in tested)] == []


def test_no_fix_for_a_wrong_field_is_left_untested() -> None:
    """A missing, strange or wrong field each have their own fix, and a model's own rule has its own message."""
    tested = " ".join([*(line for lines in SAYS.values() for line in lines), *SAID_WHILE_LOADING.values()])
    assert [fix for fix in _FIXES.values() if f"Fix: {fix}" not in tested] == []
    assert [said for said in rules_of(ROOT / "bot" / "offer" / "models.py") if said not in tested] == []


@pytest.mark.parametrize(
    ("message", "fields"),
    [
        ("this part is missing", {"sources", "easy", "for_staff"}),
        ("it reads at grade", {WHAT, f"{WHAT}.short", LAW, "passages", "easy"}),
    ],
)
def test_each_part_of_a_topic_has_a_pack(message: str, fields: set[str]) -> None:
    """One part that is checked does not stand for the others."""
    found = {line.split(": ")[2] for lines in SAYS.values() for line in lines if f": {message}" in line}
    assert found == fields


def checking() -> list[Path]:
    """The files whose findings `localoffer check` prints."""
    return [
        *sorted((ROOT / "bot" / "authoring").glob("check*.py")),
        ROOT / "bot" / "offer" / "loader.py",
        ROOT / "bot" / "cli" / "check_command.py",
    ]


def kinds_of(path: Path) -> Iterator[str]:
    """A pattern for each message and fix that a file puts into a finding."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
        if function.name in MAKERS:
            continue  # it only hands on what it is given
        for call in (node for node in ast.walk(function) if isinstance(node, ast.Call)):
            given = handed_over(call)
            if given:
                both = (patterns(given["message"], function), patterns(given["fix"], function))
                yield from (rf"\w+: [^:]+: .+: {message}\. Fix: {fix}" for message, fix in product(*both))


def handed_over(call: ast.Call) -> dict[str, ast.expr]:
    """What a call gives to one of the makers of findings, by name."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name not in MAKERS:
        return {}
    return {
        **dict(zip(MAKERS[name], call.args, strict=False)),
        **{word.arg: word.value for word in call.keywords if word.arg},
    }


def patterns(value: ast.expr, function: ast.FunctionDef) -> list[str]:
    """What a text of the source can look like; a name is looked up in its function."""
    if isinstance(value, ast.Constant):
        return [re.escape(str(value.value))]
    if isinstance(value, ast.JoinedStr):
        return [
            "".join(
                ANYTHING if isinstance(part, ast.FormattedValue) else re.escape(part.value)
                for part in value.values
            )
        ]
    if isinstance(value, ast.IfExp):
        return [*patterns(value.body, function), *patterns(value.orelse, function)]
    if isinstance(value, ast.Name):
        return [pattern for one in values_of(value.id, function) for pattern in patterns(one, function)] or [
            ANYTHING
        ]
    return [ANYTHING]


def values_of(name: str, function: ast.FunctionDef) -> Iterator[ast.expr]:
    """What a name is set to in a function: by `=`, or by a loop over what is written out there."""
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and any(
            isinstance(target, ast.Name) and target.id == name for target in node.targets
        ):
            yield node.value
        if (
            isinstance(node, ast.For)
            and isinstance(node.target, ast.Tuple)
            and isinstance(node.iter, ast.Tuple)
        ):
            places = [
                index
                for index, target in enumerate(node.target.elts)
                if isinstance(target, ast.Name) and target.id == name
            ]
            yield from (
                row.elts[index] for row in node.iter.elts if isinstance(row, ast.Tuple) for index in places
            )


def rules_of(path: Path) -> list[str]:
    """What the models of a file say when they refuse something."""
    raised = [
        node.exc
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Raise)
    ]
    return [
        call.args[0].value
        for call in raised
        if isinstance(call, ast.Call) and isinstance(call.args[0], ast.Constant)
    ]
