"""What we say about passing a danger on to a person. Fixed words that need no file, database, model or network.

Whether somebody can be told depends on who is signed in; that is for others to find out. Here is how it is said.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Mapping, Optional

from bot.answer import Answer, Choice, ContactLine, Paragraph
from bot.safeguarding.finding import Danger
from bot.safeguarding.replies import ALWAYS

PRIVACY_TOPIC = "privacy_and_data"
PA_ENDING = ", your PA"  # how the line of the person's own PA is named


class Standing(Enum):
    """How a danger can be passed on, or what became of passing it on."""

    ANONYMOUS = "nobody is signed in, so there is nobody to tell about"
    ASK_ABOUT_PA = "the person is signed in and has a PA: ask them first"
    ASK_ABOUT_TEAM = "the person is signed in and has no PA: ask them first"
    TOLD = "it is stored and goes out until somebody acknowledges it"
    NOT_TOLD = "it could not be stored, or there is nobody to send it to"


@dataclass(frozen=True)
class Outlook:
    """What happens with an alert that is stored: who hears of it at once, who later, and how far it got.

    `minutes` is how long the team manager waits. Whom it can't reach is not in it.
    """

    tells_pa: bool = False
    tells_duty: bool = False
    tells_manager: bool = False
    minutes: int = 15
    is_sent: bool = False
    is_taken_on: bool = False


@dataclass(frozen=True)
class Passed:
    """How a danger stands, the person's own PA and team to ring, and what happens with the alert if there is one."""

    standing: Standing
    people: tuple[ContactLine, ...] = ()
    outlook: Outlook = Outlook()


SIGN_IN = Choice(label="Sign in", kind="page", value="sign-in")
TALK_TO_HUMAN = Choice(label="Talk to a person", kind="intent", value="talk_to_human")

_QUESTIONS: Mapping[Standing, tuple[str, str]] = {
    Standing.ASK_ABOUT_PA: ("Shall I tell your PA you need a call?", "Yes, tell my PA I need a call"),
    Standing.ASK_ABOUT_TEAM: (
        "Shall I tell the duty team you need a call?",
        "Yes, tell the team I need a call",
    ),
}
_NO = "No, thanks"
_NOTES: Mapping[Standing, str] = {
    Standing.ANONYMOUS: (
        "I don't know who you are here, so I can't tell anyone for you. To get a person, ring your PA, your council or "
        "one of these numbers. Or sign in and tell me again. Then I can ask your PA to ring you."
    ),
    Standing.TOLD: (
        "I'm telling your leaving care team that you need a call. They don't see what you typed. They may not see it at once."
    ),
    Standing.NOT_TOLD: "I can't tell anyone for you just now. Please ring your PA, or one of these numbers.",
}
GO_ON = "Do you want to go on where you were?"
_IN_DANGER = "In danger now? Ring 999."

NOT_WANTED = Answer(
    title="OK",
    lead=f"OK. I won't tell anyone. If you change your mind, just tell me again. {_IN_DANGER} {GO_ON}",
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
    title="You are not signed in",
    lead=(
        "I can't tell them, because you are not signed in now. Sign in and tell me again, or ring your PA. "
        "In danger? Ring 999. Need to talk? Samaritans: 116 123, or text SHOUT to 85258."
    ),
    contacts=ALWAYS,
    notes=("Was your yes about something else? Please ask me again. I have lost what we said before.",),
    choices=(SIGN_IN, TALK_TO_HUMAN),
)
SAY_AGAIN = Answer(
    title="That button is from before",
    lead=(
        "That button is from before, so I told nobody now. Do you want a call? Tell me again what is wrong, and I ask you again. "
        "In danger? Ring 999. Need to talk? Samaritans: 116 123, or text SHOUT to 85258."
    ),
    contacts=ALWAYS,
    choices=(TALK_TO_HUMAN,),
)
NOBODY_TO_TELL = Answer(
    title="I can't tell anyone for you here",
    lead=(
        "I can't tell anyone for you here, because I don't know who you are. Please ring your PA or your council. "
        "In danger? Ring 999. Need to talk? Samaritans: 116 123, or text SHOUT to 85258."
    ),
    contacts=ALWAYS,
    choices=(TALK_TO_HUMAN,),
)
BUTTON_LOST = "Did you ask me to tell somebody? I could not, and nobody knows yet. Please ring them."


def with_standing(answer: Answer, danger: Danger, passed: Passed) -> Answer:
    """The urgent answer, and what we can do about it for this person: a question, or how to get a person.

    Its first note is about that. The person's own people stand right after the first contact, which is 999.
    """
    standing = passed.standing
    question, _ = _QUESTIONS.get(standing, ("", ""))
    note = asking(passed.outlook) if question else _NOTES[standing]
    more = (SIGN_IN,) if standing is Standing.ANONYMOUS else choices(danger, standing)
    return answer.copy(
        update={
            "notes": (note, *answer.notes),
            "question": question or answer.question,
            "choices": (*more, *answer.choices),
            "contacts": (*answer.contacts[:1], *passed.people, *answer.contacts[1:]),
        }
    )


