"""A council inherits from its area and its nation, and sets or adds what is its own."""

from __future__ import annotations

import pytest

from bot.answer import Basis, Paragraph
from bot.offer.inherit import chain, merge
from bot.offer.models import Additions, Layer, Place

NATION = Layer(
    title="Bus pass",
    lead="Ask your council.",
    basis=Basis.LAW,
    steps=("Ask your PA.",),
    contacts=("personal_adviser",),
    paragraphs=(Paragraph(text="No law gives one.", basis=Basis.LAW),),
)
PLACES = {
    "england": Place(id="england", name="England", kind="nation"),
    "shire": Place(id="shire", name="Shire", kind="area", inherits=("england",)),
    "wolds": Place(id="wolds", name="Wolds", kind="area", inherits=("england",)),
    "hamlet": Place(id="hamlet", name="Hamlet", kind="council", inherits=("shire",)),
    "border": Place(id="border", name="Border", kind="council", inherits=("shire", "wolds")),
}


def test_a_council_sets_one_field_and_keeps_the_rest() -> None:
    """Only the field that the council sets changes."""
    merged = merge([NATION, Layer(lead="Ring Hamlet.")])
    assert merged == {**merge([NATION]), "lead": "Ring Hamlet."}


def test_the_last_layer_to_set_a_field_wins() -> None:
    """Nation, area, council: the council has the last word."""
    assert (
        merge([NATION, Layer(title="Area bus pass"), Layer(title="Hamlet bus pass")])["title"]
        == "Hamlet bus pass"
    )


def test_what_a_council_adds_stands_behind_what_it_inherits() -> None:
    """Additions come last, in the order of the layers."""
    area, council = (
        Layer(add=Additions(steps=("Ask the bus firm.",))),
        Layer(add=Additions(steps=("Ask Hamlet.",))),
    )
    assert merge([NATION, area, council])["steps"] == ("Ask your PA.", "Ask the bus firm.", "Ask Hamlet.")


def test_a_council_can_replace_a_list_and_add_to_it() -> None:
    """A list that is set replaces the inherited one; additions follow it."""
    council = Layer(contacts=("hamlet_team",), add=Additions(contacts=("personal_adviser",)))
    assert merge([NATION, council])["contacts"] == ("hamlet_team", "personal_adviser")


def test_a_council_can_empty_a_list() -> None:
    """An empty list is a decision, not a gap."""
    assert merge([NATION, Layer(steps=())])["steps"] == ()


def test_what_is_added_twice_is_said_once() -> None:
    """A repeat of an inherited item is left out."""
    council = Layer(add=Additions(contacts=("hamlet_team", "personal_adviser", "hamlet_team")))
    assert merge([NATION, council])["contacts"] == ("personal_adviser", "hamlet_team")


def test_a_field_that_nobody_sets_is_not_there() -> None:
    """Merging invents no title, no lead and no basis."""
    assert {name for name, value in merge([Layer()]).items() if value} == set()
    assert not {"title", "lead", "basis", "applies_to", "how_much", "picture"} & set(merge([Layer()]))


def test_sources_of_figures_are_added_up() -> None:
    """A council's own figures stand beside the inherited ones, and may correct one."""
    nation, council = (
        Layer(figures={"28 days": "Act", "16": "Act"}),
        Layer(figures={"16": "paper", "12 weeks": "paper"}),
    )
    assert merge([nation, council])["figures"] == {"28 days": "Act", "16": "paper", "12 weeks": "paper"}


def test_a_council_inherits_through_the_shared_area() -> None:
    """Nation first, then the area, then the council."""
    assert chain("hamlet", PLACES) == ["england", "shire", "hamlet"]


def test_a_nation_that_two_areas_share_is_inherited_once() -> None:
    """Two parents of one nation name it once, before both."""
    assert chain("border", PLACES) == ["england", "shire", "wolds", "border"]


def test_a_place_that_nobody_knows_is_an_error() -> None:
    """An unknown place is not taken for one without parents."""
    with pytest.raises(KeyError):
        chain("atlantis", PLACES)
