"""Actions inside the Rasa process: rejections translated, errors spoken, nothing leaks."""

from __future__ import annotations

import asyncio
import copy
import gc
import logging
import time

import jsonschema
import pytest
import rasa.core.actions.action as rasa_action
import rasa_sdk.interfaces
import yaml
from rasa_sdk import Action

from bot.dialogue.in_process import InProcessActions, _Loop, check_action_schema_once
from bot.phrase_files import FOLDER
from bot.phrases import read_from
from bot.safeguarding.replies import something_went_wrong
from bot.settings import Settings

pytestmark = pytest.mark.model


class Rejects(Action):
    """Rejects its execution, as a form's validator may."""

    def name(self):
        """Its name."""
        return "action_rejects"

    def run(self, dispatcher, tracker, domain):
        """Reject."""
        raise rasa_sdk.interfaces.ActionExecutionRejection(self.name(), "not now")


class Breaks(Action):
    """Fails with an error that quotes what the person said."""

    def name(self):
        """Its name."""
        return "action_breaks"

    def run(self, dispatcher, tracker, domain):
        """Break."""
        raise ValueError(tracker.latest_message["text"])


class Meddles(Action):
    """Changes what it was handed."""

    def name(self):
        """Its name."""
        return "action_meddles"

    def run(self, dispatcher, tracker, domain):
        """Change the tracker's message in place."""
        tracker.latest_message["intent"]["name"] = "changed"
        return []


@pytest.fixture
def endpoint() -> InProcessActions:
    """The endpoint with our actions and three that misbehave."""
    made = InProcessActions("actions")
    for action in (Rejects(), Breaks(), Meddles()):
        made._executor.register_action(action)
    return made


def call(action: str) -> dict:
    """What Rasa sends for an action."""
    message = {"text": "my secret words", "intent": {"name": "ask", "confidence": 1.0}, "entities": []}
    tracker = {
        "sender_id": "x",
        "slots": {},
        "latest_message": message,
        "events": [],
        "paused": False,
        "followup_action": None,
        "active_loop": {},
        "latest_action_name": None,
    }
    return {"next_action": action, "sender_id": "x", "tracker": tracker, "domain": {}, "version": "3.6.21"}


async def test_a_rejection_reaches_rasa_as_rasas_own(endpoint):
    """Rasa knows only its own class of rejection; the SDK's is translated."""
    with pytest.raises(rasa_action.ActionExecutionRejection):
        await endpoint.request(json=call("action_rejects"))


async def test_a_broken_action_is_answered_and_logged_without_words(endpoint, caplog):
    """The person gets urgent numbers and an error id; the log gets the id and no message text."""
    with caplog.at_level(logging.ERROR):
        result = await endpoint.request(json=call("action_breaks"))
    answer = result["responses"][0]["answer"]
    assert "999" in answer["lead"]
    error_id = answer["notes"][0].split(": ")[1].rstrip(".")
    assert error_id in caplog.text
    assert "my secret words" not in caplog.text


async def test_a_sentence_that_can_not_be_said_is_answered_too(endpoint, tmp_path, caplog):
    """A broken file of sentences is no silence: there is somebody to turn to, and the log names the file, the key and the fix."""
    (tmp_path / FOLDER).mkdir(parents=True)
    (tmp_path / FOLDER / "answers.yml").write_text("nothing_told_yet:\n")
    read_from(tmp_path)
    try:
        result = await endpoint.request(json=call("action_repeat"))
    finally:
        read_from(Settings().home)
    [said] = result["responses"]
    assert said["text"] == something_went_wrong("").lead
    assert said["answer"]["contacts"]
    assert "data/phrases/answers.yml: nothing_told_yet: there is no sentence. Fix: write one" in caplog.text


async def test_an_unknown_action_is_answered_too(endpoint):
    """An action that nobody registered is an error like any other."""
    result = await endpoint.request(json=call("action_nobody_wrote"))
    assert "went wrong" in result["responses"][0]["text"]


async def test_an_action_can_not_change_the_live_tracker(endpoint):
    """Actions get a copy: what they change stays with them."""
    sent = call("action_meddles")
    before = copy.deepcopy(sent)
    await endpoint.request(json=sent)
    assert sent == before


def test_every_action_of_the_domain_is_registered(endpoint, root):
    """No rule can call an action that the endpoint does not have."""
    domain = yaml.safe_load((root / "domain.yml").read_text())
    assert set(domain["actions"]) <= set(endpoint._executor.actions)


def test_the_check_of_results_is_kept_and_costs_next_to_nothing():
    """A wrong result is still refused, and a right one takes under 3 ms instead of 30; the quickest of many counts, which another program can't slow down."""
    check_action_schema_once()
    action = rasa_action.RemoteAction("action_answer", None)
    slots = [
        {"event": "slot", "timestamp": None, "name": name, "value": "x"}
        for name in ("last_topic", "last_place")
    ]
    result = {"events": slots, "responses": [{"text": "hello"}]}
    action._validate_action_result(result)
    times = []
    for _ in range(20):
        started = time.perf_counter()
        assert action._validate_action_result(result)
        times.append(time.perf_counter() - started)
    assert min(times) < 0.003
    with pytest.raises(jsonschema.ValidationError):
        action._validate_action_result({"events": "none", "responses": []})


class Older:
    """It refers to itself and to a loop's owner, so that both go at once, this one first."""

    def __init__(self, seen: list[bool]) -> None:
        """Put what is seen at the end into `seen`."""
        self.loop, self.itself, self.seen = asyncio.new_event_loop(), self, seen
        self.owner = _Loop(self.loop)

    def __del__(self) -> None:
        """See whether the loop is closed by now."""
        self.seen.append(self.loop.is_closed())


def test_a_loop_is_closed_before_it_is_taken_apart() -> None:
    """Python takes apart in any order what refers to itself: the loop's sockets might go before it, with complaints."""
    seen: list[bool] = []
    Older(seen)
    gc.collect()
    assert seen == [True]
