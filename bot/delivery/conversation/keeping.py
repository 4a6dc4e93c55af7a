"""The last step: the journal keeps the turn. A question that could not be kept is not asked: a yes to it would be lost."""

from __future__ import annotations

from typing import Callable, List, Optional, Tuple

from bot.delivery.conversation.journal import Journal, Line
from bot.delivery.conversation.lately import Lately
from bot.delivery.one_message import MOST_CHARACTERS, Turn, log_failure
from bot.safeguarding.passing_on import without_offer


class Keeping:
    """Writes what was said and answered, where there is a journal to write to, and looks then whether the conversation `goes_on`."""

    def __init__(
        self, journal: Journal, lately: Lately, goes_on: Callable[[str], Optional[bool]] = lambda _talk: None
    ) -> None:
        self._journal, self._lately, self._goes_on = journal, lately, goes_on

    async def keep(self, turn: Turn) -> None:
        """Keep it, or take back what can't be kept."""
        self._lately.answered(turn.conversation, turn.answers)
        if turn.incoming.is_kept:
            await self._write(turn)
        if turn.lines is None:
            turn.answers = list(map(without_offer, turn.answers))

    async def _write(self, turn: Turn) -> None:
        try:
            turn.lines, turn.goes_on = await turn.wait.run(self._lines, turn)
        except Exception as error:  # noqa: BLE001 - the reply still goes out
            log_failure("The journal could not be written", error)

    def _lines(self, turn: Turn) -> Tuple[List[Line], bool]:
        lines = self._journal.write(turn.conversation, shown(turn), turn.answers)
        return lines, bool(self._goes_on(turn.conversation))


def shown(turn: Turn) -> str:
    """What the page shows of a message."""
    if len(turn.incoming.text) > MOST_CHARACTERS:
        return "(a message that was too long)"
    if turn.incoming.text:
        return turn.incoming.text
    return turn.pressed.label if turn.pressed else "(a button)"
