"""The question "Shall I tell your PA you need a call?" while it is open: asked again, or kept below another answer.

How often it was asked rides in the values of its buttons, so that the last answer of a talk says all about it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Optional

from bot.answer import Answer, Choice, ContactLine
from bot.safeguarding import consent
from bot.safeguarding.consent import Meaning
from bot.safeguarding.passing_on import PA_ENDING, TALK_TO_HUMAN, question_of
from bot.safeguarding.replies import ALWAYS

MOST_BELOW = (
    2  # answers to other questions that it stands below; whoever goes on with other things is not nagged
)

_HELP = "In danger? Ring 999. Need to talk? Ring 116 123."


@dataclass(frozen=True)
class OpenOffer:
    """The question of an answer with its yes and no, as the last answer of a talk shows it.

    `again` counts unclear answers (after the second we ask no more), `below` the other answers it stood under.
    `is_beside` says that another question was asked with it: a bare "yes" may then be to that one.
    """

    question: str
    choices: tuple[Choice, ...]
    people: tuple[ContactLine, ...] = ()
    again: int = 0
    below: int = 0
    is_beside: bool = False

    @property
    def is_asking(self) -> bool:
        """Whether it was just asked. Where not, only a button or plain words count."""
        return self.again <= 1 and not self.is_beside

    def read(self, text: str) -> consent.Said:
        """What a typed text means as the answer to it. What is not plain is no yes where we did not just ask."""
        said = consent.read(text, _names(self.people))
        if said.meaning is Meaning.YES and not (said.is_plain or self.is_asking):
            return consent.Said(Meaning.UNCLEAR)
        return said

    def choice(self, meaning: Meaning) -> Choice:
        """The button that a typed yes or no stands for."""
        word = "yes/" if meaning is Meaning.YES else "no/"
        return next(choice for choice in self.choices if choice.value.startswith(word))


def offer_in(answer: Optional[Answer]) -> Optional[OpenOffer]:
    """The question that an answer asks, or None."""
    asked = tuple(choice for choice in answer.choices if choice.kind == "alert") if answer else ()
    question = question_of(asked[0]) if asked else ""
    if answer is None or not question:  # "try again" asks nothing
        return None
    again, below, beside = _counts(asked[0])
    return OpenOffer(question, asked, tuple(filter(_is_own, answer.contacts)), again, below, bool(beside))


def asked_again(offer: OpenOffer) -> Answer:
    """After what is not clearly a yes or a no: asked once more; after that it is left to them."""
    asking = replace(offer, again=min(offer.again + 1, 2), is_beside=False)
    if offer.again:
        return _answer(
            asking,
            "That's OK",
            f"That's OK. You don't have to know yet, and I have told nobody. If I shall, press the button. {_HELP}",
        )
    return _answer(
        asking,
        "Just to be sure",
        f"I want to get this right. Nobody knows yet. If you say yes, they hear that you need a call, not what you typed. {_HELP}",
    )


def kept_below(offer: OpenOffer, *, is_beside: bool) -> tuple[Answer, ...]:
    """The question once more below the answer to something else; nothing if it stood there often enough or was left to them."""
    if offer.again > 1 or offer.below >= MOST_BELOW:
        return ()
    asking = replace(offer, below=offer.below + 1, is_beside=is_beside)
    return (_answer(asking, "", f"And my question is still open. Nobody knows yet. {_HELP}"),)


def _answer(offer: OpenOffer, title: str, lead: str) -> Answer:
    return Answer(
        title=title,
        lead=lead,
        question=offer.question if offer.again <= 1 else "",
        contacts=(*offer.people, *(ALWAYS if title else ())),
        choices=(
            *(_counted(choice, offer) for choice in offer.choices),
            *((TALK_TO_HUMAN,) if title else ()),
        ),
    )


def _counted(choice: Choice, offer: OpenOffer) -> Choice:
    about = "/".join(choice.value.split("/")[:3])
    return choice.copy(update={"value": f"{about}/{offer.again}/{offer.below}/{int(offer.is_beside)}"})


def _counts(choice: Choice) -> tuple[int, int, int]:
    again, below, beside = (*map(int, choice.value.split("/")[3:]), 0, 0, 0)[:3]
    return again, below, beside


def _is_own(contact: ContactLine) -> bool:
    return contact.name.endswith(PA_ENDING)


def _names(people: tuple[ContactLine, ...]) -> frozenset[str]:
    return frozenset().union(*(consent.names_in(person.name.removesuffix(PA_ENDING)) for person in people))
