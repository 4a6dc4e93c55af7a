"""What was said in this talk is not said again: one line of it, what else is known, and a person to ask."""

from __future__ import annotations

import re

from bot.answer import Answer
from bot.offer.loader import Offer
from bot.offer.models import Topic
from bot.phrases import phrase
from bot.talk.general_answers import human_contacts, person_button

MOST_QUESTIONS = 2  # beside the whole answer and a person

_SENTENCE_END = re.compile(r"(?<=[.!?])\s")


def said_before(answer: Answer, topic: Topic, offer: Offer) -> Answer:
    """The answer in one line, with the questions of its topic that are still open, if any, as its choices."""
    line = _SENTENCE_END.split(answer.lead)[0]
    open_questions = [choice for choice in answer.choices if choice.kind == "passage"][:MOST_QUESTIONS]
    others = [choice for choice in answer.choices if choice.kind != "passage"]
    lead = phrase("answers.said_before", line=line)
    return answer.copy(
        update={
            "lead": lead,
            "short": "",
            "steps": (),
            "contacts": human_contacts(offer, topic.place)[:1],
            "sources": (),
            "notes": (),
            "question": phrase("answers.what_else_is_known") if open_questions else "",
            "choices": (*open_questions, *others, person_button()),
        }
    )
