"""One turn through Rasa: text or a choice in, answers out."""

from __future__ import annotations

import logging
from typing import Any, Awaitable, Callable, Coroutine, Dict, List, Mapping, Optional, Tuple, TypeVar

from rasa.core.agent import Agent
from rasa.core.channels.channel import OutputChannel, UserMessage
from rasa.core.tracker_store import InMemoryTrackerStore
from sqlalchemy.engine import Engine

from bot.answer import Answer, Choice
from bot.answer_data import from_data
from bot.dialogue.own_loop import OwnLoop
from bot.dialogue.tracker_store import ConversationStore

Result = TypeVar("Result")
logger = logging.getLogger(__name__)

SURE_OF_A_QUESTION = 0.4  # chance of a topic
SURE_OF_A_PASSAGE = 0.5  # chance that it answers


class AnswerCollector(OutputChannel):
    """Collects what Rasa says as answers; words of the domain become an answer of one sentence."""

    def __init__(self) -> None:
        self.answers: List[Answer] = []

    @classmethod
    def name(cls) -> str:
        """Rasa's name for this channel."""
        return "localoffer"

    async def send_response(self, recipient_id: str, message: Dict[str, Any]) -> None:
        """Take one message of an action (with its `answer`) or of the domain (with its `text`)."""
        if message.get("answer"):
            self.answers.append(from_data(message["answer"]))
        elif message.get("text"):
            self.answers.append(Answer(lead=message["text"]))


class RasaConversation:
    """Drives Rasa through its message handler. The `agent` behind it may become known later; it parses, and can be made to forget.

    With a `loop` of its own Rasa computes beside the event loop that asks.
    """

    def __init__(
        self,
        handle: Callable[[UserMessage], Awaitable[Any]],
        agent: Optional[Agent] = None,
        store: Optional[ConversationStore] = None,
        loop: Optional[OwnLoop] = None,
    ) -> None:
        self._handle, self.agent, self._store, self._loop = handle, agent, store, loop

    async def respond(
        self,
        conversation: str,
        text: str,
        choice: Optional[Choice] = None,
        council: Optional[str] = None,
        message_id: str = "",
    ) -> List[Answer]:
        """What Rasa answers. Nothing at all is an empty list; the front door does not let it stand."""
        collector = AnswerCollector()
        message = UserMessage(
            text=text,
            output_channel=collector,
            sender_id=conversation,
            input_channel=collector.name(),
            message_id=message_id or None,
            metadata={"council": council} if council else {},
            parse_data=parse_of(choice, text) if choice else None,
        )
        await self._beside(self._handled(message))
        return collector.answers

    async def take_back(self, conversation: str, message_id: str) -> None:
        """Delete the turn of one message, where the store is ours: one in memory alone is gone with whoever broke it off.

        Raises TooLateError, or what the database raises.
        """
        if self._store:
            await self._beside(self._store.take_back(conversation, message_id))

    async def _handled(self, message: UserMessage) -> None:
        await self._handle(message)

    async def _beside(self, work: Coroutine[Any, Any, Result]) -> Result:
        return await (self._loop.run(work) if self._loop else work)

    def forget(self, conversation: str) -> None:
        """Delete what Rasa keeps of a conversation, where its store is ours or in memory."""
        store = self._store or (self.agent.tracker_store if self.agent else None)
        store = getattr(store, "_tracker_store", store)  # under `rasa run` Rasa's wrapper is around it
        if isinstance(store, ConversationStore):
            store.forget(conversation)
        elif isinstance(store, InMemoryTrackerStore):
            store.store.pop(conversation, None)

    def forget_in_memory(self, conversation: str) -> None:
        """Leave nothing of a conversation in this process alone, where the store is ours: another process has deleted the rest."""
        if self._store:
            self._store.forget_in_memory(conversation)

    def silent_since(self, moment: float, beginning: str) -> List[str]:
        """Conversations whose key begins so and that are silent since a moment (seconds since 1970), where the store is ours."""
        return self._store.silent_since(moment, beginning) if self._store else []

    @property
    def is_ready(self) -> bool:
        """Whether a model is loaded. Under `rasa run` Rasa sees to that itself."""
        return self.agent is None or bool(self.agent.is_ready())

    def knows(self, choice: Choice) -> bool:
        """Whether the loaded model has what this button means; True where no model is known."""
        domain = self.agent.domain if self.agent else None
        return domain is None or parse_of(choice, "")["intent"]["name"] in domain.intents

    @property
    def engine(self) -> Optional[Engine]:
        """The database of the conversations; None if they are kept in memory alone."""
        return self._store.engine if self._store else None

    async def about(self, text: str) -> Optional[str]:
        """The topic that a text surely asks about, or None. Raises RuntimeError if no model is loaded."""
        return asked_about(await self.parse(text))

    async def parse(self, text: str, audience: Optional[str] = None) -> Mapping[str, Any]:
        """What the message is about: Rasa's parse data with our `topics`. `audience` is `adviser` or nobody in particular."""
        processor = self.agent.processor if self.agent else None
        if processor is None:
            raise RuntimeError("no model is loaded; run `make train`")
        return dict(
            await self._beside(
                processor.parse_message(
                    UserMessage(text=text, metadata={"audience": audience} if audience else None)
                )
            )
        )


def asked_about(understood: Mapping[str, Any]) -> Optional[str]:
    """The topic of a question, from Rasa's parse data; None if it is no question about the offer or hardly more than a guess."""
    if (understood.get("intent") or {}).get("name") != "ask":
        return None
    topics = [(one["id"], one["confidence"]) for one in understood.get("topics") or []]
    of_passages = [
        (one["topic"], one["chance"])
        for ranked in (understood.get("passages") or {}).values()
        for one in ranked
    ]
    likeliest, passage = (max(found, key=_chance, default=("", 0.0)) for found in (topics, of_passages))
    if likeliest[1] >= SURE_OF_A_QUESTION:
        return str(likeliest[0])
    return str(passage[0]) if passage[1] >= SURE_OF_A_PASSAGE else None


def _chance(found: Tuple[str, float]) -> float:
    return found[1]


def parse_of(choice: Choice, text: str) -> Dict[str, Any]:
    """A button we issued, as parse data. It never passes Rasa's own `/intent` parser."""
    intent, topics, entities = choice.value, [], []
    if choice.kind == "topic":
        intent, topics = "ask", [{"id": choice.value, "confidence": 1.0}]
    if choice.kind == "passage":
        _, topic, _passage = choice.value.split("/", 2)
        intent, topics = "ask", [{"id": topic, "confidence": 1.0}]
        entities = [{"entity": "passage", "value": choice.value}]
    if choice.kind == "follow_up":
        kind, _, about = choice.value.partition("/")
        intent, topics, entities = (
            "follow_up",
            [{"id": kind, "confidence": 1.0}],
            [{"entity": "about", "value": about}],
        )
    if choice.kind == "council":
        intent, entities = "council_choice", [{"entity": "council", "value": choice.value}]
    if choice.kind == "living":
        intent = "council_choice"
        entities = [{"entity": "council", "value": choice.value, "role": "living"}]
    return {
        "text": text,
        "intent": {"name": intent, "confidence": 1.0},
        "intent_ranking": [{"name": intent, "confidence": 1.0}],
        "entities": entities,
        "topics": topics,
    }
