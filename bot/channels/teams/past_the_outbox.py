"""What is said to Teams at once, past the outbox: danger while the records don't answer, and why nothing is answered."""

from __future__ import annotations

import asyncio
import json
import logging
from collections import OrderedDict
from dataclasses import replace
from enum import Enum
from typing import Optional

from bot.answer import Answer
from bot.answer_text import plain_text
from bot.channels.teams.service_hosts import ServiceHosts
from bot.channels.teams.teams_activity import Activity
from bot.delivery.conversation.noticing import NO_TALK
from bot.delivery.sending.outgoing import Channel, Outgoing, Provider
from bot.front_door import FrontDoor
from bot.phrase_files import PhraseError
from bot.phrases import PhraseSet
from bot.safeguarding.staff_replies import is_own, staff_urgent_reply
from bot.safeguarding.staff_whose import whose_danger

logger = logging.getLogger(__name__)

KIND = "teams"


class Refusal(str, Enum):
    """Why nothing is answered."""

    IN_GROUP = "private_only"
    NO_ACCOUNT = "no_account"
    NOTHING = "nothing"  # nobody asked anything: only danger is answered


_WHY = PhraseSet("teams_chat", [Refusal.IN_GROUP.value, Refusal.NO_ACCOUNT.value])
PATIENCE = 8.0  # seconds until the service must have taken it: ours waits for this acknowledgement
_REMEMBERED = 1000  # messages in groups


class NotSentError(RuntimeError):
    """Teams' service did not take it."""


class PastTheOutbox:
    """Hands activities straight to the provider; never for a host that is not allowed, whoever asks."""

    def __init__(self, front_door: FrontDoor, provider: Provider, hosts: ServiceHosts) -> None:
        self._front_door, self._provider, self._hosts = front_door, provider, hosts
        self._refused: OrderedDict[str, None] = OrderedDict()

    async def answer(self, activity: Activity, key: str, answer: Answer) -> None:
        """Say an answer in the activity's chat. Raises NotSentError."""
        await self._send(activity, key, plain_text(answer.copy(update={"choices": ()})), is_urgent=True)

    async def refuse(self, activity: Activity, key: str, why: Refusal) -> None:
        """Say once why nothing is answered here; danger gets its numbers beside it. Nothing is kept.

        Raises NotSentError where danger was not answered.
        """
        if not self._is_first(key):
            return
        urgent = await self._urgent(activity)
        text = _refusal(urgent, why)
        if not text:
            return
        try:
            await self._send(activity, key, text, is_urgent=urgent is not None)
        except NotSentError:
            if urgent is not None:
                del self._refused[key]
                raise

    async def _urgent(self, activity: Activity) -> Optional[Answer]:
        """Nobody knows who writes: as for staff whom no account is linked to."""
        said = "\n".join((activity.text, *activity.inputs.values()))
        found = await self._front_door.look(said, NO_TALK) if said.strip() else None
        if found is None or not found.is_urgent:
            return None
        return staff_urgent_reply(replace(found, is_about_other=not is_own(whose_danger(said, found))))

    def _is_first(self, key: str) -> bool:
        if key in self._refused:
            return False
        self._refused[key] = None
        if len(self._refused) > _REMEMBERED:
            self._refused.popitem(last=False)
        return True

    async def _send(self, activity: Activity, key: str, text: str, *, is_urgent: bool) -> None:
        if not self._hosts.allows(activity.service_url):
            raise NotSentError
        outgoing = Outgoing(
            KIND,
            Channel.TEAMS,
            f"at once {key}",
            "",
            activity.reference().as_json(),
            json.dumps({"type": "message", "text": text, "textFormat": "plain"}),
            is_urgent=is_urgent,
        )
        sending = asyncio.get_running_loop().run_in_executor(None, self._provider.send, outgoing)
        try:
            await asyncio.wait_for(sending, PATIENCE)
        except Exception as error:  # noqa: BLE001 - the provider may raise anything
            logger.error("Nothing could be said to Teams at once: error=%s", type(error).__name__)
            raise NotSentError from None


def _refusal(urgent: Optional[Answer], why: Refusal) -> str:
    said = [plain_text(urgent.copy(update={"choices": ()}))] if urgent else []
    try:
        said += [_WHY[why.value]] if why is not Refusal.NOTHING else []
    except PhraseError:  # danger needs none of our sentences
        logger.error("It can't be said why nothing is answered")
    return "\n\n".join(said)
