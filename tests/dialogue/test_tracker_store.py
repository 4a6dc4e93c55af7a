"""Rasa's conversations as we store them: what was typed is sealed, and comes back whole."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from invented import KEY
from postgresql import SERVER
from rasa.core.tracker_store import FailSafeTrackerStore, TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    SessionStarted,
    SlotSet,
    UserUtteranceReverted,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from bot.delivery.conversation.shared_turns import SharedTurns
from bot.delivery.conversation.turn_locks import LockLostError, TurnLocks
from bot.dialogue.kept_events import rotate_events
from bot.dialogue.rasa_turn import RasaConversation
from bot.dialogue.tracker_store import ConversationStore, fail_closed
from bot.records.sealed import SealError, new_key

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from postgresql import Server


TYPED = "quokka words that were typed"
TALK = "web-1"


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where the conversations are: once in an SQLite file and once on PostgreSQL."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'conversations.db'}"
        return
    server: Server = request.getfixturevalue("postgresql")
    name = f"talks_{uuid4().hex}"
    yield server.create(name, owner=SERVER)
    server.drop(name)


def a_store(url: str, *keys: str) -> ConversationStore:
    """A store as the server makes it."""
    return ConversationStore(Domain.empty(), host=url, keys=keys or [KEY])


def said(words: str = TYPED) -> UserUttered:
    """A message with what Rasa understood of it."""
    entities = [{"entity": "word", "value": "quokka entity", "start": 0, "end": 6}]
    parsed = {
        "text": words,
        "intent": {"name": "word_meaning"},
        "entities": entities,
        "topics": [{"id": "quokka_topic"}],
    }
    return UserUttered(words, {"name": "word_meaning"}, entities, parsed, timestamp=time.time())


async def keep(store: ConversationStore, *events: Any, conversation: str = TALK) -> None:
    """One turn more, as Rasa stores it."""
    tracker = await store.retrieve(conversation) or DialogueStateTracker(conversation, [])
    for event in events:
        tracker.update(event)
    await store.save(tracker)


def rows(store: ConversationStore) -> list[tuple[Any, ...]]:
    """Every row as it stands in the file."""
    with store.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text("SELECT * FROM events ORDER BY id"))]


async def test_what_was_typed_comes_back_and_can_not_be_read_in_the_file(url: str) -> None:
    """Text, entities, topics and intent: none of it is in any column; all of it is in the next turn's tracker."""
    await keep(a_store(url), SessionStarted(), ActionExecuted("action_listen"), said())
    again = await a_store(url).retrieve(TALK)
    assert again is not None
    assert (again.latest_message.text, again.latest_message.entities) == (TYPED, said().entities)
    assert again.latest_message.parse_data["topics"] == [{"id": "quokka_topic"}]
    kept = repr(rows(a_store(url)))
    assert [word for word in ("quokka", "word_meaning") if word in kept] == []


async def test_turn_after_turn_is_added_once(url: str) -> None:
    """Sealed events are counted like others."""
    for number in range(3):
        await keep(
            a_store(url),
            said(f"message {number}"),
            SlotSet("my_council", "rutland"),
            ActionExecuted("action_listen"),
        )
    tracker = await a_store(url).retrieve(TALK)
    assert [event.text for event in tracker.events if isinstance(event, UserUttered)] == [
        "message 0",
        "message 1",
        "message 2",
    ]
    assert len(rows(a_store(url))) == 9


async def test_what_was_stored_before_sealing_is_still_read(url: str) -> None:
    """A conversation that goes on over an update loses nothing."""
    store = a_store(url)
    with store.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO events (sender_id, type_name, timestamp, data) VALUES (:talk, 'user', 1.0, :data)"
            ),
            {"talk": TALK, "data": json.dumps(said("an older one").as_dict())},
        )
    await keep(store, said("a newer one"))
    tracker = await store.retrieve(TALK)
    assert [event.text for event in tracker.events] == ["an older one", "a newer one"]


async def test_rotation_reaches_what_was_typed(url: str) -> None:
    """After it the new key opens alone; events that were never sealed are passed over; a second run has nothing to do."""
    new = new_key()
    await keep(a_store(url), SessionStarted(), said("one"), said("two"))
    done, again = (rotate_events(url, [new, KEY])[0] for _ in range(2))
    assert [(one.resealed, one.current, one.changed) for one in (done, again)] == [(2, 0, 0), (0, 2, 0)]
    tracker = await a_store(url, new).retrieve(TALK)
    assert [event.text for event in tracker.events if isinstance(event, UserUttered)] == ["one", "two"]
    with pytest.raises(SealError):
        await a_store(url, KEY).retrieve(TALK)


def test_rotation_before_the_first_conversation_has_nothing_to_do(url: str) -> None:
    """There is no table yet, and it makes none."""
    assert rotate_events(url, [KEY]) == []


async def test_silent_conversations_are_named(url: str) -> None:
    """By their newest event; of browsers alone, if that is asked."""
    store = a_store(url)
    for conversation, age in (("web-old", 700), ("web-new", 5), ("0f3c", 700), ("wxb-old", 700)):
        for seconds in (3600, age):
            event = said()
            event.timestamp = time.time() - seconds
            await keep(store, event, conversation=conversation)
    assert store.silent_since(time.time() - 600, "web-") == ["web-old"]
    assert sorted(store.silent_since(time.time() - 600, "")) == ["0f3c", "web-old", "wxb-old"]


class Agent:
    """Rasa's agent as far as stores go: it wraps ours."""

    def __init__(self, store: ConversationStore) -> None:
        """As Rasa does it."""
        self.processor = self
        self.tracker_store: TrackerStore = FailSafeTrackerStore(store)


