"""What the content covers, as a page of tables: topic by place, and service by service."""

from __future__ import annotations

from datetime import date
from statistics import median
from typing import Iterator

from bot.answer import Basis
from bot.authoring.aspects_told import aspect_tables
from bot.authoring.check_dates import review_due, state
from bot.authoring.check_lengths import grade
from bot.authoring.field_texts import answer_text
from bot.entitlements.parameters import Parameters
from bot.gsm import septets
from bot.offer.figures import fill
from bot.offer.loader import Offer
from bot.offer.models import Place, Topic

_HEAD = "| topic | place | law | council or area | sources | grade | first | checked | review |"
_LINE = "|---|---|---|---|---|---|---|---|---|"


def coverage_page(offer: Offer, parameters: Parameters) -> str:
    """The page `docs/coverage.md`. It is told as of the newest `checked_on`, so that it does not change by itself."""
    on = newest_check(offer)
    parts = [
        _opening(offer, parameters, on),
        *_topic_tables(offer, parameters, on),
        *aspect_tables(offer),
        *_row_tables(offer),
        *_documents(offer, on),
    ]
    return "\n".join(parts) + "\n"


def newest_check(offer: Offer) -> date:
    """The latest day on which anybody read a source again."""
    topics = [topic for place in offer.places for topic in offer.topics_of(place)]
    return max(source.checked_on for topic in topics for source in topic.sources)


def passages_of(offer: Offer) -> int:
    """How many passages are written, each once."""
    topics = [topic for place in offer.places for topic in offer.topics_of(place)]
    return len({(passage.place, topic.id, passage.id) for topic in topics for passage in topic.passages})


def grades(offer: Offer, parameters: Parameters, on: date) -> list[float]:
    """The reading grade of every topic in every place that has one."""
    topics = [topic for place in offer.places for topic in offer.topics_of(place)]
    return [grade(fill(answer_text(topic), parameters, on)) for topic in topics]


def _opening(offer: Offer, parameters: Parameters, on: date) -> str:
    found = grades(offer, parameters, on)
    return (
        "# What the content covers\n\n"
        "Made by `localoffer coverage`; `make check` fails if it is not up to date.\n\n"
        f"As of {on}, the newest day in the content: {len(offer.topic_ids())} topics, {len(offer.places)} places, "
        f"{len(found)} answers of {passages_of(offer)} passages. Reading grade (Flesch-Kincaid): median {median(found):.1f}, highest {max(found):.1f}. "
        "The first passage is counted in GSM-7 septets; 306 fit two text fragments.\n\n"
        "`law`: the answer tells what the law says. `council or area`: who adds something of its own; `-` means that the "
        "answer for all of England serves. `review`: green, amber when it is due, red a year later."
    )


def _topic_tables(offer: Offer, parameters: Parameters, on: date) -> Iterator[str]:
    yield "\n## Topics\n"
    yield _HEAD
    yield _LINE
    for topic_id in offer.topic_ids():
        for place in offer.places.values():
            topic = offer.topic(topic_id, place.id)
            if place.kind != "area" and topic:
                yield _topic_row(topic, place, offer, parameters, on)


def _topic_row(topic: Topic, place: Place, offer: Offer, parameters: Parameters, on: date) -> str:
    lead = septets(fill(topic.passages[0].short or topic.lead, parameters, on))
    added = [offer.places[p].name for p in topic.places if offer.places[p].kind != "nation"]
    due = review_due(topic)
    cells = (
        topic.id,
        place.name,
        "yes" if any(passage.basis is Basis.LAW for passage in topic.passages) else "no rule",
        ", ".join(added) or "-",
        str(len(topic.sources)),
        f"{grade(fill(answer_text(topic), parameters, on)):.1f}",
        str(lead),
        str(min((source.checked_on for source in topic.sources), default="-")),
        f"{state(due, on)} until {due}" if due else "-",
    )
    return "| " + " | ".join(cells) + " |"


def _row_tables(offer: Offer) -> Iterator[str]:
    for place in offer.places.values():
        rows = offer.rows(place.id)
        if rows:
            yield f"\n## What {place.name}'s papers name\n"
            yield "| row | service | where it stands | topics, or why none |"
            yield "|---|---|---|---|"
            yield from (
                f"| {row.id} | {row.what} | {row.at} | {', '.join(row.topics) or row.why_not} |"
                for row in rows
            )


def _documents(offer: Offer, on: date) -> Iterator[str]:
    yield "\n## Papers\n"
    yield "| paper | status | published | review was due | state |"
    yield "|---|---|---|---|---|"
    for document in offer.documents.values():
        due = document.review_due
        said = (
            f"{state(due, on)}{': ' + document.kept_because if document.kept_because else ''}"
            if due
            else "no review date printed"
        )
        yield f"| {document.title} | {document.status} | {document.published} | {due or '-'} | {said} |"
