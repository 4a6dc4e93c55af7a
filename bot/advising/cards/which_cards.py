"""Who was meant: one of several, nobody of the caller's, or nobody named at all. Nobody else's is ever told from somebody unknown."""

from __future__ import annotations

from typing import Callable, Optional, Sequence

from bot.advising.asking import Asking
from bot.advising.cards.card_parts import Buttons, answer, who
from bot.advising.requests.request import Asked
from bot.advising.wanted import Wanted
from bot.answer import Answer, SourceLine
from bot.card import Card, Row
from bot.caseload.known_names import KnownAdviser, KnownPerson, show_people
from bot.casework.codes import Role
from bot.phrases import phrase

MOST = 10  # people to choose from

Opens = Callable[
    [Optional[int], Optional[int]], str
]  # a person's or an adviser's number: what their button wants


def which_card(
    asking: Asking,
    people: Sequence[KnownPerson],
    advisers: Sequence[KnownAdviser],
    opens: Opens,
    *,
    is_sure: bool = True,
) -> Answer:
    """Who it may be, each with reference and age and a button. Without `is_sure` nobody is called quite so."""
    shown, buttons = people[:MOST], Buttons()
    show_people(asking.session, asking.caller, shown, asking.when.now)
    rows = [_person(person, asking, buttons, opens) for person in shown]
    rows += [_adviser(adviser, buttons, opens) for adviser in advisers]
    lead = phrase("staff_which.several") if is_sure else phrase("staff_which.alike")
    card = Card(rows=tuple(rows), meaning=(phrase("staff_which.meaning"),))
    return answer(phrase("staff_which.title"), lead, buttons, card, _source())


def nobody() -> Answer:
    """For a name or reference that is none of the caller's, whoever it is."""
    buttons = Buttons()
    buttons.wants(phrase("staff_help.my_caseload"), Wanted(Asked.CASELOAD))
    card = Card(meaning=(phrase("staff_which.nobody_meaning"),))
    return answer(phrase("staff_which.nobody_title"), phrase("staff_which.nobody"), buttons, card, _source())


def not_theirs(asking: Asking, wanted: Wanted, *, is_council: bool = False) -> Answer:
    """For a list of somebody's, or of a council, that is none of the caller's: nobody's figures are shown as another's.

    Their own is one press away.
    """
    buttons = Buttons()
    is_manager = asking.caller.role is Role.TEAM_MANAGER
    own = phrase("staff_which.own_team") if is_manager else phrase("staff_which.own_people")
    buttons.wants(own, wanted)
    lead = phrase("staff_which.only_own_team") if is_manager else phrase("staff_which.only_own_people")
    if is_council:
        lead = phrase("staff_which.other_council")
    card = Card(meaning=(phrase("staff_which.nobody_meaning"),))
    return answer(phrase("staff_which.nobody_title"), lead, buttons, card, _source())


def whose() -> Answer:
    """For what is about one person where nobody is named."""
    buttons = Buttons()
    buttons.wants(phrase("staff_help.my_caseload"), Wanted(Asked.CASELOAD))
    card = Card(meaning=(phrase("staff_which.meaning"),))
    return answer(phrase("staff_which.whose_title"), phrase("staff_which.whose"), buttons, card, _source())


def not_here() -> Answer:
    """For what this assistant can't do here."""
    buttons = Buttons()
    buttons.wants(phrase("staff_help.title"), Wanted(Asked.HELP))
    card = Card(meaning=(phrase("staff_which.not_here_meaning"),))
    return answer(
        phrase("staff_which.not_here_title"), phrase("staff_which.not_here"), buttons, card, _source()
    )


def _person(person: KnownPerson, asking: Asking, buttons: Buttons, opens: Opens) -> Row:
    return Row(
        title=who(person.name, person.reference),
        texts=(phrase("staff_which.age", age=person.age(asking.when.on)),),
        press=buttons.press(phrase("staff_which.this_one"), opens(person.id, None)),
    )


def _adviser(adviser: KnownAdviser, buttons: Buttons, opens: Opens) -> Row:
    return Row(
        title=adviser.name,
        texts=(phrase("staff_which.adviser"),),
        press=buttons.press(phrase("staff_which.this_one"), opens(None, adviser.id)),
    )


def _source() -> SourceLine:
    return SourceLine(title=phrase("staff_help.source"))
