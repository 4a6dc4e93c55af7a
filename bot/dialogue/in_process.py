"""Custom actions inside the Rasa process, through the interface Rasa has for an action server.

Rasa hands an action's request to an `EndpointConfig`; this one runs the action
here instead of over HTTP. It never raises into Rasa, which would swallow the
error and leave the person without an answer.
"""

from __future__ import annotations

import asyncio
import functools
import json
import logging
import threading
import uuid
import weakref
from typing import Any, Dict, List, Optional, Type

import jsonschema
import rasa.core.actions.action as rasa_action
from rasa.utils.endpoints import EndpointConfig
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection

from bot.answer_data import as_data
from bot.delivery.in_time import Lane
from bot.safeguarding.replies import something_went_wrong

SECONDS = 30.0  # for one action: longer than the databases wait for somebody else's lock
MOST_EVENTS = 60  # that an action gets to see, however long a turn is; two turns have about 16
_OF_A_SLOT = frozenset({"event", "name", "value", "timestamp"})

logger = logging.getLogger(__name__)


class InProcessActions(EndpointConfig):
    """Runs the actions of a package as if they were behind a URL, in threads: a database that waits keeps nobody else waiting."""

    def __init__(self, package: str) -> None:
        # The domain is large and no action of ours reads it.
        super().__init__(url="in-process", enable_selective_domain=True)
        self._executor = ActionExecutor()
        self._executor.register_package(package)
        self._lane, self._of_thread = Lane("action", 4, 64), _OfThread()

    async def request(
        self,
        method: str = "post",
        subpath: Optional[str] = None,
        content_type: Optional[str] = None,
        compress: bool = False,
        **kwargs: Any,
    ) -> Dict[str, Any]:
        """The action's events and responses.

        Raises Rasa's ActionExecutionRejection where the action rejects; nothing else.
        """
        given, kind = kwargs["json"], type(asyncio.get_running_loop())
        try:
            return _plain(await self._lane.run(SECONDS, self._run, _copy(given), kind))
        except ActionExecutionRejection as rejection:
            raise rasa_action.ActionExecutionRejection(
                rejection.action_name, rejection.message
            ) from rejection
        except Exception as error:  # noqa: BLE001 - the one place where an action's error is turned into an answer
            return _apology(given.get("next_action"), error)

    def _run(self, call: Dict[str, Any], kind: Type[asyncio.AbstractEventLoop]) -> Optional[Dict[str, Any]]:
        if self._of_thread.loop is None:
            self._of_thread.loop = _Loop(kind())
        result: Optional[Dict[str, Any]] = self._of_thread.loop.run(self._executor.run(call))
        return result


class _Loop:
    """An event loop that is closed when nobody has it any more."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.run = loop.run_until_complete
        # Not `__del__`: what refers to itself is taken apart in any order, and the loop's sockets might go first.
        closing = weakref.finalize(self, loop.close)
        closing.atexit = False  # type: ignore[misc] # it is a property, which the stubs don't know


class _OfThread(threading.local):
    """A loop for each thread of actions: making one for each action takes longer than many an action."""

    loop: Optional[_Loop] = None


def _copy(given: Dict[str, Any]) -> Dict[str, Any]:
    """A copy, for what Rasa hands over is the live tracker; of its events those from the message before on."""
    tracker = given.get("tracker") or {}
    events = _from_the_message_before((tracker.get("events") or [])[-MOST_EVENTS:])
    copied: Dict[str, Any] = _through_json({**given, "tracker": {**tracker, "events": events}})
    return copied


def _from_the_message_before(events: List[Dict[str, Any]]) -> List[Dict[str, Any]]:
    said = [index for index, event in enumerate(events) if event.get("event") == "user"]
    return events[said[-2] :] if len(said) > 1 else events


def _plain(result: Optional[Dict[str, Any]]) -> Dict[str, Any]:
    return _through_json(result) if result else {"events": [], "responses": []}


def _through_json(value: Any) -> Any:
    """As over HTTP, and many times faster than `copy.deepcopy`."""
    return json.loads(json.dumps(value))


def _apology(action: Optional[str], error: Exception) -> Dict[str, Any]:
    error_id = uuid.uuid4().hex[:12]
    logger.error("Action %s failed: error_id=%s error=%s", action, error_id, type(error).__name__)
    answer = something_went_wrong(error_id)
    return {"events": [], "responses": [{"text": answer.lead, "answer": as_data(answer)}]}


@functools.lru_cache(maxsize=1)
def _validator() -> jsonschema.protocols.Validator:
    schema = rasa_action.RemoteAction.action_response_format_spec()
    kind = jsonschema.validators.validator_for(schema)
    kind.check_schema(schema)
    return kind(schema)


def _validate(_self: Any, result: Dict[str, Any]) -> bool:
    if not is_plainly_right(result):
        _validator().validate(result)
    return True


def is_plainly_right(result: Any) -> bool:
    """Whether a result is what nearly all are, slots and messages, and so fits Rasa's schema; False where the schema must tell."""
    if not isinstance(result, dict):
        return False
    events, messages = result.get("events"), result.get("responses")
    if not (isinstance(events, list) and isinstance(messages, list)):
        return False
    return all(map(_is_slot, events)) and all(isinstance(message, dict) for message in messages)


def _is_slot(event: Any) -> bool:
    return (
        isinstance(event, dict)
        and event.keys() <= _OF_A_SLOT
        and event.get("event") == "slot"
        and isinstance(event.get("name"), str)
        and "value" in event
        and event.get("timestamp") is None
    )


def check_action_schema_once() -> None:
    """Keep Rasa's check of each action's result, but compile its schema once, and ask it only where the result is not plain.

    Rasa 3.6 checks the schema itself again at every call, for 30 to 40 ms.
    """
    rasa_action.RemoteAction._validate_action_result = _validate  # noqa: SLF001 - Rasa offers no other way in
