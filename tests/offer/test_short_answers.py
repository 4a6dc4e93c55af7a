"""What is shown first is one passage: short, with two contacts, one line of source and four buttons at most."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from made_topics import CHECKED, a_law, a_paper, a_passage, a_topic, an_offer

from bot.answer import Basis, Choice, SourceLine
from bot.answer_text import plain_text, source_in_short
from bot.entitlements.parameters import Parameters
from bot.offer.models import Contact
from bot.offer.short_answers import neighbours, passage_answer, passage_choice, whole_answer
from bot.offer.sources import source_line

if TYPE_CHECKING:
    from bot.answer import Answer
    from bot.offer.models import Source, Topic
    from bot.offer.passage import Passage

WHOLE = Choice(label="The whole answer", kind="follow_up", value="all/bus_pass")


def told(passage: Passage, *others: Passage, **fields: object) -> Answer:
    """The short answer of a passage that stands first in its topic."""
    topic = a_topic(passage, *others, **fields)
    return passage_answer(topic, passage, an_offer(topic), Parameters({}), CHECKED)


def labels(topic: Topic, passage_id: str, *said: str) -> list[str]:
    """The neighbours' questions of a passage, where these were said."""
    passage = topic.passage(passage_id)
    assert passage is not None
    keys = {(topic.place, topic.id, one) for one in said}
    return [choice.label for choice in neighbours(topic, passage, keys)]


def test_the_answer_is_the_passage_under_its_question() -> None:
    """Its text, its steps, its short twin and who stands behind it, and nothing of its neighbours."""
    first = a_passage("cost", text="It is free.", short="Free.", steps=("Show it.",), basis="council")
    answer = told(first, a_passage("other", text="Something else."))
    assert (answer.title, answer.lead, answer.short, answer.steps) == (
        "Cost?",
        "It is free.",
        "Free.",
        ("Show it.",),
    )
    assert (answer.topic, answer.passage, answer.place, answer.place_name) == (
        "bus_pass",
        "cost",
        "hamlet",
        "Hamlet",
    )
    assert answer.basis is Basis.COUNCIL
    assert answer.paragraphs == ()
    assert "Something else." not in plain_text(answer)


def test_a_passage_of_steps_alone_is_one_lead() -> None:
    """A list is told in one go, and not twice."""
    answer = told(a_passage(text="", steps=("Ask your PA.", "Say why.")))
    assert (answer.lead, answer.steps) == ("Ask your PA. Say why.", ())


def test_figures_of_the_day_stand_in_text_twin_and_steps(parameters: Parameters) -> None:
    """No placeholder is shown."""
    text = "It runs to {staying_put_until_age}."
    topic = a_topic(a_passage(text=text, short=text, steps=(text,)))
    answer = passage_answer(topic, topic.passages[0], an_offer(topic), parameters, CHECKED)
    assert {answer.lead, answer.short, *answer.steps} == {"It runs to 21."}


def test_two_contacts_are_shown_at_most_and_in_few_words() -> None:
    """Those who can help with just this and can be reached, how, and no address."""
    answer = told(a_passage(contacts=("personal_adviser", "bus_team", "bus_desk", "bus_team")))
    assert [contact.name for contact in answer.contacts] == ["Bus team", "Bus desk"]
    assert {(contact.who_for, contact.address) for contact in answer.contacts} == {("", None)}
    assert (answer.contacts[0].phone, answer.contacts[0].note) == ("01632 960001", "Printed in 2017.")


@pytest.mark.parametrize(
    ("contact", "ways"),
    [
        ({"phone": "01632 960001", "email": "a@example.org", "web": "https://example.org"}, ["01632 960001"]),
        ({"phone": "1", "text_number": "2", "email": "a@example.org"}, ["1", "2"]),
        ({"email": "a@example.org", "web": "https://example.org"}, ["a@example.org"]),
        ({"web": "https://example.org"}, ["https://example.org"]),
    ],
)
def test_a_contact_is_shown_with_its_nearest_way(contact: dict[str, str], ways: list[str]) -> None:
    """Numbers to ring or to text; else an email address; else a page. The whole answer has all of them."""
    passage = a_passage(contacts=("one",)).copy(update={"text": "The pass is free."})
    topic = a_topic(passage)
    made = an_offer(topic)
    one = Contact(
        id="one", place="town", name="One", who_for="All", source="a page", checked_on=CHECKED, **contact
    )
    made.contacts["one"] = one
    [line] = passage_answer(topic, passage, made, Parameters({}), CHECKED).contacts
    assert [way for way in (line.phone, line.text_number, line.email, line.web) if way] == ways


