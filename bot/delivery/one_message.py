"""One message on its way: what came, what the steps of the way make of it, and what goes back.

A step is a coroutine that takes the turn and changes it; nothing goes back up the way. Its order stands in `bot.front_door`.
"""

from __future__ import annotations

import logging
import re
import uuid
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Awaitable, Callable, List, Mapping, Optional, Sequence, Tuple

from bot.answer import Answer, Choice
from bot.delivery.conversation.in_order import Place
from bot.delivery.conversation.journal import Line
from bot.delivery.in_time import IN_DANGER, PATIENCE, Lanes, Wait
from bot.safeguarding import long_look
from bot.safeguarding.finding import Danger
from bot.safeguarding.open_offer import OpenOffer
from bot.safeguarding.replies import something_went_wrong

logger = logging.getLogger(__name__)

MOST_CHARACTERS = long_look.WHOLE


@dataclass(frozen=True)
class Look:
    """That a message was looked at, and what it showed."""

    found: Optional[Danger]


@dataclass(frozen=True)
class Incoming:
    """One message, after its channel has proved who is calling.

    `option` is the id of a button that an answer showed; `choice` is one that the
    channel itself offers (its council menu), never built from what somebody typed.
    Without `is_kept` nothing is read from or written to the journal: its database did not answer the channel either. `later` gives
    the message as it would have come if it had, for keeping it behind the reply, or None if that talk has ended; it waits for the
    database.
    `waited` is how many seconds the channel has waited for the database; an urgent reply waits so much less.
    `looked` is what was found in it, if the channel had to know before it could tell who is calling.
    `is_alert_button` is what the form says of a button that asks to tell somebody; it gives words alone. `is_after_end` says
    that the conversation just began because the one before it has ended; `is_after_sign_out` that the page it comes from was that of
    a signed-in person, and nobody is signed in now. `is_form` says that the same id is another message once
    others came in between. `parts` are the messages that were put together to this one, if they are several; `rows` those in the
    inbox that are to be answered, if it was taken from there, and `is_again` that somebody may have worked on it before.
    `has_picture` says that something came with it that nobody here can see. `inputs` is what was filled in on the form of the pressed
    button, by the id of the field.
    `place` is where it stands among those that came before it; by default it came now.
    """

    channel: str
    conversation: str
    message_id: str
    text: str = ""
    option: Optional[str] = None
    choice: Optional[Choice] = None
    council: Optional[str] = None
    is_kept: bool = True
    later: Optional[Callable[[], Optional[Incoming]]] = field(default=None, compare=False, repr=False)
    waited: float = 0.0
    looked: Optional[Look] = None
    is_alert_button: bool = False
    is_after_end: bool = False
    is_after_sign_out: bool = False
    is_form: bool = False
    parts: Tuple[str, ...] = ()
    rows: Tuple[int, ...] = ()
    is_again: bool = False
    has_picture: bool = False
    inputs: Mapping[str, str] = field(default_factory=dict, repr=False)
    place: Optional[Place] = field(default=None, compare=False, repr=False)

    @property
    def filled_in(self) -> Tuple[str, ...]:
        """The words among what was filled in. They are no message of the talk: each is read by itself."""
        return tuple(dict.fromkeys(each for each in self.inputs.values() if any(map(str.isalpha, each))))


@dataclass(frozen=True)
class Reply:
    """What goes back. A replay of a message that was answered before carries the same lines again; none if they were wiped.

    `lines` is the turn as the journal keeps it; None if it could not be kept. `goes_on` says that the conversation had not ended
    when everything of the turn was written.
    """

    answers: List[Answer]
    is_replay: bool = False
    found: Optional[Danger] = None
    lines: Optional[List[Line]] = None
    goes_on: bool = False


