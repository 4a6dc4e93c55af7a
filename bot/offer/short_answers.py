"""The short answer: one passage, who can help with just this, one line of source, and its neighbours' questions."""

from __future__ import annotations

import re
from datetime import date
from typing import AbstractSet, Iterator

from bot.answer import Answer, Choice, ContactLine
from bot.entitlements.parameters import Parameters
from bot.offer.answers import contact_line, council_name
from bot.offer.figures import fill
from bot.offer.loader import Offer
from bot.offer.models import Contact, Topic
from bot.offer.passage import Passage
from bot.offer.sources import best_first, short_notes, source_line
from bot.phrases import phrase

MOST_CONTACTS = 2
MOST_NEIGHBOURS = 3
# What people ask next, whatever the topic.
_ASKED_NEXT = ("how_to_ask", "what_if_no", "how_much")

# A text that says itself that the paper is no more than that. A pathway plan is another thing.
_SAYS_SO = re.compile(
    r"(?<!pathway )\bplan(?:s|ned)?\b|\b(?:draft|proposal)\b|\b(?:to be|not|never)(?: yet| been)? agreed\b",
    re.IGNORECASE,
)

_SAYS_WHOM = re.compile(r"\b(?:ask|tell|ring|call|text|email|speak to|talk to|contact)\b", re.IGNORECASE)

Key = tuple[str, str, str]  # place, topic and passage: another place may say another thing


def passage_answer(
    topic: Topic,
    passage: Passage,
    offer: Offer,
    parameters: Parameters,
    on: date,
    said: AbstractSet[Key] = frozenset(),
) -> Answer:
    """One passage as an answer, as of a day. Buttons lead to neighbours that were not `said`, and to the whole answer."""
    sources = best_first((topic.all_sources[key] for key in passage.sources), passage.basis, offer)
    text = fill(passage.text, parameters, on) if passage.text else ""
    steps = tuple(fill(step, parameters, on) for step in passage.steps)
    return Answer(
        title=passage.question,
        lead=text or " ".join(steps),
        short=fill(passage.short, parameters, on) if passage.short else "",
        topic=topic.id,
        passage=passage.id,
        place=topic.place,
        place_name=council_name(topic.place, offer),
        steps=steps if text else (),
        contacts=tuple(_who_helps(topic, passage, offer)),
        sources=tuple(source_line(source, offer) for source in sources),
        basis=passage.basis,
        notes=() if _SAYS_SO.search(passage.whole_text) else short_notes(sources, offer),
        choices=(*neighbours(topic, passage, said), whole_answer(topic)),
    )


def neighbours(topic: Topic, passage: Passage, said: AbstractSet[Key] = frozenset()) -> tuple[Choice, ...]:
    """Buttons for what people ask next: how to ask, what if no, how much; then what stands behind the passage, and what before."""
    others = [one for one in _behind_first(topic, passage) if key_of(topic, one) not in said]
    asked_next = [one for aspect in _ASKED_NEXT for one in others if one.aspect == aspect]
    ordered = dict.fromkeys(one.id for one in (*asked_next[:2], *others))
    found = (topic.passage(one) for one in list(ordered)[:MOST_NEIGHBOURS])
    return tuple(passage_choice(topic, one) for one in found if one)


def key_of(topic: Topic, passage: Passage) -> Key:
    """What tells a passage, as a place tells it, from all others."""
    return (topic.place, topic.id, passage.id)


def passage_choice(topic: Topic, passage: Passage) -> Choice:
    """The button that asks a passage's question."""
    return Choice(label=passage.question, kind="passage", value="/".join(key_of(topic, passage)))


def whole_answer(topic: Topic) -> Choice:
    """The button that shows all there is."""
    return Choice(label=phrase("buttons.whole_answer"), kind="follow_up", value=f"all/{topic.id}")


def _behind_first(topic: Topic, passage: Passage) -> Iterator[Passage]:
    """The others of the topic that are no bare rule: those behind the passage, then those before it."""
    place = topic.passages.index(passage)
    for one in (*topic.passages[place + 1 :], *topic.passages[:place]):
        if not one.is_rule:
            yield one


def _who_helps(topic: Topic, passage: Passage, offer: Offer) -> Iterator[ContactLine]:
    """Those whom the passage names, else, where it does not say itself whom to ask, the first of the topic who can be reached; how, in few words."""
    if not passage.contacts and _SAYS_WHOM.search(passage.whole_text):
        return
    named = [offer.contacts[one] for one in passage.contacts or topic.contacts if one in offer.contacts]
    found = [one for one in named if one.phone or one.text_number or one.email or one.web]
    for contact in found[: MOST_CONTACTS if passage.contacts else 1]:
        if not (contact.phone and contact.phone in passage.whole_text):  # it stands there already
            line = in_few_words(contact, with_address=passage.aspect == "where")
            says_year = str(contact.printed) in passage.whole_text
            yield line.copy(update={"note": ""}) if says_year else line


def in_few_words(contact: Contact, *, with_address: bool = False) -> ContactLine:
    """The name and the nearest way: a number to ring or to text, else an email address, else a page. The rest is a press away."""
    line = contact_line(contact)
    ways = {"phone": line.phone, "text_number": line.text_number, "email": line.email, "web": line.web}
    first = next((name for name, way in ways.items() if way), "phone")
    kept = {"phone", "text_number"} if first in ("phone", "text_number") else {first}
    left_out = [*(name for name in ways if name not in kept), *([] if with_address else ["address"])]
    note = phrase("answers.printed_in", year=contact.printed) if contact.printed else ""
    return line.copy(update={**dict.fromkeys(left_out), "who_for": "", "note": note})
