"""Whose danger a turn of staff shows: said by their words, or by the button that they pressed."""

from __future__ import annotations

from dataclasses import replace

from bot.delivery.one_message import Turn
from bot.safeguarding.finding import Danger
from bot.safeguarding.staff_replies import is_own
from bot.safeguarding.staff_whose import Whose, whose_danger


def aimed(turn: Turn, found: Danger) -> Danger:
    """The same, about whom it is: the writer, also where nobody can tell, or somebody else."""
    return replace(found, is_about_other=not is_own(whose(turn, found)))


def whose(turn: Turn, found: Danger) -> Whose:
    """Whose danger a turn of staff shows; a button says it itself."""
    return whose_danger(words_of(turn), found)


def words_of(turn: Turn) -> str:
    """All that was written: also on a form."""
    return "\n".join(filter(None, (turn.incoming.text, *turn.incoming.filled_in)))
