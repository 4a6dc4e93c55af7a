"""A bare yes or no: what it means depends on what we just asked."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.ask import answer_part, ask_which
from actions.call_back import ask_to_be_called
from actions.say_topic import answer_topic
from actions.turn import Events, Turn, read_turn, say
from bot.answer import Answer
from bot.phrases import phrase
from bot.talk.general_answers import choices_for


class ActionSayYesOrNo(Action):
    """A yes takes what was just offered, or else tells the last answer again; a no asks what else."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_say_yes_or_no"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Yes to a call, to the one topic offered, to one of two (which?), or to more; no asks what else."""
        turn = read_turn(tracker)
        if tracker.latest_message.get("intent", {}).get("name") == "affirm":
            return _yes(dispatcher, turn)
        say(dispatcher, Answer(lead=phrase("answers.what_else")))
        return []


def _yes(dispatcher: CollectingDispatcher, turn: Turn) -> Events:
    if "call_back" in turn.offered:
        return ask_to_be_called(dispatcher, turn)
    if len(turn.offered) == 1:
        return answer_part(dispatcher, turn, turn.offered[0])
    if turn.offered:
        return ask_which(
            dispatcher, turn, choices_for(turn.offered, turn.services.offer, turn.place), is_again=True
        )
    if turn.last_topic:
        return answer_topic(dispatcher, turn, turn.last_topic, turn.last_place or turn.place)
    say(dispatcher, Answer(lead=phrase("answers.what")))
    return []
