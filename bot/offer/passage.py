"""The passage: one piece of content that answers one question, with the ways people ask it."""

from __future__ import annotations

from typing import Literal, Optional, get_args

from pydantic import Field

from bot.answer import Basis
from bot.offer.strict import Strict

CareStatus = Literal["eligible", "relevant", "former_relevant", "qualifying"]

# What people ask of a topic. The order is that of `localoffer coverage`.
Aspect = Literal[
    "what",
    "who_for",
    "how_much",
    "how_long",
    "by_when",
    "from_what_age",
    "up_to_what_age",
    "where",
    "how_to_ask",
    "who_decides",
    "what_if_no",
    "what_papers",
    "change_my_mind",
    "if_i_move",
    "if_i_work",
    "if_i_study",
    "if_i_have_a_partner",
    "if_i_am_a_parent",
    "does_it_count",
    "who_finds_out",
    "text_instead",
    "for_carers",
    "what_happens_next",
    "the_rule",
]
ASPECTS: tuple[str, ...] = get_args(Aspect)


class Who(Strict):
    """For whom a passage holds. Ages are birthdays: from `from_age` until `until_age`. What is not set does not matter."""

    from_age: Optional[int] = Field(default=None, ge=0, le=120)
    until_age: Optional[int] = Field(default=None, ge=0, le=120)
    care: Optional[Literal["in", "left"]] = None
    care_status: tuple[CareStatus, ...] = ()
    studying: Optional[bool] = None
    parent: Optional[bool] = None
    role: Optional[Literal["young_person", "carer", "professional"]] = None


class Passage(Strict):
    """A self-contained answer of at most 60 words, steps included.

    `question` is what it answers, as a button and a heading say it; `short` its twin for a text message, where the text
    is longer than two fragments; `sources` are keys of the topic's sources. `is_silent`: it says honestly that the
    papers don't tell. Without a basis it is our own word of help.
    """

    id: str
    place: str
    question: str
    aspect: Aspect
    text: str = ""
    short: str = ""
    steps: tuple[str, ...] = ()
    basis: Optional[Basis] = None
    sources: tuple[str, ...] = ()
    contacts: tuple[str, ...] = ()
    who: Who = Who()
    asks: tuple[str, ...] = ()
    is_rule: bool = False
    is_silent: bool = False

    @property
    def whole_text(self) -> str:
        """Its text and steps in one."""
        return " ".join(part for part in (self.text, *self.steps) if part)


class PassagePart(Strict):
    """What one layer says of a passage: a new one, or single fields of an inherited one. `before` names the one it stands before."""

    question: Optional[str] = None
    aspect: Optional[Aspect] = None
    text: Optional[str] = None
    short: Optional[str] = None
    steps: Optional[tuple[str, ...]] = None
    basis: Optional[Basis] = None
    sources: Optional[tuple[str, ...]] = None
    contacts: Optional[tuple[str, ...]] = None
    who: Optional[Who] = None
    asks: Optional[tuple[str, ...]] = None
    rule: Optional[bool] = None
    silent: Optional[bool] = None
    before: Optional[str] = None
