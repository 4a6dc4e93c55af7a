"""The short questions that follow an answer, and the meaning of its words."""

from __future__ import annotations

from typing import Any, Optional

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.certainty import NEARLY_AS_LIKELY, SURE_ENOUGH, WHOLE_QUESTION
from actions.council_chosen import choose_council
from actions.own_council import say_abroad, take_as_own
from actions.places_told import told_first
from actions.say_passage import say_likeliest, say_passage
from actions.say_topic import answer_again, answer_topic, refuse, say_fresh, whole_answer, whole_question
from actions.to_a_person import say_people
from actions.turn import Events, Turn, about_topic, read_turn, remember, say
from bot.answer import Answer, SourceLine
from bot.answer_text import contact_text
from bot.gsm import TWO_FRAGMENTS, septets
from bot.offer.figures import fill
from bot.offer.lengths import back_to, easy_answer, length_choices
from bot.offer.models import Topic
from bot.phrases import phrase
from bot.talk.again import wants_it_again
from bot.talk.asked import asked_term, term_in
from bot.talk.compare import compare, worth_comparing
from bot.talk.general_answers import title_of, which_council
from bot.talk.word_meaning import meaning, terms_for, unknown_word


class ActionFollowUp(Action):
    """Answers "how much is it?", "says who?", "and in Rotherham?" from the last answer."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_follow_up"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Say what the short question asks of the last topic."""
        return told_first(dispatcher, read_turn(tracker), _answer)


def _answer(dispatcher: CollectingDispatcher, turn: Turn) -> Events:
    topic = whole_question(turn)
    if turn.topic == "compare":
        return _compare(dispatcher, turn, topic or turn.last_topic)
    if topic:
        return answer_topic(dispatcher, turn, topic, turn.place)
    if turn.passages and turn.passages[0].chance >= WHOLE_QUESTION:
        return say_likeliest(dispatcher, turn)
    if _is_a_guess(turn):
        return refuse(dispatcher, turn)
    if turn.last_topic is None:
        return _of_nothing(dispatcher, turn)
    return follow_up(dispatcher, turn, turn.topic or "more", turn.last_topic)


def _of_nothing(dispatcher: CollectingDispatcher, turn: Turn) -> Events:
    """A short question before any answer: for people, or a council's name; else it is not known what it is about."""
    if turn.topic == "contact":
        return say_people(dispatcher, turn)
    if turn.topic == "other_council" and turn.named_council:
        return choose_council(dispatcher, turn, turn.named_council)
    return refuse(dispatcher, turn)


class ActionRepeat(Action):
    """Says the last answer again, or in easier words."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_repeat"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Say it again if that was asked, else more simply; or say that there is nothing yet."""
        turn = read_turn(tracker)
        if turn.last_topic is None:
            say(dispatcher, Answer(lead=phrase("answers.nothing_told_yet")))
            return []
        place = turn.last_place or turn.place
        if wants_it_again(turn.text):
            return _again(dispatcher, turn, turn.last_topic, place)
        return follow_up(dispatcher, turn, "easy", turn.last_topic)


class ActionMeaning(Action):
    """Explains a word of the field."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_meaning"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Say what the word means, from the glossary of the place."""
        turn = read_turn(tracker)
        offer = turn.services.offer
        terms = terms_for(offer, turn.place)
        term = asked_term(turn.text, terms) or term_in(turn.text, terms)
        say(dispatcher, meaning(term, offer, turn.place) if term else unknown_word(offer, turn.place))
        return about_topic(term.topic) if term and term.topic else []


def follow_up(dispatcher: CollectingDispatcher, turn: Turn, kind: str, topic_id: str) -> Events:
    """Say what a short question asks of a topic: its rule, easier words, money, source, contact or another council."""
    if turn.is_abroad:
        return say_abroad(dispatcher, turn, topic_id)
    place = turn.named_place or turn.last_place or turn.place
    topic = turn.services.offer.topic(topic_id, place)
    if kind == "other_council":
        return _other_council(dispatcher, turn, topic_id, place)
    if kind == "how_much":
        return _how_much(dispatcher, turn, topic_id, place)
    if topic is None or kind not in _PARTS:
        return answer_topic(dispatcher, turn, topic_id, place)
    whole = _whole(turn, topic)
    say(dispatcher, _PARTS[kind](whole, topic, turn))
    return remember(whole.copy(update={"passage": turn.last_passage or ""}), turn.said)


def _whole(turn: Turn, topic: Topic) -> Answer:
    return whole_answer(turn, topic)


def _easy(whole: Answer, topic: Topic, turn: Turn) -> Answer:
    return easy_answer(
        whole, topic, lambda text: fill(text, turn.services.parameters, turn.services.clock.today())
    )


def _source(whole: Answer, topic: Topic, _turn: Turn) -> Answer:
    return _short(whole, _source_lead(whole))


