"""Checks of the content beyond its schema: each finding names file, field and fix."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Iterator, Optional

from bot.authoring.check_contacts import check_contacts, check_numbers_in_texts
from bot.authoring.check_copies import Papers, check_copies
from bot.authoring.check_dates import check_documents, check_topic_dates
from bot.authoring.check_figures import check_figures
from bot.authoring.check_for_staff import check_for_staff
from bot.authoring.check_lengths import check_lengths
from bot.authoring.check_parts import check_parts, check_rows, check_terms
from bot.authoring.check_passages import check_passages
from bot.authoring.field_texts import own_texts
from bot.entitlements.parameters import Parameters
from bot.offer.loader import Offer
from bot.offer.models import Problem, Topic


def check_offer(
    offer: Offer, parameters: Parameters, on: date, sources: Optional[Path] = None
) -> list[Problem]:
    """Every finding in every topic and register of every place, each once.

    `sources` is a folder of the councils' papers as text; with it, copied
    sentences are looked for. A finding of level `warning` does not fail a check.
    """
    papers = Papers(sources) if sources else None
    found = [*offer.problems, *check_contacts(offer, on), *check_documents(offer, on)]
    found += [*check_terms(offer), *check_rows(offer)]
    for topic in own_topics(offer):
        found += _check_topic(topic, offer, parameters, on, papers)
    return list(dict.fromkeys(found))


def own_topics(offer: Offer) -> Iterator[Topic]:
    """Every sound topic once for each place that has a file of its own for it."""
    for place in offer.places:
        for topic in (offer.topic(topic_id, place) for topic_id in offer.topic_ids()):
            if topic and not topic.is_faulty and topic.places[-1] == place:
                yield topic


def _check_topic(
    topic: Topic, offer: Offer, parameters: Parameters, on: date, papers: Optional[Papers]
) -> Iterator[Problem]:
    inherited = inherited_topic(topic, offer)
    texts = own_texts(topic, inherited)
    yield from check_parts(topic, inherited)
    yield from check_passages(topic, inherited, offer)
    yield from check_lengths(topic, parameters, on)
    yield from check_figures(topic, inherited, texts, offer)
    yield from check_numbers_in_texts(topic, texts, offer)
    yield from check_for_staff(topic, inherited, offer, parameters, on)
    yield from check_topic_dates(topic, inherited, on)
    if papers:
        yield from check_copies(topic, texts, papers)


def inherited_topic(topic: Topic, offer: Offer) -> Optional[Topic]:
    """The topic as the place before this one tells it."""
    return offer.topic(topic.id, topic.places[-2]) if len(topic.places) > 1 else None
