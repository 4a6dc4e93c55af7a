"""What stands beside an answer so that nobody who was named is dropped without a word: the others of several, a month that is a name too."""

from __future__ import annotations

import calendar
import re
from datetime import date
from typing import Optional, Sequence

from dateutil.relativedelta import relativedelta

from bot.advising.asking import Asking
from bot.advising.cards.card_parts import Buttons, who
from bot.advising.cards.which_cards import Opens
from bot.advising.naming import by_name, by_reference, name_words
from bot.advising.persons import Known
from bot.advising.requests.request import Asked, Request
from bot.advising.wanted import Wanted
from bot.answer import Answer, Choice
from bot.card import Card, Row
from bot.caseload.known_names import KnownPerson, show_people
from bot.phrases import phrase

_JOINED = r"(?:,|/|\+|&|\band|\bor|\bn|\bplus|\bthen)\s+(?:also\s+|then\s+)?"
_MONTHS = tuple(name.lower() for name in calendar.month_name)
_OF_A_MONTH = (Asked.STATUS, Asked.KEY_DATES, Asked.CONTACT_DUE)
_SHORT = 5  # words: in a longer sentence it is clear that somebody is meant


def with_others(asking: Asking, answer: Answer, request: Request, known: Known, opens: Opens) -> Answer:
    """The answer with a row for each who was named beside the first: one is done at a time. Raises AccessDenied."""
    joined = [words for words in request.others if _is_joined(asking.text, words)]
    if not joined or answer.card is None:
        return answer
    people = dict.fromkeys(one for words in joined for one in _meant(words, known))
    shown = [one for one in people if one.id not in _open_already(answer)]
    show_people(asking.session, asking.caller, shown, asking.when.now)
    choices = list(answer.choices)
    rows = [_row(one, choices, opens) for one in shown]
    is_unknown = any(not _meant(words, known) and not by_name(words, known.advisers) for words in joined)
    added = [phrase("staff_which.one_at_a_time")] if shown else []
    added += [phrase("staff_which.other_unknown")] if is_unknown else []
    card = answer.card.copy(update={"rows": (*answer.card.rows, *rows)})
    lead = " ".join([answer.lead, *added])
    return answer.copy(update={"lead": lead, "choices": tuple(choices), "card": card})


def with_month(asking: Asking, answer: Answer, request: Request) -> Answer:
    """The answer about somebody called May or April with a button for the month, where it may have been meant."""
    month = _month_of(request.person)
    if month is None or request.asked not in _OF_A_MONTH or len(asking.text.split()) > _SHORT:
        return answer
    first = _next(month, asking.when.on)
    wanted = Wanted(Asked.KEY_DATES, day_from=first, day_until=first + relativedelta(months=1, days=-1))
    buttons = Buttons()
    buttons.wants(phrase("staff_which.month", month=first.strftime("%B")), wanted)
    card = answer.card or Card()
    return answer.copy(update={"choices": (*answer.choices, *buttons.choices), "card": card})


def _is_joined(text: str, words: str) -> bool:
    return bool(re.search(_JOINED + re.escape(words), text, re.IGNORECASE))


def _meant(words: str, known: Known) -> Sequence[KnownPerson]:
    return by_reference(words, known.people) or by_name(words, known.people)


def _open_already(answer: Answer) -> set[int]:
    """Who is on the card with a button of their own: one of two of the same name."""
    values = [choice.value.split("/") for choice in answer.choices]
    return {
        int(value[1])
        for value in values
        if len(value) > 1 and value[0] in ("status", "pick") and value[1].isdecimal()
    }


def _row(person: KnownPerson, choices: list[Choice], opens: Opens) -> Row:
    [choice] = _button(opens(person.id, None))
    choices.append(choice)
    title = who(person.name, person.reference)
    return Row(title=title, texts=(phrase("staff_which.also_named"),), press=len(choices) - 1)


def _button(value: str) -> Sequence[Choice]:
    buttons = Buttons()
    buttons.press(phrase("staff_which.this_one_too"), value)
    return buttons.choices


def _month_of(name: str) -> Optional[int]:
    first = next(iter(name_words(name)), "")
    return _MONTHS.index(first) if first and first in _MONTHS else None


def _next(month: int, on: date) -> date:
    """Its first day: of this year's or, where it is over, of the next."""
    first = date(on.year, month, 1)
    return first if first + relativedelta(months=1) > on else first + relativedelta(years=1)
