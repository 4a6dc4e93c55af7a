"""A council inherits from its area and its nation, and sets or adds what is its own."""

from __future__ import annotations

from typing import Any

import pytest

from bot.answer import Basis
from bot.offer.inherit import chain, merge
from bot.offer.models import Additions, Layer, Place, Source, Topic
from bot.offer.passage import PassagePart

ACT = Source(law="Bus Act", checked_on="2026-11-22")
NATION = Layer(
    title="Bus pass",
    basis=Basis.LAW,
    applies_to={"who": "Everyone"},
    contacts=("personal_adviser",),
    passages={
        "what": PassagePart(question="What is it?", aspect="what", text="A card.", asks=("bus pass",)),
        "cost": PassagePart(question="What does it cost?", aspect="how_much", text="Ask.", sources=("act",)),
        "law": PassagePart(question="What is the law?", aspect="the_rule", text="An Act.", rule=True),
    },
    sources={"act": ACT},
)
PLACES = {
    "england": Place(id="england", name="England", kind="nation"),
    "shire": Place(id="shire", name="Shire", kind="area", inherits=("england",)),
    "wolds": Place(id="wolds", name="Wolds", kind="area", inherits=("england",)),
    "hamlet": Place(id="hamlet", name="Hamlet", kind="council", inherits=("shire",)),
    "border": Place(id="border", name="Border", kind="council", inherits=("shire", "wolds")),
}


def fields(*layers: Layer) -> dict[str, Any]:
    """What layers make together: the nation's, the area's, the council's."""
    return merge(zip(("england", "shire", "hamlet"), layers))  # noqa: B905 - as many places as there are layers


def merged(*layers: Layer) -> Topic:
    """The nation's topic with these layers on it."""
    return Topic(id="bus_pass", place="hamlet", **fields(NATION, *layers))


def own(**passages: dict[str, Any]) -> Layer:
    """A layer of passages alone."""
    return Layer(passages={key: PassagePart(**part) for key, part in passages.items()})


def ids(topic: Topic) -> list[str]:
    """The order of its passages."""
    return [passage.id for passage in topic.passages]


NEW = {"question": "Where?", "aspect": "where", "text": "At the desk."}


def test_a_council_sets_one_field_and_keeps_the_rest() -> None:
    """Only the field that the council sets changes."""
    assert fields(NATION, Layer(title="Hamlet bus pass")) == {**fields(NATION), "title": "Hamlet bus pass"}


def test_the_last_layer_to_set_a_field_wins() -> None:
    """Nation, area, council: the council has the last word."""
    assert merged(Layer(title="Area bus pass"), Layer(title="Hamlet bus pass")).title == "Hamlet bus pass"


def test_a_passage_is_told_in_the_council_s_words_and_keeps_what_it_does_not_set() -> None:
    """A text of its own under the inherited question, with the inherited ways to ask; it is the council's then, in its old place."""
    topic = merged(Layer(), own(what={"text": "A green card.", "basis": "council"}))
    what = topic.passages[0]
    assert (what.text, what.basis, what.place) == ("A green card.", Basis.COUNCIL, "hamlet")
    assert (what.question, what.asks) == ("What is it?", ("bus pass",))
    assert [passage.place for passage in topic.passages[1:]] == ["england", "england"]


def test_each_layer_may_set_a_field_of_one_passage() -> None:
    """What the area sets is the council's to set again; the rest goes through."""
    topic = merged(own(cost={"text": "Free.", "short": "Free!"}), own(cost={"short": ""}))
    cost = topic.passages[1]
    assert (cost.text, cost.short, cost.sources, cost.place) == ("Free.", "", ("act",), "hamlet")


def test_a_new_passage_stands_last() -> None:
    """If nobody says where it goes."""
    assert ids(merged(Layer(), own(hamlet_where=NEW))) == ["what", "cost", "law", "hamlet_where"]


def test_a_passage_stands_before_the_one_that_it_names() -> None:
    """The council's own sum before "ask your council"; several keep their order."""
    layer = own(hamlet_one={**NEW, "before": "cost"}, hamlet_two={**NEW, "before": "cost"})
    assert ids(merged(Layer(), layer)) == ["what", "hamlet_one", "hamlet_two", "cost", "law"]


def test_an_inherited_passage_can_be_moved() -> None:
    """Its place changes, its words do not."""
    topic = merged(own(law={"before": "what"}))
    assert ids(topic) == ["law", "what", "cost"]
    assert topic.passages[0].text == "An Act."


