"""Undo by message: a button on every confirmation for five minutes; in words, a card that says what would be taken back."""

from __future__ import annotations

from typing import Sequence

from bot.advising.asking import Asking
from bot.advising.doing.deed_words import what_was_done
from bot.advising.doing.deeds import last_deed
from bot.advising.doing.doing_cards import about, clock_time, told, undo_button
from bot.advising.doing.undoing import NotUndone, NotUndoneError, undo_deed
from bot.answer import Answer
from bot.caseload.person_now import person_now
from bot.phrases import PhraseSet, phrase

_WHY_NOT = PhraseSet("staff_deeds.undo.not", NotUndone)


def undo(asking: Asking, args: Sequence[str]) -> Answer:
    """Take it back: `undo/<deed>`."""
    try:
        done = undo_deed(asking.doer, int(args[0]), asking.tools)
    except NotUndoneError as error:
        return _told(phrase("staff_deeds.undo.not.title"), _WHY_NOT[error.why])
    person = person_now(asking.session, asking.caller, done.person, asking.when.now)
    return told(
        phrase("staff_deeds.undo.title"),
        phrase("staff_deeds.undo.done"),
        (phrase("staff_deeds.undo.meaning"),),
        facts=(about(person),),
    )


def undo_asked(asking: Asking) -> Answer:
    """What the last deed was, and the button that takes it back."""
    done = last_deed(asking.session, asking.account, asking.when.now)
    if done is None:
        return _told(phrase("staff_deeds.undo.not.title"), phrase("staff_deeds.undo.nothing"))
    person = person_now(asking.session, asking.caller, done.person, asking.when.now)
    return told(
        phrase("staff_deeds.undo.ask_title"),
        phrase("staff_deeds.undo.ask", time=clock_time(done.at), what=what_was_done(done)),
        (phrase("staff_deeds.undo.meaning"),),
        facts=(about(person),),
        choices=(undo_button(done),),
    )


def _told(title: str, lead: str) -> Answer:
    return told(title, lead, (phrase("staff_deeds.undo.meaning"),))
