"""A list narrowed to some of the people: who they are, and how the card says it. What the records don't hold is said, and no list shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional, Protocol, Sequence, TypeVar

from bot.advising.asking import Asking
from bot.advising.cards.card_parts import Buttons, answer
from bot.advising.cards.whose_list import scope_for
from bot.advising.requests.narrow import Narrow, NotHeld, age_range
from bot.advising.requests.request import Asked
from bot.advising.wanted import Wanted
from bot.answer import Answer, SourceLine
from bot.card import Card
from bot.caseload import narrowed_reads
from bot.caseload.narrowed_reads import Group
from bot.phrases import PhraseSet, phrase

_GROUPS = PhraseSet("staff_groups.group", Group)
_NOT_HELD = PhraseSet("staff_groups.not_held", NotHeld)


class _OfPerson(Protocol):
    @property
    def young_person_id(self) -> int: ...


Row = TypeVar("Row", bound=_OfPerson)


@dataclass(frozen=True)
class Narrowing:
    """`ids` are those who are meant, None for everybody; `words` say who, and of `unknown` nothing is on record of it."""

    ids: Optional[frozenset[int]] = None
    words: str = ""
    unknown: int = 0

    def of(self, rows: Sequence[Row]) -> Sequence[Row]:
        """Those of a list who are meant."""
        return [row for row in rows if self.ids is None or row.young_person_id in self.ids]

    def lead(self, lead: str) -> str:
        """The first sentence of a list, and that it is narrowed."""
        if self.ids is None:
            return lead
        said = phrase("staff_groups.only", lead=lead, words=self.words)
        return f"{said} {self.gap()}".rstrip()

    def gap(self) -> str:
        """That of some nothing is on record; empty where of everybody something is."""
        if not self.unknown:
            return ""
        one = self.unknown == 1
        return (
            phrase("staff_groups.one_unknown") if one else phrase("staff_groups.unknown", people=self.unknown)
        )


EVERYBODY = Narrowing()


def narrowing(asking: Asking, wanted: Wanted) -> Narrowing:
    """Who alone is meant. Raises AccessDenied for who has no list."""
    narrow = wanted.narrow
    if not narrow.is_of_people:
        return EVERYBODY
    scope, when = scope_for(asking, wanted), asking.when
    ids: Optional[frozenset[int]] = None
    unknown: frozenset[int] = frozenset()
    if narrow.age_from is not None or narrow.age_until is not None:
        ids = narrowed_reads.of_ages(
            asking.session, asking.caller, scope, age_range(narrow), asking.parameters, when
        )
    if narrow.group is not None:
        found = narrowed_reads.members(asking.session, asking.caller, scope, narrow.group, when)
        unknown = found.unknown if ids is None else found.unknown & ids
        ids = found.ids if ids is None else found.ids & ids
    return Narrowing(ids, narrow_words(narrow), len(unknown))


def narrow_words(narrow: Narrow) -> str:
    """Who is meant, in words that name nobody."""
    said = [_ages(narrow), _GROUPS[narrow.group] if narrow.group else ""]
    return ", ".join(words for words in said if words)


def not_held_card(kind: NotHeld) -> Answer:
    """That the records here don't say who that is: no list is shown as if it were narrowed."""
    buttons = Buttons()
    buttons.wants(phrase("staff_help.my_caseload"), Wanted(Asked.CASELOAD))
    lead = phrase("staff_groups.not_held_lead", what=_NOT_HELD[kind])
    card = Card(meaning=(phrase("staff_groups.not_held_meaning"),))
    source = SourceLine(title=phrase("staff_help.source"))
    return answer(phrase("staff_groups.not_held_title"), lead, buttons, card, source)


def _ages(narrow: Narrow) -> str:
    first, last = narrow.age_from, narrow.age_until
    if first is not None and first == last:
        return phrase("staff_groups.age", age=first)
    if first is not None and last is not None:
        return phrase("staff_groups.ages", first=first, last=last)
    if first is not None:
        return phrase("staff_groups.age_from", age=first)
    return "" if last is None else phrase("staff_groups.age_until", age=last)
