"""The table of what a place tells of each topic: by a passage, in another topic, or that no paper does."""

from __future__ import annotations

from made_topics import a_passage, a_topic, an_offer

from bot.authoring.aspects_told import aspect_table, aspect_tables, cell
from bot.offer.passage import ASPECTS

TOPIC = a_topic(
    a_passage("what"),
    a_passage("cost", aspect="how_much"),
    a_passage("hamlet_cost", aspect="how_much", place="hamlet"),
    a_passage("gap", aspect="how_long", is_silent=True),
    a_passage("one", aspect="where", is_silent=True),
    a_passage("two", aspect="where"),
    elsewhere={"by_when": "train_pass"},
    silent=("who_decides",),
)


def test_a_cell_says_how_an_aspect_is_told() -> None:
    """Passages are counted, with a mark where the council wrote one; those that only say that nothing is known are silence."""
    cells = {aspect: cell(TOPIC, aspect, "england") for aspect in ASPECTS}
    told = {aspect: text for aspect, text in cells.items() if text != "."}
    assert told == {
        "what": "1",
        "how_much": "2+",
        "how_long": "silent",
        "where": "2",
        "by_when": "see train_pass",
        "who_decides": "silent",
    }


def test_the_table_has_a_row_a_topic_and_a_column_an_aspect() -> None:
    """As Markdown: every line has as many cells."""
    head, line, *rows = aspect_table([TOPIC, a_topic(id="train_pass")], "england")
    assert [row.split(" | ")[0] for row in rows] == ["| bus_pass", "| train_pass"]
    assert {text.count("|") for text in (head, line, *rows)} == {len(ASPECTS) + 2}


def test_there_is_a_table_for_each_place_but_areas() -> None:
    """The nation and every council, by name."""
    headings = [line.strip() for line in aspect_tables(an_offer(TOPIC)) if line.startswith("\n## ")]
    assert headings == [f"## What {name} tells of each topic" for name in ("England", "Hamlet", "Moor")]
