"""The step for the talk about passing a danger on: the yes or no to the open question, and what comes after it.

It works with Rasa down. What alerts do runs beside the event loop and has so much time and no
more: whatever fails there neither stops nor holds up the urgent reply.
"""

from __future__ import annotations

import logging
from typing import Optional

from bot.answer import Answer, Choice
from bot.delivery.alerts.telling import Alerts, passed_in_time
from bot.delivery.conversation.journal import Journal
from bot.delivery.in_time import PATIENCE, Wait
from bot.delivery.one_message import Incoming, Turn, apology
from bot.delivery.staffing.for_staff import CHANNEL as STAFF
from bot.safeguarding import consent, passing_on, what_now
from bot.safeguarding.consent import Meaning
from bot.safeguarding.open_offer import OpenOffer, asked_again, kept_below, offer_in
from bot.safeguarding.replies import KINDS

logger = logging.getLogger(__name__)

MY_PLAN = "pathway_plan_status"  # the one topic to go back to that is not the offer's


class AlertTalk:
    """The talk about alerts. Without `alerts` nobody can be told, and nothing is said of it."""

    def __init__(self, alerts: Optional[Alerts], journal: Journal) -> None:
        self._alerts, self._journal = alerts, journal

    async def take(self, turn: Turn) -> None:
        """Answer what a message says about passing a danger on; what it says besides, or instead, is left to be answered.

        Where we can't look up what a button or a typed yes meant, nobody must think that it worked.
        """
        try:
            await self._take(turn)
        except Exception as error:  # noqa: BLE001 - whatever failed, the person gets a reply
            turn.reply_with(self._lost(apology(error, turn.incoming.channel), turn.incoming))

    def _lost(self, sorry: Answer, incoming: Incoming) -> Answer:
        if self._alerts is None or (incoming.option is None and not _is_yes(incoming.text)):
            return sorry
        return sorry.copy(update={"notes": (passing_on.BUTTON_LOST, *sorry.notes)})

    async def _take(self, turn: Turn) -> None:
        if turn.is_unknown_button:
            raise LookupError("what was pressed can't be looked up")
        if self._alerts is None or turn.incoming.channel == STAFF:
            return
        if turn.choice and turn.choice.kind == "alert":
            turn.reply_with(await self._pressed(turn, turn.choice, self._alerts))
        else:
            await self._talk(turn, self._alerts)

    async def _talk(self, turn: Turn, alerts: Alerts) -> None:
        last = await self._last(turn)
        offer = offer_in(last)
        if (
            _comes_too_late(turn) and offer is None
        ):  # else it is an old button, and the question of now is repeated
            turn.reply_with(await self._too_late(turn, alerts))
        elif turn.text.strip() and turn.choice is None:
            await self._read(turn, last, offer, alerts)
        else:
            turn.offer = offer

    async def _read(
        self, turn: Turn, last: Optional[Answer], offer: Optional[OpenOffer], alerts: Alerts
    ) -> None:
        said = offer.read(turn.text) if offer else consent.Said(Meaning.OTHER)
        if offer and said.meaning in (Meaning.YES, Meaning.NO):
            _answer_first(turn, await self._decided(offer.choice(said.meaning), turn, alerts), said.rest)
            return
        news = await self._news(turn, last, alerts)
        if offer is None and _could_not_be_passed_on(last) and _is_yes(turn.text):
            turn.reply_with(passing_on.NOBODY_TO_TELL)
        elif news:
            turn.reply_with(news, *(kept_below(offer, is_beside=False) if offer else ()))
        elif offer and said.meaning is Meaning.UNCLEAR:
            turn.reply_with(asked_again(offer))
        else:
            turn.offer = offer

    async def _pressed(self, turn: Turn, choice: Choice, alerts: Alerts) -> Answer:
        """What we say to a pressed yes or no. A no of an old page may come after a yes: then it is too late for it."""
        is_no = passing_on.agreed(choice) is None
        if is_no and offer_in(await self._last(turn)) is None:
            return await self._no_again(turn, alerts)
        return await self._decided(choice, turn, alerts)

    async def _decided(self, choice: Choice, turn: Turn, alerts: Alerts) -> Answer:
        """What we say after the yes, which is passed on first, or after the no; with a question, and a way back."""
        danger, wait = passing_on.agreed(choice), Wait(turn.lanes.urgent, PATIENCE)
        if danger is None:
            return passing_on.not_wanted(await self._back(turn.conversation, wait))
        passed = await passed_in_time(wait, alerts.tell, turn.conversation, danger)
        return passing_on.outcome(passed, choice, await self._back(turn.conversation, wait))

    async def _no_again(self, turn: Turn, alerts: Alerts) -> Answer:
        """What we say to a no of an old page: nobody is told, or they are told already; where that can't be looked up, neither."""
        back = await self._back(turn.conversation, turn.wait)
        try:
            passed = await turn.wait.run(alerts.news, turn.conversation)
        except Exception as error:  # noqa: BLE001 - the numbers go out
            logger.error("An alert could not be looked up: error=%s", type(error).__name__)
            return what_now.NOT_FOUND_OUT
        return what_now.answer(what_now.CANCELLED, passed, back) if passed else passing_on.not_wanted(back)

    async def _too_late(self, turn: Turn, alerts: Alerts) -> Answer:
        """What we say to a yes that can't be found any more: how to say it again."""
        try:
            is_known = await turn.wait.run(alerts.knows, turn.conversation)
        except Exception as error:  # noqa: BLE001 - the numbers go out
            logger.error("The session could not be read: error=%s", type(error).__name__)
            return passing_on.NOT_TOLD
        return passing_on.SAY_AGAIN if is_known else passing_on.SIGNED_OUT

    async def _news(self, turn: Turn, last: Optional[Answer], alerts: Alerts) -> Optional[Answer]:
        """The answer to a question about an alert that is there; None for everything else."""
        asked = what_now.read(turn.text)
        if asked is None or not (asked.is_named or what_now.is_ours(last)):
            return None
        try:
            passed = await turn.wait.run(alerts.news, turn.conversation)
        except Exception as error:  # noqa: BLE001 - right after a yes it is about that; else it is answered as every message is
            logger.error("An alert could not be looked up: error=%s", type(error).__name__)
            return what_now.NOT_FOUND_OUT if what_now.is_ours(last) else None
        if passed is None:
            return None
        return what_now.answer(asked, passed, await self._back(turn.conversation, turn.wait))

    async def _last(self, turn: Turn) -> Optional[Answer]:
        """The last answer of the talk, if it can be read. Raises LookupError where the text is a yes, which then is lost."""
        try:
            if turn.is_last_known:
                return turn.last_answer
            if turn.incoming.is_kept:
                return await turn.wait.run(self._journal.last_answer, turn.conversation)
        except Exception as error:  # noqa: BLE001 - other messages need it not
            logger.error("The last answer could not be read: error=%s", type(error).__name__)
        if _is_yes(turn.text):
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


def _answer_first(turn: Turn, answer: Answer, rest: str) -> None:
    """Answer with this, and go on with what else was said, if anything."""
    if rest:
        turn.above.append(answer)
        turn.text = rest
    else:
        turn.reply_with(answer)


def _comes_too_late(turn: Turn) -> bool:
    """A button that told somebody, of a talk that has ended; or a yes that can only be to what was asked there."""
    is_yes = turn.choice is None and turn.incoming.is_after_end and _is_yes(turn.text)
    return (turn.incoming.is_alert_button and turn.choice is None) or is_yes


def _could_not_be_passed_on(last: Optional[Answer]) -> bool:
    """An urgent answer that asked nothing: whoever says yes to it thinks that somebody will be told."""
    return last is not None and last.urgency == "urgent" and last.topic in KINDS


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
