"""Checks of the content beyond its schema."""

from __future__ import annotations

from datetime import date
from typing import Iterator

from bot.entitlements.parameters import Parameters
from bot.offer.answers import answer_for
from bot.offer.loader import Offer
from bot.offer.models import Problem, Topic

MOST_LEAD = 306


def check_offer(offer: Offer, parameters: Parameters, on: date) -> list[Problem]:
    """Every finding in every topic of every place, each once."""
    found = [*offer.problems]
    for place in offer.places:
        topics = (offer.topic(topic, place) for topic in offer.topic_ids())
        for topic in topics:
            if topic and not topic.is_faulty and topic.places[-1] == place:
                found.extend(_check_topic(topic, offer, parameters, on))
    return list(dict.fromkeys(found))


def _check_topic(topic: Topic, offer: Offer, parameters: Parameters, on: date) -> Iterator[Problem]:
    file = f"{topic.place}/{topic.id}.yml"
    lead = answer_for(topic, offer, parameters, on).lead
    if len(lead) > MOST_LEAD:
        yield Problem(file=file, field="lead", message=f"{len(lead)} characters, more than {MOST_LEAD}", fix="shorten it")
    for char in sorted(set(lead) - _PLAIN):
        yield Problem(file=file, field="lead", message=f"{char!r} does not fit a text message", fix="use a plain one")
    if not topic.sources and topic.basis != "partner":
        yield Problem(file=file, field="sources", message="there is no source", fix="add at least one source")


_PLAIN = frozenset(
    " \n£!\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyzàéèù"
)
