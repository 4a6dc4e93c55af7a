"""The content model takes what is complete and refuses the rest."""

from __future__ import annotations

from datetime import date

import pytest
from pydantic import ValidationError

from bot.answer import Answer, Basis, Choice, ContactLine, Paragraph, SourceLine
from bot.offer.models import AppliesTo, FollowUp, Layer, Problem, Source, Topic

CHECKED = date(2026, 11, 22)
WHOLE = {
    "id": "bus_pass",
    "place": "england",
    "title": "Bus pass",
    "lead": "Ask your PA.",
    "basis": "law",
    "applies_to": {"who": "Everyone"},
    "paragraphs": (),
    "contacts": ("personal_adviser",),
}


def test_a_topic_with_the_fields_it_needs_is_taken() -> None:
    """Title, lead, basis, who it is for, paragraphs and a contact make a topic."""
    topic = Topic(**WHOLE)
    assert (topic.basis, topic.is_faulty, topic.related) == (Basis.LAW, False, ())


@pytest.mark.parametrize("field", ["title", "lead", "basis", "applies_to", "paragraphs", "contacts"])
def test_a_topic_without_one_of_them_is_refused(field: str) -> None:
    """No field that a topic needs has a silent default."""
    with pytest.raises(ValidationError, match=field):
        Topic(**{name: value for name, value in WHOLE.items() if name != field})


def test_a_topic_that_names_nobody_to_ask_is_refused() -> None:
    """An empty list of contacts is not enough."""
    with pytest.raises(ValidationError, match="every topic needs at least one contact"):
        Topic(**{**WHOLE, "contacts": ()})


@pytest.mark.parametrize("given", [{}, {"document": "a_paper", "law": "An Act"}])
def test_a_source_is_a_document_or_a_law(given: dict[str, str]) -> None:
    """Neither and both are refused."""
    with pytest.raises(ValidationError, match="give either `document` or `law`, not both and not neither"):
        Source(checked_on=CHECKED, **given)


def test_a_source_says_when_it_was_checked() -> None:
    """A source without the day of its check is refused."""
    with pytest.raises(ValidationError, match="checked_on"):
        Source(law="An Act")


@pytest.mark.parametrize("given", [{}, {"topic": "council_tax", "say": "Nothing."}])
def test_a_follow_up_is_a_topic_or_a_sentence(given: dict[str, str]) -> None:
    """Neither and both are refused."""
    with pytest.raises(ValidationError, match="give either `topic` or `say`, not both and not neither"):
        FollowUp(**given)


def test_a_layer_with_a_misspelt_field_is_refused() -> None:
    """A misspelt field is not ignored."""
    with pytest.raises(ValidationError, match="extra fields not permitted"):
        Layer(leed="Ask your PA.")


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
        topic.lead = "Something else."


def test_a_problem_reads_as_file_field_fault_and_fix() -> None:
    """One line tells an editor where to look and what to do."""
    problem = Problem(
        file="england/bus_pass.yml", field="lead", message="field required", fix="add this field"
    )
    assert str(problem) == "england/bus_pass.yml: lead: field required. Fix: add this field"


def test_an_answer_survives_json() -> None:
    """What an action says reaches the channel unchanged, dates and all."""
    answer = Answer(
        lead="Ask your PA.",
        title="Bus pass",
        basis=Basis.COUNCIL,
        urgency="urgent",
        steps=("Ask.",),
        notes=("Old.",),
        paragraphs=(Paragraph(text="It is free.", basis=Basis.LAW),),
        contacts=(ContactLine(name="Your PA", phone="01632 960001"),),
        sources=(SourceLine(title="An Act", checked_on=CHECKED),),
        choices=(Choice(label="More", kind="topic", value="council_tax"),),
    )
    assert Answer.parse_raw(answer.json(exclude_defaults=True)) == answer
