"""What the dialogue answers, as staff need it: the rule first, and nothing that speaks to a young person."""

from __future__ import annotations

import re
from datetime import date
from typing import Optional

from bot.advising.cards.help_cards import help_offer
from bot.advising.cards.rule_card import council_says, rule_answer, rule_of, side_by_side, topic_buttons
from bot.advising.law.law_cards import terms_card
from bot.advising.law.law_rules import terms_asked
from bot.answer import Answer, Choice
from bot.entitlements.parameters import Parameters
from bot.language.content_words import content_words
from bot.offer.loader import Offer
from bot.offer.models import Topic
from bot.phrases import PhraseSet, phrase

# Buttons of the front door's questions: whoever is asked them must get them as they are.
_OF_THE_DOOR = frozenset({"alert", "danger", "said", "hand_over"})
_HELPS_IN_DANGER = frozenset(
    {"999", "116 123"}
)  # numbers that stand in what is said in danger or in failure alone
_TO_YOUNG = re.compile(
    r"\b(?:your|a) (?:personal adviser|PA|social worker)\b|\bsign(?:ed)? in\b|\byour (?:own )?(?:pathway )?(?:plan|review|rights)\b|"
    r"\bask (?:your|a) |computer program|someone in care\b",
    re.IGNORECASE,
)
_YOU = re.compile(r"\byou(?:rs?|rself)?\b", re.IGNORECASE)
_WHICH_COUNCIL = "council_choice"  # the topic
_DONT_KNOW = PhraseSet("not_knowing", ("title", "title_again"))


def for_professionals(
    answer: Answer,
    offer: Offer,
    parameters: Parameters,
    on: date,
    text: str = "",
    *,
    is_linked: bool = True,
) -> Answer:
    """The answer in that form. `text` is what was asked. What is urgent, and what asks after danger, stays as it is.

    Whoever is not linked gets no button that needs an account.
    """
    shaped = _shaped(answer, offer, parameters, on, text)
    return shaped if is_linked else _without_staff_buttons(shaped)


def _shaped(answer: Answer, offer: Offer, parameters: Parameters, on: date, text: str) -> Answer:
    topic = _topic_of(answer, offer)
    if _is_of_the_door(answer) or (topic is None and _has_help(answer)):
        return answer
    if topic is not None:
        return _of_topic(topic, answer, offer, parameters, on, text)
    responsible = offer.topic(_WHICH_COUNCIL, answer.place or offer.nation().id)
    if responsible and answer.lead in (phrase("councils.which"), phrase("councils.which_looked_up")):
        return rule_answer(responsible, answer, offer, parameters, on)
    return (
        _meaning_of_word(answer, parameters, on) if _is_meaning(answer) else _of_no_topic(answer, offer, text)
    )


def _of_no_topic(answer: Answer, offer: Offer, text: str) -> Answer:
    if answer.title in _DONT_KNOW.values():
        return dont_hold(answer, offer, text)
    if answer.title == phrase("not_knowing.one_of_these"):
        return _which(answer, offer)
    if _TO_YOUNG.search(" ".join([answer.title, answer.lead, *answer.notes])):
        return _instead(answer, offer, text)
    kept = tuple(choice for choice in answer.choices if choice.kind in ("topic", "council"))
    return answer.copy(update={"contacts": (), "choices": kept or (help_offer(),)})


def _is_of_the_door(answer: Answer) -> bool:
    return answer.urgency == "urgent" or (
        not answer.passage and any(choice.kind in _OF_THE_DOOR for choice in answer.choices)
    )


def _has_help(answer: Answer) -> bool:
    return any(contact.phone in _HELPS_IN_DANGER for contact in answer.contacts)


def is_unknown(answer: Answer) -> bool:
    """Whether it says that we don't hold it, and offers nothing that is near."""
    return answer.title == phrase("staff_unknown.title") and not answer.question


def _without_staff_buttons(answer: Answer) -> Answer:
    return answer.copy(update={"choices": tuple(one for one in answer.choices if one.kind != "staff")})


def dont_hold(answer: Answer, offer: Offer, text: str) -> Answer:
    """That we don't hold it, what can be asked, and the topics that are truly near: those that share a word with the question."""
    found = [choice for choice in answer.choices if _is_near(choice, answer.place, offer, text)]
    near = topic_buttons(found, offer, answer.place)
    return Answer(
        title=phrase("staff_unknown.title"),
        lead=phrase("staff_unknown.lead"),
        question=phrase("staff_unknown.near") if near else "",
        choices=(*near, help_offer()),
    )


def _of_topic(
    topic: Topic, answer: Answer, offer: Offer, parameters: Parameters, on: date, text: str
) -> Answer:
    if answer.columns:
        return side_by_side(topic, answer, offer, parameters, on)
    shown = rule_answer(topic, answer, offer, parameters, on)
    rule = rule_of(topic, parameters, on)
    place = offer.places[topic.place]
    adds = council_says(topic, offer, parameters, on)
    if place.kind == "council" and adds and place.name.lower() in text.lower():
        lead = phrase("staff_offer.council_first", council=place.name, adds=adds, rule=rule)
        return shown.copy(update={"lead": lead})
    if answer.is_doubtful:
        return shown.copy(update={"lead": phrase("staff_unknown.nearest", rule=rule)})
    return shown


def _topic_of(answer: Answer, offer: Offer) -> Optional[Topic]:
    """The topic that it is about; of a word's meaning, the topic that has the rule."""
    topic = offer.topic(answer.topic, answer.place)
    if topic is None and _is_meaning(answer):
        named = next((choice.value for choice in answer.choices if choice.kind == "topic"), "")
        topic = offer.topic(named, answer.place)
    return topic


def _is_meaning(answer: Answer) -> bool:
    return answer.title.startswith(phrase("words.title", word="").strip())


def _meaning_of_word(answer: Answer, parameters: Parameters, on: date) -> Answer:
    """A word that no topic tells of: as staff read it, else in the words for young people, said to be so where they are spoken to."""
    terms = terms_asked(phrase("staff_law.what_is", word=answer.title.rpartition(":")[2]))
    if terms:
        return terms_card(terms, parameters, on)
    lead = answer.lead
    if _YOU.search(lead):
        lead = phrase("staff_offer.to_young_people", text=lead)
    return answer.copy(update={"lead": lead, "notes": (), "choices": (help_offer(),)})


def _which(answer: Answer, offer: Offer) -> Answer:
    asked = [choice for choice in answer.choices if choice.kind == "topic"]
    topics = topic_buttons(asked, offer, answer.place)
    if not topics:
        return answer.copy(update={"notes": (), "choices": (help_offer(),)})
    return Answer(
        title=phrase("staff_unknown.which_title"),
        lead=phrase("staff_unknown.which"),
        choices=(*topics, help_offer()),
    )


def _instead(answer: Answer, offer: Offer, text: str) -> Answer:
    """In place of what sends a young person to their adviser or to the sign-in."""
    if answer.title == phrase("people.title"):
        return Answer(title=answer.title, lead=phrase("staff_unknown.person"), choices=(help_offer(),))
    return dont_hold(answer, offer, text)


def _is_near(choice: Choice, place: str, offer: Offer, text: str) -> bool:
    topic = offer.topic(choice.value, place) if choice.kind == "topic" else None
    if topic is None:
        return False
    words = set(content_words(" ".join([topic.title, topic.id.replace("_", " ")])))
    return not words.isdisjoint(content_words(text))
