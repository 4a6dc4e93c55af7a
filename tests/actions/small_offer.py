"""Invented topics: what the nation tells of them, and what the council Hamlet changes and adds."""

from __future__ import annotations

from made_topics import CONTACTS, DOCUMENTS, PLACES, a_law, a_passage, a_topic

from bot.offer.loader import Offer
from bot.offer.models import Topic
from bot.offer.passage import Passage

BUS = (
    a_passage(
        "what",
        question="Can I get a pass?",
        text="Yes, you can get a bus pass. Ask for it.",
        basis="law",
        sources=("act",),
    ),
    a_passage("cost", question="What does it cost?", aspect="how_much", text="It is free. Ask nobody."),
    a_passage("asking", question="How do I ask?", aspect="how_to_ask", text="Ring the bus team."),
    a_passage("refused", question="What if they say no?", aspect="what_if_no", text="Ask for the reasons."),
    a_passage("lost", question="What if I lose it?", aspect="what_happens_next", text="Ask for a new one."),
    a_passage("law", question="What is the law?", aspect="the_rule", text="An Act says so.", is_rule=True),
)
TRAIN = (a_passage("what", question="Can I go by train?", text="No. Take the bus."),)
OWN = {
    "cost": a_passage(
        "cost",
        question="What does it cost?",
        aspect="how_much",
        text="In Hamlet it costs 5 pounds.",
        place="hamlet",
    ),
    "hamlet_where": a_passage(
        "hamlet_where", question="Where is the desk?", aspect="where", text="In the hall.", place="hamlet"
    ),
}


def small_offer() -> Offer:
    """The nation, Hamlet with words of its own on the bus, and Moor, which inherits all."""
    topics = {
        place: {topic.id: topic for topic in (_bus(place), _train(place), _tram(place))}
        for place in ("england", "hamlet", "moor")
    }
    return Offer(PLACES, CONTACTS, DOCUMENTS, topics, [])


def _bus(place: str) -> Topic:
    passages: tuple[Passage, ...] = BUS
    if place == "hamlet":
        passages = (*(OWN.get(one.id, one) for one in BUS), OWN["hamlet_where"])
    return a_topic(
        *passages, place=place, places=_places(place), all_sources={"act": a_law()}, easy=("Get on the bus.",)
    )


def _train(place: str) -> Topic:
    return a_topic(
        *TRAIN,
        id="train_pass",
        title="Train pass",
        place=place,
        places=("england",),
        elsewhere={"how_much": "bus_pass"},
    )


def _tram(place: str) -> Topic:
    return a_topic(*TRAIN, id="tram_pass", title="Tram pass", place=place, places=("england",))


def _places(place: str) -> tuple[str, ...]:
    return ("england", "hamlet") if place == "hamlet" else ("england",)
