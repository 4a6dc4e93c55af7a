"""The content model of the local offer.

A file `data/offer/<place>/<topic>.yml` is one layer of one topic. A place
inherits every layer of the places it names; see `bot.offer.inherit`.
"""

from __future__ import annotations

from datetime import date
from typing import Literal, Optional

from pydantic import BaseModel, Field, root_validator, validator

from bot.answer import Basis, Paragraph

CareStatus = Literal["eligible", "relevant", "former_relevant", "qualifying"]


class _Strict(BaseModel):
    class Config:
        extra = "forbid"
        frozen = True


class Place(_Strict):
    """A nation, a shared area, or a council, and whose content it inherits."""

    id: str
    name: str
    kind: Literal["nation", "area", "council"]
    inherits: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    main_contact: Optional[str] = Field(default=None, description="Whom to turn to when nothing else fits")
    about: str = ""


class _Entry(_Strict):
    """An entry of a place's register; the loader sets both ids."""

    id: str
    place: str = ""


class Contact(_Entry):
    """Somebody to turn to, from the contacts register of a place."""

    name: str
    who_for: str
    phone: Optional[str] = None
    text_number: Optional[str] = None
    email: Optional[str] = None
    web: Optional[str] = None
    address: Optional[str] = None
    source: str
    printed: Optional[int] = Field(
        default=None, description="Year of the document that prints it, if it may be stale"
    )
    helps_in_danger: bool = Field(
        default=False,
        description="Whether a council's number stands in the urgent reply: main number, duty, social care",
    )
    checked_on: date


class Document(_Entry):
    """A source document. `proposal` and `draft` were not yet agreed when printed."""

    title: str
    publisher: str
    published: date
    status: Literal["law", "guidance", "published", "proposal", "draft", "report"]
    review_due: Optional[date] = None
    checked_on: date
    files: tuple[str, ...] = ()
    kept_because: str = Field(
        default="", description="Why it is still used though its review is more than a year late"
    )


class Term(_Entry):
    """A word of the field and what it means, from the glossary of a place."""

    term: str
    plain: str
    also: tuple[str, ...] = ()
    topic: Optional[str] = None
    source: str
    checked_on: date


class Row(_Entry):
    """One service that a place's papers name: the topics that tell of it, or why none does."""

    what: str
    at: str
    topics: tuple[str, ...] = ()
    why_not: str = ""

    @root_validator(skip_on_failure=True)
    def _one_of(cls, fields: dict[str, object]) -> dict[str, object]:
        if bool(fields.get("topics")) == bool(fields.get("why_not")):
            raise ValueError("give either `topics` or `why_not`, not both and not neither")
        return fields


class Source(_Strict):
    """Where a fact stands: a document with section and lines, or a law reference."""

    document: Optional[str] = None
    law: Optional[str] = None
    section: str = ""
    lines: str = ""
    checked_on: date

    @root_validator(skip_on_failure=True)
    def _one_of(cls, fields: dict[str, object]) -> dict[str, object]:
        if bool(fields.get("document")) == bool(fields.get("law")):
            raise ValueError("give either `document` or `law`, not both and not neither")
        return fields


class AppliesTo(_Strict):
    """Who an answer is for. Ages are birthdays: from `min_age` until `until_age`."""

    who: str
    min_age: Optional[int] = Field(default=None, ge=0, le=120)
    until_age: Optional[int] = Field(default=None, ge=0, le=120)
    care_status: tuple[CareStatus, ...] = ()
    councils: tuple[str, ...] = ()
    in_education: Optional[bool] = None


class FollowUp(_Strict):
    """What a short follow-up gets: another topic, or a sentence."""

    topic: Optional[str] = None
    say: Optional[str] = None

    @root_validator(skip_on_failure=True)
    def _one_of(cls, fields: dict[str, object]) -> dict[str, object]:
        if bool(fields.get("topic")) == bool(fields.get("say")):
            raise ValueError("give either `topic` or `say`, not both and not neither")
        return fields


