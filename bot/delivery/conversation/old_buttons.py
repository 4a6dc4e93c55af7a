"""The step for buttons: what each asks of the dialogue, and for one that does not count any more, that it did nothing."""

from __future__ import annotations

from typing import Callable, Optional, Sequence

from bot.answer import Answer, Choice
from bot.delivery.conversation.journal import Journal, Line
from bot.delivery.one_message import Turn, log_failure
from bot.safeguarding.help_line import HELP
from bot.safeguarding.replies import ALWAYS

_NOTHING_DONE = "That button is too old, so pressing it did nothing."

OLD_BUTTON = Answer(
    title="That was an old button", lead=f"{_NOTHING_DONE} Please type your question. {HELP}", contacts=ALWAYS
)
GONE_BUTTON = Answer(lead="That button is old and leads nowhere now. So I read it as if you had typed it.")


class Buttons:
    """Hands the words of a button on to the dialogue. `leads_on` says whether there still is what a choice stands for."""

    def __init__(self, journal: Journal, leads_on: Callable[[Choice], bool] = lambda _choice: True) -> None:
        self._journal, self._leads_on = journal, leads_on

    async def read(self, turn: Turn) -> None:
        """A button that leads on is words for the dialogue; one of a page, or that is not known here, did nothing."""
        if turn.choice is None and turn.incoming.option is None:
            return
        if turn.choice is None or turn.choice.kind == "page":
            turn.reply_with(await self._refused(turn))
        elif turn.choice.kind == "said":
            turn.text, turn.choice = turn.choice.value, None
        elif not self._leads_on(turn.choice):
            turn.above.append(GONE_BUTTON)
            turn.text, turn.choice = turn.choice.label, None
        else:
            turn.text = turn.choice.label

    async def _refused(self, turn: Turn) -> Answer:
        try:
            return old_button(await turn.wait.run(self._journal.lines, turn.conversation))
        except Exception as error:  # noqa: BLE001 - that it did nothing is true all the same
            log_failure("What can be pressed now is not known", error)
            return OLD_BUTTON


def old_button(lines: Sequence[Line]) -> Answer:
    """The refusal, with the newest question of this conversation and its buttons, so that nobody is stuck."""
    last = _newest_with_choices(lines)
    if last is None:
        return OLD_BUTTON
    return OLD_BUTTON.copy(
        update={
            "lead": f"{_NOTHING_DONE} Here is what you can press now. Or type your question. {HELP}",
            "question": last.question,
            "choices": last.choices,
            "contacts": ALWAYS if last.urgency == "urgent" else (),
        }
    )


def _newest_with_choices(lines: Sequence[Line]) -> Optional[Answer]:
    """The newest answer, if there is something to press under it. An older one may be answered already."""
    newest = next((line.answer for line in reversed(lines) if line.answer), None)
    return newest if newest and newest.choices else None
