"""One turn as actions see it, read from the tracker once."""

from __future__ import annotations

import logging
import uuid
from dataclasses import dataclass
from typing import AbstractSet, Any, Callable, FrozenSet, Iterable, Mapping, Optional, Sequence

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.services import Services, services
from bot.answer import Answer
from bot.answer_data import as_data
from bot.answer_text import plain_text
from bot.offer.short_answers import Key
from bot.records.reach import talk
from bot.safeguarding.replies import something_went_wrong
from bot.talk.choosing import Part, Ranked, read_ranked

logger = logging.getLogger(__name__)

Events = list[dict[str, Any]]


@dataclass(frozen=True)
class Turn:
    """What was said, where, and what went before. Never who: see `signed_in`."""

    services: Services
    conversation: str
    text: str
    topics: tuple[str, ...]
    confidences: tuple[float, ...]
    named_council: Optional[str]
    council: Optional[str]
    was_asked_for_council: bool
    last_topic: Optional[str]
    last_place: Optional[str]
    questions: tuple[str, ...] = ()  # the topics of a message that asks two things
    passages: tuple[Ranked, ...] = ()  # what may answer it in `place`, best first
    parts: tuple[Part, ...] = ()  # the questions of a message that asks several
    last_passage: Optional[str] = None
    said: FrozenSet[Key] = frozenset()  # passages that this talk had already
    pressed: Optional[str] = None  # the value of a passage's button
    refusals: int = 0  # how often in a row we just said that we don't know
    offered: tuple[str, ...] = ()  # what a bare "yes" now means: topics, or `call_back`

    @property
    def topic(self) -> Optional[str]:
        """The likeliest topic."""
        return self.topics[0] if self.topics else None

    @property
    def place(self) -> str:
        """The place to answer for: the one named, the one remembered, or the nation."""
        return self.named_council or self.council or self.services.offer.nation().id

    def signed_in(self) -> Optional[int]:
        """The signed-in person of this conversation, as the session says; nothing typed counts."""
        now = self.services.clock.now()
        with self.services.database.transaction(talk(self.conversation)) as session:
            return self.services.sessions.person_in(session, self.conversation, now)


def read_turn(tracker: Tracker) -> Turn:
    """Read the tracker."""
    found = services()
    message = tracker.latest_message
    about = next(tracker.get_latest_entity_values("about"), None)
    is_of_last = about in (None, tracker.get_slot("last_topic"))
    before = _just_set(tracker.events)
    metadata = message.get("metadata") or {}
    named = _known_place(found, next(tracker.get_latest_entity_values("council"), None))
    council = _known_place(found, tracker.get_slot("my_council") or metadata.get("council"))
    place = named or council or found.offer.nation().id
    return Turn(
        services=found,
        conversation=tracker.sender_id,
        text=message.get("text") or "",
        topics=tuple(topic["id"] for topic in message.get("topics", [])),
        confidences=tuple(topic["confidence"] for topic in message.get("topics", [])),
        named_council=named,
        council=council,
        passages=read_ranked((message.get("passages") or {}).get(place) or ()),
        parts=_parts(message, place),
        last_passage=tracker.get_slot("last_passage") if is_of_last else None,
        said=_said(tracker.get_slot("said")),
        pressed=next(tracker.get_latest_entity_values("passage"), None),
        was_asked_for_council=bool(tracker.get_slot("was_asked_for_council")),
        # Only a button carries `about`: a press on an old answer is about that answer.
        last_topic=about or tracker.get_slot("last_topic"),
        last_place=_known_place(found, tracker.get_slot("last_place")),
        questions=tuple(question["id"] for question in message.get("questions") or []),
        refusals=int(before.get("refusals") or 0),
        offered=tuple(before.get("offered") or ()),
    )


def say(dispatcher: CollectingDispatcher, answer: Answer) -> None:
    """Utter an answer: whole for our channels, as text for Rasa's own (`rasa shell`)."""
    dispatcher.utter_message(text=plain_text(answer), answer=as_data(answer))


def after_danger(dispatcher: CollectingDispatcher, rest: Callable[[], Events]) -> Events:
    """Say what follows words on danger: if it fails, they reach the person all the same, with the apology behind them."""
    try:
        return rest()
    except Exception as error:  # noqa: BLE001 - raised further, it would take the urgent words with it
        error_id = uuid.uuid4().hex[:12]
        logger.error("What follows danger failed: error_id=%s error=%s", error_id, type(error).__name__)
        say(dispatcher, something_went_wrong(error_id))
        return []


def remember(answer: Answer, said: AbstractSet[Key] = frozenset()) -> Events:
    """What the next short question will be about, and of a passage that this talk has had it now."""
    about = [
        SlotSet("last_topic", answer.topic),
        SlotSet("last_place", answer.place),
        SlotSet("last_passage", answer.passage or None),
    ]
    if not answer.passage:
        return about
    had = sorted("/".join(key) for key in {*said, (answer.place, answer.topic, answer.passage)})
    return [*about, SlotSet("said", had)]


def about_topic(topic_id: str) -> Events:
    """What the next short question will be about, where no passage of it was said."""
    return [SlotSet("last_topic", topic_id), SlotSet("last_passage", None)]


def _said(kept: Optional[Sequence[str]]) -> FrozenSet[Key]:
    found = (one.split("/") for one in kept or ())
    return frozenset((place, topic, passage) for place, topic, passage in found)


def _parts(message: Mapping[str, Any], place: str) -> tuple[Part, ...]:
    return tuple(
        Part(str(part["text"]), read_ranked(part["passages"].get(place) or ()), bool(part.get("asks", True)))
        for part in message.get("part_passages") or ()
    )


def offering(values: Iterable[str]) -> Events:
    """What a bare "yes" to this answer means."""
    return [SlotSet("offered", list(values))]


def _just_set(events: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The slots that the turn before this one set: what is older was answered, or is forgotten."""
    found: dict[str, Any] = {}
    is_before = False
    for event in reversed(events):
        if event["event"] == "user" and is_before:
            break
        if event["event"] == "session_started":
            return {}
        is_before = is_before or event["event"] == "user"
        if event["event"] == "slot" and is_before:
            found.setdefault(event["name"], event["value"])
    return found


def _known_place(found: Services, place: Optional[str]) -> Optional[str]:
    return place if place in found.offer.places else None
