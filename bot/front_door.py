"""The one path every incoming message takes, whatever the channel.

Danger is looked for first, with rules that need nothing else to work. Whatever
fails afterwards, the person gets a reply with a human contact and urgent numbers.
"""

from __future__ import annotations

import logging
import re
import time
import uuid
from collections import defaultdict, deque
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Awaitable, Callable, Deque, Dict, List, Mapping, Optional, Protocol, Sequence

from bot.answer import Answer, Choice, ContactLine
from bot.delivery.alert_talk import Alerts, AlertTalk, Message
from bot.delivery.journal import Journal, Line, choice_of
from bot.delivery.lately import Lately
from bot.safeguarding.detector import Danger, Detector
from bot.safeguarding.replies import something_went_wrong, supportive_reply, urgent_reply

logger = logging.getLogger(__name__)

MOST_CHARACTERS = 1_000
MINUTE = 60.0
MOST_REMEMBERED = 10_000  # conversations whose pace is kept in memory

TOO_LONG = Answer(
    title="That's a lot of words",
    lead=(
        f"Your message is too long for me. I can read {MOST_CHARACTERS:,} letters at a time. Please send the most "
        "important part first. Nothing you wrote was kept."
    ),
)
TOO_FAST = Answer(
    lead="You are sending messages faster than I can answer. Please wait a minute and try again. In danger? Ring 999."
)
NOTHING_TYPED = Answer(lead="Your message was empty. Type a question, for example: what does a PA do?")
OLD_BUTTON = Answer(lead="I can't find that button any more. Please type your question.")


@dataclass(frozen=True)
class Incoming:
    """One message, after its channel has proved who is calling.

    `option` is the id of a button that an answer showed; `choice` is one that the
    channel itself offers (its council menu), never built from what somebody typed.
    Without `is_kept` nothing is read from or written to the journal: its database did not answer the channel either.
    `is_alert_button` is what the form says of a button that asks to tell somebody; it gives words alone. `is_after_end` says
    that the conversation just began because the one before it has ended.
    """

    channel: str
    conversation: str
    message_id: str
    text: str = ""
    option: Optional[str] = None
    choice: Optional[Choice] = None
    council: Optional[str] = None
    is_kept: bool = True
    is_alert_button: bool = False
    is_after_end: bool = False


@dataclass(frozen=True)
class Reply:
    """What goes back. A replay of a message that was answered before carries no answers.

    `lines` is the turn as the journal keeps it; None if it could not be kept.
    """

    answers: List[Answer]
    is_replay: bool = False
    danger: Optional[Danger] = None
    lines: Optional[List[Line]] = None


class Dialogue(Protocol):
    """What is behind the door: Rasa, or whatever stands in for it."""

    def respond(
        self, conversation: str, text: str, choice: Optional[Choice] = None, council: Optional[str] = None
    ) -> Awaitable[List[Answer]]:
        """The answers to one text or choice."""

    def forget(self, conversation: str) -> None:
        """Delete what is kept of a conversation."""


