"""The tools of those who write the content: preview, compare, diff, a starter pack, the page of what is covered."""

from __future__ import annotations

import re
import shutil
from datetime import date
from typing import TYPE_CHECKING

import pytest

from bot.answer import Basis
from bot.authoring.check import check_offer
from bot.authoring.coverage import coverage_page
from bot.authoring.diff import changed_words, diff_offers
from bot.authoring.starter import new_council, place_id
from bot.cli.main import main
from bot.offer.loader import Offer, load_offer
from bot.offer.models import Layer
from bot.talk.compare import compare
from bot.yaml_text import read_yaml

if TYPE_CHECKING:
    from pathlib import Path

    from bot.entitlements.parameters import Parameters

TODAY = date(2026, 11, 26)


@pytest.fixture
def copied(root: Path, tmp_path: Path) -> Path:
    """A copy of our content that a test may change."""
    return shutil.copytree(root / "data" / "offer", tmp_path / "offer")


def changes(offer: Offer, folder: Path, parameters: Parameters) -> list[str]:
    """What `localoffer diff` says of a changed folder."""
    return list(diff_offers(offer, load_offer(folder, parameters.__contains__)))


def test_the_page_of_what_is_covered_is_up_to_date(root: Path, offer: Offer, parameters: Parameters) -> None:
    """The page in docs/ is what the command would write now, with a row for each topic in each place."""
    page = (root / "docs" / "coverage.md").read_text(encoding="utf-8")
    assert page == coverage_page(offer, parameters)
    for place in ("England", "Rutland", "Rotherham", "Leicestershire"):
        assert all(f"| {topic} | {place} |" in page for topic in offer.topic_ids())


def test_nothing_changed_is_said_of_the_same_content(
    offer: Offer, copied: Path, parameters: Parameters
) -> None:
    """A copy is no change."""
    assert changes(offer, copied, parameters) == []


def test_a_changed_sentence_is_shown_word_by_word(offer: Offer, copied: Path, parameters: Parameters) -> None:
    """What came stands in marks, under the topic in each place that tells it, and nothing else is said to have changed."""
    file = copied / "england" / "mentoring.yml"
    file.write_text(file.read_text().replace("title: ", "title: Quite ", 1))
    found = changes(offer, copied, parameters)
    assert found[0] == "england/mentoring:"
    assert "{+Quite+}" in found[1]
    assert all(line.endswith("/mentoring:") or line.startswith("  title: {+Quite+} ") for line in found)


def test_a_topic_that_is_gone_is_said_to_be_gone(offer: Offer, copied: Path, parameters: Parameters) -> None:
    """By place and topic."""
    (copied / "rutland" / "mentoring.yml").unlink()
    assert "rutland/mentoring: gone" in changes(offer, copied, parameters)


def test_words_that_went_and_came_are_marked() -> None:
    """What stayed stands without a mark."""
    assert changed_words("you can get money", "you can ask for money") == "you can [-get-] {+ask for+} money"


def test_a_comparison_keeps_law_and_extras_apart(offer: Offer, parameters: Parameters) -> None:
    """The law once, above; a column a council."""
    answer = compare("staying_put_money", ["rotherham", "rutland"], offer, parameters, TODAY)
    assert [column.heading for column in answer.columns] == ["Rotherham", "Rutland"]
    assert {paragraph.basis for paragraph in answer.paragraphs} <= {Basis.LAW}
    assert "£189 a week" in " ".join(answer.columns[0].texts)
    assert "£189" not in " ".join(paragraph.text for paragraph in answer.paragraphs)


