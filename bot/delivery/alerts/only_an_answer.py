"""The step that spares answers to our own question: a yes or no in which danger was seen tells of no new danger."""

from __future__ import annotations

import logging
from typing import Optional

from bot.delivery.alerts.telling import Alerts
from bot.delivery.conversation.journal import Journal
from bot.delivery.one_message import Turn
from bot.safeguarding import consent, what_now
from bot.safeguarding.consent import Meaning
from bot.safeguarding.open_offer import offer_in

logger = logging.getLogger(__name__)


class OnlyAnAnswer:
    """Where somebody can be told, "tell her" must not be asked again and again."""

    def __init__(self, alerts: Optional[Alerts], journal: Journal) -> None:
        self._alerts, self._journal = alerts, journal

    async def spare(self, turn: Turn) -> None:
        """Take back what was seen in a yes or no to the open question, every word of it, or in a question about an alert that is there.

        The latter only if it says no danger outright. Where that can't be found out, danger wins.
        """
        if (
            self._alerts is None
            or turn.found is None
            or turn.pressed
            or not (turn.incoming.is_kept and turn.text)
        ):
            return
        try:
            if await self._is_answer(turn, self._alerts, is_outright=turn.found.is_outright):
                turn.finds(None)
        except Exception as error:  # noqa: BLE001 - then danger wins
            logger.error("The last answer could not be read: error=%s", type(error).__name__)

    async def _is_answer(self, turn: Turn, alerts: Alerts, *, is_outright: bool) -> bool:
        answer, asked = consent.read(turn.text), what_now.read(turn.text)
        if answer.is_whole and answer.meaning in (Meaning.YES, Meaning.NO):
            return offer_in(await turn.wait.run(self._journal.last_answer, turn.conversation)) is not None
        if asked is None or not asked.is_named or is_outright:
            return False
        return await turn.wait.run(alerts.news, turn.conversation) is not None