def test_the_year_of_an_old_number_is_said_once() -> None:
    """Where the answer itself says it, the contact does not say it again."""
    for text, note in (("In 2017 it was free.", ""), ("It was free.", "Printed in 2017.")):
        passage = a_passage(contacts=("bus_team",)).copy(update={"text": text})
        assert [one.note for one in told(passage).contacts] == [note]


def test_an_address_is_shown_where_that_was_asked() -> None:
    """Of a passage that tells where something is."""
    answer = told(a_passage(aspect="where", contacts=("bus_team",)))
    assert [contact.address for contact in answer.contacts] == ["1 Bus Road"]


def test_a_passage_that_names_nobody_has_the_first_contact_of_its_topic() -> None:
    """The first who can be reached, and only one."""
    passage = a_passage().copy(update={"text": "The pass is free."})
    answer = told(passage, contacts=("personal_adviser", "bus_team", "bus_desk"))
    assert [contact.name for contact in answer.contacts] == ["Bus team"]


def test_a_passage_that_says_itself_whom_to_ask_has_no_other_contact() -> None:
    """One person to ask is enough."""
    passage = a_passage().copy(update={"text": "The pass is free. Ask your PA for it."})
    assert told(passage, contacts=("bus_team",)).contacts == ()


def test_a_number_that_stands_in_the_words_is_not_shown_again() -> None:
    """It can be pressed there."""
    passage = a_passage(contacts=("bus_team",))
    number = told(passage).contacts[0].phone
    saying = passage.copy(update={"text": f"Ring the bus team on {number}."})
    assert told(saying).contacts == ()


def test_a_short_answer_has_its_own_sources_and_their_notes_alone() -> None:
    """A paper that only a neighbour rests on is not named, and casts no doubt."""
    sources = {"law": a_law(section="section 4"), "plan": a_paper("bus_plan"), "old": a_paper("bus_offer")}
    first = a_passage("one", sources=("law",), basis="law")
    second = a_passage("two", sources=("plan", "old"), basis="council")
    topic = a_topic(first, second, all_sources=sources)
    law, council = (
        passage_answer(topic, passage, an_offer(topic), Parameters({}), CHECKED)
        for passage in (first, second)
    )
    assert ([source.title for source in law.sources], law.notes) == (["Bus Act"], ())
    assert [source.title for source in council.sources] == ["Bus plan", "Bus offer"]
    assert council.notes == ("In April 2017 this was only a plan. Ask if it is so now.",)


@pytest.mark.parametrize(
    ("text", "says_so"),
    [
        ("In 2017 the plan was: it is free.", True),
        ("A draft of 2017 says that it is free.", True),
        ("It is free. The paper had still to be agreed.", True),
        ("It is free, if that was never agreed or not.", True),
        ("It is free. Ask for it in your pathway plan.", False),
        ("It is free, as agreed with your PA.", False),
        ("You need to show what was agreed.", False),
    ],
)
def test_a_passage_that_says_itself_that_it_is_a_plan_needs_no_note(text: str, says_so: bool) -> None:
    """All others have it; a pathway plan, or what is agreed with somebody, says nothing of the paper."""
    answer = told(a_passage(text=text, sources=("plan",)), all_sources={"plan": a_paper("bus_plan")})
    assert (answer.notes == ()) is says_so


