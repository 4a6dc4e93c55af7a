"""What is said in a conversation about passing a danger on: the question, the yes or no, and what comes after it.

It works with Rasa down. What alerts do runs beside the event loop and has so much time and no
more: whatever fails there neither stops nor holds up the urgent reply.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Callable, Optional, Protocol, Sequence

from bot.answer import Answer, Choice
from bot.delivery.conversation.journal import Journal
from bot.delivery.in_time import IN_DANGER, PATIENCE, Lane, Wait
from bot.safeguarding import consent, passing_on, what_now
from bot.safeguarding.consent import Meaning
from bot.safeguarding.finding import Danger
from bot.safeguarding.open_offer import OpenOffer, asked_again, kept_below, offer_in
from bot.safeguarding.passing_on import Passed, Standing
from bot.safeguarding.replies import KINDS

logger = logging.getLogger(__name__)

MY_PLAN = "pathway_plan_status"  # the one topic to go back to that is not the offer's


class Alerts(Protocol):
    """Passing a danger on to a person. Who that is about comes from the session. May be slow, and may fail."""

    @property
    def at_once(self) -> bool:
        """Whether it is passed on without asking, as the council decided."""

    def noticed(self, conversation: str, danger: Danger) -> Passed:
        """How a danger that was just noticed can be passed on, and the person's own people."""

    def tell(self, conversation: str, danger: Danger) -> Passed:
        """Pass it on, after a yes."""

    def knows(self, conversation: str) -> bool:
        """Whether somebody is signed in there."""

    def news(self, conversation: str) -> Optional[Passed]:
        """What became of the person's alert that is open or recent; None if there is none."""


@dataclass(frozen=True)
class Message:
    """What the talk about alerts needs to know of one message.

    `choice` is the button that was pressed, as far as it was found. `is_alert_button` is what the form says that the
    button was; it gives nothing but words. `is_after_end` says that the conversation just began because the one before
    it in this browser has ended. Without `is_kept` the journal is not read.
    """

    conversation: str
    text: str = ""
    choice: Optional[Choice] = None
    is_alert_button: bool = False
    is_after_end: bool = False
    is_kept: bool = True


@dataclass(frozen=True)
class Taken:
    """What the talk about alerts says to a message: `first`, and then `below` under the usual answers to `rest`.

    Without `rest` there are no usual answers.
    """

    first: tuple[Answer, ...] = ()
    rest: Optional[str] = None
    offer: Optional[OpenOffer] = None

    def below(self, answers: Sequence[Answer]) -> tuple[Answer, ...]:
        """The open question, to stand below these answers; nothing where they are urgent or ask it themselves."""
        if self.offer is None or any(answer.urgency == "urgent" or offer_in(answer) for answer in answers):
            return ()
        return kept_below(self.offer, is_beside=any(answer.question for answer in answers))


