"""The content model of the local offer.

A file `data/offer/<place>/<topic>.yml` is one layer of one topic. A place
inherits every layer of the places it names; see `bot.offer.inherit`.
"""

from __future__ import annotations

from datetime import date
from typing import Literal, Optional

from pydantic import Field, root_validator, validator

from bot.answer import Basis, Paragraph
from bot.offer.passage import Aspect, CareStatus, Passage, PassagePart
from bot.offer.strict import Strict


class Place(Strict):
    """A nation, a shared area, or a council, and whose content it inherits."""

    id: str
    name: str
    kind: Literal["nation", "area", "council"]
    inherits: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    main_contact: Optional[str] = Field(default=None, description="Whom to turn to when nothing else fits")
    about: str = ""


class _Entry(Strict):
    """An entry of a place's register; the loader sets both ids."""

    id: str
    place: str = ""


class Contact(_Entry):
    """Somebody to turn to, from the contacts register of a place."""

    name: str
    also: tuple[str, ...] = Field(default=(), description="What else people call it")
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
    short: str = Field(default="", description="Its name in one line of source, where the title is long")
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


class Source(Strict):
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


class AppliesTo(Strict):
    """Who an answer is for. Ages are birthdays: from `min_age` until `until_age`."""

    who: str
    min_age: Optional[int] = Field(default=None, ge=0, le=120)
    until_age: Optional[int] = Field(default=None, ge=0, le=120)
    care_status: tuple[CareStatus, ...] = ()
    councils: tuple[str, ...] = ()
    in_education: Optional[bool] = None


class StaffReading(Strict):
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


class Additions(Strict):
    """What a layer puts behind the lists it inherits."""

    contacts: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    easy: tuple[str, ...] = ()
    staff_notes: tuple[str, ...] = ()


class Layer(Strict):
    """One file: the fields a place sets, its passages, and what it adds to inherited lists.

    `passages` are new ones, or single fields of inherited ones; `without` names those that don't hold here. `sources` are named
    by keys, which the passages use. `elsewhere` says which topic tells an aspect of this one; `silent` lists the aspects
    that no paper of the place tells. `figures` names the source of each figure that stands in the texts as digits. All these add to
    what is inherited.
    """

    title: Optional[str] = None
    basis: Optional[Basis] = None
    applies_to: Optional[AppliesTo] = None
    passages: dict[str, PassagePart] = Field(default_factory=dict)
    without: tuple[str, ...] = ()
    contacts: Optional[tuple[str, ...]] = None
    sources: dict[str, Source] = Field(default_factory=dict)
    related: Optional[tuple[str, ...]] = None
    elsewhere: dict[Aspect, str] = Field(default_factory=dict)
    silent: tuple[Aspect, ...] = ()
    picture: Optional[str] = None
    easy: Optional[tuple[str, ...]] = None
    staff_notes: Optional[tuple[str, ...]] = None
    for_staff: Optional[StaffReading] = None
    council_for_staff: Optional[tuple[Paragraph, ...]] = None
    figures: dict[str, str] = Field(default_factory=dict)
    add: Additions = Additions()


class Topic(Strict):
    """A topic as one place tells it, every layer merged: an order of passages, the first of which is its lead.

    `easy` tells the same one idea a line. `staff_notes` are for those who write, and never shown to young people. `for_staff`
    is what professionals read, and `council_for_staff` what the council adds, for them.
    """

    id: str
    place: str
    title: str
    basis: Basis
    applies_to: AppliesTo
    passages: tuple[Passage, ...]
    contacts: tuple[str, ...]
    all_sources: dict[str, Source] = Field(default_factory=dict)
    related: tuple[str, ...] = ()
    elsewhere: dict[Aspect, str] = Field(default_factory=dict)
    silent: tuple[Aspect, ...] = ()
    picture: Optional[str] = None
    easy: tuple[str, ...] = ()
    staff_notes: tuple[str, ...] = ()
    for_staff: Optional[StaffReading] = None
    council_for_staff: tuple[Paragraph, ...] = ()
    figures: dict[str, str] = Field(default_factory=dict)
    places: tuple[str, ...] = Field(
        default=(), description="The places whose layers were merged, nation first"
    )
    is_faulty: bool = False

    @property
    def staff_title(self) -> str:
        """Its title for professionals."""
        return (self.for_staff.title if self.for_staff else "") or self.title

    @property
    def lead(self) -> str:
        """What its first passage says."""
        return self.passages[0].whole_text

    @property
    def sources(self) -> tuple[Source, ...]:
        """What its passages rest on, each once, in their order."""
        keys = dict.fromkeys(key for passage in self.passages for key in passage.sources)
        return tuple(self.all_sources[key] for key in keys)

    def passage(self, passage_id: str) -> Optional[Passage]:
        """The passage with this id, or None."""
        return next((one for one in self.passages if one.id == passage_id), None)

    def of_aspect(self, aspect: str) -> Optional[Passage]:
        """The first passage that tells this aspect, or None."""
        return next((one for one in self.passages if one.aspect == aspect), None)

    @validator("passages")
    def _something_told(cls, passages: tuple[Passage, ...]) -> tuple[Passage, ...]:
        if not passages:
            raise ValueError("every topic needs at least one passage")
        return passages

    @validator("contacts")
    def _somebody_to_ask(cls, contacts: tuple[str, ...]) -> tuple[str, ...]:
        if not contacts:
            raise ValueError("every topic needs at least one contact")
        return contacts


class Problem(Strict):
    """Something wrong in the content: where it is and how to mend it."""

    file: str
    field: str
    message: str
    fix: str
    level: Literal["error", "warning"] = "error"

    def __str__(self) -> str:
        return f"{self.file}: {self.field}: {self.message}. Fix: {self.fix}"
