"""Answers that are about the offer as a whole: no answer, no council, nothing written yet."""

from __future__ import annotations

from typing import Iterable, Mapping, Optional

from bot.answer import Answer, Choice, ContactLine
from bot.offer.answers import contact_line
from bot.offer.inherit import chain
from bot.offer.loader import FALLBACK_CONTACT, Offer

_OTHER = Choice(label="Another council", kind="council", value="england")


ALWAYS_THERE = "Feeling unsafe? Ring 999. Need to talk? Ring Samaritans on 116 123, or text SHOUT to 85258."

# What people can ask for that is no topic of the offer, as buttons say it.
_REQUESTS: Mapping[str, str] = {
    "pathway_plan_status": "Where is my own plan?",
    "pathway_plan_change": "How to change my plan",
    "talk_to_human": "Talk to a person",
    "sign_in": "Sign in",
}
PERSON = Choice(label="Talk to a person", kind="intent", value="talk_to_human")
CALL_BACK = Choice(label="Yes, please ask my PA to call me", kind="intent", value="call_back")
SIGN_IN = Choice(label="Sign in", kind="page", value="sign-in")

# What we say the first, the second, the third time in a row; then the last two in turn.
_UNKNOWN = (
    "Sorry, I don't know that one. I'd rather say so than guess. Your personal adviser (PA) can help.",
    "Sorry, I still don't get it. Try a few plain words, such as: help with rent. Or talk to a person. Your PA knows you.",
    "I can't find that one either. It may not be in what I have. The people below can help you more than I can.",
    "No luck again, sorry. You have not done it wrong: I only know so much. Please ask your PA, or try one of these.",
)


def title_of(topic_id: str, offer: Offer, place: str) -> str:
    """A topic's title, or its id in words where nobody has written it."""
    topic = offer.topic(topic_id, place)
    return topic.title if topic else topic_id.replace("_", " ").capitalize()


def choice_for(topic_id: str, offer: Offer, place: str) -> Optional[Choice]:
    """A button for a topic that is written, or for what people can ask for besides; None for anything else."""
    if offer.topic(topic_id, place):
        return Choice(label=title_of(topic_id, offer, place), kind="topic", value=topic_id)
    label = _REQUESTS.get(topic_id)
    return Choice(label=label, kind="intent", value=topic_id) if label else None


def choices_for(likely: Iterable[str], offer: Offer, place: str, most: int = 2) -> tuple[Choice, ...]:
    """Buttons for the likeliest topics that have one."""
    found = (choice_for(topic, offer, place) for topic in likely)
    return tuple(choice for choice in found if choice)[:most]


def dont_know(likely: Iterable[str], offer: Offer, place: str, time: int = 1) -> Answer:
    """An honest "I don't know that one", the two likeliest topics and somebody to ask.

    `time` counts how often in a row: nobody is told the same words twice running.
    """
    choices = choices_for(likely, offer, place)
    return Answer(
        title="I don't know that one" if time == 1 else "I still don't know",
        notes=(ALWAYS_THERE,),
        lead=_unknown(time),
        place=place,
        contacts=human_contacts(offer, place),
        question="Did you mean one of these?" if choices else "",
        choices=choices,
    )


def did_you_mean(choices: tuple[Choice, ...], place: str, *, is_again: bool = False) -> Answer:
    """It is one of two, and we don't guess which."""
    named = " or ".join(f'"{choice.label}"' for choice in choices)
    first = "Which of the two is it?" if is_again else "I'm not sure what you mean."
    return Answer(
        title="Did you mean one of these?",
        lead=f"{first} Is it {named}? Press one, or say it in other words.",
        place=place,
        notes=(ALWAYS_THERE,),
        choices=choices,
    )


def with_call_back(answer: Answer) -> Answer:
    """The answer to a signed-in person, with the offer to be called."""
    question = "Shall I ask your PA to call you?"
    return answer.copy(update={"question": question, "choices": (CALL_BACK, *answer.choices)})


def with_sign_in(answer: Answer) -> Answer:
    """The answer to somebody whom we don't know: signed in, they could ask for a call."""
    note = "If you sign in, I can ask your PA to call you."
    return answer.copy(update={"notes": (note, *answer.notes), "choices": (*answer.choices, SIGN_IN)})


def _unknown(time: int) -> str:
    last_two = len(_UNKNOWN) - 2
    return _UNKNOWN[time - 1 if time <= len(_UNKNOWN) else last_two + (time - 1) % 2]


def which_council(offer: Offer) -> tuple[Choice, ...]:
    """A button for each council we know, and one for everybody else."""
    return (*(Choice(label=place.name, kind="council", value=place.id) for place in offer.councils()), _OTHER)


def council_taken(place_id: str, offer: Offer) -> Answer:
    """We noted the council, and nothing was asked yet."""
    place = offer.places[place_id]
    if place.kind != "council":
        return Answer(
            lead="OK. I only know the law for all of England then. What would you like to know?",
            place=place.id,
        )
    return Answer(
        lead=f"OK, I'll answer for {place.name} from now on. What would you like to know?", place=place.id
    )


def human_contacts(offer: Offer, place_id: str) -> tuple[ContactLine, ...]:
    """The PA, and the main contact of the place or of the nearest place it inherits from."""
    nearest = [offer.places[p].main_contact for p in reversed(chain(place_id, offer.places))]
    wanted = [FALLBACK_CONTACT, *[contact for contact in nearest if contact][:1]]
    return tuple(contact_line(offer.contacts[c]) for c in wanted if c in offer.contacts)
