"""What one message tells of councils: which one looked after the writer, where they live, which one they only ask about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Iterable, Optional, Sequence

from bot.language.gazetteer.place_cues import Role
from bot.offer.council_register import Council


@dataclass(frozen=True)
class Mention:
    """A place in a message: the councils that it may be in, and the name as it was said in normal form. No role: it was pressed, not typed."""

    councils: tuple[Council, ...]
    role: Optional[Role] = None
    name: str = ""
    is_body: bool = False
    is_of_another: bool = False  # "my mate is with leeds"
    is_everyday: bool = False  # a word too: "reading" alone is a place only if we asked for one

    @property
    def council(self) -> Optional[Council]:
        """The one council that it surely is in."""
        return self.councils[0] if len(self.councils) == 1 else None


@dataclass(frozen=True)
class Told:
    """Each part may be missing. `care` has several councils where a name is that of several, or where several were said."""

    care: Optional[Mention] = None
    living: Optional[Mention] = None
    named: Optional[Mention] = None
    denied: tuple[Council, ...] = ()


def told_of(
    mentions: Sequence[Mention],
    *,
    was_asked: bool,
    is_bare: bool = False,
    is_choice: bool = False,
    is_telling: bool = False,
) -> Told:
    """Sort the mentions.

    `was_asked`: we just asked which council looks after them, `is_bare`: and this is nothing but a name ("leeds?"); `is_choice`: what
    is pressed or stands alone chooses it; `is_telling`: the message tells of nothing else, so "im in leeds" says where they live.
    """
    care = [one for one in mentions if _is_care(one, was_asked, is_bare, is_choice)]
    is_home = is_telling and not was_asked
    living = [one for one in mentions if one.role is Role.LIVING or (one.role is Role.HERE and is_home)]
    others = [one for one in mentions if one not in (*care, *living) and not one.is_everyday]
    named = [one for one in others if one.role in (None, Role.NAMED, Role.ALONE, Role.HERE)]
    denied = [one.councils for one in mentions if one.role is Role.DENIED]
    return Told(
        _one_of(care),
        living[-1] if living else None,
        named[0] if named else None,
        tuple(council for councils in denied for council in councils),
    )


def _is_care(mention: Mention, was_asked: bool, is_bare: bool, is_choice: bool) -> bool:
    if mention.role is Role.CARE:
        return True
    is_name = mention.role is Role.NAMED and (is_bare or mention.is_everyday)
    if was_asked and (mention.role in (Role.ALONE, Role.HERE) or is_name):
        return True
    return is_choice and mention.role in (None, Role.ALONE) and not mention.is_everyday


def _one_of(mentions: Sequence[Mention]) -> Optional[Mention]:
    """One mention of all the councils that were said; one that settles another stands for both."""
    if not mentions:
        return None
    councils = tuple(dict.fromkeys(_said(mentions)))
    names = {mention.name for mention in mentions}
    return Mention(councils, mentions[0].role, mentions[0].name if len(names) == 1 else "")


def _said(mentions: Iterable[Mention]) -> Iterable[Council]:
    return (council for mention in mentions for council in mention.councils)
