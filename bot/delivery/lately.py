"""What was said a moment ago, in memory alone: it tells what a message means in its talk, and a council was named before."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace
from threading import Lock
from typing import Callable, Optional, Sequence, Tuple

from bot.answer import Answer

SECONDS = 1_800.0  # later it is another talk
LONGEST = 300  # letters that are kept of a message
MOST_BEFORE = 2  # messages that say in which talk the next one stands
ASK_EVERY = 10  # turns between asking somebody if they are OK, unless the signs are new
MOST_CONVERSATIONS = 10_000


@dataclass(frozen=True)
class _Moment:
    texts: Tuple[str, ...] = ()  # the last ones, none of which showed danger
    at: float = 0.0
    council: Optional[str] = None
    turn: int = 0
    asked_at: Optional[int] = None
    asked_about: str = ""


class Lately:
    """The last texts and the council of each conversation. Nothing of it is written down."""

    def __init__(self, seconds: Callable[[], float]) -> None:
        self._seconds = seconds
        self._kept: OrderedDict[str, _Moment] = OrderedDict()
        self._lock = Lock()  # a conversation may be forgotten in another thread

    def before(self, conversation: str) -> Tuple[str, ...]:
        """The ordinary messages just before the next one, oldest first; none if they are old, or if the last one showed danger."""
        last = self._of(conversation)
        return last.texts if self._seconds() - last.at <= SECONDS else ()

    def said(self, conversation: str, text: str, *, is_ordinary: bool) -> None:
        """Keep a message for those that follow. Danger ends the ordinary talk before it."""
        texts = (*self.before(conversation), text[:LONGEST])[-MOST_BEFORE:] if is_ordinary and text else ()
        moment = self._of(conversation)
        self._keep(conversation, replace(moment, texts=texts, at=self._seconds(), turn=moment.turn + 1))

    def may_ask(self, conversation: str, about: str) -> bool:
        """Whether to ask now if they are OK: not again within ten turns, unless it is about something else. Remembers that it was asked."""
        moment = self._of(conversation)
        is_new = moment.asked_at is None or moment.asked_about != about or moment.turn - moment.asked_at >= ASK_EVERY
        if is_new:
            self._keep(conversation, replace(moment, asked_at=moment.turn, asked_about=about))
        return is_new

    def answered(self, conversation: str, answers: Sequence[Answer]) -> None:
        """Remember the council that an answer was for."""
        place = next((answer.place for answer in reversed(answers) if answer.place), None)
        if place:
            self._keep(conversation, replace(self._of(conversation), council=place))

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

    def _of(self, conversation: str) -> _Moment:
        return self._kept.get(conversation, _Moment())

    def _keep(self, conversation: str, moment: _Moment) -> None:
        with self._lock:
            self._kept[conversation] = moment
            self._kept.move_to_end(conversation)
            while len(self._kept) > MOST_CONVERSATIONS:
                self._kept.popitem(last=False)
