"""A topic becomes a whole answer that says where it comes from, how fresh that is, and what to ask next."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from made_topics import CHECKED, CONTACTS, PLACES, a_law, a_paper, a_passage, a_topic, an_offer

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

if TYPE_CHECKING:
    from bot.answer import Answer
    from bot.offer.models import Source, Topic


def cites(*sources: Source) -> Topic:
    """A topic whose first passage rests on these sources."""
    keys = {f"source_{number}": source for number, source in enumerate(sources)}
    return a_topic(a_passage(sources=tuple(keys)), all_sources=keys)


def papers(*documents: str) -> Topic:
    """A topic with these papers as its sources."""
    return cites(*map(a_paper, documents))


def told(topic: Topic, *others: Topic) -> Answer:
    """The whole answer of a topic of Hamlet, where these others are written too."""
    return answer_for(topic, an_offer(topic, *others), Parameters({}), CHECKED)


def test_a_document_is_named_with_its_place_and_its_dates() -> None:
    """A reader can find the line in the paper, and see how old both the paper and the check are."""
    answer = told(cites(a_paper("bus_offer", section="5.2", lines="10-12")))
    assert answer.sources == (
        SourceLine(
            title="Bus offer",
            short="Bus offer",
            section="5.2, lines 10-12",
            published=date(2017, 4, 25),
            checked_on=CHECKED,
            review_due=date(2020, 4, 30),
        ),
    )


def test_a_law_is_named_with_the_day_of_its_check() -> None:
    """A law has no day of print here, but a day of check."""
    assert told(cites(a_law())).sources == (SourceLine(title="Bus Act", short="Bus Act", checked_on=CHECKED),)


def test_sources_are_named_in_the_order_of_the_passages_and_once() -> None:
    """What two passages rest on stands once; what no passage rests on does not stand there."""
    keys = {"unused": a_law("Old Act"), "b": a_law("Second Act"), "a": a_law("First Act")}
    topic = a_topic(a_passage("one", sources=("a",)), a_passage("two", sources=("b", "a")), all_sources=keys)
    assert [source.title for source in told(topic).sources] == ["First Act", "Second Act"]


@pytest.mark.parametrize("document", ["bus_plan", "bus_draft"])
def test_a_paper_that_was_not_agreed_says_so(document: str) -> None:
    """Proposals and drafts are never told as if they held."""
    assert notes_for(papers(document), an_offer(), CHECKED) == (
        "Hamlet's part comes from plans written in April 2017. They were not yet agreed. Ask your PA what happens now.",
    )


def test_a_paper_that_was_agreed_needs_no_note() -> None:
    """A plain report gets no note."""
    assert notes_for(papers("bus_report"), an_offer(), CHECKED) == ()


def test_on_its_review_date_a_paper_is_not_overdue() -> None:
    """The day of review itself is not late."""
    assert notes_for(papers("bus_offer"), an_offer(), date(2020, 4, 30)) == ()


def test_the_day_after_its_review_date_a_paper_is_overdue() -> None:
    """From the next day on the answer says that it may be out of date."""
    assert notes_for(papers("bus_offer"), an_offer(), date(2020, 5, 1)) == (
        "Hamlet's offer was due for review in April 2020. Some of it may have changed. Check with your PA.",
    )


def test_a_note_is_said_once_however_often_a_paper_is_cited() -> None:
    """Two places in one paper, or two papers of one day, make one note."""
    assert len(notes_for(papers("bus_plan", "bus_plan", "bus_draft"), an_offer(), CHECKED)) == 1


def test_a_contact_from_an_old_paper_says_so() -> None:
    """A printed number may have changed."""
    line = contact_line(CONTACTS["bus_team"])
    assert (line.phone, line.note) == ("01632 960001", "Printed in 2017. It may have changed.")


def test_a_contact_that_is_kept_up_to_date_has_no_note() -> None:
    """Only printed contacts get the note."""
    assert contact_line(CONTACTS["personal_adviser"]).note == ""


def test_related_topics_become_choices_with_their_titles() -> None:
    """A choice shows the title that this council gives the topic."""
    other = a_topic(id="train_pass", title="Train pass")
    assert told(a_topic(related=("train_pass",)), other).choices == (
        Choice(label="Train pass", kind="topic", value="train_pass"),
    )


def test_a_related_topic_that_nobody_wrote_is_not_offered() -> None:
    """No button leads nowhere."""
    assert told(a_topic(related=("plane_pass",))).choices == ()


def test_figures_are_filled_in_everywhere(parameters: Parameters) -> None:
    """Texts and steps of every passage print figures, not placeholders."""
    text = "It runs to {staying_put_until_age}."
    one, two = (a_passage(name, text=text, steps=(text,)) for name in ("one", "two"))
    answer = answer_for(a_topic(one, two), an_offer(), parameters, CHECKED)
    [second] = answer.paragraphs
    assert {answer.lead, *answer.steps, second.text, *second.steps} == {"It runs to 21."}


def test_the_whole_answer_is_every_passage_in_its_order() -> None:
    """The first stands at the top, each other one under its question, its steps and who stands behind it with it: nothing is left out."""
    rest = [
        a_passage("how", question="How do I ask?", text="", steps=("Ask your PA.", "Say why.")),
        a_passage(
            "law", question="What does the law say?", text="The Act says so.", basis="law", is_rule=True
        ),
        a_passage("gap", question="How long does it take?", text="My papers don't say.", is_silent=True),
    ]
    answer = told(a_topic(a_passage(text="You can ride.", steps=("Get a card.",), basis="council"), *rest))
    assert (answer.lead, answer.steps, answer.basis) == ("You can ride.", ("Get a card.",), "council")
    assert [(one.heading, one.text, one.steps, one.basis) for one in answer.paragraphs] == [
        (passage.question, passage.text, passage.steps, passage.basis) for passage in rest
    ]


def test_a_first_passage_of_steps_alone_is_told_in_one_go() -> None:
    """A lead that is only a list is still a lead, and the list is not told twice."""
    answer = told(a_topic(a_passage(text="", steps=("Ask your PA.", "Say why."))))
    assert (answer.lead, answer.steps) == ("Ask your PA. Say why.", ())


def test_who_can_help_with_single_passages_stands_behind_who_helps_with_all() -> None:
    """Nobody is named twice."""
    topic = a_topic(a_passage("one", contacts=("bus_desk", "personal_adviser")), a_passage("two"))
    assert [contact.name for contact in told(topic).contacts] == ["Your PA", "Bus desk"]


def test_an_answer_carries_its_topic_its_place_and_who_it_is_for() -> None:
    """The next short question needs to know what the last answer was about."""
    answer = told(a_topic())
    assert (answer.topic, answer.place, answer.applies_to) == ("bus_pass", "hamlet", "Everyone in Hamlet")


def test_an_answer_for_a_council_names_it() -> None:
    """Whose answer it is can be seen; the nation's own carries no council's name."""
    council, nation = told(a_topic()), told(a_topic(place="england", places=("england",)))
    assert (council.place_name, nation.place_name) == ("Hamlet", "")
    assert plain_text(council).startswith("BUS PASS (Hamlet)\n")


def test_only_councils_with_something_of_their_own_have_more() -> None:
    """A council that merely inherits the national answer is not named."""
    assert councils_with_more("bus_pass", an_offer(a_topic())) == ["hamlet"]


def test_the_nation_s_own_answer_has_no_council_layer() -> None:
    """What stands in the nation's file alone is not a council's."""
    assert not council_layer(a_topic(places=("england",)), an_offer())


def test_who_stands_behind_a_passage_is_said_beside_its_question() -> None:
    """The law and what the council adds are kept apart; under one question two pieces of one kind stand together."""
    passages = [
        a_passage("one"),
        a_passage("law", question="Is it free?", text="Yes.", basis="law"),
        a_passage("more", question="Is it free?", text="Always.", basis="law"),
        a_passage("own", question="Is it free?", text="Here too.", basis="council"),
        a_passage("help", question="Who helps?", text="Your PA."),
    ]
    groups = paragraph_groups(told(a_topic(*passages)).paragraphs)
    assert [tuple(group) for group in groups] == [
        ("Is it free?", "The law", ["Yes.", "Always."], []),
        ("Is it free?", "What the council adds", ["Here too."], []),
        ("Who helps?", "", ["Your PA."], []),
    ]


def test_the_plain_text_holds_every_part_of_the_answer() -> None:
    """Nothing of an answer is lost on the way to a terminal."""
    topic = a_topic(
        a_passage(steps=("Ask early.",), sources=("plan",)),
        a_passage("cost", text="It is free.", basis="council", steps=("Show your card.",)),
        contacts=("bus_team",),
        all_sources={"plan": a_paper("bus_plan")},
        related=("bus_pass",),
    )
    text = plain_text(told(topic))
    parts = [
        "BUS PASS",
        "Ask your PA about what.",
        "Cost? (What the council adds):\nIt is free.\n- Show your card.",
        "What you can do:\n- Ask early.",
        "Who this is for: Everyone in Hamlet",
        "- Bus team: ring 01632 960001, 1 Bus Road. Bus passes. Printed in 2017. It may have changed.",
        "They were not yet agreed.",
        "- Bus plan, published April 2017, checked 22 November 2026",
        "You can also ask:\n- Bus pass",
    ]
    assert [part for part in parts if part not in text] == []


def test_who_a_contact_is_for_and_its_note_are_two_sentences() -> None:
    """A register entry that ends without a full stop does not run into the note behind it."""
    line = contact_line(CONTACTS["bus_team"].copy(update={"who_for": "Bus passes"}))
    assert (
        contact_text(line)
        == "Bus team: ring 01632 960001, 1 Bus Road. Bus passes. Printed in 2017. It may have changed."
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
    silent = CONTACTS["personal_adviser"].copy(update=in_danger)
    made = Offer(
        PLACES,
        {"duty": duty, "silent": silent, "bus_team": CONTACTS["bus_team"].copy(update={"place": "hamlet"})},
        {},
        {},
        [],
    )
    assert council_numbers(made) == {"hamlet": (contact_line(duty),)}
