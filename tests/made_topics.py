"""Invented topics of invented places, for what needs a few passages and not our content."""

from __future__ import annotations

from datetime import date
from typing import Any

from bot.answer import Basis
from bot.offer.loader import Offer
from bot.offer.models import AppliesTo, Contact, Document, Place, Source, Topic
from bot.offer.passage import Passage

CHECKED = date(2026, 11, 22)
_PRINTED: dict[str, Any] = {"publisher": "Hamlet", "published": "2017-04-25", "checked_on": CHECKED}
DOCUMENTS = {
    "bus_plan": Document(id="bus_plan", title="Bus plan", status="proposal", **_PRINTED),
    "bus_draft": Document(id="bus_draft", title="Bus rules", status="draft", **_PRINTED),
    "bus_report": Document(id="bus_report", title="Bus report", status="report", **_PRINTED),
    "bus_offer": Document(
        id="bus_offer", title="Bus offer", status="published", review_due="2020-04-30", **_PRINTED
    ),
}
CONTACTS = {
    "personal_adviser": Contact(
        id="personal_adviser", name="Your PA", who_for="Anything", source="a law", checked_on=CHECKED
    ),
    "bus_team": Contact(
        id="bus_team",
        name="Bus team",
        who_for="Bus passes.",
        phone="01632 960001",
        address="1 Bus Road",
        source="Bus report",
        printed=2017,
        checked_on=CHECKED,
    ),
    "bus_desk": Contact(
        id="bus_desk",
        name="Bus desk",
        who_for="Lost cards",
        email="desk@bus.example",
        source="Bus report",
        checked_on=CHECKED,
    ),
}
PLACES = {
    "england": Place(id="england", name="England", kind="nation"),
    "hamlet": Place(id="hamlet", name="Hamlet", kind="council", inherits=("england",)),
    "moor": Place(id="moor", name="Moor", kind="council", inherits=("england",)),
}


def a_passage(passage_id: str = "what", **fields: Any) -> Passage:
    """A passage of England, with a text of its own."""
    whole = {
        "place": "england",
        "question": f"{passage_id.replace('_', ' ').capitalize()}?",
        "aspect": "what",
        "text": f"Ask your PA about {passage_id.replace('_', ' ')}.",
    }
    return Passage(**{**whole, **fields, "id": passage_id})


def a_topic(*passages: Passage, **fields: Any) -> Topic:
    """A topic of the council Hamlet; without passages it has one."""
    whole: dict[str, Any] = {
        "id": "bus_pass",
        "place": "hamlet",
        "title": "Bus pass",
        "basis": Basis.LAW,
        "applies_to": AppliesTo(who="Everyone in Hamlet"),
        "passages": passages or (a_passage(),),
        "contacts": ("personal_adviser",),
        "places": ("england", "hamlet"),
    }
    return Topic(**{**whole, **fields})


def an_offer(*topics: Topic) -> Offer:
    """An offer with these topics of Hamlet, and the national bus pass for Moor."""
    national = a_topic(place="moor", places=("england",))
    found = {"hamlet": {topic.id: topic for topic in topics}, "moor": {"bus_pass": national}}
    return Offer(PLACES, CONTACTS, DOCUMENTS, found, [])


def a_paper(document: str, **fields: Any) -> Source:
    """A source that is a paper."""
    return Source(document=document, checked_on=CHECKED, **fields)


def a_law(law: str = "Bus Act", **fields: Any) -> Source:
    """A source that is a law."""
    return Source(law=law, checked_on=CHECKED, **fields)
