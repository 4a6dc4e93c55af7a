"""Everything that staff can press or ask for, by whoever answers it: the one place where the owners' tables come together."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Mapping

from bot.advising.asking import Handler, Saying
from bot.advising.at_risk import at_risk_doing
from bot.advising.doing import doing_handlers
from bot.advising.doing.doing_requests import answer_request
from bot.advising.plain_versions import SEND, SEND_TO, show_version, to_whom
from bot.advising.requests.request import Asked
from bot.advising.told_first import notice_handlers

_DEEDS = (
    Asked.RECORD_CONTACT,
    Asked.MOVE_PLAN,
    Asked.ASK_REVIEW,
    Asked.CALL_BACKS,
    Asked.TEXT_PIN,
    Asked.SHARE,
    Asked.UNDO,
)


@dataclass(frozen=True)
class Handlers:
    """`by_verb` answers buttons and `by_asked` words, beside the cards, which only show."""

    by_verb: Mapping[str, Handler] = field(default_factory=lambda: MappingProxyType({}))
    by_asked: Mapping[Asked, Saying] = field(default_factory=lambda: MappingProxyType({}))


def all_handlers() -> Handlers:
    """Those of every owner."""
    return Handlers(
        by_verb={
            SEND: show_version,
            SEND_TO: to_whom,
            **at_risk_doing.HANDLERS,
            **doing_handlers.HANDLERS,
            **notice_handlers.HANDLERS,
        },
        by_asked={
            **dict.fromkeys(_DEEDS, answer_request),
            **notice_handlers.SAYINGS,
        },
    )
