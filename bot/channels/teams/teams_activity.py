"""What Teams' service sends, read strictly: who wrote where, their words without our name in them, and what they pressed."""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass, field
from typing import Any, Dict, FrozenSet, List, Mapping, Optional

from bot.channels.teams.html_words import text_of_html
from bot.identity.by_teams.teams_users import Reference

MOST_INPUTS, LONGEST_INPUT = 20, 4000  # fields of a form; letters of each
LONGEST = 1000  # letters of an id
PRESS = "press"  # of a button's data: the id of what it presses
PERSONAL = "personal"
_LONGEST_NAME, _LONGEST_PRESS = 200, 80
_SPACES = re.compile(r"[ \t]+")
_COPY = "text/html"  # of the words, with their looks


class UnreadableActivityError(ValueError):
    """A body that is no activity."""


@dataclass(frozen=True)
class Activity:
    """One activity. Ids and names are empty where it has none; `tenants` are all that it names.

    `text` is what was typed, without mentions of the bot. `option` is the pressed button's id and `inputs` what was filled in with it.
    """

    type: str
    id: str
    channel_id: str
    service_url: str
    tenants: FrozenSet[str]
    conversation: str
    is_personal: bool
    user: str
    object_id: str
    name: str
    bot: str
    action: str = ""
    text: str = ""
    option: Optional[str] = None
    inputs: Mapping[str, str] = field(default_factory=dict)
    members_added: FrozenSet[str] = frozenset()
    has_attachment: bool = False
    locale: str = ""
    timezone: str = ""

    @property
    def is_from_us(self) -> bool:
        """Whether the bot itself is said to have written it."""
        return bool(self.user) and self.user == self.bot

    def reference(self) -> Reference:
        """Where its chat is, so that it can be answered now and later."""
        return Reference(
            service_url=self.service_url,
            conversation=self.conversation,
            user=self.user,
            bot=self.bot,
            tenant=next(iter(self.tenants), ""),
            locale=self.locale,
            timezone=self.timezone,
        )


def read_activity(body: bytes) -> Activity:
    """An activity from a request's body. Raises UnreadableActivityError."""
    try:
        given = json.loads(body)
    except (ValueError, RecursionError):
        raise UnreadableActivityError("no JSON") from None
    if not isinstance(given, dict):
        raise UnreadableActivityError("no JSON object")
    sender, chat, bot = (_part(given, name) for name in ("from", "conversation", "recipient"))
    option, inputs = _pressed(given.get("value"))
    return Activity(
        type=_word(given, "type"),
        id=_word(given, "id"),
        channel_id=_word(given, "channelId"),
        service_url=_word(given, "serviceUrl"),
        tenants=_tenants(given, chat),
        conversation=_word(chat, "id"),
        is_personal=_word(chat, "conversationType") == PERSONAL and chat.get("isGroup") is not True,
        user=_word(sender, "id"),
        object_id=_word(sender, "aadObjectId"),
        name=_word(sender, "name")[:_LONGEST_NAME],
        bot=_word(bot, "id"),
        action=_word(given, "action"),
        text=_typed(given, _word(bot, "id")),
        option=option,
        inputs=inputs,
        members_added=frozenset(_word(one, "id") for one in _parts(given, "membersAdded")),
        has_attachment=any(_word(one, "contentType") != _COPY for one in _parts(given, "attachments")),
        locale=_word(given, "locale")[:_LONGEST_NAME],
        timezone=_word(given, "localTimezone")[:_LONGEST_NAME],
    )


def _tenants(given: Mapping[str, Any], chat: Mapping[str, Any]) -> FrozenSet[str]:
    named = (_word(chat, "tenantId"), _word(_part(_part(given, "channelData"), "tenant"), "id"))
    return frozenset(tenant.lower() for tenant in named if tenant)


def _typed(given: Mapping[str, Any], bot: str) -> str:
    """The words; mentions of others stay. Lines stay lines. Some clients send them with their looks alone."""
    text = _plain(_letters(given.get("text")))
    text = text if text.strip() else _copied(given)
    for one in _parts(given, "entities"):
        mentioned = _letters(one.get("text"))
        if one.get("type") == "mention" and mentioned and bot and _word(_part(one, "mentioned"), "id") == bot:
            text = text.replace(_plain(mentioned), " ")
    lines = (_SPACES.sub(" ", line).strip() for line in text.splitlines())
    return "\n".join(lines).strip()


def _plain(text: str) -> str:
    """Teams writes some letters as HTML does: once, so that what looks like one of those stays what was typed."""
    return html.unescape(text).replace("\xa0", " ")


def _copied(given: Mapping[str, Any]) -> str:
    copies = [
        _letters(one.get("content"))
        for one in _parts(given, "attachments")
        if one.get("contentType") == _COPY
    ]
    return "\n".join(map(text_of_html, copies)).replace("\xa0", " ")


def _pressed(value: Any) -> tuple[Optional[str], Mapping[str, str]]:
    """The button's id and the fields of its form. Of anything that is no button of ours, nothing."""
    press = value.get(PRESS) if isinstance(value, dict) else None
    if not isinstance(press, str) or not press:
        return None, {}
    inputs: Dict[str, str] = {}
    for name, given in value.items():
        said = _input(given)
        if name != PRESS and said is not None and len(name) <= _LONGEST_NAME and len(inputs) < MOST_INPUTS:
            inputs[_letters(name)] = said
    return _letters(press)[:_LONGEST_PRESS], inputs


def _input(given: Any) -> Optional[str]:
    if isinstance(given, bool):
        return str(given).lower()
    if isinstance(given, (str, int, float)):
        return _letters(str(given))[:LONGEST_INPUT]
    return None


def _part(given: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = given.get(name)
    return found if isinstance(found, dict) else {}


def _parts(given: Mapping[str, Any], name: str) -> List[Mapping[str, Any]]:
    found = given.get(name)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _word(given: Mapping[str, Any], name: str) -> str:
    """A short text; empty for anything else: of half an id nobody can say whose it is."""
    found = _letters(given.get(name))
    return found if len(found) <= LONGEST else ""


def _letters(text: Any) -> str:
    """What can be stored: JSON can write half a letter, and one that means nothing."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8") if isinstance(text, str) else ""
