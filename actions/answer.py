"""Answers from the local offer, and the short questions that follow one."""

from __future__ import annotations

from typing import Any, Optional

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.turn import Events, Turn, read_turn, remember, say
from bot.answer import Answer, Choice, SourceLine
from bot.answer_text import contact_text
from bot.offer.answers import answer_for, councils_with_more
from bot.offer.phrases import NEAREST, council_taken, dont_know, not_written, title_of, which_council


class ActionAnswer(Action):
    """Answers a question about the offer."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_answer"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Say the topic for the council named or remembered; ask for the council once."""
        turn = read_turn(tracker)
        return answer_topic(dispatcher, turn, turn.topic or "", turn.place)


class ActionFollowUp(Action):
    """Answers "how much is it?", "says who?", "and in Rotherham?" from the last answer."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_follow_up"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Say what the short question asks of the last topic."""
        turn = read_turn(tracker)
        whole_question = _whole_question(turn)
        if whole_question:
            return answer_topic(dispatcher, turn, whole_question, turn.place)
        if turn.last_topic is None or _is_a_guess(turn):
            say(dispatcher, dont_know(turn.topics, turn.services.offer, turn.place))
            return []
        return follow_up(dispatcher, turn, turn.topic or "more", turn.last_topic)


class ActionRepeat(Action):
    """Says the last answer again."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_repeat"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Say it again, or say that there is nothing yet."""
        turn = read_turn(tracker)
        if turn.last_topic is None:
            say(dispatcher, Answer(lead="I haven't told you anything yet. What would you like to know?"))
            return []
        return answer_topic(dispatcher, turn, turn.last_topic, turn.last_place or turn.place)


class ActionDontKnow(Action):
    """Is honest about what it can't answer."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_dont_know"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Take a council's name alone as "and there?"; otherwise say so, with two topics and a person."""
        turn = read_turn(tracker)
        if turn.named_council:
            return choose_council(dispatcher, turn, turn.named_council)
        say(dispatcher, dont_know(turn.topics, turn.services.offer, turn.place))
        return []


# Short questions sound like many others, so they need more certainty than whole ones.
SURE_ENOUGH = 0.4
NEARLY_AS_LIKELY = 0.5


def _whole_question(turn: Turn) -> Optional[str]:
    """The written topic that is nearly as likely as the short question, if there is one."""
    for topic, confidence in list(zip(turn.topics, turn.confidences, strict=True))[1:3]:
        if confidence >= NEARLY_AS_LIKELY * turn.confidences[0] and turn.services.offer.topic(topic, turn.place):
            return topic
    return None


def _chooses_council(turn: Turn) -> bool:
    """Whether "I'm in Rutland" was meant, which sounds much like "and in Rutland?"."""
    chances = dict(zip(turn.topics, turn.confidences, strict=True))
    return bool(turn.named_council) and chances.get("council_choice", 0) >= NEARLY_AS_LIKELY * turn.confidences[0]


def _is_a_guess(turn: Turn) -> bool:
    return turn.named_council is None and turn.confidences[:1] < (SURE_ENOUGH,)


def answer_topic(dispatcher: CollectingDispatcher, turn: Turn, topic_id: str, place: str) -> Events:
    """Say one topic for one place; remember it, and a council that was named first here."""
    found = turn.services
    topic = found.offer.topic(topic_id, place)
    if topic is None:
        return _unwritten(dispatcher, turn, topic_id, place)
    answer = answer_for(topic, found.offer, found.parameters, found.clock.today())
    asks = _asks_for_council(turn, topic_id)
    say(dispatcher, _with_council_question(answer, turn) if asks else answer)
    asked = [SlotSet("was_asked_for_council", True)] if asks else []
    return [*remember(answer), *asked, *_first_council(turn)]


def choose_council(dispatcher: CollectingDispatcher, turn: Turn, place: str) -> Events:
    """Remember the council; answer the question that came with it, or the last one, for it."""
    topic = _whole_question(turn) or turn.last_topic
    said = answer_topic(dispatcher, turn, topic, place) if topic else []
    if not topic:
        say(dispatcher, council_taken(place, turn.services.offer))
    return [*said, SlotSet("my_council", place), SlotSet("was_asked_for_council", True)]


