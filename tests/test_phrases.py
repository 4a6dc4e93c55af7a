"""What we say stands in data/phrases: each sentence is said, each use has its sentence, and a broken one silences nobody."""

from __future__ import annotations

import ast
import logging
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from enum import Enum
from pathlib import Path

import pytest

from bot.answer import Answer
from bot.delivery.alerts.alert_tables import Recipient
from bot.delivery.alerts.alert_words import About, subject, text
from bot.delivery.conversation.journal import MemoryJournal
from bot.dialogue.trained_models import data_digest
from bot.front_door import FrontDoor, Incoming
from bot.phrase_files import FOLDER, PhraseError
from bot.phrases import PhraseSet, faults_now, phrase, phrases, read_from
from bot.safeguarding.finding import Danger
from bot.safeguarding.judge_training import model_file
from bot.safeguarding.replies import urgent_reply

ROOT = Path(__file__).resolve().parent.parent

Write = Callable[[str, str], None]


class Weather(Enum):
    """Options of a set."""

    DRY = 1
    VERY_WET = 2


@pytest.fixture
def write(tmp_path: Path) -> Iterator[Write]:
    """Writes a subject of an invented home, whose sentences are said while the test runs."""
    (tmp_path / FOLDER).mkdir(parents=True)
    read_from(tmp_path)
    yield (
        lambda name, content: (
            (tmp_path / FOLDER / f"{name}.yml").write_text(content, encoding="utf-8") and None
        )
    )
    read_from(ROOT)


@pytest.fixture
def without_files(tmp_path: Path) -> Iterator[None]:
    """A home whose folder of sentences is empty."""
    (tmp_path / FOLDER).mkdir(parents=True)
    read_from(tmp_path)
    yield
    read_from(ROOT)


def test_a_sentence_is_said_with_what_is_filled_in(write: Write) -> None:
    """Folded lines are one line, and brackets in a name stay as they are."""
    write("bus", "late: >-\n  The bus to {place}\n  is late, {name}.\n")
    assert phrase("bus.late", place="York", name="{place}") == "The bus to York is late, {place}."


def test_a_word_that_yaml_takes_for_something_else_stays_a_word(write: Write) -> None:
    """A button may say no."""
    write("bus", "no: No\nyear: 2026\n")
    assert (phrase("bus.no"), phrase("bus.year")) == ("No", "2026")


def test_a_list_is_said_one_after_the_other(write: Write) -> None:
    """In the order of the file."""
    write("bus", "in_a_row: [One., Two.]\n")
    assert phrases("bus.in_a_row") == ("One.", "Two.")


def test_a_set_has_a_sentence_for_each_option(write: Write) -> None:
    """Enums go by their names in small letters; a sentence may leave a placeholder out."""
    write("bus", "weather:\n  dry: Walk.\n  very_wet: Take the bus to {place}.\n")
    said = PhraseSet("bus.weather", Weather, "place")
    assert dict(said) == {Weather.DRY: "Walk.", Weather.VERY_WET: "Take the bus to {place}."}
    assert said.get("snow") is None  # type: ignore[call-overload]


def test_a_set_is_made_without_reading() -> None:
    """Modules that say sentences can be imported whatever the files are."""
    assert len(PhraseSet("nowhere.at_all", Weather)) == len(Weather)


