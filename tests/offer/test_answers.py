"""A topic becomes an answer that says where it comes from, how fresh that is, and what to ask next."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bot.answer import Choice, SourceLine
from bot.answer_text import contact_text, paragraph_groups, plain_text
from bot.entitlements.parameters import Parameters
from bot.offer.answers import (
    answer_for,
    contact_line,
    council_layer,
    council_numbers,
    councils_with_more,
    notes_for,
)
from bot.offer.loader import Offer
from bot.offer.models import Contact, Document, Place, Topic

CHECKED = date(2026, 11, 22)
PRINTED = {"publisher": "Hamlet", "published": "2017-04-25", "checked_on": CHECKED}
DOCUMENTS = {
    "bus_plan": Document(id="bus_plan", title="Bus plan", status="proposal", **PRINTED),
    "bus_draft": Document(id="bus_draft", title="Bus rules", status="draft", **PRINTED),
    "bus_report": Document(id="bus_report", title="Bus report", status="report", **PRINTED),
    "bus_offer": Document(
        id="bus_offer", title="Bus offer", status="published", review_due="2020-04-30", **PRINTED
    ),
}
CONTACTS = {
    "adviser": Contact(id="adviser", name="Your PA", who_for="Anything", source="a law", checked_on=CHECKED),
    "bus_team": Contact(
        id="bus_team",
        name="Bus team",
        who_for="Bus passes.",
        phone="01632 960001",
        source="Bus report",
        printed=2017,
        checked_on=CHECKED,
    ),
}
PLACES = {
    "england": Place(id="england", name="England", kind="nation"),
    "hamlet": Place(id="hamlet", name="Hamlet", kind="council", inherits=("england",)),
    "moor": Place(id="moor", name="Moor", kind="council", inherits=("england",)),
}


def a_topic(**fields: Any) -> Topic:
    """A topic of the council Hamlet."""
    whole = {
        "id": "bus_pass",
        "place": "hamlet",
        "title": "Bus pass",
        "lead": "Ask your PA.",
        "basis": "law",
        "applies_to": {"who": "Everyone in Hamlet"},
        "paragraphs": (),
        "contacts": ("adviser",),
        "places": ("england", "hamlet"),
    }
    return Topic(**{**whole, **fields})


def an_offer(*topics: Topic) -> Offer:
    """An offer with these topics of Hamlet, and the national bus pass for Moor."""
    national = a_topic(place="moor", places=("england",))
    found = {"hamlet": {topic.id: topic for topic in topics}, "moor": {"bus_pass": national}}
    return Offer(PLACES, CONTACTS, DOCUMENTS, found, [])


def cites(*documents: str) -> Topic:
    """A topic with these documents as its sources."""
    return a_topic(sources=[{"document": document, "checked_on": CHECKED} for document in documents])


def test_a_document_is_named_with_its_place_and_its_dates() -> None:
    """A reader can find the line in the paper, and see how old both the paper and the check are."""
    source = {"document": "bus_offer", "section": "5.2", "lines": "10-12", "checked_on": CHECKED}
    answer = answer_for(a_topic(sources=[source]), an_offer(), Parameters({}), CHECKED)
    assert answer.sources == (
        SourceLine(
            title="Bus offer",
            section="5.2, lines 10-12",
            published=date(2017, 4, 25),
            checked_on=CHECKED,
            review_due=date(2020, 4, 30),
        ),
    )


def test_a_law_is_named_with_the_day_of_its_check() -> None:
    """A law has no day of print here, but a day of check."""
    answer = answer_for(
        a_topic(sources=[{"law": "Bus Act", "checked_on": CHECKED}]), an_offer(), Parameters({}), CHECKED
    )
    assert answer.sources == (SourceLine(title="Bus Act", checked_on=CHECKED),)


@pytest.mark.parametrize("document", ["bus_plan", "bus_draft"])
def test_a_paper_that_was_not_agreed_says_so(document: str) -> None:
    """Proposals and drafts are never told as if they held."""
    assert notes_for(cites(document), an_offer(), CHECKED) == (
        "Hamlet's part comes from plans written in April 2017. They were not yet agreed. Ask your PA what happens now.",
    )


def test_a_paper_that_was_agreed_needs_no_note() -> None:
    """A plain report gets no note."""
    assert notes_for(cites("bus_report"), an_offer(), CHECKED) == ()


def test_on_its_review_date_a_paper_is_not_overdue() -> None:
    """The day of review itself is not late."""
    assert notes_for(cites("bus_offer"), an_offer(), date(2020, 4, 30)) == ()


def test_the_day_after_its_review_date_a_paper_is_overdue() -> None:
    """From the next day on the answer says that it may be out of date."""
    assert notes_for(cites("bus_offer"), an_offer(), date(2020, 5, 1)) == (
        "Hamlet's offer was due for review in April 2020. Some of it may have changed. Check with your PA.",
    )


def test_a_note_is_said_once_however_often_a_paper_is_cited() -> None:
    """Two places in one paper, or two papers of one day, make one note."""
    assert len(notes_for(cites("bus_plan", "bus_plan", "bus_draft"), an_offer(), CHECKED)) == 1


def test_a_contact_from_an_old_paper_says_so() -> None:
    """A printed number may have changed."""
    line = contact_line(CONTACTS["bus_team"])
    assert (line.phone, line.note) == ("01632 960001", "Printed in 2017. It may have changed.")


def test_a_contact_that_is_kept_up_to_date_has_no_note() -> None:
    """Only printed contacts get the note."""
    assert contact_line(CONTACTS["adviser"]).note == ""


def test_related_topics_become_choices_with_their_titles() -> None:
    """A choice shows the title that this council gives the topic."""
    other = a_topic(id="train_pass", title="Train pass")
    answer = answer_for(a_topic(related=("train_pass",)), an_offer(other), Parameters({}), CHECKED)
    assert answer.choices == (Choice(label="Train pass", kind="topic", value="train_pass"),)


def test_a_related_topic_that_nobody_wrote_is_not_offered() -> None:
    """No button leads nowhere."""
    assert answer_for(a_topic(related=("plane_pass",)), an_offer(), Parameters({}), CHECKED).choices == ()


def test_figures_are_filled_in_everywhere(parameters: Parameters) -> None:
    """Lead, paragraphs and steps print figures, not placeholders."""
    text = "It runs to {staying_put_until_age}."
    topic = a_topic(lead=text, paragraphs=[{"text": text}], steps=(text,))
    answer = answer_for(topic, an_offer(), parameters, CHECKED)
    assert {answer.lead, answer.paragraphs[0].text, answer.steps[0]} == {"It runs to 21."}


def test_an_answer_carries_its_topic_its_place_and_who_it_is_for() -> None:
    """The next short question needs to know what the last answer was about."""
    answer = answer_for(a_topic(), an_offer(), Parameters({}), CHECKED)
    assert (answer.topic, answer.place, answer.applies_to) == ("bus_pass", "hamlet", "Everyone in Hamlet")


def test_an_answer_for_a_council_names_it() -> None:
    """Whose answer it is can be seen; the nation's own carries no council's name."""
    council = answer_for(a_topic(), an_offer(), Parameters({}), CHECKED)
    nation = answer_for(a_topic(place="england", places=("england",)), an_offer(), Parameters({}), CHECKED)
    assert (council.place_name, nation.place_name) == ("Hamlet", "")
    assert plain_text(council).startswith("BUS PASS (Hamlet)\n")


def test_only_councils_with_something_of_their_own_have_more() -> None:
    """A council that merely inherits the national answer is not named."""
    assert councils_with_more("bus_pass", an_offer(a_topic())) == ["hamlet"]


def test_the_nation_s_own_answer_has_no_council_layer() -> None:
    """What stands in the nation's file alone is not a council's."""
    assert not council_layer(a_topic(places=("england",)), an_offer())


def test_the_law_and_the_council_are_kept_apart_in_the_text() -> None:
    """Each run of paragraphs stands under who is behind it."""
    topic = a_topic(
        paragraphs=[
            {"text": "One.", "basis": "law"},
            {"text": "Two.", "basis": "law"},
            {"text": "Three."},
            {"text": "Four.", "basis": "council"},
        ]
    )
    groups = paragraph_groups(topic.paragraphs)
    assert groups == [("The law", ["One.", "Two."]), ("", ["Three."]), ("What the council adds", ["Four."])]


def test_the_plain_text_holds_every_part_of_the_answer() -> None:
    """Nothing of an answer is lost on the way to a terminal."""
    topic = a_topic(
        paragraphs=[{"text": "It is free.", "basis": "council"}],
        steps=("Ask early.",),
        contacts=("bus_team",),
        sources=[{"document": "bus_plan", "checked_on": CHECKED}],
        related=("bus_pass",),
    )
    text = plain_text(answer_for(topic, an_offer(topic), Parameters({}), CHECKED))
    parts = [
        "BUS PASS",
        "Ask your PA.",
        "What the council adds:\nIt is free.",
        "- Ask early.",
        "Who this is for: Everyone in Hamlet",
        "- Bus team: ring 01632 960001. Bus passes. Printed in 2017. It may have changed.",
        "They were not yet agreed.",
        "- Bus plan, published April 2017, checked 22 November 2026",
        "You can also ask:\n- Bus pass",
    ]
    assert [part for part in parts if part not in text] == []


def test_who_a_contact_is_for_and_its_note_are_two_sentences() -> None:
    """A register entry that ends without a full stop does not run into the note behind it."""
    line = contact_line(CONTACTS["bus_team"].copy(update={"who_for": "Bus passes"}))
    assert (
        contact_text(line) == "Bus team: ring 01632 960001. Bus passes. Printed in 2017. It may have changed."
    )


def test_only_numbers_that_help_in_danger_stand_in_the_urgent_reply(offer: Offer) -> None:
    """A council's main number, duty or social care; never those of fostering questions, complaints or youth work."""
    found = council_numbers(offer)
    assert {place: [line.phone for line in lines] for place, lines in found.items()} == {
        "rutland": ["01572 722577"]
    }
    assert [
        line
        for lines in found.values()
        for line in lines
        if "Staying Put" in line.who_for or "omplaint" in line.who_for
    ] == []


def test_a_contact_that_helps_in_danger_needs_a_number() -> None:
    """Somebody without one can't be rung."""
    in_danger = {"place": "hamlet", "helps_in_danger": True}
    duty = CONTACTS["bus_team"].copy(update=in_danger)
    silent = CONTACTS["adviser"].copy(update=in_danger)
    made = Offer(
        PLACES,
        {"duty": duty, "silent": silent, "bus_team": CONTACTS["bus_team"].copy(update={"place": "hamlet"})},
        {},
        {},
        [],
    )
    assert council_numbers(made) == {"hamlet": (contact_line(duty),)}