def test_a_council_without_anything_of_its_own_says_so(offer: Offer, parameters: Parameters) -> None:
    """Nothing is made up to fill the column."""
    answer = compare("staying_put_money", ["leicestershire", "rotherham"], offer, parameters, TODAY)
    assert answer.columns[0].texts == ("I hold nothing of Leicestershire's own on this. Ask your PA.",)


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["compare", "bus_pass", "rutland", "rotherham"], "bus_pass"),
        (["compare", "council_tax", "atlantis"], "atlantis"),
        (["preview", "bus_pass"], "bus_pass"),
        (["preview", "council_tax", "--council", "atlantis"], "atlantis"),
        (["preview", "council_tax", "bus_pass"], "bus_pass"),
        (["new-council", "Exampleshire", "--inherits", "atlantis"], "atlantis"),
        (["new-council", "???"], "???"),
    ],
)
def test_what_is_not_there_is_named_in_the_error(
    arguments: list[str], named: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """And the command fails."""
    assert main(arguments) != 0
    assert named in capsys.readouterr().err


@pytest.mark.parametrize("council", ["england", "rutland", "rotherham", "leicestershire"])
def test_a_preview_shows_every_form_and_every_passage(
    council: str, offer: Offer, capsys: pytest.CaptureFixture[str]
) -> None:
    """The first passage on the page, as a text message and in Teams; what passages there are; the whole answer; easier words."""
    assert main(["preview", "council_tax", "--council", council]) == 0
    said = capsys.readouterr().out
    topic = offer.topic("council_tax", council)
    assert topic is not None
    headings = [line.strip("= ") for line in said.splitlines() if line.startswith("=====")]
    assert [one.partition(" (")[0] for one in headings] == [
        "Web",
        "Text message",
        "Teams",
        "Passages",
        "The whole answer",
        "In easier words",
    ]
    rows = [f"{one.id}: {one.question} ({one.aspect}, {one.place})" for one in topic.passages]
    assert [row for row in rows if row not in said.splitlines()] == []
    assert topic.easy[0] in said


def test_a_preview_of_one_passage_shows_that_alone(offer: Offer, capsys: pytest.CaptureFixture[str]) -> None:
    """Three forms with its words, how long its text message is, and nothing around it."""
    topic = offer.topic("council_tax", "rotherham")
    assert topic is not None
    passage = topic.passages[1]
    assert main(["preview", "council_tax", passage.id, "--council", "rotherham"]) == 0
    headings = [line for line in capsys.readouterr().out.splitlines() if line.startswith("=====")]
    assert [re.sub(r"\d+", "N", line) for line in headings] == [
        "===== Web =====",
        "===== Text message (N septets, N fragment(s)) =====",
        "===== Teams =====",
    ]


@pytest.mark.parametrize("passage", [[], ["how_to_ask"]])
def test_a_preview_can_be_a_page(tmp_path: Path, passage: list[str]) -> None:
    """One file that needs no server; only that of a topic lists its passages."""
    page = tmp_path / "preview.html"
    assert main(["preview", "mentoring", *passage, "--council", "rotherham", "--page", str(page)]) == 0
    html = page.read_text(encoding="utf-8")
    assert html.lstrip().lower().startswith("<!doctype html>")
    assert ("<h2>Passages</h2>" in html) is (not passage)


def test_a_starter_pack_passes_the_check_and_asks_for_every_fact(
    offer: Offer, copied: Path, parameters: Parameters
) -> None:
    """It answers with what is inherited until somebody answers its questions: one file of them a topic."""
    folder = new_council("Exampleshire", "england", offer, copied, TODAY)
    found = load_offer(copied, parameters.__contains__)
    assert [
        str(finding) for finding in check_offer(found, parameters, TODAY, None) if finding.level == "error"
    ] == []
    assert "exampleshire" in [place.id for place in found.councils()]
    assert found.topic("council_tax", "exampleshire").lead == offer.topic("council_tax", "england").lead
    asked = sorted(path.name.removesuffix(".yml.todo") for path in folder.glob("*.todo"))
    assert asked == offer.topic_ids()
    assert all("?" in path.read_text(encoding="utf-8") for path in folder.glob("*.todo"))


def test_what_a_starter_pack_shows_is_a_file_once_its_marks_are_gone(offer: Offer, copied: Path) -> None:
    """Without the `#` signs each example is a layer with a passage of the council's before the first, which the whole topic takes."""
    folder = new_council("Exampleshire", "england", offer, copied, TODAY)
    for path in folder.glob("*.yml.todo"):
        text = path.read_text(encoding="utf-8")
        layer = Layer(**read_yaml(re.sub(r"(?m)^# ?", "", text[text.index("# passages:") :])))
        topic = offer.topic(path.name.removesuffix(".yml.todo"), "england")
        assert topic is not None
        [(passage_id, part)] = layer.passages.items()
        assert passage_id == "exampleshire_how_much"
        assert part.before == topic.passages[0].id


def test_a_pack_that_is_there_is_not_written_over(offer: Offer, copied: Path) -> None:
    """Somebody's work is in it."""
    before = {path: path.read_bytes() for path in (copied / "rutland").iterdir()}
    with pytest.raises(FileExistsError):
        new_council("Rutland", "england", offer, copied, TODAY)
    assert {path: path.read_bytes() for path in (copied / "rutland").iterdir()} == before


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Exampleshire", "exampleshire"), ("St. Helens & Co", "st_helens_co"), ("  Up  North ", "up_north")],
)
def test_a_council_s_name_makes_its_folder(name: str, expected: str) -> None:
    """Small letters, digits and underscores."""
    assert place_id(name) == expected
