"""What we say about passing a danger on to a person. Fixed words that need no file, database, model or network.

Whether somebody can be told depends on who is signed in; that is for others to find out. Here is how it is said.
"""

from __future__ import annotations

from enum import Enum
from typing import Mapping, Optional

from bot.answer import Answer, Choice
from bot.safeguarding.finding import Danger
from bot.safeguarding.replies import ALWAYS

PRIVACY_TOPIC = "privacy_and_data"


class Standing(Enum):
    """How a danger can be passed on, or what became of passing it on."""

    ANONYMOUS = "nobody is signed in, so there is nobody to tell about"
    ASK_ABOUT_PA = "the person is signed in and has a PA: ask them first"
    ASK_ABOUT_TEAM = "the person is signed in and has no PA: ask them first"
    TOLD = "it is stored and goes out until somebody acknowledges it"
    NOT_TOLD = "it could not be stored, or there is nobody to send it to"


SIGN_IN = Choice(label="Sign in", kind="page", value="sign-in")
TALK_TO_HUMAN = Choice(label="Talk to a person", kind="intent", value="talk_to_human")

_QUESTIONS: Mapping[Standing, tuple[str, str]] = {
    Standing.ASK_ABOUT_PA: ("Shall I tell your PA you need a call?", "Yes, tell my PA I need a call"),
    Standing.ASK_ABOUT_TEAM: ("Shall I tell the duty team you need a call?", "Yes, tell the team I need a call"),
}
_NO = "No, thanks"
_NOTES: Mapping[Standing, str] = {
    Standing.ANONYMOUS: (
        "I don't know who you are here, so I can't tell anyone for you. To get a person, ring your PA, your council or "
        "one of these numbers. Or sign in and tell me again. Then I can ask your PA to ring you."
    ),
    Standing.ASK_ABOUT_PA: (
        "If you say yes, your PA and the duty team get a message that you need a call. It does not say what you typed."
    ),
    Standing.ASK_ABOUT_TEAM: "If you say yes, the duty team gets a message that you need a call. It does not say what you typed.",
    Standing.TOLD: (
        "I'm telling your leaving care team that you need a call. They don't see what you typed. They may not see it at once."
    ),
    Standing.NOT_TOLD: "I can't tell anyone for you just now. Please ring your PA, or one of these numbers.",
}
_GO_ON = "Do you want to go on where you were?"
_IN_DANGER = "In danger now? Ring 999."

TOLD = Answer(
    title="I'm telling them now",
    lead=f"I'm telling them that you need a call. They may not see it at once. {_IN_DANGER} {_GO_ON}",
    contacts=ALWAYS,
)
NOT_WANTED = Answer(
    title="OK",
    lead=f"OK. I won't tell anyone. If you change your mind, just tell me again. {_IN_DANGER} {_GO_ON}",
    contacts=ALWAYS,
)
NOT_TOLD = Answer(
    title="Sorry, I could not tell them",
    lead=(
        "Sorry, that did not work, so nobody knows yet. Please ring your PA or your council now. In danger? Ring 999. "
        "Need to talk? Samaritans: 116 123, or text SHOUT to 85258."
    ),
    contacts=ALWAYS,
)
SIGNED_OUT = Answer(
    title="You are not signed in any more",
    lead=(
        "I can't tell them, because you are not signed in any more. Sign in and tell me again, or ring your PA. "
        "In danger? Ring 999. Need to talk? Samaritans: 116 123, or text SHOUT to 85258."
    ),
    contacts=ALWAYS,
    choices=(SIGN_IN, TALK_TO_HUMAN),
)
BUTTON_LOST = "Did you ask me to tell somebody? I could not, and nobody knows yet. Please ring them."