WRONG = {
    "no_file": (
        None,
        "data/phrases/bus.yml: the file: it can't be read (FileNotFoundError). Fix: put it back, as UTF-8 text",
    ),
    "no_yaml": (
        "late: a: b\n",
        "data/phrases/bus.yml: line 1: this is not valid YAML (mapping values are not allowed here). "
        "Fix: check indentation, quotes and colons there",
    ),
    "twice": (
        "late: One.\nearly: Two.\nlate: Three.\n",
        "data/phrases/bus.yml: line 3: this is not valid YAML (`late` stands twice). "
        "Fix: check indentation, quotes and colons there",
    ),
    "no_sentences": (
        "Just words.\n",
        "data/phrases/bus.yml: the file: it holds no sentences. Fix: write `key: sentence` lines",
    ),
    "missing": ("early: One.\n", "data/phrases/bus.yml: late: this sentence is missing. Fix: write it"),
    "empty": (
        "late:\n",
        "data/phrases/bus.yml: late: there is no sentence. Fix: write one, in quotes if it has a colon in it",
    ),
    "bracket": (
        "late: Hello {place }.\n",
        "data/phrases/bus.yml: late: a curly bracket holds no name. Fix: write placeholders as {name}",
    ),
    "a_list": (
        "late: [One., Two.]\n",
        "data/phrases/bus.yml: late: it is a list. Fix: write one sentence behind the colon",
    ),
    "strange_placeholder": (
        "late: To {place}, {nmae}.\n",
        "data/phrases/bus.yml: late: {nmae} is filled by nothing. Fix: use {place}",
    ),
    "placeholder_left_out": (
        "late: Late.\n",
        "data/phrases/bus.yml: late: {place} is missing. Fix: use {place}",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_sentence_that_cannot_be_said_names_file_key_and_fix(
    name: str, write: Write, caplog: pytest.LogCaptureFixture
) -> None:
    """Whoever catches it, the log has it too."""
    content, said = WRONG[name]
    if content is not None:
        write("bus", content)
    with caplog.at_level(logging.ERROR), pytest.raises(PhraseError) as error:
        phrase("bus.late", place="York")
    assert str(error.value) == said
    assert said in caplog.text


def test_one_text_where_a_list_is_said_is_refused(write: Write) -> None:
    """It would be said letter by letter."""
    write("bus", "in_a_row: One.\n")
    with pytest.raises(
        PhraseError, match=r"in_a_row: it should be a list\. Fix: begin each sentence with `- `"
    ):
        phrases("bus.in_a_row")


def test_a_wrong_sentence_leaves_the_others_of_its_file(write: Write) -> None:
    """One slip of a writer takes one sentence away."""
    write("bus", "late:\nearly: It came early.\n")
    assert phrase("bus.early") == "It came early."


def test_what_is_wrong_in_the_files_is_known_at_the_start(write: Write) -> None:
    """Nobody has to ask first."""
    write("bus", "late:\n")
    write("train", "a: b: c\n")
    assert [(fault.file, fault.key) for fault in faults_now()] == [
        ("data/phrases/bus.yml", "late"),
        ("data/phrases/train.yml", "line 1"),
    ]


def test_our_own_files_are_sound() -> None:
    """What is shipped can be said."""
    read_from(ROOT)
    assert faults_now() == []


def test_a_home_without_sentences_says_ours(tmp_path: Path) -> None:
    """A folder that holds content alone needs no copy of them."""
    read_from(tmp_path)
    assert phrase("buttons.person") == "Talk to a person"
    read_from(ROOT)


@pytest.mark.usefixtures("without_files")
async def test_danger_gets_the_urgent_reply_without_any_file() -> None:
    """The urgent replies are in code, and Rasa is not asked."""
    door = FrontDoor(Silent(), MemoryJournal(), 60)
    reply = await door.handle(Incoming("web", "one", "m-1", "i want to kill myself"))
    assert [answer.lead for answer in reply.answers] == [urgent_reply(Danger("crisis_self_harm")).lead]


class Silent:
    """A dialogue that says nothing."""

    async def respond(self, *_given: object, **_more: object) -> list[Answer]:
        """Nothing."""
        return []

    async def about(self, _text: str) -> str | None:
        """No topic."""
        return None

    def forget(self, _conversation: str) -> None:
        """There is nothing to forget."""


@pytest.mark.usefixtures("without_files")
@pytest.mark.parametrize("recipient", Recipient)
def test_an_alert_goes_out_without_its_file(recipient: Recipient) -> None:
    """In plain words, with the reference, where to acknowledge it, and 999."""
    about = About(7, "YP-1", "rutland", datetime(2026, 11, 22, 12, 5), False, True, recipient, 0)
    assert subject(about) == "Please ring YP-1 (Rutland), alert 7"
    assert text(about, "https://offer.example/", 15) == (
        "Please ring YP-1 (Rutland), alert 7.\n\n"
        "Acknowledge it on https://offer.example/staff. If somebody may be in danger right now, ring 999.\n"
    )


def test_the_subject_of_an_alert_is_one_line_whatever_is_written(write: Write) -> None:
    """A mail server takes no subject with a line break."""
    write("staff_alerts", "subject: |-\n  ring {reference}\n  ({council}), alert {number}\n")
    about = About(7, "YP-1", "rutland", datetime(2026, 11, 22, 12, 5), False, True, Recipient.DUTY_TEAM, 0)
    assert subject(about) == "ring YP-1 (Rutland), alert 7"


# Where sentences are said, and which of them stay in code: each is said in danger or in failure, or to builders.
SAYING = (
    "actions/*.py",
    "bot/talk/*.py",
    "bot/casework/plans/*_words.py",
    "bot/offer/answers.py",
    "bot/offer/lengths.py",
    "bot/offer/figures.py",
    "bot/delivery/alerts/alert_words.py",
    "bot/delivery/sending/*.py",
    "bot/channels/web/*.py",
    "bot/channels/staff/*.py",
)
IN_CODE = (
    "Feeling unsafe? Ring 999. Need to talk? Ring Samaritans on 116 123, or text SHOUT to 85258.",
    "Printed in {}. It may have changed.",
    "Acknowledge it on {address}/staff. If somebody may be in danger right now, ring 999.",
    "If you built what sent this: a message is a form ({}) in UTF-8, with the field `text`.",
)


def sentences(path: Path) -> Iterator[str]:
    """What reads like a sentence in a module: more than one word, and a full stop or a question mark at an end."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    parts = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            parts.add(id(node.value))  # a docstring
        found = None if id(node) in parts else _text_of(node)
        if found and " " in found and found.rstrip().endswith((".", "?", "!")):
            yield found


def _text_of(node: ast.AST) -> str | None:
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def test_no_sentence_that_can_stand_in_a_file_stands_in_code() -> None:
    """Who changes a wording opens no Python."""
    found = {text for pattern in SAYING for path in ROOT.glob(pattern) for text in sentences(path)}
    assert found == set(IN_CODE)


def test_a_changed_wording_trains_nothing_anew(tmp_path: Path) -> None:
    """Neither Rasa's model nor the danger check's is of other data because of it."""
    for name in ("config.yml", "domain.yml"):
        shutil.copy(ROOT / name, tmp_path)
    shutil.copytree(ROOT / FOLDER, tmp_path / FOLDER)
    before = data_digest(tmp_path, ""), model_file(tmp_path, "")
    (tmp_path / FOLDER / "buttons.yml").write_text("person: Another word\n", encoding="utf-8")
    assert (data_digest(tmp_path, ""), model_file(tmp_path, "")) == before
