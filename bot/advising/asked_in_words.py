"""What words ask for: the person they name found, what is left out taken from the talk, and then shown or handed to its owner."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Callable, Mapping, Optional, Sequence, Tuple, Union

from bot.advising.asking import Asking, Saying
from bot.advising.bare_name import status_of_bare_name
from bot.advising.beside import with_beside
from bot.advising.cards.which_cards import Opens, nobody, not_theirs, whose
from bot.advising.named_beside import with_month, with_others
from bot.advising.naming import by_name, by_reference
from bot.advising.persons import Known, Meant, known_to, meant_by, meant_by_adviser, other_of
from bot.advising.picked import pick_value, picked, waiting_words
from bot.advising.requests.following_up import asks_wider
from bot.advising.requests.narrow import WHOLE, Narrow
from bot.advising.requests.plain_request import in_full
from bot.advising.requests.request import Asked, Last, Request
from bot.advising.showing import OF_ONE, show
from bot.advising.talk_state import TalkState
from bot.advising.wanted import Wanted
from bot.advising.whose_asked import LISTS, Heard, heard, is_of_another_council
from bot.answer import Answer

Reader = Callable[[str, date, Last, Sequence[str]], Request]

_NEEDS_PERSON = (Asked.STATUS, Asked.RECORD_CONTACT, Asked.MOVE_PLAN, Asked.ASK_REVIEW, Asked.TEXT_PIN)
Said = Tuple[Optional[Answer], TalkState]


@dataclass(frozen=True)
class Words:
    """Answers what was typed. `read` reads it; what is in `by_asked` is answered there first, and by cards else."""

    read: Reader
    by_asked: Mapping[Asked, Saying]

    def answer(self, asking: Asking, state: TalkState) -> Said:
        """The answer, None where it is a question about the offer, and where the talk stands then. Raises AccessDenied."""
        known = known_to(asking)
        found = heard(asking, state, known, lambda text: self._read_one(text, asking, state, known))
        found = replace(found, request=status_of_bare_name(found.request, asking.text, known.people))
        request = found.request
        if request.asked is Asked.OFFER:
            return None, _after_offer(request, state, known)
        is_council = is_of_another_council(asking, request)
        if not found.advisers and (request.owner or is_council):
            return not_theirs(asking, _own_list(request), is_council=is_council), state
        words = waiting_words(request)
        opens = self._opens(asking, request, state, words.get("id", ""))
        answer, after = self._of_whom(asking, found, state, known, opens, words)
        return answer and with_others(asking, answer, request, known, opens), after

    def _read_one(self, text: str, asking: Asking, state: TalkState, known: Known) -> Request:
        return self.read(text, asking.when.on, state.last(), known.names)

    def _of_whom(
        self,
        asking: Asking,
        found: Heard,
        state: TalkState,
        known: Known,
        opens: Opens,
        words: Mapping[str, str],
    ) -> Said:
        if found.advisers:
            meant = meant_by_adviser(asking, known, found.advisers, opens)
        else:
            meant = _person_of(asking, found.request, state, known, opens)
        if isinstance(meant, Answer):
            return meant, replace(state.about(None), draft=words)
        if meant.person is None and found.request.asked in _NEEDS_PERSON:
            return whose(), state
        answer, after = self._said(asking, found.request, state, meant)
        if answer is None:
            return None, after
        answer = with_beside(answer, found.request, meant)
        return with_month(asking, answer, found.request), after

    def picked(self, asking: Asking, args: Sequence[str], state: TalkState) -> Said:
        """The same for a request that waited until somebody was picked. Raises AccessDenied."""
        request, person = picked(args, state.draft)
        return self._said(asking, request, state, Meant(person))

    def _said(self, asking: Asking, request: Request, state: TalkState, meant: Meant) -> Said:
        owner = self.by_asked.get(request.asked)
        said = owner(asking, request, meant.person) if owner and meant.adviser is None else None
        if said is not None:
            return said, state.after(_same(request, meant))
        wanted = _wanted(request, state, meant)
        return show(asking, wanted), state.after(wanted)

    def _opens(self, asking: Asking, request: Request, state: TalkState, words: str) -> Opens:
        def value(person: Optional[int], adviser: Optional[int]) -> str:
            if request.asked in self.by_asked and person is not None:
                return pick_value(request, person, words)
            return _wanted(request, state, Meant(person, adviser)).value

        return value


def _person_of(
    asking: Asking, request: Request, state: TalkState, known: Known, opens: Opens
) -> Union[Meant, Answer]:
    """Whom a request is about: who is named, or whom the talk was about where a word such as "her" says so."""
    if request.person:
        but = state.person if request.is_other else None
        own = partial(not_theirs, asking, _own_list(request)) if request.asked in LISTS else nobody
        return meant_by(asking, known, request.person, opens, but=but, otherwise=own)
    if request.is_other and request.is_last_person:
        return other_of(asking, known, state.person, opens)
    if request.is_last_person or request.is_unclear:
        return Meant(state.person) if state.person else whose()
    if request.is_same_request and request.asked is state.asked:
        return Meant(
            state.person if state.is_of_one and request.asked in OF_ONE else None, _adviser_of(asking, state)
        )
    return Meant()


def _adviser_of(asking: Asking, state: TalkState) -> Optional[int]:
    """Whose list it goes on to be: nobody's in particular where the whole team is asked for."""
    return None if asks_wider(in_full(asking.text)) else state.adviser


def _after_offer(request: Request, state: TalkState, known: Known) -> TalkState:
    """A question about the offer that names somebody is about them from then on; or about nobody, so that "her" is no other."""
    if not request.person:
        return state
    people = by_reference(request.person, known.people) or by_name(request.person, known.people)
    return state.about(people[0].id if len(people) == 1 else None)


def _own_list(request: Request) -> Wanted:
    """The same list of the caller's own."""
    return _wanted(request, TalkState(), Meant())


def _same(request: Request, meant: Meant) -> Wanted:
    return Wanted(request.asked, person=meant.person, day_from=request.day_from, day_until=request.day_until)


def _narrow(request: Request, state: TalkState, meant: Meant, *, is_same: bool) -> Narrow:
    """Who alone is meant: what was said, or what it was of the list that goes on. Of one person nothing is narrowed."""
    if meant.person is not None:
        return WHOLE
    return state.narrow if is_same and request.narrow == WHOLE else request.narrow


def _wanted(request: Request, state: TalkState, meant: Meant) -> Wanted:
    """Named is a young person: what can be shown of one is shown of them, and instead of any other list where their plan stands."""
    asked = request.asked
    if meant.person is not None and asked not in OF_ONE:
        asked = Asked.STATUS
    is_same = request.is_same_request and state.asked is request.asked
    figure = request.figure or (state.figure if is_same else None)
    return Wanted(
        asked,
        person=meant.person,
        adviser=meant.adviser,
        day_from=request.day_from,
        day_until=request.day_until,
        only=request.dates.value if request.dates else state.only if is_same else "",
        figure=figure,
        is_detail=request.asks_names and figure is not None,
        page=state.page + 1 if request.is_more and is_same else 1,
        narrow=_narrow(request, state, meant, is_same=is_same),
    )
