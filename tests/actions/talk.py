"""A talk with our actions and rules, without Rasa: the test says what was understood."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from rasa_sdk import Action, Tracker
from rasa_sdk.executor import ActionExecutor, CollectingDispatcher

import actions.services
from bot.answer import Answer, Choice
from bot.dialogue.rasa_turn import parse_of
from bot.language.gazetteer.place_reading import as_entity, read_places
from bot.records.keyed import Keyed

ROOT = Path(__file__).resolve().parents[2]
TODAY = date(2026, 11, 26)
SURE = 0.9


def actions_by_intent() -> dict[str, str]:
    """Which action each rule takes."""
    rules = yaml.safe_load((ROOT / "data" / "rules" / "rules.yml").read_text())["rules"]
    return {rule["steps"][0]["intent"]: rule["steps"][1]["action"] for rule in rules}


def actions_by_name() -> dict[str, Action]:
    """Every action class of ours, as rasa_sdk finds them."""
    executor = ActionExecutor()
    executor.register_package("actions")
    return {name: run.__self__ for name, run in executor.actions.items()}


@dataclass
class Talk:
    """One conversation: what rules, slots and events make of what was understood."""

    services: actions.services.Services
    conversation: str = "a-talk"
    slots: dict[str, Any] = field(default_factory=lambda: {"was_asked_for_council": False})
    events: list[dict[str, Any]] = field(default_factory=list)

    def hears(
        self,
        intent: str,
        *topics: tuple[str, float] | str,
        text: str = "",
        questions: list[str] = (),
        ranked: list[tuple[str, str, float]] = (),
        parts: list[dict[str, Any]] = (),
        **entities: str,
    ) -> list[Answer]:
        """The answers to a message that was understood so; a topic without a confidence is a sure one.

        `ranked` is the passages that may answer it in every place (topic, id, chance), `parts` the same of its questions: see `part`.
        What may answer a part may answer the whole, if nothing else is given.
        """
        ranked = ranked or [passage for one in parts for passage in one["passages"]]
        about = [
            {"id": t, "confidence": SURE} if isinstance(t, str) else {"id": t[0], "confidence": t[1]}
            for t in topics
        ]
        found = [{"entity": name, "value": value} for name, value in entities.items()]
        asked = [{"id": topic, "text": topic} for topic in questions]
        return self._take(
            {
                "text": text,
                "intent": {"name": intent},
                "topics": about,
                "entities": found,
                "questions": asked,
                "passages": self._everywhere(ranked),
                "part_passages": [{**one, "passages": self._everywhere(one["passages"])} for one in parts],
            }
        )

    def types(self, text: str, *topics: tuple[str, float] | str, intent: str = "ask") -> list[Answer]:
        """The answers to words whose places are really read; the intent and topics are what the rest of them was taken for."""
        reading = read_places(text, self.services.councils.gazetteer)
        kind = "council_choice" if reading.is_telling else "follow_up" if reading.is_bare else intent
        first = ["other_council"] if reading.is_bare else []
        ranked = [t if isinstance(t, tuple) else (t, SURE) for t in (*first, *topics)]
        return self._take(
            {
                "text": text,
                "intent": {"name": kind},
                "topics": [{"id": topic, "confidence": chance} for topic, chance in ranked],
                "entities": [as_entity(place) for place in reading.places],
                "questions": [],
                "tells_places": reading.is_telling,
                "only_names": reading.is_bare,
            }
        )

    def presses(self, choice: Choice) -> list[Answer]:
        """The answers to a button, which is understood without doubt."""
        if choice.kind in ("council", "living"):
            return self._take(parse_of_place(choice))
        parsed = parse_of(choice, choice.label)
        topics = [(topic["id"], topic["confidence"]) for topic in parsed["topics"]]
        entities = {one["entity"]: one["value"] for one in parsed["entities"]}
        return self.hears(parsed["intent"]["name"], *topics, text=choice.label, **entities)

    def _everywhere(self, ranked: list[tuple[str, str, float]]) -> dict[str, list[dict[str, Any]]]:
        found = [{"topic": topic, "id": passage, "chance": chance} for topic, passage, chance in ranked]
        return dict.fromkeys(self.services.offer.places, found) if ranked else {}

    def _take(self, message: dict[str, Any]) -> list[Answer]:
        self.events.append({"event": "user", "text": message["text"]})
        tracker = Tracker(
            self.conversation, dict(self.slots), message, list(self.events), False, None, {}, "action_listen"
        )
        dispatcher = CollectingDispatcher()
        done = ACTIONS[RULES[message["intent"]["name"]]].run(dispatcher, tracker, {})
        self.slots.update({event["name"]: event["value"] for event in done if event["event"] == "slot"})
        self.events += done
        return [_answer(said) for said in dispatcher.messages]

    def sign_in(self, keyed: Keyed, person: int) -> None:
        """Bind the conversation to a person, as signing in on the page does."""
        now = self.services.clock.now()
        with self.services.database.transaction() as session:
            visitor = self.services.sessions.visit(session, "token", now)
            self.services.sessions.sign_in(session, "token", "new-token", person)
        self.conversation = visitor.conversation


def parse_of_place(choice: Choice) -> dict[str, Any]:
    """As `bot.dialogue.rasa_turn.parse_of`, which needs Rasa."""
    role = {"role": "living"} if choice.kind == "living" else {}
    entity = {"entity": "council", "value": choice.value, **role}
    return {"text": choice.label, "intent": {"name": "council_choice"}, "topics": [], "entities": [entity]}


def part(text: str, *ranked: tuple[str, str, float], asks: bool = True) -> dict[str, Any]:
    """One piece of a message, with what may answer it."""
    return {"text": text, "asks": asks, "passages": list(ranked)}


RULES = actions_by_intent()
ACTIONS = actions_by_name()


def _answer(said: dict[str, Any]) -> Answer:
    """An answer of ours; a response of the domain stands for itself."""
    return Answer.parse_obj(said["answer"]) if "answer" in said else Answer(lead=said["response"])
