"""Checks that a topic, a glossary and a coverage list have all their parts."""

from __future__ import annotations

from typing import Iterator, Optional

import textstat

from bot.offer.loader import Offer
from bot.offer.models import Problem, Row, Topic

MOST_GRADE_OF_A_TERM = 7.0


def file_of(topic: Topic) -> str:
    """The file that a place wrote for a topic."""
    return f"{topic.place}/{topic.id}.yml"


def check_parts(topic: Topic, inherited: Optional[Topic]) -> Iterator[Problem]:
    """Findings on missing parts: easy version and source. What is inherited is missing there, not here."""
    for field, wants in (
        ("sources", "add at least one source"),
        ("easy", "write the easy version, one idea a line"),
    ):
        if not getattr(topic, field) and (inherited is None or getattr(inherited, field)):
            yield Problem(file=file_of(topic), field=field, message="this part is missing", fix=wants)
    if inherited and topic.lead != inherited.lead and topic.easy == inherited.easy:
        message = "the lead is this place's own, the easy version is not"
        yield Problem(
            file=file_of(topic),
            field="easy",
            message=message,
            fix="write `easy` or `add.easy` for this place",
        )


def check_terms(offer: Offer) -> Iterator[Problem]:
    """Findings in the glossaries: a word that is hard to read, explained twice or pointing nowhere."""
    seen: dict[tuple[str, str], str] = {}
    for place in offer.places:
        for term in (term for term in offer.terms(place) if term.place == place):
            file = f"{place}/glossary.yml"
            if textstat.flesch_kincaid_grade(term.plain) > MOST_GRADE_OF_A_TERM:
                yield Problem(
                    file=file, field=f"{term.id}.plain", message="it is hard to read", fix="use shorter words"
                )
            if term.topic and not offer.topic(term.topic, place):
                yield Problem(
                    file=file,
                    field=f"{term.id}.topic",
                    message=f"`{term.topic}` is not known",
                    fix="correct the id",
                )
            for name in (term.term.lower(), *map(str.lower, term.also)):
                other = seen.setdefault((place, name), term.id)
                if other != term.id:
                    message = f"`{name}` is explained under `{other}` too"
                    yield Problem(file=file, field=term.id, message=message, fix="keep one of the two")


def check_rows(offer: Offer) -> Iterator[Problem]:
    """Findings in the lists of what the papers name: a service whose topics say nothing of it here."""
    for place in offer.places:
        for row in offer.rows(place):
            yield from _check_row(row, offer)


def _check_row(row: Row, offer: Offer) -> Iterator[Problem]:
    for topic_id in row.topics:
        topic = offer.topic(topic_id, row.place)
        if topic is None or not any(offer.places[place].kind != "nation" for place in topic.places):
            message = f"`{topic_id}` says nothing of this place"
            fix = f"write {row.place}/{topic_id}.yml, or say in `why_not` why it has no home"
            yield Problem(
                file=f"{row.place}/coverage.yml", field=f"{row.id}.topics", message=message, fix=fix
            )
