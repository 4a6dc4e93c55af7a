"""An activity whose sender is proved: stored at once, so that it may be acknowledged, and answered afterwards.

Where the records don't answer, danger is answered all the same: straight to Teams' service, past the outbox.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from functools import partial
from typing import Awaitable, Callable, Mapping, Optional, TypeVar

from sqlalchemy.exc import IntegrityError

from bot.answer import Choice
from bot.channels.teams.past_the_outbox import NotSentError, PastTheOutbox, Refusal
from bot.channels.teams.teams_activity import Activity
from bot.delivery.conversation.noticing import NO_TALK, danger_in
from bot.delivery.conversation.receiving import Receiving
from bot.delivery.one_message import Incoming, Look
from bot.delivery.staffing.staff_step import CHANNEL
from bot.front_door import FrontDoor
from bot.identity.by_teams.teams_users import TEAMS, TeamsUsers, Writer
from bot.records.database import Database
from bot.records.reach import in_teams
from bot.safeguarding.finding import Danger
from bot.safeguarding.staff_replies import is_own
from bot.safeguarding.staff_whose import whose_danger
from bot.settings import Clock

logger = logging.getLogger(__name__)

T = TypeVar("T")

PATIENCE = 5.0  # seconds to take one in: Teams' service waits ten to fifteen for its acknowledgement
HELP = Choice(label="What can I ask?", kind="staff", value="help")  # what who takes our app is greeted with
_ADDED, _REMOVED = ("add", "add-upgrade"), ("remove", "remove-upgrade")

_CHANGED = "messageUpdate"
_WORDS = ("message", _CHANGED)  # kinds that somebody wrote


class NotStoredError(RuntimeError):
    """An activity could not be stored, and must come again."""


class ArrivedActivities:
    """Takes activities in. `council_of` gives the council of a tenant, if it is one's."""

    def __init__(
        self,
        front_door: FrontDoor,
        receiving: Receiving,
        database: Database,
        users: TeamsUsers,
        clock: Clock,
        past: PastTheOutbox,
        council_of: Callable[[str], Optional[str]] = lambda _tenant: None,
    ) -> None:
        self._front_door, self._receiving, self._database = front_door, receiving, database
        self._users, self._clock, self._past, self._council_of = users, clock, past, council_of
        self._works: Mapping[str, Callable[[Activity], Awaitable[None]]] = {
            "message": self._message,
            "messageUpdate": self._edited,
            "installationUpdate": self._installation,
            "conversationUpdate": self._members,
        }

    async def take(self, activity: Activity) -> None:
        """Do with it what its kind asks for, or nothing. Raises NotStoredError: then it must not be acknowledged.

        In a group everybody sees the answer, and a guest has no account that could be known: nothing is done for them but to say so.
        """
        work = self._works.get(activity.type)
        if work is None or activity.is_from_us:
            return
        try:
            if activity.is_personal and activity.object_id:
                await work(activity)
            elif activity.user and activity.type in _WORDS:
                await self._past.refuse(activity, self._key_of(activity), _why(activity))
        except NotStoredError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever failed, Teams sends it again
            logger.error("An activity could not be taken in: error=%s", type(error).__name__)
            raise NotStoredError from None

    async def _message(self, activity: Activity) -> None:
        if not activity.id:  # it could not be answered once
            await self._past.refuse(activity, self._key_of(activity), Refusal.NOTHING)
        elif activity.text or activity.option or activity.has_attachment:
            await self._stored(activity)

    async def _stored(self, activity: Activity) -> None:
        try:
            writer = await self._in_time(self._heard, activity)
            await self._receiving.receive(self._incoming(activity, writer))
        except Exception as error:  # noqa: BLE001 - whatever failed, danger is answered
            logger.error("A message from Teams could not be stored: error=%s", type(error).__name__)
            await self._without_records(activity)

    async def _edited(self, activity: Activity) -> None:
        """What was sent before is answered by now. Danger that came in with the change is answered too; what is kept of it is its kind."""
        found = await self._front_door.look(activity.text, NO_TALK) if activity.text else None
        if found is None or not found.is_urgent:
            return
        try:
            writer = await self._in_time(self._heard, activity)
            await self._receiving.receive(self._pressing(activity, writer, found))
        except Exception as error:  # noqa: BLE001 - whatever failed, danger is answered
            logger.error(
                "A change of a message from Teams could not be stored: error=%s", type(error).__name__
            )
            await self._past.refuse(activity, self._key_of(activity), Refusal.NOTHING)

    def _pressing(self, activity: Activity, writer: Writer, found: Danger) -> Incoming:
        """As if they had pressed the button that says so: in a talk that was handed over, no change is passed on."""
        about = "self" if is_own(whose_danger(activity.text, found)) else "other"
        says = Choice(label="", kind="danger", value=f"{found.kind}/{about}")
        return Incoming(
            CHANNEL, writer.conversation, self._key_of(activity), choice=says, council=self._council(activity)
        )

    async def _without_records(self, activity: Activity) -> None:
        """Danger is answered at once, and kept once the records are back; all else must come again."""
        stand_in = f"{TEAMS}apart-{self._lookup(activity)}"
        found = await danger_in(self._apart(activity, stand_in), self._front_door.look)
        if found is None or not found.is_urgent:
            raise NotStoredError
        reply = await self._front_door.handle(replace(self._apart(activity, stand_in), looked=Look(found)))
        try:
            await self._past.answer(activity, self._id_of(activity), reply.answers[0])
        except NotSentError:
            raise NotStoredError from None

    def _apart(self, activity: Activity, stand_in: str) -> Incoming:
        return Incoming(
            CHANNEL,
            stand_in,
            self._id_of(activity),
            activity.text,
            option=activity.option,
            inputs=activity.inputs,
            council=self._council(activity),
            is_kept=False,
            later=partial(self._later, activity),
        )

    def _later(self, activity: Activity) -> Incoming:
        """The message as it is kept once the records are back."""
        return self._incoming(activity, self._heard(activity))

    async def _installation(self, activity: Activity) -> None:
        if activity.action in _REMOVED:
            await self._in_time(self._removed, activity)
        elif activity.action in _ADDED:
            await self._greet(activity)

    async def _members(self, activity: Activity) -> None:
        """Teams says of a new chat who is in it, beside saying that the app was added."""
        if activity.members_added:
            await self._greet(activity)

    async def _greet(self, activity: Activity) -> None:
        writer, is_new = await self._in_time(self._added, activity)
        if not is_new:
            return
        greeting = Incoming(
            CHANNEL,
            writer.conversation,
            self._users.message_id(activity.reference(), f"greeting {activity.id}"),
            choice=HELP,
            council=self._council(activity),
        )
        try:
            await self._receiving.receive(greeting)
        except Exception:
            await self._in_time(self._not_greeted, writer)
            raise

    async def _in_time(self, work: Callable[..., T], *given: object) -> T:
        return await self._front_door.lanes.talk.run(PATIENCE, work, *given)

    def _heard(self, activity: Activity) -> Writer:
        try:
            return self._noted(activity)
        except IntegrityError:  # the same new account sent two at once
            return self._noted(activity)

    def _noted(self, activity: Activity) -> Writer:
        lookup, now = self._lookup(activity), self._clock.now()
        with self._database.transaction(in_teams(lookup)) as session:
            return self._users.heard(session, lookup, activity.reference(), activity.name, now)

    def _added(self, activity: Activity) -> tuple[Writer, bool]:
        writer = self._heard(activity)
        with self._database.transaction(in_teams(writer.lookup)) as session:
            return writer, self._users.greets(session, writer.lookup, self._clock.now())

    def _not_greeted(self, writer: Writer) -> None:
        with self._database.transaction(in_teams(writer.lookup)) as session:
            self._users.greets_not(session, writer.lookup)

    def _removed(self, activity: Activity) -> None:
        lookup = self._lookup(activity)
        with self._database.transaction(in_teams(lookup)) as session:
            self._users.removed(session, lookup)

    def _incoming(self, activity: Activity, writer: Writer) -> Incoming:
        return Incoming(
            CHANNEL,
            writer.conversation,
            self._id_of(activity),
            activity.text,
            option=activity.option,
            inputs=activity.inputs,
            council=self._council(activity),
            has_picture=activity.has_attachment,
        )

    def _lookup(self, activity: Activity) -> str:
        return self._users.lookup(activity.reference().tenant, activity.object_id)

    def _id_of(self, activity: Activity) -> str:
        return self._users.message_id(activity.reference(), activity.id)

    def _key_of(self, activity: Activity) -> str:
        """As its id, but another for each change of a message; without an id, for other words."""
        if activity.type == _CHANGED or not activity.id:
            return self._users.message_id(
                activity.reference(), f"{activity.type} {activity.id} {activity.text}"
            )
        return self._id_of(activity)

    def _council(self, activity: Activity) -> Optional[str]:
        return self._council_of(activity.reference().tenant)


def _why(activity: Activity) -> Refusal:
    """What is said to whom nothing is answered; a change alone asks for nothing."""
    if activity.type == _CHANGED:
        return Refusal.NOTHING
    return Refusal.NO_ACCOUNT if activity.is_personal else Refusal.IN_GROUP