def test_sources_stand_in_one_line_with_who_stands_behind_them() -> None:
    """The first name, since the whole answer has all, and the oldest day of check."""
    topic = a_topic(
        a_passage(sources=("one", "two", "three"), basis="law"),
        all_sources={
            "one": a_law("Bus Act", section="section 4"),
            "two": a_law("Tram Act").copy(update={"checked_on": date(2026, 3, 1)}),
            "three": a_paper("bus_report"),
        },
    )
    answer = passage_answer(topic, topic.passages[0], an_offer(topic), Parameters({}), CHECKED)
    line = "The law: Bus Act s.4; checked 1 Mar 2026"
    assert source_in_short(answer) == line
    assert [one for one in plain_text(answer).splitlines() if one.startswith("Source")] == [
        f"Source: {line}."
    ]


def test_our_own_word_of_help_has_no_line_of_source() -> None:
    """Nothing is made up where nothing stands behind it."""
    answer = told(a_passage())
    assert source_in_short(answer) == ""
    assert "Source" not in plain_text(answer)


@pytest.mark.parametrize(
    ("source", "short"),
    [
        (a_law("Children Act 1989", section="section 24B"), "Children Act 1989 s.24B"),
        (a_law("Leaving Care Rules", section="regulation 8"), "Leaving Care Rules reg.8"),
        (a_law("Children Act 1989", section="section 24B and 24C"), "Children Act 1989"),
        (a_law("Children Act 1989", section="paragraph 19"), "Children Act 1989"),
        (a_law("Children Act 1989"), "Children Act 1989"),
        (a_paper("bus_report", section="page 7", lines="10-12"), "Bus report"),
    ],
)
def test_a_source_has_a_short_name(source: Source, short: str) -> None:
    """A law with its section where that is one, a paper by its title: lines and pages are for the whole answer."""
    found: SourceLine = source_line(source, an_offer())
    assert found.short == short


def test_what_people_ask_next_comes_first_then_what_stands_behind() -> None:
    """How to ask, what if no, how much: two of these; then the order of the topic, from here on and round."""
    passages = [
        a_passage("before"),
        a_passage("here"),
        a_passage("cost", aspect="how_much"),
        a_passage("behind"),
        a_passage("refused", aspect="what_if_no"),
        a_passage("asking", aspect="how_to_ask"),
    ]
    topic = a_topic(*passages)
    assert labels(topic, "here") == ["Asking?", "Refused?", "Cost?"]
    assert labels(topic, "here", "asking", "refused", "cost") == ["Behind?", "Before?"]


def test_what_was_said_is_not_offered_again_and_no_bare_rule_either() -> None:
    """Three neighbours at most; what another place said does not count."""
    topic = a_topic(*(a_passage(name) for name in ("a", "b", "c", "d", "e")), a_passage("law", is_rule=True))
    assert labels(topic, "a") == ["B?", "C?", "D?"]
    assert labels(topic, "a", "b", "c") == ["D?", "E?"]
    elsewhere = neighbours(topic, topic.passages[0], {("moor", "bus_pass", "b")})
    assert [choice.label for choice in elsewhere] == ["B?", "C?", "D?"]


def test_four_buttons_at_most_and_the_last_is_the_whole_answer() -> None:
    """A topic of one passage has that one alone."""
    assert told(a_passage()).choices == (WHOLE,)
    answer = told(a_passage("one"), *(a_passage(name) for name in ("two", "three", "four", "five")))
    assert [choice.kind for choice in answer.choices] == ["passage", "passage", "passage", "follow_up"]
    assert answer.choices[-1] == WHOLE


def test_a_button_of_a_passage_asks_its_question_for_its_place() -> None:
    """Pressed later, it still knows which council it was shown for."""
    topic = a_topic(a_passage("cost", question="What does it cost?"))
    assert passage_choice(topic, topic.passages[0]) == Choice(
        label="What does it cost?", kind="passage", value="hamlet/bus_pass/cost"
    )
    assert whole_answer(topic) == WHOLE


def test_a_button_leads_on_while_its_passage_is_there() -> None:
    """One of an old page whose passage, topic or place is gone does not."""
    topic = a_topic(a_passage("cost"))
    offer = an_offer(topic)
    assert offer.has(passage_choice(topic, topic.passages[0]))
    gone = ("hamlet/bus_pass/price", "hamlet/tram_pass/cost", "atlantis/bus_pass/cost", "moor/bus_pass/cost")
    assert [offer.has(Choice(label="?", kind="passage", value=value)) for value in gone] == [False] * 4