@dataclass
class Turn:
    """What the steps know of one message and hand on.

    `found` is what it showed; `pressed` the button's choice, once it is known; `text` and `choice` what is still to be answered.
    `above` stands over the `answers`, and `offer` is the question that is open and stands below them. `wait` is what is left of the
    time that this reply may wait for databases. Where `is_unknown_button` nobody could look up what was pressed. `last_answer` is
    the newest one before this turn, if there is one and `is_last_known`, and `last_line` its line. `message_id` is the id that
    the message has by now, and `rows` its number in the inbox, if it is ours to answer; with `is_again` it may have been half
    answered. `until_the_end` holds what the turn keeps until its end; `unlocked` is why the conversation is not among that, where it
    should be. `secret` is what nobody may see but the step that tries it; `opens` is the
    reminder whose message is asked for. `in_hand_over` is the number of the talk between a young person and their adviser, if the
    conversation is a side of one.
    """

    incoming: Incoming
    lanes: Lanes
    found: Optional[Danger] = None
    pressed: Optional[Choice] = None
    choice: Optional[Choice] = None
    text: str = ""
    waited: float = 0.0
    wait: Wait = field(init=False)
    above: List[Answer] = field(default_factory=list)
    answers: List[Answer] = field(default_factory=list)
    offer: Optional[OpenOffer] = None
    lines: Optional[List[Line]] = None
    goes_on: bool = False
    last_answer: Optional[Answer] = None
    is_last_known: bool = False
    last_line: Optional[str] = None
    message_id: str = ""
    rows: Tuple[int, ...] = ()
    is_again: bool = False
    is_answered: bool = False
    is_replay: bool = False
    is_unknown_button: bool = False
    until_the_end: AsyncExitStack = field(default_factory=AsyncExitStack)
    unlocked: Optional[Exception] = None
    secret: str = field(default="", repr=False)
    opens: Optional[int] = None
    in_hand_over: Optional[int] = None

    def __post_init__(self) -> None:
        self.text, self.waited = self.incoming.text, self.incoming.waited
        self.message_id, self.rows = self.incoming.message_id, self.incoming.rows
        self.is_again = self.incoming.is_again
        self.pressed = self.choice = self.incoming.choice
        self.finds(None)

    @property
    def conversation(self) -> str:
        """The key of its conversation."""
        return self.incoming.conversation

    @property
    def danger(self) -> Optional[Danger]:
        """The danger of now that it shows, if it does."""
        return self.found if self.found and self.found.is_urgent else None

    def finds(self, found: Optional[Danger]) -> None:
        """From now on it shows this; how long its reply may wait, and in which lane, follows."""
        self.found = found
        if self.danger:
            self.wait = Wait(self.lanes.urgent, IN_DANGER - self.waited)
        else:
            self.wait = Wait(self.lanes.talk, PATIENCE - self.waited)

    def reply_with(self, *answers: Answer) -> None:
        """It is answered with these; the steps that look for an answer let it pass."""
        self.answers, self.is_answered = list(answers), True

    def repeats(self, lines: Sequence[Line]) -> None:
        """It was answered before, with these lines."""
        self.is_replay, self.lines = True, list(lines)
        self.answers = [line.answer for line in lines if line.answer]

    def reply(self) -> Reply:
        """What goes back."""
        return Reply(self.answers, self.is_replay, self.found, self.lines, self.goes_on)


Step = Callable[[Turn], Awaitable[None]]


def plain(text: str) -> str:
    """Typed text without the slashes that Rasa would take for one of its own commands."""
    return re.sub(r"^[\s/]+", "", text).strip()


def has_urgent(answers: Sequence[Answer]) -> bool:
    """Whether one of these answers is an urgent reply."""
    return any(answer.urgency == "urgent" for answer in answers)


def apology(what: object, channel: str) -> Answer:
    """What somebody gets whose turn failed: people to turn to, urgent numbers, and the error's id, which the log has too."""
    return something_went_wrong(log_failure(f"A turn on {channel} failed", what))


def log_failure(what: str, error: object) -> str:
    """Log an error by id and kind; never its text, which may quote the person's words."""
    error_id = uuid.uuid4().hex[:12]
    kind = error if isinstance(error, str) else type(error).__name__
    logger.error("%s: error_id=%s error=%s", what, error_id, kind)
    return error_id
