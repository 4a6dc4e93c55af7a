"""The step that says how a danger can be passed on: added to an urgent answer, kept below another one while it is open."""

from __future__ import annotations

from typing import Optional, Sequence

from bot.answer import Answer
from bot.delivery.alerts.telling import NOT_TOLD, Alerts, passed_in_time
from bot.delivery.in_time import IN_DANGER, Wait
from bot.delivery.one_message import Turn, has_urgent
from bot.delivery.staffing.for_staff import CHANNEL as STAFF
from bot.safeguarding import passing_on
from bot.safeguarding.finding import Danger
from bot.safeguarding.open_offer import OpenOffer, kept_below, offer_in
from bot.safeguarding.replies import KINDS


class AlertOffer:
    """Without `alerts` nobody can be told, and nothing is said of it. Staff are no young person who is asked: see `danger_step`."""

    def __init__(self, alerts: Optional[Alerts]) -> None:
        self._alerts = alerts

    async def add(self, turn: Turn) -> None:
        """Put the turn's answers together, with the open question below and the offer where it belongs."""
        answers = [*turn.above, *turn.answers, *_below(turn.offer, turn.answers)]
        turn.answers = [await self._with_offer(answer, turn) for answer in answers]

    async def _with_offer(self, answer: Answer, turn: Turn) -> Answer:
        if self._alerts is None or turn.incoming.channel == STAFF:
            return answer
        if answer.topic == passing_on.PRIVACY_TOPIC:
            return passing_on.told_beforehand(answer, at_once=self._alerts.at_once)
        if answer.urgency != "urgent" or answer.topic not in KINDS:
            return answer
        return await self._offered(answer, answer.topic, turn, self._alerts)

    async def _offered(self, answer: Answer, kind: str, turn: Turn, alerts: Alerts) -> Answer:
        """Without a danger of the turn, an urgent answer is that of the second net, which has a time of its own.

        Where the conversation could not be kept, nobody can say yes to anything: nothing is offered.
        """
        danger = turn.danger or Danger(kind)
        wait = turn.wait if turn.danger else Wait(turn.lanes.urgent, IN_DANGER)
        is_kept = turn.incoming.is_kept
        passed = (
            await passed_in_time(wait, alerts.noticed, turn.conversation, danger) if is_kept else NOT_TOLD
        )
        return passing_on.with_standing(answer, danger, passed)


def _below(offer: Optional[OpenOffer], answers: Sequence[Answer]) -> Sequence[Answer]:
    """The open question, to stand below these answers; nothing where they are urgent or ask it themselves."""
    if offer is None or has_urgent(answers) or any(map(offer_in, answers)):
        return ()
    return kept_below(offer, is_beside=any(answer.question for answer in answers))