class AlertTalk:
    """The talk about alerts. Without `alerts` nobody can be told, and nothing is said of it."""

    def __init__(self, alerts: Optional[Alerts], journal: Journal, urgent: Lane) -> None:
        self._alerts, self._journal, self._urgent = alerts, journal, urgent

    async def added_to(
        self, answer: Answer, conversation: str, danger: Optional[Danger], wait: Wait, *, is_kept: bool = True
    ) -> Answer:
        """An urgent answer, with how the danger can be passed on; the one on privacy, with what we do then.

        `danger` is what was noticed, `wait` what is left of its time. Without a danger, an urgent answer is that of the
        second net, which has a time of its own. Where the conversation could not be kept, nobody can say yes to anything:
        nothing is offered.
        """
        if self._alerts is None:
            return answer
        if answer.topic == passing_on.PRIVACY_TOPIC:
            return passing_on.told_beforehand(answer, at_once=self._alerts.at_once)
        if answer.urgency != "urgent" or answer.topic not in KINDS:
            return answer
        found = danger or Danger(answer.topic)
        in_time = wait if danger else Wait(self._urgent, IN_DANGER)
        passed = await _passed(in_time, self._alerts.noticed, conversation, found) if is_kept else _NOT_TOLD
        return passing_on.with_standing(answer, found, passed)

    async def taken(self, message: Message, wait: Wait) -> Taken:
        """What a message says about passing a danger on: the answer, or that it is about something else.

        `wait` is what is left of the time of this reply. May raise where we can't look up what a yes was to.
        """
        if self._alerts is None:
            return Taken(rest=message.text)
        if message.choice and message.choice.kind == "alert":
            return Taken((await self._pressed(message, message.choice, wait),))
        last = await self._last(message, wait)
        offer = offer_in(last)
        if (
            _comes_too_late(message) and offer is None
        ):  # else it is an old button, and the question of now is repeated
            return Taken((await self._too_late(message.conversation, wait),))
        is_typed = bool(message.text.strip()) and message.choice is None
        return (
            await self._read(message, last, offer, wait)
            if is_typed
            else Taken(rest=message.text, offer=offer)
        )

    async def is_answer(self, message: Message, wait: Wait, *, is_outright: bool) -> bool:
        """Whether a message, in which danger was seen, only answers us: a yes or no to the open question, every word of it.

        So is a question about an alert that is there, unless it says danger outright (`is_outright`). Nothing in either can
        tell of a new danger, and "tell her" must not be asked again and again.
        """
        if self._alerts is None or not message.is_kept or message.choice or not message.text:
            return False
        try:
            return await self._is_answer(message, wait, is_outright=is_outright)
        except Exception as error:  # noqa: BLE001 - then danger wins
            logger.error("The last answer could not be read: error=%s", type(error).__name__)
            return False

    async def _is_answer(self, message: Message, wait: Wait, *, is_outright: bool) -> bool:
        answer, asked = consent.read(message.text), what_now.read(message.text)
        if answer.is_whole and answer.meaning in (Meaning.YES, Meaning.NO):
            return offer_in(await wait.run(self._journal.last_answer, message.conversation)) is not None
        if asked is None or not asked.is_named or is_outright or self._alerts is None:
            return False
        return await wait.run(self._alerts.news, message.conversation) is not None

    def lost(self, apology: Answer, is_button: bool, typed: str) -> Answer:
        """The apology where we can't look up what a button or a typed yes meant: nobody must think that it worked."""
        if self._alerts is None or not (is_button or _is_yes(typed)):
            return apology
        return apology.copy(update={"notes": (passing_on.BUTTON_LOST, *apology.notes)})

    def kept_or_not(self, answers: Sequence[Answer], *, is_kept: bool) -> list[Answer]:
        """The answers of a turn; without the question if the turn could not be kept, for a yes would be lost."""
        return list(answers) if is_kept else [passing_on.without_offer(answer) for answer in answers]

    async def _read(
        self, message: Message, last: Optional[Answer], offer: Optional[OpenOffer], wait: Wait
    ) -> Taken:
        said = offer.read(message.text) if offer else consent.Said(Meaning.OTHER)
        if offer and said.meaning in (Meaning.YES, Meaning.NO):
            answer = await self._decided(offer.choice(said.meaning), message.conversation)
            return Taken((answer,), said.rest or None)
        news = await self._news(message, last, wait)
        if news:
            return Taken((news, *(kept_below(offer, is_beside=False) if offer else ())))
        if offer and said.meaning is Meaning.UNCLEAR:
            return Taken((asked_again(offer),))
        return Taken(rest=message.text, offer=offer)

    async def _pressed(self, message: Message, choice: Choice, wait: Wait) -> Answer:
        """What we say to a pressed yes or no. A no of an old page may come after a yes: then it is too late for it."""
        is_no = passing_on.agreed(choice) is None
        if is_no and offer_in(await self._last(message, wait)) is None:
            return await self._no_again(message.conversation, wait)
        return await self._decided(choice, message.conversation)

    async def _decided(self, choice: Choice, conversation: str) -> Answer:
        """What we say after the yes, which is passed on first, or after the no; with a question, and a way back."""
        danger, wait = passing_on.agreed(choice), Wait(self._urgent, PATIENCE)
        if danger is None or self._alerts is None:
            return passing_on.not_wanted(await self._back(conversation, wait))
        passed = await _passed(wait, self._alerts.tell, conversation, danger)
        return passing_on.outcome(passed, choice, await self._back(conversation, wait))

    async def _no_again(self, conversation: str, wait: Wait) -> Answer:
        """What we say to a no of an old page: nobody is told, or they are told already; where that can't be looked up, neither."""
        back = await self._back(conversation, wait)
        try:
            passed = await wait.run(self._alerts.news, conversation) if self._alerts else None
        except Exception as error:  # noqa: BLE001 - the numbers go out
            logger.error("An alert could not be looked up: error=%s", type(error).__name__)
            return what_now.NOT_FOUND_OUT
        return what_now.answer(what_now.CANCELLED, passed, back) if passed else passing_on.not_wanted(back)

    async def _too_late(self, conversation: str, wait: Wait) -> Answer:
        """What we say to a yes that can't be found any more: how to say it again."""
        try:
            is_known = self._alerts is not None and await wait.run(self._alerts.knows, conversation)
        except Exception as error:  # noqa: BLE001 - the numbers go out
            logger.error("The session could not be read: error=%s", type(error).__name__)
            return passing_on.NOT_TOLD
        return passing_on.SAY_AGAIN if is_known else passing_on.SIGNED_OUT

    async def _news(self, message: Message, last: Optional[Answer], wait: Wait) -> Optional[Answer]:
        """The answer to a question about an alert that is there; None for everything else."""
        asked = what_now.read(message.text)
        if asked is None or self._alerts is None or not (asked.is_named or what_now.is_ours(last)):
            return None
        try:
            passed = await wait.run(self._alerts.news, message.conversation)
        except Exception as error:  # noqa: BLE001 - right after a yes it is about that; else it is answered as every message is
            logger.error("An alert could not be looked up: error=%s", type(error).__name__)
            return what_now.NOT_FOUND_OUT if what_now.is_ours(last) else None
        return (
            what_now.answer(asked, passed, await self._back(message.conversation, wait)) if passed else None
        )

    async def _last(self, message: Message, wait: Wait) -> Optional[Answer]:
        """The last answer of the talk, if it can be read. Raises LookupError where the text is a yes, which then is lost."""
        try:
            if message.is_kept:
                return await wait.run(self._journal.last_answer, message.conversation)
        except Exception as error:  # noqa: BLE001 - other messages need it not
            logger.error("The last answer could not be read: error=%s", type(error).__name__)
        if _is_yes(message.text):
            raise LookupError("what the yes was to can't be looked up")
        return None

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