class StaffReading(_Strict):
    """A topic as professionals need it: the rule in one or two sentences, in their words and in no second person.

    `limits` is its deadline or how long it holds, `again` whether it can be had more than once; empty where none is known. `title` is
    set where that for young people speaks to them.
    """

    title: str = ""
    rule: tuple[Paragraph, ...]
    limits: str = ""
    again: str = ""

    @validator("rule")
    def _something_said(cls, rule: tuple[Paragraph, ...]) -> tuple[Paragraph, ...]:
        if not rule:
            raise ValueError("write the rule in one or two sentences")
        return rule


class Additions(_Strict):
    """What a layer puts behind the lists it inherits."""

    paragraphs: tuple[Paragraph, ...] = ()
    steps: tuple[str, ...] = ()
    contacts: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    related: tuple[str, ...] = ()
    more: tuple[Paragraph, ...] = ()
    easy: tuple[str, ...] = ()
    staff_notes: tuple[str, ...] = ()


class Layer(_Strict):
    """One file: the fields a place sets, and what it adds to inherited lists.

    `figures` names the source of each figure that stands in the texts as digits;
    it is added to what is inherited.
    """

    title: Optional[str] = None
    lead: Optional[str] = None
    basis: Optional[Basis] = None
    applies_to: Optional[AppliesTo] = None
    paragraphs: Optional[tuple[Paragraph, ...]] = None
    steps: Optional[tuple[str, ...]] = None
    contacts: Optional[tuple[str, ...]] = None
    sources: Optional[tuple[Source, ...]] = None
    related: Optional[tuple[str, ...]] = None
    how_much: Optional[FollowUp] = None
    picture: Optional[str] = None
    more: Optional[tuple[Paragraph, ...]] = None
    easy: Optional[tuple[str, ...]] = None
    staff_notes: Optional[tuple[str, ...]] = None
    for_staff: Optional[StaffReading] = None
    council_for_staff: Optional[tuple[Paragraph, ...]] = None
    figures: dict[str, str] = {}
    add: Additions = Additions()


class Topic(_Strict):
    """A topic as one place tells it, every layer merged.

    Three lengths: `lead` alone, the answer (lead, paragraphs, steps), and `more`,
    the rule behind it. `easy` tells the same one idea a line. `staff_notes` are
    for those who write, and never shown to young people. `for_staff` is what
    professionals read, and `council_for_staff` what the council adds, for them.
    """

    id: str
    place: str
    title: str
    lead: str
    basis: Basis
    applies_to: AppliesTo
    paragraphs: tuple[Paragraph, ...]
    steps: tuple[str, ...] = ()
    contacts: tuple[str, ...]
    sources: tuple[Source, ...] = ()
    related: tuple[str, ...] = ()
    how_much: Optional[FollowUp] = None
    picture: Optional[str] = None
    more: tuple[Paragraph, ...] = ()
    easy: tuple[str, ...] = ()
    staff_notes: tuple[str, ...] = ()
    for_staff: Optional[StaffReading] = None
    council_for_staff: tuple[Paragraph, ...] = ()
    figures: dict[str, str] = {}
    places: tuple[str, ...] = Field(
        default=(), description="The places whose layers were merged, nation first"
    )
    is_faulty: bool = False

    @property
    def staff_title(self) -> str:
        """Its title for professionals."""
        return (self.for_staff.title if self.for_staff else "") or self.title

    @validator("contacts")
    def _somebody_to_ask(cls, contacts: tuple[str, ...]) -> tuple[str, ...]:
        if not contacts:
            raise ValueError("every topic needs at least one contact")
        return contacts


class Problem(_Strict):
    """Something wrong in the content: where it is and how to mend it."""

    file: str
    field: str
    message: str
    fix: str
    level: Literal["error", "warning"] = "error"

    def __str__(self) -> str:
        return f"{self.file}: {self.field}: {self.message}. Fix: {self.fix}"
