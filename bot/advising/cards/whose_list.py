"""Whose people a list is of, and the names of a team's advisers for its lines."""

from __future__ import annotations

from dataclasses import replace
from typing import Mapping, Optional

from bot.advising.asking import Asking
from bot.advising.cards.card_parts import Buttons
from bot.advising.wanted import Wanted
from bot.answer import Answer
from bot.card import Card, Fact
from bot.caseload.known_names import known_advisers
from bot.caseload.staff_desk import scope_of
from bot.casework.scope import AdviserScope, ListScope
from bot.identity.access.decisions import AccessDenied, Action
from bot.phrases import phrase


def scope_for(asking: Asking, wanted: Wanted) -> ListScope:
    """One adviser's people, where one is named; else all of the caller's. Raises AccessDenied for who has none."""
    scope: Optional[ListScope] = AdviserScope(wanted.adviser) if wanted.adviser else scope_of(asking.caller)
    if scope is None:
        raise AccessDenied(asking.caller, Action.CASELOAD, None, asking.when.now)
    return scope


def advisers_for(asking: Asking) -> Mapping[int, str]:
    """The names of the advisers of a manager's team, by number; of nobody for an adviser."""
    scope = scope_of(asking.caller)
    return {one.id: one.name for one in known_advisers(asking.session, scope)} if scope else {}


def of_whom(asking: Asking, wanted: Wanted, answer: Answer) -> Answer:
    """A list that is narrowed to an adviser says so, also where it is empty, and leads back to the whole team's."""
    name = advisers_for(asking).get(wanted.adviser) if wanted.adviser else None
    if name is None:
        return answer
    buttons, card = Buttons(), answer.card or Card()
    buttons.wants(phrase("staff_which.whole_team"), replace(wanted, adviser=None, page=1))
    whose = Fact(name=phrase("staff_which.whose_people"), value=name)
    shown = {
        "lead": phrase("staff_which.one_advisers", lead=answer.lead),
        "choices": (*answer.choices, *buttons.choices),
        "card": card.copy(update={"facts": (whose, *card.facts)}),
    }
    return answer.copy(update=shown)
