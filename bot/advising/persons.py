"""From the words that name somebody to whom they mean, among the caller's own; and what is said where that is not certain."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Callable, Optional, Sequence, Union

from bot.advising.asking import Asking
from bot.advising.cards.which_cards import Opens, nobody, which_card, whose
from bot.advising.naming import alike, by_name, by_reference, name_words
from bot.answer import Answer
from bot.caseload.known_names import KnownAdviser, KnownPerson, known_advisers, known_people, whose_reference
from bot.caseload.staff_desk import scope_of
from bot.identity.access.decisions import AccessDenied, Action

_NO_RECORD = -1  # nobody's: a reference that nobody has is denied, and kept, as somebody else's
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True)
class Meant:
    """A young person or an adviser of the team, by number."""

    person: Optional[int] = None
    adviser: Optional[int] = None


@dataclass(frozen=True)
class Known:
    """Whom a caller's words can mean."""

    people: Sequence[KnownPerson] = ()
    advisers: Sequence[KnownAdviser] = ()

    @property
    def names(self) -> list[str]:
        """Those of the young people: an adviser's name says whose list is meant, and is found before."""
        return [one.name for one in self.people]


def known_to(asking: Asking) -> Known:
    """The caller's own young people, and a manager's advisers."""
    scope = scope_of(asking.caller)
    if scope is None:
        return Known()
    return Known(known_people(asking.session, scope), known_advisers(asking.session, scope))


def meant_by(
    asking: Asking,
    known: Known,
    words: str,
    opens: Opens,
    *,
    but: Optional[int] = None,
    otherwise: Callable[[], Answer] = nobody,
) -> Union[Meant, Answer]:
    """Whom the words mean; or what to say where that is several, or nobody of the caller's. `opens` says what each one's button opens.

    `but` is whom they don't mean: of "the other Mia" the one whom the talk was about. `otherwise` is what is said where they mean nobody.

    Raises AccessDenied for the reference of somebody else, and for one that looks like a reference and is nobody's.
    """
    people = by_reference(words, known.people) or by_name(words, known.people)
    people = [one for one in people if one.id != but] or people
    if len(people) == 1:
        return Meant(people[0].id)
    if people:
        return which_card(asking, people, (), opens)
    _demand_no_reference(asking, words)
    near = alike(words, known.people)
    return which_card(asking, near, (), opens, is_sure=False) if near else otherwise()


def other_of(asking: Asking, known: Known, person: Optional[int], opens: Opens) -> Union[Meant, Answer]:
    """Who else has the first name of somebody: "the other one". Asked who where nobody or nobody else has it."""
    name = next((name_words(one.name)[0] for one in known.people if one.id == person), "")
    others = [one for one in by_name(name, known.people) if one.id != person]
    return meant_by(asking, known, name, opens, but=person) if others else whose()


def meant_by_adviser(
    asking: Asking, known: Known, advisers: Sequence[KnownAdviser], opens: Opens
) -> Union[Meant, Answer]:
    """Whose list is meant where an adviser's name stands before it; asked where two are called so, or a young person is too."""
    people = [one for adviser in advisers for one in by_name(name_words(adviser.name)[0], known.people)]
    if len(advisers) == 1 and not people:
        return Meant(adviser=advisers[0].id)
    return which_card(asking, list(dict.fromkeys(people)), advisers, opens)


def _demand_no_reference(asking: Asking, words: str) -> None:
    """Somebody else's reference is looked for once, so that whoever tries references is seen to."""
    person = whose_reference(asking.session, asking.caller, words.strip())
    if person is None and _DIGIT.search(words):
        person = _NO_RECORD
    if person is not None:
        raise AccessDenied(asking.caller, Action.PLAN_STATUS, person, asking.when.now)
