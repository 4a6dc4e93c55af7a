"""Two questions in one message, details that no topic is named for, and other messages that are no plain question."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from talk import Talk


def test_both_questions_are_answered_in_order(talk: Talk) -> None:
    """Two questions get two answers; the next short question is about the second."""
    answers = talk.hears("ask", "personal_adviser", questions=["personal_adviser", "id_documents"])
    assert [answer.topic for answer in answers] == ["personal_adviser", "id_documents"]
    assert talk.slots["last_topic"] == "id_documents"


def test_two_answers_ask_for_the_council_once(talk: Talk) -> None:
    """The council is asked for at the end, if at all."""
    first, second = talk.hears("ask", "council_tax", questions=["council_tax", "staying_put_money"])
    assert not first.question
    assert second.question.startswith("Which council looks after you?")


def test_a_question_asked_twice_is_answered_once(talk: Talk) -> None:
    """The same topic in other words is not told twice."""
    assert len(talk.hears("ask", "savings", questions=["savings", "savings"])) == 1


def test_half_a_question_may_be_about_the_own_plan_or_a_person(talk: Talk) -> None:
    """What is no topic of the offer is answered in its own way."""
    plan, people, change = talk.hears(
        "ask",
        "pathway_plan_status",
        questions=["pathway_plan_status", "talk_to_human", "pathway_plan_change"],
    )
    assert plan.title == "Sign in to see your plan"
    assert people.title == "Talk to a person"
    assert change.lead == "utter_pathway_plan_change"


def test_danger_in_one_half_comes_first(talk: Talk) -> None:
    """Whatever else was asked, the urgent reply is read first."""
    answers = talk.hears("ask", "savings", questions=["savings", "crisis_homeless_tonight"])
    assert [answer.urgency for answer in answers] == ["urgent", "none"]


def test_a_council_s_name_alone_means_and_there(talk: Talk) -> None:
    """ "And rutland then" repeats the last answer for Rutland."""
    talk.hears("ask", "council_tax")
    [answer] = talk.hears("nlu_fallback", text="and rutland then", council="rutland")
    assert (answer.topic, answer.place) == ("council_tax", "rutland")


def test_a_refused_question_with_a_council_in_it_is_not_taken_for_the_name_alone(talk: Talk) -> None:
    """Pizza in Rotherham is no question about council tax there."""
    talk.hears("ask", "council_tax")
    [answer] = talk.hears(
        "out_of_scope", text="where is the best pizza topping in rotherham", council="rotherham"
    )
    assert answer.title == "I don't know that one"


def test_staff_questions_get_the_way_to_the_staff_page_and_no_data(talk: Talk) -> None:
    """On the chat page nobody is staff, whatever they type."""
    [answer] = talk.hears("adviser", "pa_caseload_overview", text="show me my caseload")
    assert ("page", "staff") in [(choice.kind, choice.value) for choice in answer.choices]
    assert answer.paragraphs == answer.columns == ()


def test_another_language_gets_its_line_between_the_urgent_numbers_and_english(talk: Talk) -> None:
    """Urgent numbers, their own language, English, and people to turn to."""
    [answer] = talk.hears("other_language", language="es")
    assert answer.lead.startswith("In danger? Ring 999.")
    assert answer.paragraphs[0].text.startswith("Solo puedo leer inglés.")
    assert "interpreter" in answer.paragraphs[1].text
    assert answer.contacts


def test_a_language_without_a_line_gets_the_english_one(talk: Talk) -> None:
    """Somebody who writes Chinese is not told anything in Arabic."""
    [answer] = talk.hears("other_language", language="other")
    assert len(answer.paragraphs) == 1
