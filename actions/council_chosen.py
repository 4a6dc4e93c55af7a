"""Taking a council as the one that looks after somebody, and answering for it what was asked."""

from __future__ import annotations

from dataclasses import replace
from typing import Optional

from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.own_council import council_of_record, say_abroad, take_as_own
from actions.places_told import lines_of_council
from actions.say_topic import answer_again, answer_topic, whole_question
from actions.turn import Events, Turn, say
from bot.answer import Answer
from bot.offer.council_register import Council
from bot.phrases import phrase
from bot.talk.council_words import lives_elsewhere
from bot.talk.general_answers import council_taken
from bot.talk.told_places import Mention


def choose_council(
    dispatcher: CollectingDispatcher, turn: Turn, council: str, living: Optional[Mention] = None
) -> Events:
    """Remember the council, and where they live if that was told; answer the question that came with it, or the last one.

    Of a signed-in person the council of the record stays: another one is only answered for.
    """
    record = council_of_record(turn)
    own_id = record.id if record else council
    chosen = turn.services.councils.get(council)
    if record and record.id != council:
        said = _say_record(dispatcher, turn, record, council)
    elif chosen and not chosen.is_english:
        said = say_abroad(dispatcher, replace(turn, council=council), _asked(turn))
    else:
        said = _say_chosen(dispatcher, turn, council, living)
    there = living.council if living else None
    lived = [SlotSet("living_in", there.id)] if there else []
    return [*said, *lived, *take_as_own(dispatcher, own_id), SlotSet("was_asked_for_council", True)]


def _say_record(dispatcher: CollectingDispatcher, turn: Turn, record: Council, council: str) -> Events:
    """Whose they are by their record; what was asked is answered for the other council all the same."""
    found, topic = turn.services, turn.last_topic
    lead = phrase("councils.record_says", council=record.name)
    say(dispatcher, Answer(lead=lead, place=found.place_of(record.id)))
    if topic is None:
        return []
    now, place = replace(turn, named_council=council), found.place_of(council)
    return answer_again(dispatcher, now, place) or answer_topic(dispatcher, now, topic, place)


def _say_chosen(
    dispatcher: CollectingDispatcher, turn: Turn, council: str, living: Optional[Mention]
) -> Events:
    place, topic = turn.services.place_of(council), _asked(turn)
    news = _news(turn, council, living)
    now = replace(turn, council=council, named_council=council)
    if topic and not (news and place == turn.last_place and topic == turn.last_topic):
        if news:
            say(dispatcher, Answer(lead=" ".join(news), place=place))
        is_last = topic == turn.last_topic
        again = answer_again(dispatcher, now, place) if is_last else []
        return again or answer_topic(dispatcher, now, topic, place)
    say(dispatcher, _taken(now, news, place))
    return []


def _asked(turn: Turn) -> Optional[str]:
    """The question that came with the council, or the one before."""
    return turn.last_topic if turn.tells_places else whole_question(turn) or turn.last_topic


def _news(turn: Turn, council: str, living: Optional[Mention]) -> list[str]:
    chosen = turn.services.councils.get(council)
    if chosen is None:
        return []
    lives = [lives_elsewhere(chosen, living)] if living else []
    return [*lines_of_council(turn, chosen), *lives]


def _taken(turn: Turn, news: list[str], place: str) -> Answer:
    """That it is remembered. What there is to say of it says that by itself."""
    taken = council_taken(place, turn.services.offer)
    if not news:
        return taken
    return taken.copy(update={"lead": " ".join([*news, phrase("councils.what_next")])})
