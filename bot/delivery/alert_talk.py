"""What is said in a conversation about passing a danger on: the question, the yes or no, and what comes after it.

It works with Rasa down. What alerts do runs beside the event loop and has so much time and no
more: whatever fails there neither stops nor holds up the urgent reply.
"""

from __future__ import annotations

import logging
from typing import Callable, Optional, Protocol

from bot.answer import Answer, Choice
from bot.delivery.in_time import IN_DANGER, PATIENCE, Lane, Wait
from bot.delivery.journal import Journal
from bot.safeguarding import passing_on
from bot.safeguarding.finding import Danger
from bot.safeguarding.passing_on import Standing
from bot.safeguarding.replies import KINDS

logger = logging.getLogger(__name__)

MY_PLAN = "pathway_plan_status"  # the one topic to go back to that is not the offer's


class Alerts(Protocol):
    """Passing a danger on to a person. Who that is about comes from the session. May be slow, and may fail."""

    @property
    def at_once(self) -> bool:
        """Whether it is passed on without asking, as the council decided."""

    def noticed(self, conversation: str, danger: Danger) -> Standing:
        """How a danger that was just noticed can be passed on."""

    def tell(self, conversation: str, danger: Danger) -> Standing:
        """Pass it on, after a yes."""


class AlertTalk:
    """The talk about alerts. Without `alerts` nobody can be told, and nothing is said of it."""

    def __init__(self, alerts: Optional[Alerts], journal: Journal, urgent: Lane) -> None:
        self._alerts, self._journal, self._urgent = alerts, journal, urgent

    async def added_to(self, answer: Answer, conversation: str, danger: Optional[Danger], wait: Wait) -> Answer:
        """An urgent answer, with how the danger can be passed on; the one on privacy, with what we do then.

        `danger` is what was noticed, `wait` what is left of its time. Without a danger, an urgent answer is that of the
        second net, which has a time of its own.
        """
        if self._alerts is None:
            return answer
        if answer.topic == passing_on.PRIVACY_TOPIC:
            return passing_on.told_beforehand(answer, at_once=self._alerts.at_once)
        if answer.urgency != "urgent" or answer.topic not in KINDS:
            return answer
        found = danger or Danger(answer.topic)
        in_time = wait if danger else Wait(self._urgent, IN_DANGER)
        standing = await _standing(in_time, self._alerts.noticed, conversation, found)
        return passing_on.with_standing(answer, found, standing)

    def decision(self, pressed: Optional[Choice], typed: str, conversation: str) -> Optional[Choice]:
        """The yes or no that was pressed, or typed right after we asked; None for everything else. May raise."""
        if self._alerts is None:
            return None
        choice = pressed or self._typed(typed, conversation)
        return choice if choice and choice.kind == "alert" else None

    async def decided(self, choice: Choice, conversation: str) -> Answer:
        """What we say after the yes, which is passed on first, or after the no; with a question, and a way back."""
        danger, wait = passing_on.agreed(choice), Wait(self._urgent, PATIENCE)
        if danger is None or self._alerts is None:
            return passing_on.not_wanted(await self._back(conversation, wait))
        standing = await _standing(wait, self._alerts.tell, conversation, danger)
        return passing_on.outcome(standing, choice, await self._back(conversation, wait))

    def lost(self, apology: Answer, is_button: bool, typed: str) -> Answer:
        """The apology where we can't look up what a button or a typed yes meant: nobody must think that it worked."""
        if self._alerts is None or not (is_button or passing_on.yes_or_no(typed) == "yes"):
            return apology
        return apology.copy(update={"notes": (passing_on.BUTTON_LOST, *apology.notes)})

    def _typed(self, text: str, conversation: str) -> Optional[Choice]:
        word = passing_on.yes_or_no(text)
        if word is None:
            return None
        lines = self._journal.lines(conversation)
        last = lines[-1].answer if lines else None
        return passing_on.choice_for(word, last) if last else None

    async def _back(self, conversation: str, wait: Wait) -> tuple[Choice, ...]:
        """A button to what was talked about last, if it can be found."""
        try:
            lines = await wait.run(self._journal.lines, conversation)
        except Exception as error:  # noqa: BLE001 - then there is no button
            logger.error("The journal could not be read: error=%s", type(error).__name__)
            return ()
        ways = (_way_back(line.answer) for line in reversed(lines) if line.answer)
        found = next((way for way in ways if way), None)
        return (found,) if found else ()


async def _standing(wait: Wait, ask: Callable[[str, Danger], Standing], conversation: str, danger: Danger) -> Standing:
    """What alerts say, if they say it in time; otherwise that nobody was told."""
    try:
        return await wait.run(ask, conversation, danger)
    except Exception as error:  # noqa: BLE001 - the reply must go out
        logger.error("A danger could not be passed on: error=%s", type(error).__name__)
        return Standing.NOT_TOLD


def _way_back(answer: Answer) -> Optional[Choice]:
    """The button that says an answer again; None for one that is not worth going back to."""
    label = f"Back to: {answer.title}"
    if answer.topic == MY_PLAN:
        return Choice(label=label, kind="intent", value=MY_PLAN)
    if answer.urgency == "urgent" or not answer.topic or not answer.sources:
        return None
    return Choice(label=label, kind="topic", value=answer.topic)
