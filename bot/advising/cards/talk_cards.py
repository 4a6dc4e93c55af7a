"""What staff are answered about this assistant and what it keeps: short, and how it is."""

from __future__ import annotations

from typing import Mapping, Optional

from bot.advising.cards.help_cards import help_offer
from bot.advising.small_talk import Talk
from bot.answer import Answer
from bot.identity.access.decisions import Caller
from bot.phrases import PhraseSet, phrase

_SAID = PhraseSet(
    "staff_talk",
    tuple(talk for talk in Talk if talk not in (Talk.WHO_AM_I, Talk.SENT)),  # these are told from the records
)
_ROLES: Mapping[str, str] = PhraseSet(
    "staff_talk.role", ("personal_adviser", "team_manager", "administrator")
)
_TITLES = (Talk.WHO_AM_I, Talk.BOT, Talk.KEPT, Talk.WHO_SEES)
_TITLE = PhraseSet("staff_talk.title", _TITLES)


def talk_card(talk: Talk, caller: Optional[Caller], place: str = "") -> Answer:
    """The answer; `place` is the name of the caller's council. Without a caller nobody is linked: then it can't be `WHO_AM_I`."""
    lead = _who(caller, place) if talk is Talk.WHO_AM_I and caller else _SAID[talk]
    title = _TITLE[talk] if talk in _TITLES else ""
    is_done = talk is Talk.BYE or caller is None
    return Answer(title=title, lead=lead, choices=() if is_done else (help_offer(),))


def _who(caller: Caller, place: str) -> str:
    role = _ROLES.get(str(getattr(caller.role, "value", caller.role)), "")
    return phrase(
        "staff_talk.who",
        role=role,
        account=caller.actor.rpartition(":")[2],
        place=place or phrase("staff_talk.no_council"),
    )
