"""The content model takes what is complete and refuses the rest."""

from __future__ import annotations

from datetime import date

import pytest
from pydantic import ValidationError

from bot.answer import Answer, Basis, Choice, ContactLine, Paragraph, SourceLine
from bot.offer.models import AppliesTo, Layer, Problem, Source, Topic
from bot.offer.passage import ASPECTS, Passage, PassagePart, Who

CHECKED = date(2026, 11, 22)
PASSAGE = {"id": "what", "place": "england", "question": "What is it?", "aspect": "what"}
WHOLE = {
    "id": "bus_pass",
    "place": "england",
    "title": "Bus pass",
    "basis": "law",
    "applies_to": {"who": "Everyone"},
    "passages": ({**PASSAGE, "text": "Ask your PA."},),
    "contacts": ("personal_adviser",),
}


def test_a_topic_with_the_fields_it_needs_is_taken() -> None:
    """Title, basis, who it is for, a passage and a contact make a topic; what its first passage says is its lead."""
    topic = Topic(**WHOLE)
    assert (topic.basis, topic.is_faulty, topic.related) == (Basis.LAW, False, ())
    assert topic.lead == "Ask your PA."


@pytest.mark.parametrize("field", ["title", "basis", "applies_to", "passages", "contacts"])
def test_a_topic_without_one_of_them_is_refused(field: str) -> None:
    """No field that a topic needs has a silent default."""
    with pytest.raises(ValidationError, match=field):
        Topic(**{name: value for name, value in WHOLE.items() if name != field})


def test_a_topic_that_names_nobody_to_ask_is_refused() -> None:
    """An empty list of contacts is not enough."""
    with pytest.raises(ValidationError, match="every topic needs at least one contact"):
        Topic(**{**WHOLE, "contacts": ()})


def test_a_topic_that_says_nothing_is_refused() -> None:
    """An empty list of passages is not enough."""
    with pytest.raises(ValidationError, match="every topic needs at least one passage"):
        Topic(**{**WHOLE, "passages": ()})


@pytest.mark.parametrize("field", PASSAGE)
def test_a_passage_without_what_it_needs_is_refused(field: str) -> None:
    """Its id, whose it is, its question and its aspect are never guessed."""
    with pytest.raises(ValidationError, match=field):
        Passage(**{name: value for name, value in PASSAGE.items() if name != field})


def test_a_passage_says_its_text_and_its_steps() -> None:
    """Both count as its words; one of them may be missing."""
    assert Passage(**PASSAGE, text="Do this.", steps=("Ask.", "Go.")).whole_text == "Do this. Ask. Go."
    assert Passage(**PASSAGE, steps=("Ask.",)).whole_text == "Ask."


@pytest.mark.parametrize("wrong", [{"aspect": "whether"}, {"basis": "rumour"}, {"txt": "Ask."}])
def test_a_passage_with_a_wrong_field_is_refused(wrong: dict[str, str]) -> None:
    """An aspect or a basis that does not exist, and a misspelt field, also where only part of it is set."""
    for kind, fields in ((Passage, PASSAGE), (PassagePart, {})):
        with pytest.raises(ValidationError):
            kind(**{**fields, **wrong})


@pytest.mark.parametrize("wrong", [{"from_age": -1}, {"until_age": 121}, {"care": "near"}, {"age": 18}])
def test_for_whom_a_passage_holds_is_said_in_known_words(wrong: dict[str, object]) -> None:
    """Ages that people have, in care or left, and nothing misspelt."""
    with pytest.raises(ValidationError):
        Who(**wrong)


def test_a_passage_is_found_by_its_id_or_its_aspect() -> None:
    """The first of an aspect counts; what is not there is None."""
    costs = ({**PASSAGE, "id": name, "aspect": "how_much", "text": name} for name in ("first", "second"))
    topic = Topic(**{**WHOLE, "passages": (*WHOLE["passages"], *costs)})
    assert (topic.passage("second").text, topic.of_aspect("how_much").text) == ("second", "first")
    assert (topic.passage("third"), topic.of_aspect("how_long")) == (None, None)


def test_no_aspect_stands_twice_in_the_list() -> None:
    """The table of what is told has one column for each."""
    assert len(set(ASPECTS)) == len(ASPECTS)


@pytest.mark.parametrize("given", [{}, {"document": "a_paper", "law": "An Act"}])
def test_a_source_is_a_document_or_a_law(given: dict[str, str]) -> None:
    """Neither and both are refused."""
    with pytest.raises(ValidationError, match="give either `document` or `law`, not both and not neither"):
        Source(checked_on=CHECKED, **given)


def test_a_source_says_when_it_was_checked() -> None:
    """A source without the day of its check is refused."""
    with pytest.raises(ValidationError, match="checked_on"):
        Source(law="An Act")


def test_a_layer_with_a_misspelt_field_is_refused() -> None:
    """A misspelt field is not ignored."""
    with pytest.raises(ValidationError, match="extra fields not permitted"):
        Layer(titel="Bus pass")


@pytest.mark.parametrize("age", [-1, 121])
def test_an_age_that_nobody_has_is_refused(age: int) -> None:
    """Ages go from 0 to 120."""
    with pytest.raises(ValidationError):
        AppliesTo(who="Everyone", until_age=age)


@pytest.mark.parametrize("age", [0, 120])
def test_the_first_and_the_last_age_are_taken(age: int) -> None:
    """Both ends of the range count."""
    assert AppliesTo(who="Everyone", until_age=age).until_age == age


def test_content_does_not_change_after_loading() -> None:
    """A loaded topic is frozen."""
    topic = Topic(**WHOLE)
    with pytest.raises(TypeError):
        topic.title = "Something else."


def test_a_problem_reads_as_file_field_fault_and_fix() -> None:
    """One line tells an editor where to look and what to do."""
    problem = Problem(
        file="england/bus_pass.yml", field="title", message="field required", fix="add this field"
    )
    assert str(problem) == "england/bus_pass.yml: title: field required. Fix: add this field"


def test_an_answer_survives_json() -> None:
    """What an action says reaches the channel unchanged, dates and all."""
    answer = Answer(
        lead="Ask your PA.",
        short="Ask.",
        topic="bus_pass",
        passage="what",
        is_doubtful=True,
        title="Bus pass",
        basis=Basis.COUNCIL,
        urgency="urgent",
        steps=("Ask.",),
        notes=("Old.",),
        paragraphs=(Paragraph(text="It is free.", basis=Basis.LAW, heading="Is it free?", steps=("Ask.",)),),
        contacts=(ContactLine(name="Your PA", phone="01632 960001"),),
        sources=(SourceLine(title="An Act", short="Act", checked_on=CHECKED),),
        choices=(Choice(label="More", kind="topic", value="council_tax"),),
    )
    assert Answer.parse_raw(answer.json(exclude_defaults=True)) == answer
