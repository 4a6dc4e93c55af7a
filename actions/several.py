"""A message that asks several things: the first ones answered short, each other one named. Nothing is dropped in silence."""

from __future__ import annotations

from dataclasses import replace
from typing import Sequence

from rasa_sdk.executor import CollectingDispatcher

from actions.say_passage import answer_of, asks_for_council, with_council_question
from actions.say_topic import first_council
from actions.turn import Events, Turn, remember, say
from bot.answer import Answer, Choice
from bot.offer.short_answers import passage_choice, whole_answer
from bot.phrases import phrase
from bot.talk.choosing import Part, passage_of

MOST_ANSWERED = 3
MOST_LETTERS = 60  # of somebody's own words on a button


def answer_several(dispatcher: CollectingDispatcher, turn: Turn, asked: Sequence[Part]) -> Events:
    """Each of the first questions gets its passage; the last answer names what is left, as buttons."""
    found = [passage_of(part.ranked[0], turn.services.offer, turn.place) for part in asked]
    told = [one for one in found if one]
    shown = [
        answer_of(turn, topic, passage).copy(update={"choices": (whole_answer(topic),)})
        for topic, passage in told[:MOST_ANSWERED]
    ]
    named = tuple(passage_choice(*one) for one in told[MOST_ANSWERED:])
    left = (*named, *_unanswered(turn, asked))
    *first, last = shown
    last = _naming(last, left) if left else last
    if not left and asks_for_council(turn, last.topic):
        last = with_council_question(last, None, turn)
    return [*_say_all(dispatcher, turn, [*first, last]), *first_council(turn)]


def _say_all(dispatcher: CollectingDispatcher, turn: Turn, answers: Sequence[Answer]) -> Events:
    events: Events = []
    for answer in answers:
        say(dispatcher, answer)
        events = remember(answer, turn.said)
        turn = replace(turn, said=turn.said | {(answer.topic, answer.passage)})
    return events


def _unanswered(turn: Turn, asked: Sequence[Part]) -> tuple[Choice, ...]:
    """The parts of the message that got no answer of their own, in its words."""
    texts = [part.text for part in turn.parts if part not in asked and part.asks]
    return tuple(Choice(label=text, kind="said", value=text) for text in texts if len(text) <= MOST_LETTERS)


def _naming(answer: Answer, left: tuple[Choice, ...]) -> Answer:
    return answer.copy(update={"question": phrase("answers.also_asked"), "choices": (*left, *answer.choices)})
