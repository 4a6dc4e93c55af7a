"""Every topic, for both councils, asked over HTTP in a young person's words."""

from __future__ import annotations

import html
import re

import pytest

pytestmark = pytest.mark.server

# topic: (question, what must be in the answer for Rutland, what must be in it for Rotherham).
# The facts are those of the council papers and the law, not of our wording.
QUESTIONS = {
    "personal_adviser": ("what does a PA actually do for me", ["25", "about 15"], ["25", "Leaving Care"]),
    "care_leaver_status": (
        "am i a former relevant or a qualifying care leaver",
        ["13 weeks", "16 or 17"],
        ["13 weeks"],
    ),
    "what_is_local_offer": ("what is the local offer", ["April 2020", "law"], ["law"]),
    "pathway_plan_what_is": (
        "what is a pathway plan and what goes in it",
        ["6 months", "3 months"],
        ["6 months", "16"],
    ),
    "staying_put_what_is": (
        "what is staying put",
        ["21", "23CZA"],
        ["21", "co-ordinator"],
    ),
    "staying_put_eligibility": (
        "who is allowed to stay put",
        ["13 weeks", "eligible"],
        ["eligible", "family"],
    ),
    "staying_put_money": (
        "how much does my carer get paid if i stay put after 18",
        ["Ask"],
        ["£189 a week", "56 weeks", "£20 a week", "£100"],
    ),
    "staying_put_ending": ("how much notice to end staying put", ["21"], ["28 days", "8 weeks"]),
    "council_tax": ("do i have to pay council tax", ["1992"], ["100%", "18 to 21", "25", "draft"]),
    "mental_health_support": (
        "i feel really low and anxious, who can i talk to",
        ["116 123", "85258", "Kooth"],
        ["116 123", "85258", "01709 334905"],
    ),
    "chathealth": ("can i text a nurse about my health", ["07520615387", "11", "19"], ["GP"]),
    "contact_council": (
        "whats the phone number for the leaving care team",
        ["01572 722577", "Fostering@rutland.gov.uk"],
        ["01709 382121"],
    ),
}

COUNCILS = ("Rutland", "Rotherham")


@pytest.mark.parametrize("topic", QUESTIONS)
@pytest.mark.parametrize("council", COUNCILS)
def test_each_topic_is_answered_with_its_facts_and_source(chat, topic, council):
    """A natural question gets this council's facts, a title and a source line."""
    question, rutland, rotherham = QUESTIONS[topic]
    chat.http.post("/message", data={"message_id": f"{topic}-council", "council": council.lower()})
    assert chat.answers(question)[0]["topic"] == topic
    short = chat.last_answer()
    chat.press("The whole answer")
    shown = f"{short} {chat.last_answer()}"
    for fact in rutland if council == "Rutland" else rotherham:
        assert fact in shown
    assert f"for {council}" in short
    assert "Source:" in shown or topic == "chathealth"


def test_old_rutland_papers_say_that_their_review_is_past(chat):
    """Rutland's offer was due for review in April 2020, and the answer says so."""
    chat.ask("what is the local offer in rutland")
    chat.press("The whole answer")
    assert "due for review in April 2020" in chat.last_answer()


def test_rotherham_proposals_say_that_they_were_not_agreed(chat):
    """The 2017 Rotherham papers are proposals, and the answer says so."""
    chat.ask("do i pay council tax in rotherham")
    chat.press("The whole answer")
    assert "plans written in April 2017. They were not yet agreed." in chat.last_answer()


def test_the_council_is_asked_once_and_remembered(chat):
    """The first answer asks for the council; a button sets it; later answers keep it and don't ask."""
    chat.ask("can i stay with my foster carer after 18")
    assert "Which council looks after you?" in chat.last_answer()
    chat.press("Rotherham")
    assert "for Rotherham" in chat.last_answer()
    chat.ask("do i have to pay council tax")
    assert "for Rotherham" in chat.last_answer()
    assert "Which council looks after you?" not in chat.last_answer()


def test_the_council_can_be_changed(chat):
    """Saying another council changes what later answers are for."""
    chat.ask("do i pay council tax in rotherham")
    chat.ask("actually my council is rutland")
    chat.ask("what is the local offer")
    assert "for Rutland" in chat.last_answer()


def test_two_step_follow_ups_stay_with_the_topic(chat):
    """ "How much is it?" and "and in Rotherham?" are about the last answer."""
    chat.ask("what is staying put")
    chat.ask("and in Rotherham?")
    assert "for Rotherham" in chat.last_answer()
    chat.ask("how much is it?")
    assert "£189 a week" in chat.last_answer()
    chat.ask("says who?")
    assert "Rotherham Staying Put policy (proposal)" in chat.last_answer()


def test_buttons_lead_to_what_others_ask_next(chat):
    """The question of a button becomes the heading of its answer."""
    chat.ask("what is staying put")
    chat.press("Rotherham")
    label = re.findall(r'name="option" value="[^"]+">([^<]+\?)<', chat.page().split('id="latest"')[1])[0]
    chat.press(label)
    assert html.unescape(label) in chat.last_answer()


@pytest.mark.parametrize(
    "text", ["what is the best pizza topping", "asdf qwer zxcv", "who won the football last night"]
)
def test_unknown_questions_get_an_honest_answer_and_a_person(chat, text):
    """We say that we don't know, offer at most two topics, and name a person to ask."""
    chat.ask(text)
    shown = chat.last_answer()
    assert "I don't know that one" in shown
    assert "personal adviser (PA)" in shown
    assert chat.page().split('id="latest"')[1].count('name="option"') <= 2


def test_another_language_is_answered_in_it(chat):
    """A message in Arabic gets the urgent numbers and a line in Arabic."""
    chat.ask("أحتاج إلى مساعدة في السكن")
    assert "In danger? Ring 999." in chat.last_answer()
    assert "أستطيع قراءة الإنجليزية فقط" in chat.last_answer()
