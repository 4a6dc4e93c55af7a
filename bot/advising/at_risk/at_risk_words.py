"""What staff ask for in words after a danger: whom to ring, the procedure, "tell my manager", "note it". Read before anything else."""

from __future__ import annotations

import re
from typing import Callable, Optional, Tuple

from bot.advising.asking import Asking
from bot.advising.at_risk.at_risk_cards import procedure, whom_to_ring
from bot.advising.at_risk.at_risk_doing import open_tell, record_for, told_of
from bot.advising.at_risk.who_is_at_risk import who_is_at_risk
from bot.advising.talk_state import TalkState
from bot.answer import Answer

Said = Tuple[Answer, TalkState]

# In any talk: these words have no other meaning here.
_DUTY = re.compile(
    r"\bwho(?:['’ ]?s| is)? (?:the )?on (?:duty|call)\b|\bduty (?:phone|number|team|worker|manager|line|desk|social worker|officer)\b"
    r"|\b(?:out of hours|emergency duty|edt|night|crisis team|mash|lado) (?:number|phone|team|social worker|line|contact|details)\b|\bedt\b"
    r"|\b(?:who|whom) (?:do|should|can|shall|must) (?:i|we) (?:ring|call|phone|contact|speak to|tell)\b.{0,20}\b(?:out of hours|tonight|at night|at the weekend|in an emergency)\b"
    r"|\bon[- ]call (?:manager|social worker|duty|officer|number|phone)\b|\b(?:contact|ring|call|phone|reach) (?:the )?(?:mash|lado|edt)\b"
    r"|^\W*(?:duty|out of hours|mash|lado|on[- ]call)\W*$",
    re.IGNORECASE,
)
_PROCEDURE = re.compile(
    r"\bsafeguarding (?:procedures?|polic(?:y|ies)|process|protocol|steps|referral|concern|lead|alert procedure)\b"
    r"|\b(?:raise|make|report)\b.{0,20}\bsafeguarding\b|\bdsl\b|^\W*safeguarding\W*$",
    re.IGNORECASE,
)
_HELP_CAME = re.compile(
    r"\b(?:rung|rang|called|phoned|spoke(?:n)? to|told)\b.{0,20}\b(?:999|police|ambulance|duty|crisis team|a ?(?:&|and) ?e)\b",
    re.IGNORECASE,
)
_NOTE = re.compile(
    r"\b(?:note|record|log|write|put|save|keep)\b.{0,12}\b(?:it|this|that|down|up|on (?:the )?(?:file|record))\b",
    re.IGNORECASE,
)
# Behind a danger that they told of.
_TELL = re.compile(
    r"\b(?:pass|send|tell|let|inform|alert|notify|escalate|flag|get|ring|call)\b.*\b(?:manager|boss|supervisor|team leader|tm|line manager)\b"
    r"|^\W*escalate\b|\b(?:manager|boss|supervisor|team leader|tm)\b.{0,12}\b(?:needs? to|should|must|has to|ought to) (?:know|be told|hear)\b"
    r"|^\W*(?:please |can you )?(?:raise|send|make) (?:an |the )?alert\b|^\W*(?:please |can you )?flag (?:it|this|that)(?: up)?\W*$",
    re.IGNORECASE,
)
# A manager who can't be reached is no one to tell: it is the duty team's turn.
_NO_MANAGER = re.compile(
    r"\b(?:manager|boss|supervisor|team leader|tm)(?:['’]s|,? (?:is|was|has|does|did|never|(?:is|was|has|does|did|wo|ca)n['’]?t))\b.{0,14}"
    r"\b(?:answer\w*|pick\w*|reach\w*|there|in|off|away|on leave|sick|on holiday|around|available|busy)\b"
    r"|\b(?:can['’]?t|cannot|could ?n['’]?t) (?:reach|get hold of|find|get through to)\b.{0,12}\b(?:manager|boss|supervisor|team leader|tm|anyone|anybody)\b"
    r"|\bwho covers\b|^\W*(?:and )?(?:who|whom) (?:do|should|can|shall|must|else do|else can) (?:i|we) (?:ring|call|phone|contact|tell)(?: now| then| first| instead)?\W*$",
    re.IGNORECASE,
)
_NO_DEED = re.compile(r"\bplans?\b|\breviews?\b|^\W*(?:who|what|when|is|does|has)\b", re.IGNORECASE)
_WHAT_NOW = re.compile(
    r"^\W*(?:so )?what (?:do|should|can|shall) (?:i|we) do\b.{0,12}$|^\W*what now\W*$|^\W*what next\W*$"
    r"|^\W*(?:do|should|shall|must) (?:i|we) (?:need to |have to )?(?:ring|call|tell|phone|inform|involve|report (?:it|this) to)\b.{0,12}\b(?:police|999|ambulance|111|social care|anyone|anybody)\b",
    re.IGNORECASE,
)


_OUTRIGHT = re.compile(
    r"\b(?:manager|boss|supervisor)\b.{0,8}(?:n['’]?t|\bnot)\b|\bcan(?:['’]?t|not)\b.*\bmanager\b",
    re.IGNORECASE,
)


def told_to_anybody(text: str) -> Optional[Answer]:
    """What somebody whom no account is linked to gets who asks for the procedure or the duty team; None for all else."""
    if _PROCEDURE.search(text):
        return procedure()
    return whom_to_ring() if _DUTY.search(text) else None


def answer_at_risk(asking: Asking, state: TalkState) -> Optional[Said]:
    """The answer, and where the talk stands then; None for everything else. Raises AccessDenied."""
    for is_meant, answer in _WAYS:
        if is_meant(asking.text, state):
            return answer(asking, state)
    return None


def _records(asking: Asking, state: TalkState) -> Said:
    person = who_is_at_risk(asking, state) or state.person
    told = told_of(asking, state, person) if state.danger else ""
    words = "\n".join(filter(None, (told, asking.text)))
    return record_for(asking, person, words), state.about(person)


def _tells(asking: Asking, state: TalkState) -> Said:
    person = who_is_at_risk(asking, state) or state.person
    args = [state.danger, *([str(person)] if person else [])]
    return open_tell(asking, args), state.about(person)


def _has_no_manager(text: str, state: TalkState) -> bool:
    """Behind a danger, or where it is said outright: the look at a danger may have been too slow to be remembered."""
    is_meant = bool(state.danger or _OUTRIGHT.search(text))
    return is_meant and bool(_NO_MANAGER.search(text))


def _is_record(text: str, state: TalkState) -> bool:
    is_note = bool(_NOTE.search(text)) and not _NO_DEED.search(text)
    return is_note and bool(state.danger or _HELP_CAME.search(text))


def _is_tell(text: str, state: TalkState) -> bool:
    is_tell = bool(_TELL.search(text)) and not (_NO_DEED.search(text) or _NO_MANAGER.search(text))
    return bool(state.danger) and is_tell


_WAYS: Tuple[Tuple[Callable[[str, TalkState], bool], Callable[[Asking, TalkState], Said]], ...] = (
    (_is_record, _records),
    (_is_tell, _tells),
    (
        lambda text, state: bool(_PROCEDURE.search(text) or (state.danger and _WHAT_NOW.search(text))),
        lambda asking, state: (procedure(asking), state),
    ),
    (
        lambda text, state: bool(_DUTY.search(text) or (_has_no_manager(text, state))),
        lambda asking, state: (whom_to_ring(asking), state),
    ),
)
