"""One turn as actions see it, read from the tracker once."""

from __future__ import annotations

import logging
import uuid
from dataclasses import dataclass
from types import MappingProxyType
from typing import AbstractSet, Any, Callable, FrozenSet, Iterable, Iterator, Mapping, Optional, Sequence

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.services import Services, services
from bot.answer import Answer
from bot.answer_data import as_data
from bot.answer_text import plain_text
from bot.language.gazetteer.place_cues import Role
from bot.language.gazetteer.place_reading import COUNCIL, IN_DOUBT
from bot.offer.council_register import Council
from bot.offer.short_answers import Key
from bot.records.reach import talk
from bot.safeguarding.replies import something_went_wrong
from bot.talk.choosing import Part, Ranked, Rankings, parts_of, read_ranked
from bot.talk.told_places import Mention, Told, told_of

logger = logging.getLogger(__name__)

Events = list[dict[str, Any]]

# What we asked of the council: which it is, alone or beside an answer, or which of those that a name may be.
WHICH_COUNCIL, WHICH_BESIDE, WHICH_OF_THEM = "which_council", "which_beside", "which_of_them"
_PLACES = (COUNCIL, IN_DOUBT)
_FLAGS = ("is_body", "is_everyday", "is_of_another")
_ASKED_ABOUT = (None, Role.NAMED.value, Role.HERE.value)


@dataclass(frozen=True)
class Turn:
    """What was said, where, and what went before. Never who: see `signed_in`.

    `named_council` is asked about or pressed, `council` the one of care, `living_in` where they live: ids of the register, or the nation.
    """

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
    rankings: Rankings = MappingProxyType({})  # by place, what may answer it
    part_rankings: tuple[Mapping[str, Any], ...] = ()  # the same for each part of a message that asks several
    last_passage: Optional[str] = None
    said: FrozenSet[Key] = frozenset()  # passages that this talk had already
    pressed: Optional[str] = None  # the value of a passage's button
    refusals: int = 0  # how often in a row we just said that we don't know
    offered: tuple[str, ...] = ()  # what a bare "yes" now means: topics, or `call_back`
    mentions: tuple[Mention, ...] = ()  # the places of the message
    tells_places: bool = False  # the message tells of nothing else
    is_bare_name: bool = False  # it is nothing but names: "and leeds?"
    living_in: Optional[str] = None
    council_question: Optional[str] = None  # what we asked of the council just now

    @property
    def topic(self) -> Optional[str]:
        """The likeliest topic."""
        return self.topics[0] if self.topics else None

    @property
    def place(self) -> str:
        """The place whose content answers: of the council named, of the one remembered, or the nation."""
        return self.services.place_of(self.named_council or self.council)

    @property
    def passages(self) -> tuple[Ranked, ...]:
        """What may answer it in `place`, best first."""
        return read_ranked(self.rankings.get(self.place) or ())

    @property
    def parts(self) -> tuple[Part, ...]:
        """The pieces of a message that asks several things."""
        return parts_of(self.part_rankings, self.place)

    @property
    def answered_for(self) -> Optional[Council]:
        """The council that is answered for, where it is known by name."""
        return self.services.councils.get(self.named_council or self.council)

    @property
    def named_place(self) -> Optional[str]:
        """The place whose content tells of the council named."""
        return self.services.place_of(self.named_council) if self.named_council else None

    @property
    def named_as_own(self) -> Optional[str]:
        """The council named, unless it is somebody else's, or only where they are."""
        others = [one for one in self.mentions if one.is_of_another or one.role is Role.HERE]
        known = {one.council.id for one in others if one.council}
        return None if self.named_council in known else self.named_council

    @property
    def own(self) -> Optional[Council]:
        """The council of care, where it is known by name."""
        return self.services.councils.get(self.council)

    @property
    def is_abroad(self) -> bool:
        """Whether another nation looked after them, and nothing else is asked about: then nothing of England's is theirs."""
        own = self.own
        return bool(own and not own.is_english and self.named_council in (None, own.id))

    def told(self, *, is_choice: bool = False) -> Told:
        """What the message tells of councils; `is_choice`: a council is being chosen."""
        return told_of(
            self.mentions,
            was_asked=self.was_just_asked,
            is_bare=self.is_bare_name,
            is_choice=is_choice,
            is_telling=self.tells_places,
        )

    @property
    def was_just_asked(self) -> bool:
        """Whether we asked for the council a moment ago."""
        return self.council_question is not None

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
    return Turn(
        services=found,
        conversation=tracker.sender_id,
        text=message.get("text") or "",
        topics=tuple(topic["id"] for topic in message.get("topics", [])),
        confidences=tuple(topic["confidence"] for topic in message.get("topics", [])),
        named_council=_named(found, message),
        council=_known_council(found, tracker.get_slot("my_council") or metadata.get("council")),
        rankings=message.get("passages") or {},
        part_rankings=tuple(message.get("part_passages") or ()),
        last_passage=tracker.get_slot("last_passage") if is_of_last else None,
        said=_said(tracker.get_slot("said")),
        pressed=next(tracker.get_latest_entity_values("passage"), None),
        was_asked_for_council=bool(tracker.get_slot("was_asked_for_council")),
        # Only a button carries `about`: a press on an old answer is about that answer.
        last_topic=about or tracker.get_slot("last_topic"),
        last_place=_known_place(found, tracker.get_slot("last_place")),
        mentions=tuple(_mentions(found, message)),
        tells_places=bool(message.get("tells_places")),
        is_bare_name=bool(message.get("only_names")),
        living_in=_known_council(found, tracker.get_slot("living_in")),
        council_question=before.get("council_question"),
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


def offering(values: Iterable[str]) -> Events:
    """What a bare "yes" to this answer means."""
    return [SlotSet("offered", list(values))]


def asking(what: str) -> Events:
    """What was asked of the council: a bare name is the answer to it."""
    return [SlotSet("was_asked_for_council", True), SlotSet("council_question", what)]


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


def _named(found: Services, message: Mapping[str, Any]) -> Optional[str]:
    """The first council that is asked about, or was pressed."""
    sure = [one for one in _places(message) if one["entity"] == COUNCIL and not one.get("is_everyday")]
    return _known_council(
        found, next((one["value"] for one in sure if one.get("role") in _ASKED_ABOUT), None)
    )


def _mentions(found: Services, message: Mapping[str, Any]) -> Iterator[Mention]:
    for one in _places(message):
        is_sure, name = one["entity"] == COUNCIL, one.get("place", "")
        known = [found.councils.get(one["value"])] if is_sure else found.councils.named(name)
        councils = tuple(council for council in known if council)
        role = Role(one["role"]) if one.get("role") else None
        if councils:
            yield Mention(councils, role, name, **{flag: bool(one.get(flag)) for flag in _FLAGS})


def _places(message: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [one for one in message.get("entities") or [] if one.get("entity") in _PLACES]


def _known_council(found: Services, council: Optional[str]) -> Optional[str]:
    return council if found.councils.get(council) else _known_place(found, council)


def _known_place(found: Services, place: Optional[str]) -> Optional[str]:
    return place if place in found.offer.places else None