# Which words count as a yes or a no to our question. "OK" is neither: it may only mean "I have read that".
_YES = frozenset((
    "y", "ye", "yes", "yea", "yeah", "yep", "yh", "yes please", "please", "please do", "please tell them", "yes tell them",
    "tell them", "tell my pa", "yes tell my pa", "yes tell my pa i need a call", "yes tell the team i need a call",
))
_NO_WORDS = frozenset((
    "n", "no", "nah", "nope", "no thanks", "no thank you", "dont", "please dont", "no dont", "dont tell them",
    "dont tell anyone", "no dont tell anyone", "dont tell my pa", "no dont tell my pa",
))
LONGEST_REPLY = 60  # characters; a longer text is not a yes or a no


def with_standing(answer: Answer, danger: Danger, standing: Standing) -> Answer:
    """The urgent answer, and what we can do about it for this person: a question, or how to get a person."""
    question, _ = _QUESTIONS.get(standing, ("", ""))
    more = (SIGN_IN,) if standing is Standing.ANONYMOUS else choices(danger, standing)
    return answer.copy(update={
        "notes": (_NOTES[standing], *answer.notes), "question": question or answer.question,
        "choices": (*more, *answer.choices),
    })


def choices(danger: Danger, standing: Standing) -> tuple[Choice, ...]:
    """Yes and no, where there is something to ask. Each carries the danger, which never leaves the server."""
    if standing not in _QUESTIONS:
        return ()
    about = f"{danger.kind}/{'other' if danger.is_about_other else 'self'}"
    yes = Choice(label=_QUESTIONS[standing][1], kind="alert", value=f"yes/{about}")
    return (yes, Choice(label=_NO, kind="alert", value=f"no/{about}"))


def agreed(choice: Choice) -> Optional[Danger]:
    """The danger that a pressed choice says yes to; None for a no."""
    word, kind, about = choice.value.split("/")
    return Danger(kind, about == "other") if word == "yes" else None


def yes_or_no(text: str) -> Optional[str]:
    """The word "yes" or "no" where a typed text is plainly one of them; None for everything else, "OK" among it."""
    words = "".join(char for char in text[:LONGEST_REPLY].lower() if char.isalpha() or char.isspace())
    said = " ".join(words.split())
    if len(text) > LONGEST_REPLY or said not in _YES | _NO_WORDS:
        return None
    return "yes" if said in _YES else "no"


def choice_for(word: str, answer: Answer) -> Optional[Choice]:
    """The alert choice of an answer that a typed yes or no means; None if the answer did not ask."""
    return next((c for c in answer.choices if c.kind == "alert" and c.value.startswith(f"{word}/")), None)


def outcome(standing: Standing, again: Choice, back: tuple[Choice, ...]) -> Answer:
    """What we say after a yes. `again` is the choice that was pressed, `back` leads to where they were."""
    if standing is Standing.TOLD:
        return _going_on(TOLD, back)
    if standing is Standing.ANONYMOUS:
        return SIGNED_OUT
    return NOT_TOLD.copy(update={"choices": (again.copy(update={"label": "Try again"}), TALK_TO_HUMAN)})


def not_wanted(back: tuple[Choice, ...]) -> Answer:
    """What we say after a no."""
    return _going_on(NOT_WANTED, back)


def _going_on(answer: Answer, back: tuple[Choice, ...]) -> Answer:
    return answer.copy(update={"choices": (*back, TALK_TO_HUMAN)})


def told_beforehand(answer: Answer, *, at_once: bool) -> Answer:
    """The answer on privacy, with what we do when we notice danger."""
    return answer.copy(update={"notes": (*answer.notes, WITHOUT_ASKING if at_once else ASKING_FIRST)})


ASKING_FIRST = (
    "If you are signed in and I notice danger, I ask you if I shall tell your PA. I tell nobody without your yes, and never "
    "what you typed."
)
WITHOUT_ASKING = (
    "If you are signed in and I notice danger, I tell your PA and the duty team at once that you need a call. I don't ask "
    "first. I never tell them what you typed."
)