async def test_a_conversation_is_forgotten_through_rasas_wrapper(url: str) -> None:
    """Under `rasa run` it is around our store."""
    store = a_store(url)
    await keep(store, said())
    RasaConversation(None, Agent(store)).forget(TALK)
    assert rows(store) == []


async def test_rasas_way_out_into_memory_is_closed(url: str) -> None:
    """What can't be read or written raises: nobody is taken for a stranger, and nothing is kept where it is lost."""
    store = a_store(url)
    await keep(store, said())
    agent = Agent(store)
    fail_closed(agent)
    assert agent.tracker_store is store
    tracker = await store.retrieve(TALK)
    store.Base.metadata.drop_all(store.engine)  # what stands there for a database that does not answer
    with pytest.raises(SQLAlchemyError):
        await agent.tracker_store.get_or_create_tracker(TALK)
    tracker.update(said("one more"))
    with pytest.raises(SQLAlchemyError):
        await agent.tracker_store.save(tracker)


async def test_a_turn_that_has_lost_its_lock_is_not_written(url: str) -> None:
    """Another process may have had a turn since: what was read is old."""
    locks = TurnLocks(SharedTurns(LostLocks(), len))
    store = ConversationStore(Domain.empty(), host=url, keys=[KEY], locks=locks)
    async with locks.lock(TALK):
        with pytest.raises(LockLostError):
            await keep(store, said())
    assert rows(store) == []


class LostLocks:
    """Locks whose connection breaks as soon as they are taken."""

    def take(self, _number: int) -> int:
        """In the first life of the connection."""
        return 1

    def give_back(self, _number: int, _life: int) -> None:
        """There is nothing to give back."""

    def still_holds(self, _life: int) -> bool:
        """Never."""
        return False

    def close(self) -> None:
        """There is nothing to close."""


async def a_long_talk(store: ConversationStore, turns: int = 8) -> None:
    """Turn after turn, each with a slot of its own value."""
    for number in range(turns):
        await keep(
            store,
            ActionExecuted("action_listen"),
            said(f"message {number}"),
            SlotSet("my_council", f"council {number}"),
        )


async def texts(store: ConversationStore) -> list[str]:
    """What the next turn's tracker knows to have been typed."""
    tracker = await store.retrieve(TALK)
    return [event.text for event in tracker.events if isinstance(event, UserUttered)] if tracker else []


async def test_of_a_long_talk_the_last_turns_are_read_and_all_are_kept(url: str) -> None:
    """No more is read at turn 50 than at turn 8; each event is stored once."""
    store = a_store(url)
    for turns in (8, 42):
        await a_long_talk(store, turns)
        assert len(await texts(store)) <= 3
    assert len(rows(store)) == 50 * 3
    assert len((await store.retrieve_full_tracker(TALK)).events) == 50 * 3


async def test_what_another_process_wrote_is_read(url: str) -> None:
    """A turn of it stands behind ours; and its turns are not written again."""
    ours, others = a_store(url), a_store(url)
    await a_long_talk(ours)
    await texts(ours)
    await a_long_talk(others, 1)
    await keep(ours, said("ours again"))
    assert (await texts(ours))[-2:] == ["message 0", "ours again"]
    assert len(rows(ours)) == 8 * 3 + 3 + 1


async def test_what_another_process_forgot_is_forgotten_here(url: str) -> None:
    """Neither words nor slots of before are in what begins anew under the same key, also if it gets the old rows' numbers."""
    ours, others = a_store(url), a_store(url)
    await a_long_talk(ours)
    await texts(ours)
    others.forget(TALK)
    assert await ours.retrieve(TALK) is None
    await keep(others, *(ActionExecuted("action_listen") for _ in range(30)))
    tracker = await ours.retrieve(TALK)
    assert len(tracker.events) == 30
    assert [event for event in tracker.events if isinstance(event, SlotSet)] == []


async def test_forgetting_leaves_nothing_in_memory(url: str) -> None:
    """The point from which a talk was read held its slots."""
    store = a_store(url)
    await a_long_talk(store)
    await texts(store)
    assert store._points.of(TALK) is not None
    store.forget(TALK)
    assert store._points.of(TALK) is None


async def test_what_reaches_back_is_read_whole(url: str) -> None:
    """Who takes back their messages one after another finds those of long before."""
    store = a_store(url)
    await a_long_talk(store)
    await texts(store)
    await keep(store, *(UserUtteranceReverted() for _ in range(5)))
    assert len(await texts(store)) == 8
    tracker = await store.retrieve(TALK)
    assert [event.text for event in tracker.applied_events() if isinstance(event, UserUttered)][
        -1
    ] == "message 2"


async def test_a_turn_that_was_broken_off_is_taken_back(url: str) -> None:
    """From its message on, and nothing else: not the turns before it, not those after it, not those of others."""
    store = a_store(url)
    await keep(store, SessionStarted(), ActionExecuted("action_listen"))
    for name in ("m1", "m2", "m3"):
        await keep(store, _named(name), SlotSet("my_council", name), ActionExecuted("action_listen"))
    await keep(store, _named("m2"), ActionExecuted("action_listen"), conversation="web-2")
    await store.take_back(TALK, "m2")
    left = await store.retrieve(TALK)
    assert [event.message_id for event in left.events if isinstance(event, UserUttered)] == ["m1", "m3"]
    assert [event.value for event in left.events if isinstance(event, SlotSet)] == ["m1", "m3"]
    await store.take_back(TALK, "m3")
    await store.take_back(TALK, "never heard")
    left = await store.retrieve(TALK)
    assert [event.message_id for event in left.events if isinstance(event, UserUttered)] == ["m1"]
    assert len((await store.retrieve("web-2")).events) == 2
    store.engine.dispose()


def _named(message_id: str) -> UserUttered:
    event = said(f"words of {message_id}")
    event.message_id = message_id
    return event
