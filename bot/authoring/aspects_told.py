"""Which aspect of which topic a place tells: by a passage, in another topic, or that the papers are silent."""

from __future__ import annotations

from typing import Iterator

from bot.offer.loader import Offer
from bot.offer.models import Topic
from bot.offer.passage import ASPECTS

TOLD, SILENT, GAP = "yes", "silent", "."


def aspect_tables(offer: Offer) -> Iterator[str]:
    """Tables of topic by aspect, one for each place that tells topics of its own."""
    for place in offer.places.values():
        if place.kind != "area":
            yield f"\n## What {place.name} tells of each topic\n"
            yield from aspect_table(offer.topics_of(place.id), offer.nation().id)


def aspect_table(topics: list[Topic], nation: str) -> Iterator[str]:
    """A row a topic, a column an aspect. A number counts passages; with `+` the place or its area wrote one itself."""
    yield "| topic | " + " | ".join(aspect.replace("_", " ") for aspect in ASPECTS) + " |"
    yield "|---" * (len(ASPECTS) + 1) + "|"
    for topic in topics:
        yield f"| {topic.id} | " + " | ".join(cell(topic, aspect, nation) for aspect in ASPECTS) + " |"


def cell(topic: Topic, aspect: str, nation: str) -> str:
    """How one aspect is told: a count of passages, `see <topic>`, `silent`, or `.` where nobody asks it of this topic."""
    told = [passage for passage in topic.passages if passage.aspect == aspect]
    if told and all(passage.is_silent for passage in told):
        return SILENT
    if told:
        own = "+" if any(passage.place != nation for passage in told) else ""
        return f"{len(told)}{own}"
    if aspect in topic.elsewhere:
        return f"see {topic.elsewhere[aspect]}"
    return SILENT if aspect in topic.silent else GAP