_NOT_TOLD = Passed(Standing.NOT_TOLD)


async def _passed(
    wait: Wait, ask: Callable[[str, Danger], Passed], conversation: str, danger: Danger
) -> Passed:
    """What alerts say, if they say it in time; otherwise that nobody was told."""
    try:
        return await wait.run(ask, conversation, danger)
    except Exception as error:  # noqa: BLE001 - the reply must go out
        logger.error("A danger could not be passed on: error=%s", type(error).__name__)
        return _NOT_TOLD


def _comes_too_late(message: Message) -> bool:
    """A button that told somebody, of a talk that has ended; or a yes that can only be to what was asked there."""
    is_yes = message.choice is None and message.is_after_end and _is_yes(message.text)
    return (message.is_alert_button and message.choice is None) or is_yes


def _is_yes(text: str) -> bool:
    return bool(text.strip()) and consent.read(text).meaning is Meaning.YES


def _way_back(answer: Answer) -> Optional[Choice]:
    """The button that says an answer again; None for one that is not worth going back to."""
    label = f"Back to: {answer.title}"
    if answer.topic == MY_PLAN:
        return Choice(label=label, kind="intent", value=MY_PLAN)
    if answer.urgency == "urgent" or not answer.topic or not answer.sources:
        return None
    return Choice(label=label, kind="topic", value=answer.topic)
