"""Which card shows what is wanted."""

from __future__ import annotations

from typing import Callable, Mapping, Optional

from bot.advising.asking import Asking
from bot.advising.cards.call_cards import calls_card
from bot.advising.cards.contact_card import contact_card
from bot.advising.cards.date_cards import dates_card
from bot.advising.cards.due_cards import due_card, overdue_card, to_authorise_card
from bot.advising.cards.figure_cards import indicators_card, shared_card
from bot.advising.cards.glance_card import caseload_card
from bot.advising.cards.help_cards import help_card, no_caseload
from bot.advising.cards.made_card import made_card
from bot.advising.cards.narrowing import not_held_card
from bot.advising.cards.person_card import status_card
from bot.advising.cards.today_card import today_card
from bot.advising.cards.which_cards import not_here
from bot.advising.cards.whose_list import of_whom
from bot.advising.requests.narrow import Narrow
from bot.advising.requests.request import Asked
from bot.advising.wanted import Wanted
from bot.answer import Answer
from bot.caseload.staff_desk import scope_of
from bot.casework.codes import Role

CARDS: Mapping[Asked, Callable[[Asking, Wanted], Answer]] = {
    Asked.CASELOAD: caseload_card,
    Asked.OVERDUE: overdue_card,
    Asked.DUE: due_card,
    Asked.TO_AUTHORISE: to_authorise_card,
    Asked.STATUS: status_card,
    Asked.CONTACT_DUE: contact_card,
    Asked.KEY_DATES: dates_card,
    Asked.INDICATORS: indicators_card,
    Asked.CALL_BACKS: calls_card,
}
OF_ONE = (Asked.STATUS, Asked.KEY_DATES)  # what can be shown of one person


def show(asking: Asking, wanted: Wanted) -> Answer:
    """The card. Raises AccessDenied for whom or for what is not the caller's."""
    if wanted.asked is Asked.HELP:
        return help_card(asking.caller)
    if scope_of(asking.caller) is None:
        return _without_people(asking, wanted)
    if wanted.narrow.not_held is not None:
        return not_held_card(wanted.narrow.not_held)
    card = _narrowed(wanted.narrow) or CARDS.get(wanted.asked)
    return of_whom(asking, wanted, card(asking, wanted)) if card else not_here()


def _narrowed(narrow: Narrow) -> Optional[Callable[[Asking, Wanted], Answer]]:
    """What shows something else than the list of its kind."""
    if narrow.counts_contacts:
        return made_card
    return today_card if narrow.is_today else None


def _without_people(asking: Asking, wanted: Wanted) -> Answer:
    """An administrator has counts alone; asking for somebody is decided, and kept, all the same."""
    if wanted.asked is Asked.STATUS:
        return status_card(asking, wanted)
    is_counts = wanted.asked is Asked.INDICATORS and asking.caller.role is Role.ADMINISTRATOR
    return shared_card(asking) if is_counts else no_caseload()