def _contact(whole: Answer, topic: Topic, _turn: Turn) -> Answer:
    lines = [contact_text(contact) for contact in whole.contacts]
    fits = [
        " ".join(lines[:count])
        for count in range(1, len(lines) + 1)
        if septets(" ".join(lines[:count])) <= TWO_FRAGMENTS
    ]
    return _short(whole, fits[-1] if fits else lines[0])  # the rest stands among the contacts


def _all(whole: Answer, topic: Topic, _turn: Turn) -> Answer:
    return whole.copy(update={"choices": (*length_choices(topic), *whole.choices)})


_PARTS = {"easy": _easy, "more": _all, "all": _all, "source": _source, "contact": _contact}


def _compare(dispatcher: CollectingDispatcher, turn: Turn, topic_id: Optional[str]) -> Events:
    """Two or three councils side by side; one council named or remembered comes first."""
    found = turn.services
    if topic_id is None or found.offer.topic(topic_id, turn.place) is None:
        say(dispatcher, Answer(lead=phrase("councils.compare_what")))
        return []
    places = worth_comparing(topic_id, turn.place, found.offer)
    if not places:
        title = title_of(topic_id, found.offer, turn.place).lower()
        lead = phrase("councils.same_everywhere", topic=title)
        say(dispatcher, Answer(lead=lead, topic=topic_id, place=turn.place))
        return []
    say(dispatcher, compare(topic_id, places, found.offer, found.parameters, found.clock.today()))
    return about_topic(topic_id)


def _other_council(dispatcher: CollectingDispatcher, turn: Turn, topic_id: str, place: str) -> Events:
    if turn.named_council and _chooses_council(turn):
        said = answer_again(dispatcher, turn, place) or answer_topic(dispatcher, turn, topic_id, place)
        return [*said, *take_as_own(dispatcher, turn.named_council)]
    if turn.named_council is None:
        lead = phrase("councils.which_is_meant")
        say(dispatcher, Answer(lead=lead, choices=which_council(turn.services.offer)))
        return []
    said = answer_again(dispatcher, turn, place) or answer_topic(dispatcher, turn, topic_id, place)
    return [*said, SlotSet("my_council", place)] if _chooses_council(turn) else said


def _chooses_council(turn: Turn) -> bool:
    """Whether "I'm in Rutland" was meant, which sounds much like "and in Rutland?"."""
    chances = dict(zip(turn.topics, turn.confidences, strict=True))
    is_typed = any(mention.role for mention in turn.mentions)  # then the words around it tell
    return not is_typed and chances.get("council_choice", 0) >= NEARLY_AS_LIKELY * turn.confidences[0]


def _is_a_guess(turn: Turn) -> bool:
    return turn.named_council is None and turn.confidences[:1] < (SURE_ENOUGH,)


def _how_much(dispatcher: CollectingDispatcher, turn: Turn, topic_id: str, place: str) -> Events:
    """The topic's passage on money, that of the topic that tells it, or that the papers don't say."""
    offer = turn.services.offer
    topic = offer.topic(topic_id, place)
    elsewhere = offer.topic(topic.elsewhere.get("how_much", ""), place) if topic else None
    for one in filter(None, (topic, elsewhere)):
        passage = one.of_aspect("how_much")
        if passage:
            return say_passage(dispatcher, turn, one, passage)
    if elsewhere:
        return say_passage(dispatcher, turn, elsewhere, elsewhere.passages[0])
    title = title_of(topic_id, offer, place).lower()
    say(dispatcher, Answer(lead=phrase("answers.no_figure", title=title), topic=topic_id, place=place))
    return []


def _again(dispatcher: CollectingDispatcher, turn: Turn, topic_id: str, place: str) -> Events:
    """The last passage as it was."""
    topic = turn.services.offer.topic(topic_id, place)
    if topic is None:
        return answer_topic(dispatcher, turn, topic_id, place)
    passage = topic.passage(turn.last_passage or "") or topic.passages[0]
    return say_fresh(dispatcher, turn, topic, passage)


def _source_lead(answer: Answer) -> str:
    if not answer.sources:
        return phrase("answers.no_source")
    sources = "; ".join(dict.fromkeys(_source_in_short(source) for source in answer.sources))
    return phrase("answers.comes_from", sources=sources)


def _source_in_short(source: SourceLine) -> str:
    if source.review_due is None:
        return source.title
    return phrase("answers.source_past_review", title=source.title, month=f"{source.review_due:%B %Y}")


def _short(whole: Answer, lead: str) -> Answer:
    """One sentence about the last answer, keeping its title, notes and sources."""
    return whole.copy(
        update={"lead": lead, "paragraphs": (), "steps": (), "applies_to": "", "choices": (back_to(whole),)}
    )
