"""Messages that no topic fits: a council's name alone, a detail of the content, or an honest "I don't know"."""

from __future__ import annotations

from functools import partial
from typing import Any, Optional

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.certainty import CERTAIN_THOUGH_REFUSED, NEAR_THOUGH_REFUSED, SURE_THOUGH_REFUSED
from actions.council import take_council, without_place
from actions.council_chosen import choose_council
from actions.places_told import told_first
from actions.say_passage import say_nearest, say_passage, say_with_a_doubt
from actions.say_topic import answer_topic, first_council, refuse
from actions.turn import WHICH_BESIDE, Events, Turn, read_turn, say
from bot.language.content_words import content_words
from bot.language.gazetteer.place_cues import Role
from bot.language.gazetteer.unknown_names import left_over
from bot.offer.models import Topic
from bot.offer.passage import Passage
from bot.talk.choosing import passage_of
from bot.talk.languages import other_language

_WORDS_BESIDE_A_NAME = 1  # "and rutland then", "im with rotherham"
_WHAT_IT_GIVES = "what_is_local_offer"  # the topic of "what does sheffield council give"


class ActionDontKnow(Action):
    """Is honest about what it can't answer."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_dont_know"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Take a council's name alone as "and there?", a service's as a question about it; else look through the content; else say so."""
        turn, service = read_turn(tracker), next(tracker.get_latest_entity_values("service"), None)
        if turn.was_just_asked and any(mention.is_everyday for mention in turn.mentions):
            return take_council(dispatcher, turn)  # "reading", which is no place until we ask for one
        return told_first(dispatcher, turn, partial(_look_up, service=service))


def _look_up(dispatcher: CollectingDispatcher, turn: Turn, service: Optional[str]) -> Events:
    if turn.named_council and _is_a_name_alone(turn, turn.named_council):
        return choose_council(dispatcher, turn, turn.named_council)
    if _is_unknown_council(turn):
        return without_place(dispatcher, turn)
    about = _topic_of_service(turn, service)
    if about:
        return answer_topic(dispatcher, turn, about, turn.place)
    if any(mention.is_body and mention.role is Role.NAMED for mention in turn.mentions):
        return answer_topic(dispatcher, turn, _WHAT_IT_GIVES, turn.place)
    return found_in_content(dispatcher, turn) or [*refuse(dispatcher, turn), *first_council(dispatcher, turn)]


class ActionOtherLanguage(Action):
    """Answers a message that is surely not in English."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_other_language"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Say in their language and in English that we can't read it, and who can help."""
        turn = read_turn(tracker)
        code = next(tracker.get_latest_entity_values("language"), "")
        say(dispatcher, other_language(turn.services.languages.get(code), turn.services.offer, turn.place))
        return []


def _is_unknown_council(turn: Turn) -> bool:
    """Whether it is the answer to "which council?": behind a question that stood beside an answer, only if it is like a name we know."""
    name = left_over(turn.text) if turn.was_just_asked and not turn.mentions else None
    if name is None:
        return False
    return turn.council_question != WHICH_BESIDE or bool(turn.services.councils.like(name))


def found_in_content(dispatcher: CollectingDispatcher, turn: Turn) -> Events:
    """The likeliest passage, with a doubt or as the nearest, and what to remember of it; nothing if none is likely enough though no topic fits."""
    found = passage_of(turn.passages[0], turn.services.offer, turn.place) if turn.passages else None
    if found is None or turn.passages[0].chance < NEAR_THOUGH_REFUSED:
        return []
    return [*_say_though_refused(dispatcher, turn, *found), *first_council(dispatcher, turn)]


def _say_though_refused(
    dispatcher: CollectingDispatcher, turn: Turn, topic: Topic, passage: Passage
) -> Events:
    first, *others = turn.passages
    if first.chance >= CERTAIN_THOUGH_REFUSED:
        return say_passage(dispatcher, turn, topic, passage)
    say_it = say_with_a_doubt if first.chance >= SURE_THOUGH_REFUSED else say_nearest
    return say_it(dispatcher, turn, topic, passage, others)


def _topic_of_service(turn: Turn, service: Optional[str]) -> Optional[str]:
    """The topic that tells of a service: the likeliest of those that do, else the one that names the fewest others."""
    telling = {
        topic.id: len(topic.contacts)
        for topic in turn.services.offer.topics_of(turn.place)
        if service in topic.contacts
    }
    likely = next((topic for topic in turn.topics if topic in telling), None)
    return likely or min(telling, key=telling.__getitem__, default=None)


def _is_a_name_alone(turn: Turn, place: str) -> bool:
    if any(mention.role for mention in turn.mentions):
        return False  # typed, and more than a name: see `bot.nlu.place_intent`
    council, known = turn.services.councils.get(place), turn.services.offer.places.get(place)
    said = [council.name] if council else []
    names = {word for name in (*said, *(known.aliases if known else ())) for word in content_words(name)}
    return len([word for word in content_words(turn.text) if word not in names]) <= _WORDS_BESIDE_A_NAME
