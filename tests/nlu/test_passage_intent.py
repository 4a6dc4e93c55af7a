"""Small talk yields to a question that a passage surely answers; danger never does."""

from __future__ import annotations

import pytest
from rasa.shared.nlu.constants import INTENT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.passage_intent import ALWAYS_YIELDING, SURE, UNSURE, YIELDING, PassageIntent
from bot.nlu.passage_ranker import PASSAGES

JUST = 0.001


def taken_for(intent: str, confidence: float, chance: float, audience: str = "") -> str:
    """The intent behind the component, where a passage of one place is so likely."""
    passages = {"england": [], "moor": [{"topic": "bus", "id": "cost", "chance": chance}]}
    asked = {INTENT: {"name": intent, "confidence": confidence}, PASSAGES: passages}
    message = Message({**asked, "metadata": {"audience": audience}})
    return str(PassageIntent().process([message])[0].get(INTENT)["name"])


@pytest.mark.parametrize("intent", YIELDING)
def test_a_guess_at_small_talk_yields_to_a_sure_passage(intent: str) -> None:
    """Where both limits are passed, and not before."""
    assert taken_for(intent, UNSURE - JUST, SURE + JUST) == "ask"
    assert taken_for(intent, UNSURE, SURE + JUST) == intent
    assert taken_for(intent, UNSURE - JUST, SURE) == intent


@pytest.mark.parametrize("intent", ALWAYS_YIELDING)
def test_feedback_on_a_survey_yields_however_sure(intent: str) -> None:
    """ "How often is there a survey" sounds like nothing else."""
    assert taken_for(intent, 1.0, SURE + JUST) == "ask"


def test_what_sounds_like_staff_is_a_question_unless_staff_ask_it() -> None:
    """ "How many young people does a PA look after" has an answer for everybody; who may see records asks for theirs."""
    assert taken_for("adviser", 1.0, SURE + JUST) == "ask"
    assert taken_for("adviser", 1.0, SURE) == "adviser"
    assert taken_for("adviser", 1.0, SURE + JUST, audience="adviser") == "adviser"


@pytest.mark.parametrize("intent", ["safety", "pathway_plan_status", "sign_in", "stop_sms", "nlu_fallback"])
def test_danger_and_what_is_one_s_own_never_yield(intent: str) -> None:
    """However likely a passage is."""
    assert taken_for(intent, 0.1, 1.0) == intent


def test_a_message_without_a_ranking_stays_what_it_is() -> None:
    """Where the ranker found nothing, or was not there."""
    message = Message({INTENT: {"name": "thanks", "confidence": 0.1}})
    assert PassageIntent().process([message])[0].get(INTENT)["name"] == "thanks"
