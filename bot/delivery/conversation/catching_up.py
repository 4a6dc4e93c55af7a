"""The step that reads what other processes heard and said in this conversation, where that is news here."""

from __future__ import annotations

from typing import Awaitable, Callable, List, Optional, Sequence, Tuple

from bot.answer import Answer
from bot.delivery.conversation.journal import Journal, Line, newest_answer
from bot.delivery.conversation.lately import Lately
from bot.delivery.one_message import Step, Turn, has_urgent, log_failure
from bot.safeguarding.finding import Danger
from bot.safeguarding.replies import KINDS

Look = Callable[[str, str, Lately], Awaitable[Optional[Danger]]]


class CatchingUp:
    """Plays the journal's last lines to a memory of their own, as if they had been said here, and looks at the message behind them.

    `look` looks at a text with such a memory; `spare` takes back what is only an answer to our question; `give` answers danger, and
    `with_council` puts the council's numbers into that.
    """

    def __init__(
        self,
        journal: Journal,
        lately: Lately,
        look: Look,
        spare: Step,
        give: Step,
        with_council: Callable[[Turn], None],
        seconds: Callable[[], float],
    ) -> None:
        self._journal, self._lately, self._look, self._seconds = journal, lately, look, seconds
        self._spare, self._give, self._with_council = spare, give, with_council

    async def catch_up(self, turn: Turn) -> None:
        """Nothing to do, and nothing to read, where this process wrote the newest line itself."""
        if turn.last_line is None or turn.last_line == self._lately.newest(turn.conversation):
            return
        try:
            lines = await turn.wait.run(self._journal.recent, turn.conversation)
            self._lately.take_over(turn.conversation, await self._memory_of(turn.conversation, lines))
        except Exception as error:  # noqa: BLE001 - what this process remembers must do
            log_failure("What was said before could not be read", error)
            return
        await self._look_again(turn)

    async def _look_again(self, turn: Turn) -> None:
        """Danger that is spread over what was said there and here is danger all the same. What was found stays found."""
        if turn.danger:
            self._with_council(turn)
        elif turn.text:
            turn.finds(await self._look(turn.text, turn.conversation, self._lately))
            await self._spare(turn)
            await self._give(turn)
        self._lately.said(turn.conversation, turn.incoming.text, turn.found)

    async def _memory_of(self, conversation: str, lines: Sequence[Line]) -> Lately:
        now, at = self._seconds(), [0.0]
        memory = Lately(lambda: at[0])
        for said, answers in _turns(lines):
            at[0] = now - said.ago
            await self._play(conversation, said.text, answers, memory)
        memory.kept(conversation, newest_answer(lines))
        return memory

    async def _play(self, conversation: str, text: str, answers: List[Answer], memory: Lately) -> None:
        found = _as_answered(await self._look(text, conversation, memory), answers)
        memory.said(conversation, text, found)
        if found and found.is_check_in and not has_urgent(answers):
            memory.may_ask(conversation, found.kind)
        memory.answered(conversation, answers)


def _turns(lines: Sequence[Line]) -> List[Tuple[Line, List[Answer]]]:
    """What was said, each with its answers; answers to what is not among these lines are left out."""
    turns: List[Tuple[Line, List[Answer]]] = []
    for line in lines:
        if line.answer is None:
            turns.append((line, []))
        elif turns:
            turns[-1][1].append(line.answer)
    return turns


def _as_answered(found: Optional[Danger], answers: Sequence[Answer]) -> Optional[Danger]:
    """What a message showed, as it was answered: with what was known then, which may have been more."""
    urgent = next(
        (answer for answer in answers if answer.urgency == "urgent" and answer.topic in KINDS), None
    )
    if urgent:
        return found if found and found.is_urgent else Danger(str(urgent.topic))
    return None if found and found.is_urgent else found
