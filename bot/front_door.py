"""The one path every incoming message takes, whatever the channel.

Danger is looked for first, with rules that need nothing else to work. Whatever
fails afterwards, the person gets a reply with a human contact and urgent numbers.
"""

from __future__ import annotations

import asyncio
import logging
import re
import time
import uuid
from collections import defaultdict, deque
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Awaitable, Callable, Deque, Dict, List, Mapping, Optional, Protocol, Sequence

from bot.answer import Answer, Choice, ContactLine
from bot.delivery.alerts.alert_talk import Alerts, AlertTalk, Message
from bot.delivery.conversation.forgetting import Forgetting
from bot.delivery.conversation.journal import Journal, Line, choice_of
from bot.delivery.conversation.lately import Lately
from bot.delivery.conversation.old_buttons import OLD_BUTTON, old_button
from bot.delivery.conversation.running_turns import Turns
from bot.delivery.in_time import IN_DANGER, IN_THE_END, PATIENCE, Lanes, TooLateError, Wait
from bot.safeguarding import long_look
from bot.safeguarding.detector import Detector, rules_alone
from bot.safeguarding.finding import Danger
from bot.safeguarding.going_on import raised
from bot.safeguarding.help_line import HELP
from bot.safeguarding.looker import Looker
from bot.safeguarding.replies import (
    check_in_reply,
    danger_of,
    something_went_wrong,
    supportive_reply,
    urgent_reply,
)

logger = logging.getLogger(__name__)

MOST_CHARACTERS = long_look.WHOLE
MINUTE = 60.0
WHAT_ELSE = 0.3  # seconds to find out what else was asked beside danger
MOST_REMEMBERED = 10_000  # conversations whose pace is kept in memory
TURN = 2.0  # seconds that the end of a conversation waits for a turn of it

TOO_LONG = Answer(
    title="That's a lot of words",
    lead=(
        f"Your message is too long for me. I can read {MOST_CHARACTERS:,} letters at a time. Please send the most "
        f"important part first. Nothing you wrote was kept. {HELP}"
    ),
)
TOO_FAST = Answer(
    lead=f"You are sending messages faster than I can answer. Please wait a minute and try again. {HELP}"
)
NOTHING_TYPED = Answer(
    lead=f"Your message was empty. Type a question, for example: what does a PA do? {HELP}"
)


@dataclass(frozen=True)
class Look:
    """That a message was looked at, and what it showed."""

    found: Optional[Danger]


