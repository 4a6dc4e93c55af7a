"""Saying one passage: as the answer, with a doubt before it, or in one line because it was said before."""

from __future__ import annotations

from typing import Callable, Iterable, Optional

from rasa_sdk.executor import CollectingDispatcher

from actions.turn import WHICH_BESIDE, Events, Turn, asking, remember, say
from bot.answer import Answer, Choice
from bot.offer.answers import councils_with_more
from bot.offer.models import Topic
from bot.offer.passage import Passage
from bot.offer.short_answers import key_of, passage_answer, passage_choice, whole_answer
from bot.phrases import phrase
from bot.talk.choosing import LEAD, NEAREST, PART, SURE, Ranked, passage_of
from bot.talk.council_words import name_shown
from bot.talk.general_answers import person_button, which_council
from bot.talk.said_before import said_before

MOST_OTHERS = 2  # that may have been meant instead


def say_passage(
    dispatcher: CollectingDispatcher,
    turn: Turn,
    topic: Topic,
    passage: Passage,
    also: tuple[Choice, ...] = (),
) -> Events:
    """Say it and remember it. What this talk had already is told in one line; a council that matters is asked for once.

    `also` are buttons for what else the message may ask: they go first.
    """
    answer = in_this_talk(turn, topic, passage)
    answer = answer.copy(update={"choices": _with_first(also, answer.choices)})
    if key_of(topic, passage) in turn.said:
        return _said(dispatcher, turn, answer)
    asks = asks_for_council(turn, topic.id)
    asked = asking(WHICH_BESIDE) if asks else []
    shown = with_council_question(answer, topic, turn) if asks else answer
    return [*_said(dispatcher, turn, shown), *asked]


def say_likeliest(dispatcher: CollectingDispatcher, turn: Turn, also: tuple[Choice, ...] = ()) -> Events:
    """Say the likeliest passage as surely as it is likely: as the answer, with a doubt, or as the nearest we have; nothing if it is none of these."""
    found = passage_of(turn.passages[0], turn.services.offer, turn.place) if turn.passages else None
    if found is None:
        return []
    first, *others = turn.passages
    if first.chance >= SURE:
        return say_passage(dispatcher, turn, *found, also)
    if first.chance >= LEAD:
        return say_with_a_doubt(dispatcher, turn, *found, others)
    return say_nearest(dispatcher, turn, *found, others) if first.chance >= NEAREST else []


def say_with_a_doubt(
    dispatcher: CollectingDispatcher, turn: Turn, topic: Topic, passage: Passage, others: Iterable[Ranked]
) -> Events:
    """Say that it may be what was asked; what else may have been meant is a press away."""
    answer = _hedged(answer_of(turn, topic, passage), lambda told: phrase("answers.maybe", answer=told))
    return _said(dispatcher, turn, answer.copy(update={"choices": _instead(turn, topic, others)}))


def say_nearest(
    dispatcher: CollectingDispatcher, turn: Turn, topic: Topic, passage: Passage, others: Iterable[Ranked]
) -> Events:
    """Say that we may not know it, and what is nearest; whom to ask is the button for a person."""
    answer = _hedged(answer_of(turn, topic, passage), lambda told: phrase("answers.nearest", answer=told))
    nearest = {"is_nearest": True, "contacts": (), "choices": _instead(turn, topic, others)}
    return _said(dispatcher, turn, answer.copy(update=nearest))


def in_this_talk(turn: Turn, topic: Topic, passage: Passage) -> Answer:
    """The short answer, or one line of it where this talk had it already."""
    answer = answer_of(turn, topic, passage)
    is_said = key_of(topic, passage) in turn.said
    return said_before(answer, topic, turn.services.offer) if is_said else answer


def answer_of(turn: Turn, topic: Topic, passage: Passage) -> Answer:
    """The short answer of today, with the name of the council that it is for."""
    found = turn.services
    answer = passage_answer(topic, passage, found.offer, found.parameters, found.clock.today(), turn.said)
    return answer.copy(update={"place_name": name_shown(turn.answered_for, topic.place, answer.place_name)})


def meant_instead(turn: Turn, others: Iterable[Ranked], most: int = MOST_OTHERS) -> tuple[Choice, ...]:
    """Buttons for passages that may have been meant."""
    likely = (one for one in others if one.chance >= PART / 10)
    found = (passage_of(one, turn.services.offer, turn.place) for one in likely)
    return tuple(passage_choice(*one) for one in found if one)[:most]


def asks_for_council(turn: Turn, topic_id: str) -> bool:
    """Whether to ask which council: none is known, it was not asked yet, and it makes a difference."""
    if turn.council or turn.named_council or turn.was_asked_for_council:
        return False
    return bool(councils_with_more(topic_id, turn.services.offer))


def with_council_question(answer: Answer, topic: Optional[Topic], turn: Turn) -> Answer:
    """The answer with the question which council it is; its own buttons wait until that is known."""
    question = phrase("councils.which_looked_up")
    whole = (whole_answer(topic),) if topic else ()
    return answer.copy(
        update={"question": question, "choices": (*which_council(turn.services.offer), *whole)}
    )


def _with_first(also: tuple[Choice, ...], choices: tuple[Choice, ...]) -> tuple[Choice, ...]:
    """As many as before, the last of which stays: it leads to the whole answer."""
    if not also or not choices:
        return choices
    *others, last = choices
    return (*tuple(dict.fromkeys((*also, *others)))[: max(len(others), len(also))], last)


def _hedged(answer: Answer, words: Callable[[str], str]) -> Answer:
    """The answer in words that say how doubtful it is."""
    short = words(answer.short) if answer.short else ""
    return answer.copy(update={"lead": words(answer.lead), "short": short, "is_doubtful": True})


def _instead(turn: Turn, topic: Topic, others: Iterable[Ranked]) -> tuple[Choice, ...]:
    return (*meant_instead(turn, others), whole_answer(topic), person_button())


def _said(dispatcher: CollectingDispatcher, turn: Turn, answer: Answer) -> Events:
    say(dispatcher, answer)
    return remember(answer, turn.said)
