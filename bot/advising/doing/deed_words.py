"""What was done, in words that name nobody: for whoever presses twice, undoes, or asks what can be undone."""

from __future__ import annotations

from typing import Mapping

from bot.advising.doing.deeds import DeedKind, Done
from bot.advising.doing.doing_cards import clock_time, day_of, told, undo_button
from bot.answer import Answer
from bot.casework.codes import ContactKind
from bot.casework.plans.life_cycle import Move
from bot.phrases import PhraseSet, phrase, phrases

KINDS = PhraseSet("staff_deeds.contact.kind", ContactKind)
MOVE_BUTTONS = PhraseSet("staff_moves.button", Move)
_WHAT = PhraseSet("staff_deeds.what", tuple(kind.value for kind in DeedKind), "kind", "day", "button")
_WHAT_OLD = PhraseSet("staff_deeds.what_old", tuple(kind.value for kind in DeedKind))


def what_was_done(done: Done) -> str:
    """One sentence; less once the particulars are swept."""
    if not done.said and not done.undo:
        return _WHAT_OLD[done.kind.value]
    return _WHAT[done.kind.value].format(**_values(done.said))


def done_already(done: Done) -> Answer:
    """To a button that was pressed before."""
    lead = phrase("staff_deeds.again.lead", time=clock_time(done.at), what=what_was_done(done))
    if done.undone_at is not None:
        lead = f"{lead} {phrase('staff_deeds.again.undone')}"
    choices = () if done.undone_at else (undo_button(done),)
    return told(
        phrase("staff_deeds.again.title"), lead, (phrase("staff_deeds.undo.meaning"),), choices=choices
    )


def _values(said: Mapping[str, str]) -> dict[str, str]:
    return {
        "kind": KINDS[ContactKind(said["kind"])] if "kind" in said else "",
        "day": day_of(said["day"]) if "day" in said else "",
        "button": MOVE_BUTTONS[Move(said["move"])] if "move" in said else "",
    }


def moves_mean() -> tuple[str, ...]:
    """What moves of a plan mean."""
    return phrases("staff_moves.meaning")
