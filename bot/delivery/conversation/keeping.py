"""The last step: the journal keeps the turn. A question that could not be kept is not asked: a yes to it would be lost."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import Callable, Mapping, Optional, Sequence

from bot.delivery.conversation.held_messages import HeldMessages
from bot.delivery.conversation.journal import (
    AnsweredAlreadyError,
    Answering,
    Deliver,
    Journal,
    Line,
    lines_of,
    newest_answer,
)
from bot.delivery.conversation.kept_message import message_of
from bot.delivery.conversation.late_lines import LateLines
from bot.delivery.conversation.lately import Lately
from bot.delivery.one_message import MOST_CHARACTERS, Turn, has_urgent, log_failure
from bot.safeguarding.passing_on import without_offer

_UNKEPT = frozenset({"teams"})


class Keeping:
    """Writes what was said and answered, where there is a journal to write to, and looks then whether the conversation `goes_on`.

    `deliver` carries the answers of a channel to people, in the same transaction; a channel without it has its reply at once.
    """

    def __init__(
        self,
        journal: Journal,
        lately: Lately,
        held: HeldMessages,
        late: LateLines,
        goes_on: Callable[[str], Optional[bool]] = lambda _talk: None,
        deliver: Mapping[str, Deliver] = MappingProxyType({}),
    ) -> None:
        self._journal, self._lately, self._held, self._late = journal, lately, held, late
        self._goes_on, self._deliver = goes_on, deliver

    async def keep(self, turn: Turn) -> None:
        """Keep it, or take back what can't be kept."""
        self._lately.answered(turn.conversation, turn.answers)
        if turn.incoming.is_kept:
            await self._write(turn)
        elif turn.incoming.later and has_urgent(turn.answers):
            lines = lines_of(shown(turn), turn.answers)
            self._late.owe(turn.conversation, _unasked(lines), Answering(), turn.incoming.later)
        if turn.lines is None:
            turn.answers = list(map(without_offer, turn.answers))

    async def _write(self, turn: Turn) -> None:
        lines, answering = lines_of(shown(turn), turn.answers), self._answering(turn)
        try:
            turn.goes_on = await turn.wait.run(self._written, turn.conversation, lines, answering)
        except AnsweredAlreadyError:
            await self._take_over(turn, lines, answering)
        except Exception as error:  # noqa: BLE001 - the reply still goes out
            log_failure("The journal could not be written", error)
            self._late.owe(turn.conversation, _unasked(lines), answering)
            return
        else:
            turn.lines = lines
            self._lately.kept(turn.conversation, newest_answer(lines))
        self._held.done(turn.rows)

    def _answering(self, turn: Turn) -> Answering:
        message = replace(message_of(turn.incoming), id=turn.message_id)
        return Answering(turn.rows, None if turn.rows else message, self._deliver.get(message.channel))

    def _written(self, conversation: str, lines: Sequence[Line], answering: Answering) -> bool:
        self._journal.write(conversation, lines, answering)
        return bool(self._goes_on(conversation))

    async def _take_over(self, turn: Turn, ours: Sequence[Line], answering: Answering) -> None:
        """Somebody else answered the message meanwhile: that is the answer, unless it leaves danger unanswered."""
        try:
            lines = await turn.wait.run(self._journal.answered_by, turn.conversation, turn.rows)
        except Exception as error:  # noqa: BLE001 - the reply still goes out
            log_failure("The answer that is kept could not be read", error)
            return
        answers = [line.answer for line in lines if line.answer]
        if answers and not (turn.danger and not has_urgent(answers)):
            turn.repeats(lines)
        elif not lines and turn.danger and answering.deliver:
            # Its talk was deleted in that moment, and the message with it. Whoever waits for a text has no page to see the reply on.
            self._late.owe(turn.conversation, _unasked(ours), replace(answering, rows=(), unnoted=None))


def _unasked(lines: Sequence[Line]) -> list[Line]:
    """The same lines, by their ids: the first try may still come to its end."""
    return [replace(line, answer=without_offer(line.answer)) if line.answer else line for line in lines]


def shown(turn: Turn) -> str:
    """What the page shows of a message. What staff write may name young people, and no page shows it: it is not kept."""
    if turn.incoming.channel in _UNKEPT:
        return "(a message)"
    if len(turn.incoming.text) > MOST_CHARACTERS:
        return "(a message that was too long)"
    if turn.secret:
        return f"(a PIN) {turn.incoming.text}".strip()
    if turn.incoming.text:
        return turn.incoming.text
    return turn.pressed.label if turn.pressed else "(a button)"
