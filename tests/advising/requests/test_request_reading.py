"""What members of staff type is taken for what they mean, and for nobody else."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from benchmarks.staff_requests import Case, Outcome, cases_of, outcomes_of, shares_of
from bot.advising.requests.reading import read_request
from bot.advising.requests.request import Asked, Last

HERE = Path(__file__).parent
ON = date(2026, 11, 30)
NAMES = ("Kai", "Ash", "May", "Will")
HELD_OUT = sorted(HERE.glob("held_out*.yml"))


def outcome(case: Case) -> Outcome:
    """How one case is read."""
    [found] = outcomes_of([case])
    return found


SAID = [
    case
    for file in (HERE / "said_requests.yml", *sorted(HERE.glob("said_people*.yml")))
    for case in cases_of(file)
]


@pytest.mark.parametrize("case", SAID, ids=lambda case: case.text)
def test_a_request_is_read_as_it_is_meant(case: Case) -> None:
    """The action, the person and every detail that the file states."""
    found = outcome(case)
    assert found.read.asked.value in case.asked
    assert found.is_person, f"{found.read.person!r}, last: {found.read.is_last_person}"
    assert found.missed_details == []


@pytest.mark.parametrize("file", HELD_OUT, ids=lambda file: file.stem)
def test_requests_that_nobody_learnt_are_read_too(file: Path) -> None:
    """Of sets that measure, at least 95 of 100 have the right action and person, and nobody is taken for somebody else."""
    shares = shares_of(outcomes_of(cases_of(file)))
    assert shares["right action and person"].value >= 0.95
    assert shares["wrong person"].hits == 0


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "?",
        "...",
        "'s",
        "’s plan",
        "-",
        "\n",
        "a" * 5000,
        "kai " * 900,
        "12/13/14/15",
        "0",
        "£",
        "🙂",
        "İstanbul'un planı",
        "\u0000",
    ],
)
def test_no_text_is_too_strange_to_be_read(text: str) -> None:
    """Whatever is typed, something is understood and nothing raised."""
    assert read_request(text, ON, Last(), NAMES).asked in Asked


@pytest.mark.parametrize("asked", [None, *Asked])
@pytest.mark.parametrize(
    "text",
    ["and hers?", "what about Ash", "same for next month", "more", "and the week after", "him too", "Kai"],
)
def test_a_request_that_leans_on_another_is_read_behind_any(text: str, asked: Asked) -> None:
    """Nothing that was asked before, and nothing before at all, makes it fail; nobody is pointed to where the talk was about nobody."""
    found = read_request(text, ON, Last(asked=asked), NAMES)
    assert not found.is_last_person
    assert found.person in ("", "Ash", "Kai")


@pytest.mark.parametrize(
    "text",
    [
        "how is she doing",
        "reset her pin",
        "start their review",
        "is that one overdue",
        "authorise it",
        "log a call with him",
    ],
)
def test_a_word_stands_for_whom_the_talk_was_about_only_if_it_was_about_somebody(text: str) -> None:
    """With somebody before it points to them; with nobody it points to nobody, so that they are asked for."""
    assert read_request(text, ON, Last(asked=Asked.STATUS, has_person=True), NAMES).is_last_person
    assert not read_request(text, ON, Last(asked=Asked.STATUS), NAMES).is_last_person


@pytest.mark.parametrize(
    "text",
    [
        "Kai's mum says she wants a call",
        "a young person rang and her rent is late",
        "someone says he lost his card",
        "who has had their visit",
        "turn them back on",
    ],
)
def test_a_word_of_somebody_elses_story_points_to_nobody(text: str) -> None:
    """A mother's "she", a caller's "her" and "them" of messages are not whom the talk was about."""
    assert not read_request(text, ON, Last(asked=Asked.STATUS, has_person=True), NAMES).is_last_person


def test_importing_the_reader_reads_no_file_and_loads_nothing_heavy() -> None:
    """The server starts as quickly as before: lists, examples, dates and the embedding come with the first request."""
    code = (
        "import pathlib, sys\n"
        "read = pathlib.Path.read_text\n"
        "def refuse(path, *given, **named):\n"
        "    assert 'staff' not in path.parts, path\n"
        "    return read(path, *given, **named)\n"
        "pathlib.Path.read_text = refuse\n"
        "import bot.advising.requests.reading\n"
        "print(sorted({'dateparser', 'onnxruntime', 'sklearn', 'tokenizers', 'rasa'} & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=HERE.parents[2]
    )
    assert done.stdout.strip() == "[]"


def test_reading_a_request_loads_no_scikit_learn() -> None:
    """What was learnt is read with numbers alone."""
    code = (
        "import sys, datetime\n"
        "from bot.advising.requests.reading import read_request\n"
        "from bot.advising.requests.request import Last\n"
        "read_request('how is my list looking by 12 dec', datetime.date(2026, 11, 30), Last(), ['Kai'])\n"
        "print(sorted({'sklearn', 'scipy', 'rasa', 'spacy'} & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=HERE.parents[2]
    )
    assert done.stdout.strip() == "[]"
