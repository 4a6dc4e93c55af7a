"""Questions after somebody was told: "when will she ring", "what if nobody rings", "can you cancel it".

A small reader and fixed words. What is answered is what the alert's own record says; nothing is promised.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Callable, Mapping, Optional

from bot.answer import Answer, Choice
from bot.safeguarding.consent_parts import words_among
from bot.safeguarding.passing_on import IF_NOBODY, TALK_TO_HUMAN, Outlook, Passed, later, whom
from bot.safeguarding.replies import ALWAYS
from bot.safeguarding.what_now_words import CUES, MAY_STAND, NAMES_IT, About

LONGEST = 120  # characters


@dataclass(frozen=True)
class Asked:
    """A question, and whether it names the call or the people, so that it is understood later too."""

    about: About
    is_named: bool


CANCELLED = Asked(About.CANCEL, is_named=True)
_MAY_STAND, _NAMES_IT = frozenset(MAY_STAND.split()), frozenset(NAMES_IT.split())
_OWN_CALL = re.compile(r" i (?:ring|call|phone) ")  # what the writer does


def read(text: str) -> Optional[Asked]:
    """What a text asks about an alert, or None."""
    words = words_among(text, _MAY_STAND) if len(text) <= LONGEST else []
    if not words:
        return None
    said = f" {' '.join(words)} "
    about = next((about for about, cues in _PHRASES.items() if any(cue in said for cue in cues)), None)
    if about is None or (about is About.WHEN and _OWN_CALL.search(said)):
        return None
    names = _NAMES_IT if about is About.WHEN else _NAMES_IT | {"pa", "team"}
    return Asked(about, bool(names & set(words)))


def is_ours(answer: Optional[Answer]) -> bool:
    """Whether an answer was one about an alert, so that a short "when?" after it is about that."""
    return answer is not None and answer.title in _TITLES


def answer(asked: Asked, passed: Passed, back: tuple[Choice, ...]) -> Answer:
    """The answer, from what the alert's record says."""
    return Answer(
        title=_TITLE_OF[asked.about],
        lead=f"{_LEADS[asked.about](passed.outlook)} {_HELP}",
        contacts=(*passed.people, *ALWAYS),
        choices=(*back, TALK_TO_HUMAN),
    )


NOT_FOUND_OUT = Answer(
    title="I can't look that up",
    lead=(
        "I can't look that up just now. Don't wait for a call. Ring your PA or the team yourself. In danger? Ring 999. "
        "To talk now, ring 116 123."
    ),
    contacts=ALWAYS,
    choices=(TALK_TO_HUMAN,),
)
_HELP = "In danger? Ring 999. To talk now, ring 116 123."


def _how_far(outlook: Outlook) -> str:
    if outlook.is_taken_on:
        return "Somebody has said that they look after it."
    if outlook.is_sent:
        return "The message has gone out. Nobody has said yet that they have it."
    return "I have stored it and I am sending it. It has not gone out yet."


def _when(outlook: Outlook) -> str:
    return f"I don't know when they ring. I can't promise that it is today. {_how_far(outlook)} At night or at the weekend it may be slow."


def _who(outlook: Outlook) -> str:
    after = (
        f" If nobody takes it on in {outlook.minutes} minutes, the team manager hears too."
        if outlook.tells_manager
        else ""
    )
    return f"This goes to {whom(outlook)}.{after} I tell nobody else."


def _is_told(outlook: Outlook) -> str:
    return f"Yes, I have passed it on to {whom(outlook)}. {_how_far(outlook)} I can't see more than that."


_LEADS: Mapping[About, Callable[[Outlook], str]] = {
    About.CANCEL: lambda _outlook: (
        "I can't take it back. It is on its way or there already. Don't want the call any more? Ring your PA or the team and "
        "say so. Or say it when they ring."
    ),
    About.IF_NOBODY: lambda outlook: f"{IF_NOBODY.partition(' In danger')[0]} {_how_far(outlook)}",
    About.WHAT_WAS_SAID: lambda _outlook: (
        "The message says that you need a call, who you are by a number, and when. It does not say what you typed. On their own page "
        "they see what kind of danger it may be."
    ),
    About.WHO: _who,
    About.IS_TOLD: _is_told,
    About.WHEN: _when,
    About.NEXT: lambda outlook: (
        later(outlook).replace(", by email", "") + " Then somebody rings you. I can't say when."
    ),
}
_TITLE_OF: Mapping[About, str] = {
    About.CANCEL: "I can't take it back",
    About.IF_NOBODY: "If nobody rings",
    About.WHAT_WAS_SAID: "What they are told",
    About.WHO: "Who hears of it",
    About.IS_TOLD: "Have they been told?",
    About.WHEN: "When they ring",
    About.NEXT: "What happens now",
}
_TITLES = frozenset(_TITLE_OF.values()) | {"I'm telling them now", NOT_FOUND_OUT.title}
_PHRASES = {
    about: tuple(f" {' '.join(cue.split())} " for cue in listed.split(",")) for about, listed in CUES.items()
}