def without_offer(answer: Answer) -> Answer:
    """An urgent answer whose question could not be kept, as if nobody could be told."""
    if not any(choice.kind == "alert" for choice in answer.choices):
        return answer
    kept = tuple(choice for choice in answer.choices if choice.kind != "alert")
    return answer.copy(
        update={"question": "", "choices": kept, "notes": (_NOTES[Standing.NOT_TOLD], *answer.notes[1:])}
    )


def choices(danger: Danger, standing: Standing) -> tuple[Choice, ...]:
    """Yes and no, where there is something to ask. Each carries the danger, which never leaves the server."""
    if standing not in _QUESTIONS:
        return ()
    about = f"{danger.kind}/{'other' if danger.is_about_other else 'self'}"
    yes = Choice(label=_QUESTIONS[standing][1], kind="alert", value=f"yes/{about}")
    return (yes, Choice(label=_NO, kind="alert", value=f"no/{about}"))


def question_of(choice: Choice) -> str:
    """The question that a yes-button answers; empty for another one."""
    return next((question for question, label in _QUESTIONS.values() if label == choice.label), "")


def agreed(choice: Choice) -> Optional[Danger]:
    """The danger that a pressed choice says yes to; None for a no."""
    word, kind, about, *_ = choice.value.split("/")
    return Danger(kind, about == "other") if word == "yes" else None


def outcome(passed: Passed, again: Choice, back: tuple[Choice, ...]) -> Answer:
    """What we say after a yes. `again` is the choice that was pressed, `back` leads to where they were."""
    if passed.standing is Standing.TOLD:
        return told(passed, back)
    if passed.standing is Standing.ANONYMOUS:
        return SIGNED_OUT
    contacts = (*passed.people, *ALWAYS)
    return NOT_TOLD.copy(
        update={"contacts": contacts, "choices": (again.copy(update={"label": "Try again"}), TALK_TO_HUMAN)}
    )


def told(passed: Passed, back: tuple[Choice, ...]) -> Answer:
    """After a yes that is stored: what happens now, by when, and what to do if nobody rings."""
    outlook = passed.outlook
    return Answer(
        title="I'm telling them now",
        lead=(
            f"It's on its way. {_capital(whom(outlook))} will get a message that you need a call. I can't say when they ring. At night or "
            "at the weekend it may be slow. In danger, or it gets worse? Ring 999. To talk now, ring 116 123."
        ),
        paragraphs=tuple(
            Paragraph(text=text)
            for text in (f"What happens now: {later(outlook)}", f"If nobody rings: {IF_NOBODY}")
        ),
        contacts=(*passed.people, *ALWAYS),
        question=GO_ON,
        choices=(*back, TALK_TO_HUMAN),
    )


IF_NOBODY = "Don't wait for it. Ring your PA or the team yourself. In danger, ring 999. To talk, ring Samaritans on 116 123 or text SHOUT to 85258."


def whom(outlook: Outlook) -> str:
    """Who hears of an alert at once, in words."""
    told = ["your PA"] * outlook.tells_pa + ["the duty team"] * outlook.tells_duty
    return " and ".join(told) or ("the team manager" if outlook.tells_manager else "your leaving care team")


def asking(outlook: Outlook) -> str:
    """What somebody agrees to with a yes: who hears of it, and of what."""
    after = (
        " If nobody takes it on, the team manager gets it too."
        if outlook.tells_manager and (outlook.tells_pa or outlook.tells_duty)
        else ""
    )
    return f"Say yes, and {whom(outlook)} will get a message that you need a call.{after} It does not say what you typed."


def later(outlook: Outlook) -> str:
    """What becomes of an alert that nobody takes on."""
    again = "It is sent again and again until somebody takes it on."
    if not outlook.tells_manager:
        return f"The message goes out now, by email. {again}"
    return f"The message goes out now, by email. If nobody takes it on in {_minutes(outlook.minutes)}, the team manager gets it too. {again}"


def not_wanted(back: tuple[Choice, ...]) -> Answer:
    """What we say after a no."""
    return NOT_WANTED.copy(update={"choices": (*back, TALK_TO_HUMAN)})


def is_not_wanted(answer: Answer) -> bool:
    """Whether an answer is what we say after a no."""
    return (answer.title, answer.lead) == (NOT_WANTED.title, NOT_WANTED.lead)


def told_beforehand(answer: Answer, *, at_once: bool) -> Answer:
    """The answer on privacy, with what we do when we notice danger."""
    return answer.copy(update={"notes": (*answer.notes, WITHOUT_ASKING if at_once else ASKING_FIRST)})


def _minutes(number: int) -> str:
    return "1 minute" if number == 1 else f"{number} minutes"


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


ASKING_FIRST = (
    "If you are signed in and I notice danger, I ask you if I shall tell your PA. I tell nobody without your yes, and never "
    "what you typed."
)
WITHOUT_ASKING = (
    "If you are signed in and I notice danger, I tell your PA and the duty team at once that you need a call. I don't ask "
    "first. I never tell them what you typed."
)
