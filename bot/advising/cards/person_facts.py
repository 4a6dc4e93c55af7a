"""The facts on the card of one young person: who it is, what was asked for, then the rest in its order."""

from __future__ import annotations

from datetime import date
from typing import Callable, Iterator, Mapping, Optional, Sequence

from dateutil.relativedelta import relativedelta

from bot.advising.asking import Asking
from bot.advising.cards.asked_first import PersonFact
from bot.advising.cards.card_parts import capital, day
from bot.advising.cards.code_words import NOT_KNOWN, accommodation_words, activity_words
from bot.advising.cards.plan_lines import contact_text, due_words, next_steps, state_text
from bot.card import Fact
from bot.caseload.person_reads import PersonAtOnce
from bot.casework.codes import Role
from bot.casework.shown_names import clipped
from bot.phrases import PhraseSet, phrase

_BESIDE = (
    PersonFact.ACTIVITY,
    PersonFact.HOME,
    PersonFact.VIEWS,
)  # on the card only where they are asked for
_NAMES = PhraseSet("staff_cards.fact_asked", _BESIDE)
_GROWN = 18

Named = tuple[Optional[PersonFact], Fact]


def person_facts(found: PersonAtOnce, asking: Asking, first: Optional[PersonFact]) -> Sequence[Fact]:
    """Who it is, then what was asked for, then the rest in its order."""
    status, row, on = found.status, found.row, asking.when.on
    who = [_fact(phrase("staff_cards.fact_name"), clipped(row.preferred_name))]
    who.append(_fact(phrase("staff_cards.fact_reference"), row.reference))
    rest: list[Named] = [(PersonFact.AGE, _fact(phrase("staff_cards.fact_age"), _age(found, on)))]
    if asking.caller.role is Role.TEAM_MANAGER and status.adviser:
        rest.append((None, _fact(phrase("staff_cards.fact_adviser"), status.adviser.name)))
    rest += [
        (None, _fact(phrase("staff_cards.fact_plan"), state_text(status.state, status.since))),
        (None, _fact(phrase("staff_cards.fact_due"), due_words(status.state, status.due_on, on))),
        (PersonFact.NEXT, _fact(phrase("staff_cards.fact_next"), capital(next_steps(row)))),
        (
            PersonFact.CONTACT,
            _fact(phrase("staff_cards.fact_contact"), contact_text(row.last_meaningful_contact_on, on)),
        ),
    ]
    if first in _BESIDE:
        rest.append((first, _fact(_NAMES[first], asked_words(found, first, on))))
    rest += [(None, one) for one in _waiting(found)]
    shown = [(of, fact) for of, fact in rest if fact.value]
    return (*who, *(fact for _, fact in sorted(shown, key=lambda one: first is None or one[0] is not first)))


def asked_words(found: PersonAtOnce, asked: Optional[PersonFact], on: date) -> str:
    """What is on record of what was asked, or that nothing is, without a name; empty where it is the plan."""
    say = _SAYS.get(asked) if asked else None
    return say(found, on) if say else ""


def _views(found: PersonAtOnce, _on: date) -> str:
    if found.status.state is None:
        return phrase("staff_cards.no_plan")
    return phrase("staff_cards.views_kept") if found.row.has_views else phrase("staff_cards.views_not_kept")


def _activity(found: PersonAtOnce, _on: date) -> str:
    is_known = found.activ not in (None, NOT_KNOWN)
    return capital(activity_words(str(found.activ))) if is_known else phrase("staff_cards.no_activity")


def _home(found: PersonAtOnce, _on: date) -> str:
    is_known = found.accom not in (None, NOT_KNOWN)
    return capital(accommodation_words(str(found.accom))) if is_known else phrase("staff_cards.no_home")


def _waiting(found: PersonAtOnce) -> Iterator[Fact]:
    if found.calls:
        yield _fact(phrase("staff_cards.fact_call"), phrase("staff_cards.call_waits"))
    if found.alerts:
        yield _fact(phrase("staff_cards.fact_alerts"), str(found.alerts))


def _age(found: PersonAtOnce, on: date) -> str:
    eighteen = day(found.birth_date + relativedelta(years=_GROWN))
    if found.row.age < _GROWN:
        return phrase("staff_cards.age_young", age=found.row.age, day=eighteen)
    return phrase("staff_cards.age_grown", age=found.row.age, day=eighteen)


def _fact(name: str, value: str) -> Fact:
    return Fact(name=name, value=value)


def _contact(found: PersonAtOnce, on: date) -> str:
    return contact_text(found.row.last_meaningful_contact_on, on)


def _next(found: PersonAtOnce, _on: date) -> str:
    return capital(next_steps(found.row)) or phrase("staff_cards.no_plan")


_SAYS: Mapping[PersonFact, Callable[[PersonAtOnce, date], str]] = {
    PersonFact.AGE: _age,
    PersonFact.ACTIVITY: _activity,
    PersonFact.HOME: _home,
    PersonFact.VIEWS: _views,
    PersonFact.CONTACT: _contact,
    PersonFact.NEXT: _next,
}
