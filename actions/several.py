"""A message that asks several things: the first ones answered short, each other one named. Nothing is dropped in silence."""

from __future__ import annotations

from dataclasses import replace
from typing import Iterator, Sequence

from rasa_sdk.executor import CollectingDispatcher

from actions.say_passage import asks_for_council, in_this_talk, with_council_question
from actions.say_topic import first_council
from actions.turn import WHICH_BESIDE, Events, Turn, asking, remember, say
from bot.answer import Answer, Choice
from bot.gsm import shorten
from bot.offer.models import Topic
from bot.offer.passage import Passage
from bot.offer.short_answers import key_of, passage_choice, whole_answer
from bot.phrases import phrase
from bot.talk.choosing import Part, passage_of

MOST_ANSWERED = 3
MOST_LETTERS = 60  # of somebody's own words on a button

Told = tuple[Topic, Passage]


def questions_told(turn: Turn, asked: Sequence[Part]) -> list[Told]:
    """What answers each question of a message, where the place tells it; empty if that is not more than one."""
    found = (passage_of(part.ranked[0], turn.services.offer, turn.place) for part in asked)
    told = [one for one in found if one]
    return told if len(told) > 1 else []


def answer_several(dispatcher: CollectingDispatcher, turn: Turn, told: Sequence[Told]) -> Events:
    """Each of the first questions gets its passage; the last answer names what is left, as buttons, or asks which council it is."""
    first = told[:MOST_ANSWERED]
    answers = list(_answers(turn, first))
    left = (*(passage_choice(*one) for one in told[MOST_ANSWERED:]), *_unanswered(turn, told))
    asks = not left and any(asks_for_council(turn, topic.id) for topic, _ in first)
    if left:
        answers[-1] = _naming(answers[-1], left)
    elif asks:
        answers[-1] = with_council_question(answers[-1], None, turn)
    asked = asking(WHICH_BESIDE) if asks else []
    return [*_say_all(dispatcher, turn, answers), *asked, *first_council(dispatcher, turn)]


def _answers(turn: Turn, told: Sequence[Told]) -> Iterator[Answer]:
    for topic, passage in told:
        yield in_this_talk(turn, topic, passage).copy(
            update={"question": "", "contacts": (), "choices": (whole_answer(topic),)}
        )


def _say_all(dispatcher: CollectingDispatcher, turn: Turn, answers: Sequence[Answer]) -> Events:
    events: Events = []
    for answer in answers:
        say(dispatcher, answer)
        events = remember(answer, turn.said)
        turn = replace(turn, said=turn.said | {(answer.place, answer.topic, answer.passage)})
    return events


def _unanswered(turn: Turn, told: Sequence[Told]) -> Iterator[Choice]:
    """The parts of the message that no answer was found for, in its words."""
    found = {key_of(*one) for one in told}
    for part in turn.parts:
        best = passage_of(part.ranked[0], turn.services.offer, turn.place) if part.ranked else None
        if part.asks and (best is None or key_of(*best) not in found):
            yield Choice(label=shorten(part.text, MOST_LETTERS), kind="said", value=part.text)


def _naming(answer: Answer, left: tuple[Choice, ...]) -> Answer:
    return answer.copy(update={"question": phrase("answers.also_asked"), "choices": (*left, *answer.choices)})
