"""What `localoffer teams simulate` does: an adviser whose messages go the real way, through inbox, front door, desk and outbox, to this terminal.

It has records of its own, which are gone at its end: nothing leaves, and nothing of the installation is changed.
"""

from __future__ import annotations

import itertools
import json
import sys
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, AsyncIterator, Dict, Iterator, List, Mapping, Optional, Union

from pydantic import SecretStr

from bot.assistant import Assistant
from bot.channels.teams.arrived_activities import ArrivedActivities
from bot.channels.teams.past_the_outbox import PastTheOutbox
from bot.channels.teams.service_hosts import ServiceHosts
from bot.channels.teams.teams_activity import PERSONAL, read_activity
from bot.cli.adviser_typing import piped, typed
from bot.cli.apart import Shown, assistant_apart, carrying
from bot.cli.card_pressing import Button, Element, buttons, sent
from bot.delivery.conversation.receiving import Receiving
from bot.delivery.sending.carrying import Carrier, send_due
from bot.delivery.sending.outgoing import Channel
from bot.identity.by_teams.demo_staff import TENANT, DemoAccount, account_of_demo, demo_accounts
from bot.identity.by_teams.teams_users import TeamsUsers
from bot.records.keyed import Keyed
from bot.records.reach import OPERATOR
from bot.settings import Settings

APP = "de300000-0000-4000-8000-0000000000ff"  # nobody's
SERVICE = "https://smba.trafficmanager.net/uk/"  # where Teams would be answered
NOBODY = "nobody"  # somebody of the tenant who is no known member of staff
_STRANGER = DemoAccount(NOBODY, "Somebody (invented)", 99)


@dataclass
class Adviser:
    """Somebody in Teams and the assistant that they write to. `card` is the last card that came with anything to press."""

    assistant: Assistant
    receiving: Receiving
    account: DemoAccount
    arrived: ArrivedActivities
    carrier: Carrier
    shown: Shown
    card: Element = field(default_factory=dict)
    ids: Iterator[int] = field(default_factory=itertools.count)

    async def install(self) -> None:
        """Take the app, as everybody does first."""
        await self._send({"type": "installationUpdate", "action": "add"})

    async def write(self, words: str) -> None:
        """Send a message."""
        await self._send({"type": "message", "text": words, "textFormat": "plain"})

    async def press(self, which: Union[int, str], filled: Mapping[str, str]) -> None:
        """Press a button of the last card, by its number from 1 or by its title. Raises ValueError that says what is wrong."""
        button = self.button(which)
        await self._send({"type": "message", "value": sent(button, self.card, filled)})

    def button(self, which: Union[int, str]) -> Button:
        """One of the last card. Raises ValueError that lists what there is."""
        found = buttons(self.card)
        if not found:
            raise ValueError("there is no button to press: no card came yet")
        if isinstance(which, int) and 1 <= which <= len(found):
            return found[which - 1]
        for button in found:
            if isinstance(which, str) and button.title.casefold() == which.strip().casefold():
                return button
        titles = ", ".join(f"{number} {button.title!r}" for number, button in enumerate(found, 1))
        raise ValueError(f"the last card has no button {which!r}; it has {titles}")

    def take(self) -> List[Mapping[str, Any]]:
        """What was sent since, each as a line: a text or a card."""
        activities = [json.loads(outgoing.text or "{}") for outgoing in self.shown.sent]
        self.shown.sent.clear()
        lines = [line for activity in activities for line in said(activity)]
        self.card = next((one["card"] for one in reversed(lines) if _can_be_pressed(one)), self.card)
        return lines

    async def _send(self, activity: Mapping[str, Any]) -> None:
        """As Teams sends it, but for the token; until everything is answered and has left."""
        whole = json.dumps({**self._always(), **activity}).encode()
        await self.arrived.take(read_activity(whole))
        await self.receiving.work_once()
        await self.receiving.settle()
        now = self.assistant.services.clock.now
        while send_due(self.carrier, now, Channel.TEAMS.value).delivered:
            pass

    def _always(self) -> Dict[str, Any]:
        tenant, user = {"id": TENANT}, f"29:{self.account.object_id}"
        sender = {"id": user, "name": self.account.name, "aadObjectId": self.account.object_id}
        return {
            "id": f"terminal-{next(self.ids)}",
            "channelId": "msteams",
            "serviceUrl": SERVICE,
            "from": sender,
            "recipient": {"id": f"28:{APP}", "name": "Local offer"},
            "conversation": {"id": f"a:{user}", "conversationType": PERSONAL, "tenantId": TENANT},
            "channelData": {"tenant": tenant},
            "locale": "en-GB",
            "localTimezone": "Europe/London",
        }


def said(activity: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """What an activity shows: its text, and each of its cards."""
    if activity.get("text"):
        yield {"text": activity["text"]}
    for attachment in activity.get("attachments") or ():
        yield {"card": attachment.get("content") or {}}


async def simulate(settings: Settings, whom: str) -> None:
    """Messages in, texts and cards out, until there are no more. Raises LookupError if there is no such account in the demo."""
    async with _adviser(settings, whom) as adviser:
        if sys.stdin.isatty():
            await typed(adviser)
        else:
            await piped(adviser)


@asynccontextmanager
async def _adviser(settings: Settings, whom: str) -> AsyncIterator[Adviser]:
    teams = {
        "teams_app_id": APP,
        "teams_app_secret": SecretStr("none: nothing leaves"),
        "teams_tenant": TENANT,
        "teams_tenants": TENANT,
    }
    async with assistant_apart(settings, **teams) as assistant:
        yield _writing(assistant, _account(assistant, whom))


def _writing(assistant: Assistant, account: DemoAccount) -> Adviser:
    services, door, shown = assistant.services, assistant.front_door, Shown(Channel.TEAMS.value)
    if assistant.receiving is None:
        raise RuntimeError("nothing is kept here, so nobody can write")
    users = TeamsUsers(Keyed(assistant.settings.secret()))
    past = PastTheOutbox(door, shown, ServiceHosts([]))
    arrived = ArrivedActivities(door, assistant.receiving, services.database, users, services.clock, past)
    carrier = carrying(assistant, {Channel.TEAMS.value: shown})
    return Adviser(assistant, assistant.receiving, account, arrived, carrier, shown)


def _account(assistant: Assistant, whom: str) -> DemoAccount:
    """By the number of an account of staff, or what somebody invented is called."""
    if whom.strip().lower() == NOBODY:
        return _STRANGER
    keyed = Keyed(assistant.settings.secret())
    with assistant.services.database.transaction(OPERATOR) as session:
        numbers = {account_of_demo(session, keyed, one.called): one for one in demo_accounts(session)}
        wanted: Optional[int] = int(whom) if whom.strip().isdecimal() else None
        number = account_of_demo(session, keyed, whom) if wanted is None else wanted
    if number not in numbers:
        known = ", ".join(f"{found} ({one.called})" for found, one in numbers.items())
        raise LookupError(f"there is no account {number} in the demo; choose one of: {known}")
    return numbers[number]


def _can_be_pressed(line: Mapping[str, Any]) -> bool:
    return "card" in line and bool(buttons(line["card"]))
