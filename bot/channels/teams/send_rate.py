"""How fast we write to Teams: so much to one chat, and so much for all (learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit)."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, deque
from typing import Callable, Deque, Sequence, Tuple

Limit = Tuple[int, float]  # so many in so many seconds

# A little longer than Teams counts: what we space out may come closer together on its way.
OF_A_CHAT: Sequence[Limit] = ((7, 1.1), (8, 2.1), (60, 31.0), (1800, 3605.0))
OF_ALL: Sequence[Limit] = ((50, 1.1),)
_REMEMBERED = 5000  # chats


class SendRate:
    """Gives each message its moment. Safe to use from several threads. `seconds` is a clock that never goes back."""

    def __init__(
        self,
        seconds: Callable[[], float] = time.monotonic,
        of_a_chat: Sequence[Limit] = OF_A_CHAT,
        of_all: Sequence[Limit] = OF_ALL,
    ) -> None:
        self._seconds, self._of_a_chat, self._of_all = seconds, of_a_chat, of_all
        self._lock = threading.Lock()
        self._all = _times(of_all)
        self._chats: OrderedDict[str, Deque[float]] = OrderedDict()

    def wait(self, chat: str, longest: float) -> float:
        """Seconds until a message to this chat may leave; its place is taken, unless that is longer than `longest`."""
        with self._lock:
            now, times = self._seconds(), self._chat(chat)
            then = max(now, _free(times, self._of_a_chat), _free(self._all, self._of_all))
            if then - now <= longest:
                times.append(then)
                self._all.append(then)
            return then - now

    def _chat(self, chat: str) -> Deque[float]:
        if chat not in self._chats and len(self._chats) >= _REMEMBERED:
            self._chats.popitem(last=False)  # the one that was written to longest ago
        times = self._chats.setdefault(chat, _times(self._of_a_chat))
        self._chats.move_to_end(chat)
        return times


def _times(limits: Sequence[Limit]) -> Deque[float]:
    return deque(maxlen=max(count for count, _ in limits))


def _free(times: Deque[float], limits: Sequence[Limit]) -> float:
    """When one more fits every limit, and not before the last one: each window counts back from the newest."""
    full = [times[-count] + seconds for count, seconds in limits if len(times) >= count]
    return max([*full, *list(times)[-1:]], default=0.0)
