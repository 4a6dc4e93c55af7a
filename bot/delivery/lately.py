"""What was said a moment ago, in memory alone: danger may be split over two messages, and a council was named before."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace
from threading import Lock
from typing import Callable, Optional, Sequence

from bot.answer import Answer

SECONDS = 120.0  # later, two messages are two thoughts
LONGEST = 200  # letters; a sentence that goes on in the next message is short
MOST_CONVERSATIONS = 10_000


@dataclass(frozen=True)
class _Moment:
    text: str = ""
    at: float = 0.0
    council: Optional[str] = None


class Lately:
    """The last text and the council of each conversation. Nothing of it is written down."""

    def __init__(self, seconds: Callable[[], float]) -> None:
        self._seconds = seconds
        self._kept: OrderedDict[str, _Moment] = OrderedDict()
        self._lock = Lock()  # a conversation may be forgotten in another thread

    def said(self, conversation: str, text: str) -> str:
        """The text just before this one, empty if there is none or it is old; keeps this one for the next."""
        before, now = self.before(conversation), self._seconds()
        moment = self._kept.get(conversation, _Moment())
        self._keep(conversation, replace(moment, text=text[:LONGEST] if len(text) <= LONGEST else "", at=now))
        return before

    def before(self, conversation: str) -> str:
        """The text that was said last; empty if there is none or it is old."""
        last = self._kept.get(conversation, _Moment())
        return last.text if self._seconds() - last.at <= SECONDS else ""

    def answered(self, conversation: str, answers: Sequence[Answer]) -> None:
        """Remember the council that an answer was for."""
        place = next((answer.place for answer in reversed(answers) if answer.place), None)
        if place:
            self._keep(conversation, replace(self._kept.get(conversation, _Moment()), council=place))

    def council(self, conversation: str) -> Optional[str]:
        """The council of the last answer that was for one."""
        return self._kept.get(conversation, _Moment()).council

    def forget(self, conversation: str) -> None:
        """Nothing is left of a conversation."""
        with self._lock:
            self._kept.pop(conversation, None)

    def _keep(self, conversation: str, moment: _Moment) -> None:
        with self._lock:
            self._kept[conversation] = moment
            self._kept.move_to_end(conversation)
            while len(self._kept) > MOST_CONVERSATIONS:
                self._kept.popitem(last=False)