@dataclass(frozen=True)
class Incoming:
    """One message, after its channel has proved who is calling.

    `option` is the id of a button that an answer showed; `choice` is one that the
    channel itself offers (its council menu), never built from what somebody typed.
    Without `is_kept` nothing is read from or written to the journal: its database did not answer the channel either.
    `waited` is how many seconds the channel has waited for the database; an urgent reply waits so much less.
    `looked` is what was found in it, if the channel had to know before it could tell who is calling.
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
    waited: float = 0.0
    looked: Optional[Look] = None
    is_alert_button: bool = False
    is_after_end: bool = False


@dataclass(frozen=True)
class Reply:
    """What goes back. A replay of a message that was answered before carries no answers.

    `lines` is the turn as the journal keeps it; None if it could not be kept.
    """

    answers: List[Answer]
    is_replay: bool = False
    found: Optional[Danger] = None
    lines: Optional[List[Line]] = None


class Dialogue(Protocol):
    """What is behind the door: Rasa, or whatever stands in for it."""

    def respond(
        self, conversation: str, text: str, choice: Optional[Choice] = None, council: Optional[str] = None
    ) -> Awaitable[List[Answer]]:
        """The answers to one text or choice."""

    def forget(self, conversation: str) -> None:
        """Delete what is kept of a conversation."""

    def about(self, text: str) -> Awaitable[Optional[str]]:
        """The topic that a text surely asks about, or None."""


class FrontDoor:
    """Takes messages in and gives replies out. Taking a message never raises.

    Without `alerts` nobody can be told of a danger, and nothing is said of it.
    `councils` holds the numbers of each council, for the urgent reply, and `titles` what each topic is called.
    `is_over` says whether a conversation was ended, here or in another process; what a turn of it kept meanwhile is then forgotten.
    """

    def __init__(
        self,
        dialogue: Dialogue,
        journal: Journal,
        messages_per_minute: int = 20,
        seconds: Callable[[], float] = time.monotonic,
        alerts: Optional[Alerts] = None,
        detector: Optional[Detector] = None,
        councils: Mapping[str, Sequence[ContactLine]] = MappingProxyType({}),
        lanes: Optional[Lanes] = None,
        titles: Mapping[str, str] = MappingProxyType({}),
        is_over: Optional[Callable[[str], bool]] = None,
    ) -> None:
        self.lanes = lanes or Lanes()
        self._dialogue, self._journal, self._alerts = (
            dialogue,
            journal,
            AlertTalk(alerts, journal, self.lanes.urgent),
        )
        self._pace = _Pace(messages_per_minute, seconds)
        self._councils, self._titles = councils, titles
        self._detector = detector or rules_alone()
        self._looker = Looker(self._detector)
        self._lately = Lately(seconds)
        places = {"memory": self._lately.forget, "journal": journal.wipe, "dialogue": dialogue.forget}
        self._forgetting = Forgetting(places, is_over)
        self._turns = Turns(self._forget_if_over if is_over else None)
        self._one_turn = (
            asyncio.Semaphore()
        )  # the dialogue works on the event loop: who comes in between is looked at between two turns

    async def handle(self, incoming: Incoming) -> Reply:
        """The reply to one message. The turn runs to its end, also when nobody waits for it any more."""
        return await self._turns.run(incoming.conversation, self._handle(incoming))

    async def _handle(self, incoming: Incoming) -> Reply:
        found = (
            incoming.looked.found
            if incoming.looked
            else await self.look(incoming.text, incoming.conversation)
        )
        wait = self._wait(found, incoming)
        if found and await self._only_answers(incoming, wait):
            found, wait = None, self._wait(None, incoming)
        if not (found and found.is_urgent):
            incoming = await self._with_choice(incoming)
            pressed = _pressed_danger(incoming)
            found, wait = (pressed, self._wait(pressed, incoming)) if pressed else (found, wait)
        danger = found if found and found.is_urgent else None
        self._lately.said(incoming.conversation, incoming.text, found)
        urgent = (
            asyncio.ensure_future(self._urgent(danger, incoming)) if danger else None
        )  # finds out what else was asked meanwhile
        if await self._seen_before(incoming, wait) and not danger:
            return Reply([], is_replay=True, lines=[])
        answers = [await urgent] if urgent else await self._answers_or_apology(incoming, wait)
        if found and not danger:
            answers = [*self._said_first(found, incoming.conversation, answers), *answers]
        self._lately.answered(incoming.conversation, answers)
        answers = [
            await self._alerts.added_to(answer, incoming.conversation, danger, wait, is_kept=incoming.is_kept)
            for answer in answers
        ]
        lines = await self._keep(incoming, answers, wait)
        return Reply(self._alerts.kept_or_not(answers, is_kept=lines is not None), found=found, lines=lines)

    async def _only_answers(self, incoming: Incoming, wait: Wait) -> bool:
        """Whether a message in which danger was seen only answers our question whether somebody shall be told."""
        is_outright = self._detector.at_once(incoming.text) is not None
        self._detector.forget_texts()
        return await self._alerts.is_answer(_message(incoming), wait, is_outright=is_outright)

    async def _with_choice(self, incoming: Incoming) -> Incoming:
        """The message with the choice behind its button, as far as that can be found, and with the time that this took."""
        if incoming.option is None or incoming.choice:
            return incoming
        started = time.monotonic()
        try:
            choice = await self.lanes.pressed.run(PATIENCE, self._choice, incoming)
            return replace(incoming, choice=choice, waited=incoming.waited + time.monotonic() - started)
        except Exception as error:  # noqa: BLE001 - what can't be looked up is said to be lost
            _log_failure("A button could not be looked up", error)
            return incoming

    async def look(self, text: str, conversation: str) -> Optional[Danger]:
        """What a message shows in its conversation: by itself, and with what was said just before it."""
        if not text:
            return None
        shown = self._lately.shown(conversation)
        found = await self._looker.look(text, self._lately.before(conversation), shown.text if shown else "")
        return raised(found, text, shown.danger) if shown else found

    def go_on(self, conversation: str, stand_in: str) -> None:
        """What was said a moment ago in a conversation counts in the one that stands in for it, where no session can be read."""
        self._lately.go_on(conversation, stand_in)

    async def urgent_in(self, raw: bytes) -> Optional[Answer]:
        """The urgent reply to what could not be read as a message, if it says danger outright. Nothing of it is kept."""
        found = await self._looker.outright_in(raw)
        return urgent_reply(found) if found else None

    def _said_first(self, found: Danger, conversation: str, answers: Sequence[Answer]) -> List[Answer]:
        """What stands above the answer to a message that shows danger that is over, or a sign that is worth asking about."""
        if found.is_over:
            return [supportive_reply(found)]
        if any(answer.urgency == "urgent" for answer in answers) or not self._lately.may_ask(
            conversation, found.kind
        ):
            return []
        return [check_in_reply(found)]

    async def _urgent(self, danger: Danger, incoming: Incoming) -> Answer:
        council = incoming.council or self._lately.council(incoming.conversation)
        answer = urgent_reply(danger, self._councils.get(council or "", ()))
        return answer.copy(update={"choices": (*answer.choices, *await self._what_else(danger.rest))})

    async def _what_else(self, rest: str) -> List[Choice]:
        """A button to what else was asked, if that can be told soon: it must not be lost, nor keep the urgent reply waiting."""
        try:
            topic = await asyncio.wait_for(self._dialogue.about(rest), WHAT_ELSE) if rest else None
        except Exception as error:  # noqa: BLE001 - then there is no button
            _log_failure("What else was asked is not known", error)
            return []
        title = self._titles.get(topic or "")
        return [Choice(label=f"You also asked: {title}", kind="said", value=rest)] if title else []

    def _wait(self, found: Optional[Danger], incoming: Incoming) -> Wait:
        """How long this reply may wait for the database, and in which lane."""
        if found and found.is_urgent:
            return Wait(self.lanes.urgent, IN_DANGER - incoming.waited)
        return Wait(self.lanes.talk, PATIENCE)

    def forget(self, conversation: str) -> bool:
        """Delete what was said in a conversation, wherever it is kept. What fails is owed: see `forget_owed`.

        It waits for databases: not for the event loop.
        """
        return self._forgetting.forget(conversation)

    def forget_owed(self) -> int:
        """Delete what could not be deleted before. How much is owed still."""
        return self._forgetting.again()

    async def end(self, conversation: str) -> bool:
        """Forget a conversation that its channel has ended, with what a turn of it is still about to write."""
        await self._turns.wait(conversation, TURN)
        try:
            return await self.lanes.ending.run(IN_THE_END, self.forget, conversation)
        except TooLateError:
            self._forgetting.owe(conversation)
            return False

    async def _forget_if_over(self, conversation: str) -> None:
        try:
            await self.lanes.ending.run(IN_THE_END, self._forgetting.forget_if_over, conversation)
        except TooLateError:
            logger.error(
                "It is not known in time whether a conversation is over"
            )  # the sweep finds what is left

    async def _answers_or_apology(self, incoming: Incoming, wait: Wait) -> List[Answer]:
        try:  # before the limits: nobody who asks for help is told to wait
            if (
                incoming.option is not None and incoming.choice is None
            ):  # not found, or not looked up: then nobody knows what it was
                incoming = replace(incoming, choice=await wait.run(self._choice, incoming))
            taken = await self._alerts.taken(_message(incoming), wait)
        except Exception as error:  # noqa: BLE001 - whatever failed, the person gets a reply
            apology = _apology(type(error).__name__, incoming)
            return [self._alerts.lost(apology, incoming.option is not None, incoming.text)]
        if taken.rest is None:
            return list(taken.first)
        usual = await self._usual_or_apology(replace(incoming, text=taken.rest), wait)
        return [*taken.first, *usual, *taken.below(usual)]

    async def _usual_or_apology(self, incoming: Incoming, wait: Wait) -> List[Answer]:
        try:
            return await self._answers(incoming, wait) or [_apology("no answer came", incoming)]
        except Exception as error:  # noqa: BLE001 - whatever failed, the person gets a reply
            return [_apology(type(error).__name__, incoming)]

    async def _answers(self, incoming: Incoming, wait: Wait) -> List[Answer]:
        if not self._pace.allows(incoming.conversation):
            return [TOO_FAST]
        if len(incoming.text) > MOST_CHARACTERS:
            return [TOO_LONG]
        if incoming.choice or incoming.option is not None:
            return await self._chosen(incoming, wait)
        text = plain(incoming.text)
        if not text:
            return [NOTHING_TYPED]
        return await self._respond(incoming, text)

    async def _respond(self, incoming: Incoming, text: str, choice: Optional[Choice] = None) -> List[Answer]:
        async with self._one_turn:
            return await self._dialogue.respond(incoming.conversation, text, choice, incoming.council)

    async def _chosen(self, incoming: Incoming, wait: Wait) -> List[Answer]:
        choice = incoming.choice
        if choice is None or choice.kind == "page":
            return [await self._old_button(incoming.conversation, wait)]
        if choice.kind == "said":
            return await self._respond(incoming, plain(choice.value))
        return await self._respond(incoming, choice.label, choice)

    async def _old_button(self, conversation: str, wait: Wait) -> Answer:
        try:
            return old_button(await wait.run(self._journal.lines, conversation))
        except Exception as error:  # noqa: BLE001 - that it did nothing is true all the same
            _log_failure("What can be pressed now is not known", error)
            return OLD_BUTTON

    def _choice(self, incoming: Incoming) -> Optional[Choice]:
        if incoming.choice or incoming.option is None:
            return incoming.choice
        return choice_of(self._journal, incoming.conversation, incoming.option)

    async def _seen_before(self, incoming: Incoming, wait: Wait) -> bool:
        if not incoming.is_kept:
            return False
        try:
            return not await wait.run(self._journal.first_time, incoming.channel, incoming.message_id)
        except Exception as error:  # noqa: BLE001 - rather answer twice than not at all
            _log_failure("The journal could not be asked", error)
            return False

    async def _keep(self, incoming: Incoming, answers: List[Answer], wait: Wait) -> Optional[List[Line]]:
        if not incoming.is_kept:
            return None
        try:
            return await wait.run(self._write, incoming, answers)
        except Exception as error:  # noqa: BLE001 - the reply still goes out
            _log_failure("The journal could not be written", error)
            return None

    def _write(self, incoming: Incoming, answers: List[Answer]) -> List[Line]:
        return self._journal.write(incoming.conversation, self._shown(incoming), answers)

    def _shown(self, incoming: Incoming) -> str:
        if len(incoming.text) > MOST_CHARACTERS:
            return "(a message that was too long)"
        if incoming.text:
            return incoming.text
        choice = self._choice(incoming)
        return choice.label if choice else "(a button)"


def _message(incoming: Incoming) -> Message:
    return Message(
        incoming.conversation,
        incoming.text,
        incoming.choice,
        is_alert_button=incoming.is_alert_button,
        is_after_end=incoming.is_after_end,
        is_kept=incoming.is_kept,
    )


def _pressed_danger(incoming: Incoming) -> Optional[Danger]:
    """The danger that a button says; the channel itself offers none."""
    choice = incoming.choice if incoming.option is not None else None
    return danger_of(choice) if choice and choice.kind == "danger" else None


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