def test_a_passage_that_does_not_hold_is_left_out() -> None:
    """Also one of the area, and for good: who inherits from there does not have it either."""
    area = Layer(without=("law",), passages={"shire_where": PassagePart(**NEW)})
    assert ids(merged(area)) == ["what", "cost", "shire_where"]
    assert ids(merged(area, Layer(without=("shire_where",)))) == ["what", "cost"]


def test_what_stands_before_a_passage_that_is_left_out_stands_last() -> None:
    """It is not lost."""
    layer = Layer(without=("cost",), passages={"hamlet_where": PassagePart(**NEW, before="cost")})
    assert ids(merged(layer)) == ["what", "law", "hamlet_where"]


def test_rule_and_silent_are_marks_of_the_passage() -> None:
    """As the file writes them, and as a council may take them back."""
    assert merged().passages[2].is_rule
    assert merged(own(cost={"silent": True})).passages[1].is_silent
    assert not merged(own(cost={"silent": True}), own(cost={"silent": False})).passages[1].is_silent


def test_what_no_paper_tells_is_added_up_until_somebody_tells_it() -> None:
    """An aspect is silent in a place if some layer says so and no passage there is about it."""
    area, council = Layer(silent=("how_long", "where")), Layer(silent=("by_when", "how_long"))
    assert merged(area, council).silent == ("how_long", "where", "by_when")
    assert merged(area, own(hamlet_where=NEW)).silent == ("how_long",)


def test_a_passage_that_is_left_out_tells_its_aspect_no_more() -> None:
    """Then silence on it counts again."""
    assert merged(Layer(without=("cost",), silent=("how_much",))).silent == ("how_much",)


def test_where_else_an_aspect_is_told_is_added_up() -> None:
    """A council may name another topic for it."""
    area, council = Layer(elsewhere={"where": "train_pass"}), Layer(elsewhere={"where": "tram_pass"})
    assert merged(area, council).elsewhere == {"where": "tram_pass"}


def test_sources_are_added_up_and_shown_if_a_passage_rests_on_them() -> None:
    """A council's passage may use the nation's source and its own."""
    paper = Source(document="hamlet_offer", checked_on="2026-11-22")
    layer = Layer(
        passages={"hamlet_where": PassagePart(**NEW, sources=("offer", "act"))}, sources={"offer": paper}
    )
    topic = merged(layer)
    assert topic.all_sources == {"act": ACT, "offer": paper}
    assert topic.sources == (ACT, paper)
    assert merged(Layer(sources={"offer": paper})).sources == (ACT,)


def test_what_a_council_adds_stands_behind_what_it_inherits() -> None:
    """Additions come last, in the order of the layers."""
    area, council = (Layer(add=Additions(easy=(text,))) for text in ("Ask the bus firm.", "Ask Hamlet."))
    nation = NATION.copy(update={"easy": ("Ask your PA.",)})
    assert fields(nation, area, council)["easy"] == ("Ask your PA.", "Ask the bus firm.", "Ask Hamlet.")


def test_a_council_can_replace_a_list_and_add_to_it() -> None:
    """A list that is set replaces the inherited one; additions follow it."""
    council = Layer(contacts=("hamlet_team",), add=Additions(contacts=("personal_adviser",)))
    assert merged(council).contacts == ("hamlet_team", "personal_adviser")


def test_a_council_can_empty_a_list() -> None:
    """An empty list is a decision, not a gap."""
    area = Layer(related=("train_pass",), passages={"cost": PassagePart(steps=("Ask.",))})
    topic = merged(area, Layer(related=(), passages={"cost": PassagePart(steps=())}))
    assert (topic.related, topic.passages[1].steps) == ((), ())


def test_what_is_added_twice_is_said_once() -> None:
    """A repeat of an inherited item is left out."""
    council = Layer(add=Additions(contacts=("hamlet_team", "personal_adviser", "hamlet_team")))
    assert merged(council).contacts == ("personal_adviser", "hamlet_team")


def test_a_field_that_nobody_sets_is_not_there() -> None:
    """Merging invents no title, no passage and no basis."""
    assert {name for name, value in fields(Layer()).items() if value} == set()
    assert not {"title", "basis", "applies_to", "picture", "for_staff"} & set(fields(Layer()))


def test_sources_of_figures_are_added_up() -> None:
    """A council's own figures stand beside the inherited ones, and may correct one."""
    area, council = (
        Layer(figures={"28 days": "Act", "16": "Act"}),
        Layer(figures={"16": "paper", "12 weeks": "paper"}),
    )
    assert merged(area, council).figures == {"28 days": "Act", "16": "paper", "12 weeks": "paper"}


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