class FrontDoor:
    """Takes messages in and gives replies out. Taking a message never raises.

    Without `alerts` nobody can be told of a danger, and nothing is said of it.
    `councils` holds the numbers of each council, for the urgent reply.
    """

    def __init__(
        self, dialogue: Dialogue, journal: Journal, messages_per_minute: int = 20,
        seconds: Callable[[], float] = time.monotonic, alerts: Optional[Alerts] = None,
        detector: Detector = Detector(), councils: Mapping[str, Sequence[ContactLine]] = MappingProxyType({}),  # noqa: B008 - the rules alone, which keep nothing
    ) -> None:
        self._dialogue, self._journal, self._alerts = dialogue, journal, AlertTalk(alerts, journal)
        self._pace = _Pace(messages_per_minute, seconds)
        self._detector, self._councils = detector, councils
        self._lately = Lately(seconds)

    async def handle(self, incoming: Incoming) -> Reply:
        """The reply to one message."""
        found = self._danger(incoming)
        if found and await self._alerts.is_answer(Message(incoming.conversation, incoming.text, incoming.choice, is_kept=incoming.is_kept)):
            found = None
        danger = found if found and not found.is_over else None
        if self._seen_before(incoming) and not danger:
            return Reply([], is_replay=True, lines=[])
        answers = [self._urgent(danger, incoming)] if danger else await self._answers_or_apology(incoming)
        if found and found.is_over:
            answers = [supportive_reply(found), *answers]
        self._lately.answered(incoming.conversation, answers)
        added = (self._alerts.added_to(answer, incoming.conversation, danger, is_kept=incoming.is_kept) for answer in answers)
        answers = [await answer for answer in added]
        lines = self._keep(incoming, answers)
        return Reply(self._alerts.kept_or_not(answers, is_kept=lines is not None), danger=danger, lines=lines)

    def shows_danger(self, text: str) -> bool:
        """Whether one message by itself shows danger of now."""
        found = self._detector.check(text)
        return bool(found and not found.is_over)

    def _danger(self, incoming: Incoming) -> Optional[Danger]:
        """What this message shows, or this and the one just before it: "i want to" and "kill myself"."""
        before = self._lately.said(incoming.conversation, incoming.text)
        found = self._detector.check(incoming.text)
        if (found and not found.is_over) or not before or not incoming.text or self._detector.check(before):
            return found
        joined = self._detector.check(f"{before} {incoming.text}")
        return joined if joined and not joined.is_over else found

    def _urgent(self, danger: Danger, incoming: Incoming) -> Answer:
        council = incoming.council or self._lately.council(incoming.conversation)
        return urgent_reply(danger, self._councils.get(council or "", ()))

    def forget(self, conversation: str) -> None:
        """Delete what was said in a conversation, wherever it is kept."""
        self._lately.forget(conversation)
        self._journal.wipe(conversation)
        self._dialogue.forget(conversation)

    async def _answers_or_apology(self, incoming: Incoming) -> List[Answer]:
        try:  # before the limits: nobody who asks for help is told to wait
            taken = await self._alerts.taken(self._message(incoming))
        except Exception as error:  # noqa: BLE001 - whatever failed, the person gets a reply
            apology = _apology(type(error).__name__, incoming)
            return [self._alerts.lost(apology, incoming.option is not None, incoming.text)]
        if taken.rest is None:
            return list(taken.first)
        usual = await self._usual_or_apology(replace(incoming, text=taken.rest))
        return [*taken.first, *usual, *taken.below(usual)]

    def _message(self, incoming: Incoming) -> Message:
        return Message(
            incoming.conversation, incoming.text, self._choice(incoming), is_alert_button=incoming.is_alert_button,
            is_after_end=incoming.is_after_end, is_kept=incoming.is_kept,
        )

    async def _usual_or_apology(self, incoming: Incoming) -> List[Answer]:
        try:
            return await self._answers(incoming) or [_apology("no answer came", incoming)]
        except Exception as error:  # noqa: BLE001 - whatever failed, the person gets a reply
            return [_apology(type(error).__name__, incoming)]

    async def _answers(self, incoming: Incoming) -> List[Answer]:
        if not self._pace.allows(incoming.conversation):
            return [TOO_FAST]
        if len(incoming.text) > MOST_CHARACTERS:
            return [TOO_LONG]
        if incoming.choice or incoming.option is not None:
            return await self._chosen(incoming)
        text = plain(incoming.text)
        if not text:
            return [NOTHING_TYPED]
        return await self._dialogue.respond(incoming.conversation, text, council=incoming.council)

    async def _chosen(self, incoming: Incoming) -> List[Answer]:
        choice = self._choice(incoming)
        if choice is None or choice.kind == "page":
            return [OLD_BUTTON]
        return await self._dialogue.respond(incoming.conversation, choice.label, choice, incoming.council)

    def _choice(self, incoming: Incoming) -> Optional[Choice]:
        if incoming.choice or incoming.option is None:
            return incoming.choice
        return choice_of(self._journal, incoming.conversation, incoming.option)

    def _seen_before(self, incoming: Incoming) -> bool:
        if not incoming.is_kept:
            return False
        try:
            return not self._journal.first_time(incoming.channel, incoming.message_id)
        except Exception as error:  # noqa: BLE001 - rather answer twice than not at all
            _log_failure("The journal could not be asked", error)
            return False

    def _keep(self, incoming: Incoming, answers: List[Answer]) -> Optional[List[Line]]:
        if not incoming.is_kept:
            return None
        try:
            return self._journal.write(incoming.conversation, self._shown(incoming), answers)
        except Exception as error:  # noqa: BLE001 - the reply still goes out
            _log_failure("The journal could not be written", error)
            return None

    def _shown(self, incoming: Incoming) -> str:
        if len(incoming.text) > MOST_CHARACTERS:
            return f"(a message of {len(incoming.text):,} letters)"
        if incoming.text:
            return incoming.text
        choice = self._choice(incoming)
        return choice.label if choice else "(a button)"


def plain(text: str) -> str:
    """Typed text without the slashes that Rasa would take for one of its own commands."""
    return re.sub(r"^[\s/]+", "", text).strip()


class _Pace:
    """How many messages a conversation sent in the last minute."""

    def __init__(self, per_minute: int, seconds: Callable[[], float]) -> None:
        self._per_minute, self._seconds = per_minute, seconds
        self._sent: Dict[str, Deque[float]] = defaultdict(deque)

    def allows(self, conversation: str) -> bool:
        now = self._seconds()
        sent = self._sent[conversation]
        while sent and now - sent[0] > MINUTE:
            sent.popleft()
        if len(sent) >= self._per_minute:
            return False
        sent.append(now)
        if len(self._sent) > MOST_REMEMBERED:
            self._forget(now)
        return True

    def _forget(self, now: float) -> None:
        for conversation in [c for c, sent in self._sent.items() if not sent or now - sent[-1] > MINUTE]:
            del self._sent[conversation]


def _apology(what: str, incoming: Incoming) -> Answer:
    error_id = _log_failure(f"A turn on {incoming.channel} failed", what)
    return something_went_wrong(error_id)


def _log_failure(what: str, error: object) -> str:
    """Log an error by id and kind; never its text, which may quote the person's words."""
    error_id = uuid.uuid4().hex[:12]
    kind = error if isinstance(error, str) else type(error).__name__
    logger.error("%s: error_id=%s error=%s", what, error_id, kind)
    return error_id
