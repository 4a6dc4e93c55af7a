"""What stands beside an answer to words: that nothing is recorded, that a day is none, and what else was asked."""

from __future__ import annotations

from typing import Mapping, Optional

from bot.advising.persons import Meant
from bot.advising.requests.request import Asked, Request
from bot.advising.requests.unmade_contact import Unmade
from bot.advising.wanted import Wanted
from bot.answer import Answer, Choice
from bot.phrases import PhraseSet, phrase

_UNMADE = PhraseSet("staff_groups.unmade", Unmade)
_LISTS = (
    Asked.CASELOAD,
    Asked.OVERDUE,
    Asked.DUE,
    Asked.CONTACT_DUE,
    Asked.INDICATORS,
    Asked.CALL_BACKS,
    Asked.TO_AUTHORISE,
    Asked.KEY_DATES,
)
_OF_ONE: Mapping[Asked, str] = {
    Asked.STATUS: "status",
    Asked.RECORD_CONTACT: "contact",
    Asked.MOVE_PLAN: "move",
    Asked.ASK_REVIEW: "review",
    Asked.TEXT_PIN: "pin",
}
_ASKED = PhraseSet("staff_groups.asked", (*_LISTS, *_OF_ONE))


def with_beside(answer: Answer, request: Request, meant: Meant) -> Answer:
    """The answer with all of that."""
    said = [_UNMADE[request.unmade]] if request.unmade else []
    if request.no_such_day:
        said.append(phrase("staff_groups.no_such_day", day=request.no_such_day))
    if said:
        answer = answer.copy(update={"lead": " ".join([*said, answer.lead])})
    return _with_second(answer, request, meant)


def _with_second(answer: Answer, request: Request, meant: Meant) -> Answer:
    """A button to the other ask; where it can't be one, that it was seen."""
    if request.also is None:
        return answer
    value = _value_of(request.also, meant)
    if value is None:
        return _noted(answer, phrase("staff_groups.also_said"))
    label = phrase("staff_groups.also_button", what=_ASKED[request.also])
    choice = Choice(label=label, kind="staff", value=value)
    return answer.copy(update={"choices": (*answer.choices, choice)})


def _value_of(asked: Asked, meant: Meant) -> Optional[str]:
    if asked in _OF_ONE:
        return None if meant.person is None else f"{_OF_ONE[asked]}/{meant.person}"
    if asked in _LISTS:
        person = meant.person if asked is Asked.KEY_DATES else None
        return Wanted(asked, person=person, adviser=meant.adviser).value
    return None


def _noted(answer: Answer, note: str) -> Answer:
    return answer.copy(update={"lead": f"{answer.lead} {note}"})
