"""The step that holds to limits: too many messages, too long, or empty. Each is told, with urgent help."""

from __future__ import annotations

from collections import defaultdict, deque
from typing import Callable, Deque, Dict

from bot.answer import Answer
from bot.delivery.one_message import MOST_CHARACTERS, Turn, plain
from bot.safeguarding.help_line import HELP

MINUTE = 60.0
MOST_REMEMBERED = 10_000  # conversations whose pace is kept in memory

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


class Pace:
    """How many messages a conversation sent in the last minute."""

    def __init__(self, per_minute: int, seconds: Callable[[], float]) -> None:
        self._per_minute, self._seconds = per_minute, seconds
        self._sent: Dict[str, Deque[float]] = defaultdict(deque)

    async def hold(self, turn: Turn) -> None:
        """Tell who sends too many or too much, or nothing."""
        if not self.allows(turn.conversation):
            turn.reply_with(TOO_FAST)
        elif len(turn.text) > MOST_CHARACTERS:
            turn.reply_with(TOO_LONG)
        elif turn.choice is None and turn.incoming.option is None and not plain(turn.text):
            turn.reply_with(NOTHING_TYPED)

    def allows(self, conversation: str) -> bool:
        """Whether one more is within the limit; it counts if it is."""
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
