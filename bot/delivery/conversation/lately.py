"""What was said a moment ago, in memory alone: it tells what a message means in its talk, and a council was named before."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace
from threading import Lock
from types import MappingProxyType
from typing import Callable, List, Mapping, Optional, Sequence, Tuple

from bot.answer import Answer
from bot.delivery.conversation.journal import Line
from bot.safeguarding.finding import Danger

SECONDS = 1_800.0  # later it is another talk
LONGEST = 300  # letters that are kept of a message
MOST_BEFORE = 2  # messages that say in which talk the next one stands
ASK_EVERY = 10  # turns between asking somebody if they are OK, unless the signs are new
SHOWN_FOR = 3  # turns after danger or a weak sign, in which the next messages are read behind it
MOST_CONVERSATIONS = 10_000


@dataclass(frozen=True)
class Shown:
    """What a message showed a few turns ago at most; its text, if it was the last one."""

    danger: Danger
    text: str


@dataclass(frozen=True)
class _Moment:
    texts: Tuple[str, ...] = ()  # the last ones, none of which showed danger
    at: float = 0.0
    council: Optional[str] = None
    turn: int = 0
    asked: Mapping[str, int] = MappingProxyType({})  # in which turn they were asked if they are OK, by kind
    shown: Optional[Shown] = None
    shown_at: int = 0
    newest: Optional[str] = None  # the journal's line that came last, as far as this process knows


class Lately:
    """The last texts and the council of each conversation, in memory. Where another process went on, the journal tells: see `catching_up`."""

    def __init__(self, seconds: Callable[[], float]) -> None:
        self._seconds = seconds
        self._kept: OrderedDict[str, _Moment] = OrderedDict()
        self._lock = Lock()  # a conversation may be forgotten in another thread

    def before(self, conversation: str) -> Tuple[str, ...]:
        """The ordinary messages just before the next one, oldest first; none if they are old, or if the last one showed danger."""
        last = self._of(conversation)
        return last.texts if self._seconds() - last.at <= SECONDS else ()

    def shown(self, conversation: str) -> Optional[Shown]:
        """The danger or the weak sign of a moment ago, if there was one."""
        last = self._of(conversation)
        is_near = last.turn - last.shown_at < SHOWN_FOR and self._seconds() - last.at <= SECONDS
        if last.shown is None or not is_near:
            return None
        return last.shown if last.turn == last.shown_at else replace(last.shown, text="")

    def told(self, conversation: str) -> str:
        """The message that showed danger of now last, as far as it is remembered; empty if that is long ago."""
        last = self._of(conversation)
        is_near = self._seconds() - last.at <= SECONDS
        return last.shown.text if last.shown and last.shown.danger.is_urgent and is_near else ""

    def said(self, conversation: str, text: str, found: Optional[Danger] = None) -> None:
        """Keep a message for those that follow. What it showed ends the ordinary talk before it."""
        moment = self._of(conversation)
        texts = (*self.before(conversation), text[:LONGEST])[-MOST_BEFORE:] if found is None and text else ()
        kept = replace(moment, texts=texts, at=self._seconds(), turn=moment.turn + 1)
        if found and not found.is_over:
            kept = replace(kept, shown=Shown(found, text[-LONGEST:]), shown_at=kept.turn)
        self._keep(conversation, kept)

    def may_ask(self, conversation: str, about: str) -> bool:
        """Whether to ask now if they are OK: not again within ten turns, unless it is about something else. Remembers that it was asked."""
        moment = self._of(conversation)
        is_new = about not in moment.asked or moment.turn - moment.asked[about] >= ASK_EVERY
        if is_new:
            self._keep(conversation, replace(moment, asked={**moment.asked, about: moment.turn}))
        return is_new

    def just_asked(self, conversation: str) -> Optional[Danger]:
        """The sign that the last turn asked about; None if it did not ask."""
        last, shown = self._of(conversation), self.shown(conversation)
        is_asked = shown is not None and shown.danger.is_check_in
        return shown.danger if shown and is_asked and last.asked.get(shown.danger.kind) == last.turn else None

    def answered(self, conversation: str, answers: Sequence[Answer]) -> None:
        """Remember the council that an answer was for."""
        place = next((answer.place for answer in reversed(answers) if answer.place), None)
        if place:
            self._keep(conversation, replace(self._of(conversation), council=place))

    def kept(self, conversation: str, line: Optional[Line]) -> None:
        """Remember which line of the journal is the newest."""
        if line:
            self._keep(conversation, replace(self._of(conversation), newest=line.id))

    def newest(self, conversation: str) -> Optional[str]:
        """The newest line that this process knows of; another process may have written one since."""
        return self._of(conversation).newest

    def take_over(self, conversation: str, other: Lately) -> None:
        """What another memory has of a conversation counts from now on."""
        self._keep(conversation, other._of(conversation))

    def council(self, conversation: str) -> Optional[str]:
        """The council of the last answer that was for one."""
        return self._of(conversation).council

    def go_on(self, conversation: str, other: str) -> None:
        """All that is remembered of a conversation counts in another one from now on."""
        if conversation != other and conversation in self._kept:
            self._keep(other, self._of(conversation))

    def forget(self, conversation: str) -> None:
        """Nothing is left of a conversation."""
        with self._lock:
            self._kept.pop(conversation, None)

    def conversations(self) -> List[str]:
        """Those of which something is remembered."""
        with self._lock:
            return list(self._kept)

    def _of(self, conversation: str) -> _Moment:
        return self._kept.get(conversation, _Moment())

    def _keep(self, conversation: str, moment: _Moment) -> None:
        with self._lock:
            self._kept[conversation] = moment
            self._kept.move_to_end(conversation)
            while len(self._kept) > MOST_CONVERSATIONS:
                self._kept.popitem(last=False)
