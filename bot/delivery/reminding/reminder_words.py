"""What the message behind a notice says: state and day, and no more."""

from __future__ import annotations

from datetime import date
from typing import Optional

from bot.casework.plans.plan_words import day as day_of
from bot.delivery.reminding.coming_days import Coming, Facts
from bot.delivery.reminding.reminder_tables import What
from bot.phrase_files import fill_in
from bot.phrases import PhraseSet, phrase

LATE = "review_late"
_TOLD = PhraseSet("reminders.told", (*(what.value for what in What), LATE), "day", "age", "who", "address")
_ENDING = (What.EIGHTEEN, What.STAYING_PUT, What.ADVISER)  # nothing is to tell once the day is here


def message(facts: Facts, one: Optional[Coming], on: date) -> str:
    """The message about what is still on record; that it is out of date, if it is not."""
    if one is None or (one.what in _ENDING and one.day <= on):
        return phrase("reminders.outdated")
    is_late = one.what is What.REVIEW and one.day < on
    values = {
        "day": day_of(one.day),
        "age": one.day.year - facts.birth_date.year,
        "who": phrase("reminders.adviser") if facts.has_adviser else phrase("reminders.team"),
        "address": _address(facts, one),
    }
    return fill_in(_TOLD[LATE if is_late else one.what.value], values)


def _address(facts: Facts, one: Coming) -> str:
    surveys = facts.surveys if one.what is What.SURVEY else ()
    return next((str(survey.address) for survey in surveys if survey.id == one.about), "")