def _unwritten(dispatcher: CollectingDispatcher, turn: Turn, topic_id: str, place: str) -> Events:
    """The nearest topic that is written, said to be so; else the council, if one was named; else an honest no.

    What the talk was about stays remembered: a gap of ours must not end it.
    """
    found = turn.services
    nearest = found.offer.topic(NEAREST.get(topic_id, ""), place)
    if nearest:
        answer = answer_for(nearest, found.offer, found.parameters, found.clock.today())
        note = "I don't have a page on that yet. This is the closest I have."
        say(dispatcher, answer.copy(update={"notes": (note, *answer.notes)}))
        return [*remember(answer), *_first_council(turn)]
    if turn.named_council:
        return choose_council(dispatcher, turn, turn.named_council)
    say(dispatcher, not_written(topic_id, place, found.offer))
    return []


def follow_up(dispatcher: CollectingDispatcher, turn: Turn, kind: str, topic_id: str) -> Events:
    """Say what a short question asks of a topic: its money, source, contact or another council."""
    place = turn.named_council or turn.last_place or turn.place
    if kind == "other_council" and _chooses_council(turn):
        return [*answer_topic(dispatcher, turn, topic_id, place), SlotSet("my_council", place)]
    if kind == "other_council" and turn.named_council is None:
        say(dispatcher, Answer(lead="Which council do you mean?", choices=which_council(turn.services.offer)))
        return []
    if kind == "how_much":
        return _how_much(dispatcher, turn, topic_id, place)
    if kind in ("source", "contact"):
        return _part_of_answer(dispatcher, turn, topic_id, place, kind)
    return answer_topic(dispatcher, turn, topic_id, place)


def _how_much(dispatcher: CollectingDispatcher, turn: Turn, topic_id: str, place: str) -> Events:
    topic = turn.services.offer.topic(topic_id, place)
    if topic and topic.how_much and topic.how_much.topic:
        return answer_topic(dispatcher, turn, topic.how_much.topic, place)
    if topic and topic.how_much and topic.how_much.say:
        whole = answer_for(topic, turn.services.offer, turn.services.parameters, turn.services.clock.today())
        say(dispatcher, _short(whole, topic.how_much.say))
        return remember(whole)
    title = title_of(topic_id, turn.services.offer, place).lower()
    say(dispatcher, Answer(lead=f"I don't have a checked figure for {title}. Ask your PA.", topic=topic_id, place=place))
    return []


def _part_of_answer(dispatcher: CollectingDispatcher, turn: Turn, topic_id: str, place: str, part: str) -> Events:
    topic = turn.services.offer.topic(topic_id, place)
    if topic is None:
        return answer_topic(dispatcher, turn, topic_id, place)
    whole = answer_for(topic, turn.services.offer, turn.services.parameters, turn.services.clock.today())
    say(dispatcher, _short(whole, _source_lead(whole) if part == "source" else _contact_lead(whole)))
    return []


def _source_lead(answer: Answer) -> str:
    if not answer.sources:
        return "I have no source written down for that. Check it with your PA."
    return "It comes from: " + "; ".join(dict.fromkeys(_source_in_short(source) for source in answer.sources)) + "."


def _source_in_short(source: SourceLine) -> str:
    return f"{source.title} (review was due {source.review_due:%B %Y})" if source.review_due else source.title


def _contact_lead(answer: Answer) -> str:
    return " ".join(contact_text(contact) for contact in answer.contacts)


def _short(whole: Answer, lead: str) -> Answer:
    """One sentence about the last answer, keeping its title, notes and sources."""
    return whole.copy(update={"lead": lead, "paragraphs": (), "steps": (), "applies_to": "", "choices": _again(whole)})


def _again(whole: Answer) -> tuple[Choice, ...]:
    return (Choice(label=f"Back to: {whole.title}", kind="topic", value=whole.topic),)


def _asks_for_council(turn: Turn, topic_id: str) -> bool:
    if turn.council or turn.named_council or turn.was_asked_for_council:
        return False
    return bool(councils_with_more(topic_id, turn.services.offer))


def _with_council_question(answer: Answer, turn: Turn) -> Answer:
    question = "Which council looks after you? I'll look up what it says."
    return answer.copy(
        update={"question": question, "choices": (*which_council(turn.services.offer), *answer.choices)}
    )


def _first_council(turn: Turn) -> Events:
    """Remember a council that is named while none is remembered."""
    new: Optional[str] = turn.named_council if turn.council is None else None
    return [SlotSet("my_council", new)] if new else []
