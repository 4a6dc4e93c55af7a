"""What an answer to a member of staff shows beside its words: lists, plans, figures and forms, free of any channel.

A card may name young people, so it is shown and not kept: the journal keeps an answer without its card.
"""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Literal, Optional

from pydantic import BaseModel


class Plain(BaseModel):
    """Data that nothing changes and that has no other fields."""

    class Config:
        frozen = True
        extra = "forbid"


class Tone(str, Enum):
    """How something is marked. Colour never says it alone: the words beside it do."""

    NONE = "none"
    GOOD = "good"
    ATTENTION = "attention"
    WARNING = "warning"


class Fact(Plain):
    """A name and what it is: `Plan`, `Authorised since 5 January 2026`. `press` is the number of the answer's choice that opens it."""

    name: str
    value: str
    press: Optional[int] = None


class Row(Plain):
    """One line of a list. `press` is the number of the answer's choice that opens it."""

    title: str
    texts: tuple[str, ...] = ()
    mark: str = ""
    tone: Tone = Tone.NONE
    press: Optional[int] = None


class Step(Plain):
    """One step of the way of a plan."""

    name: str
    state: Literal["done", "now", "to_come"]
    when: str = ""


class Gauge(Plain):
    """One figure as counted: `some` of `all` people. `amber` and `green` are percents from which it is rated so, if known.

    `unknown` is how many are not counted because nothing about them is on record.
    """

    label: str
    some: int
    all: int
    percent: Optional[float] = None
    rating: Optional[Literal["red", "amber", "green"]] = None
    amber: Optional[float] = None
    green: Optional[float] = None
    unknown: Optional[int] = None
    explained: str = ""


class Moment(Plain):
    """Something that falls, or fell, on a day."""

    day: date
    what: str
    who: str = ""
    is_past: bool = False
    press: Optional[int] = None


class Option(Plain):
    """One of several values that a field can have."""

    value: str
    label: str


class Field(Plain):
    """Something to fill in. `error` says what is wrong with what was filled in before, and the fix; `most` is in letters."""

    id: str
    label: str
    kind: Literal["text", "lines", "day", "one_of", "yes_no", "secret"]
    value: str = ""
    options: tuple[Option, ...] = ()
    is_required: bool = False
    most: int = 1000
    error: str = ""


class Form(Plain):
    """Fields, and the number of the answer's choice that sends them."""

    fields: tuple[Field, ...]
    press: int


class Card(Plain):
    """What is shown beside an answer's title and lead, in this order. `page` says which part of a longer list it is.

    `meaning` stands behind a press: what this means, in plain words; the answer's sources stand there too.
    `more_meaning` is folded once more behind it: what is true besides, and not asked first.
    `quote` is something to pass on, word by word as it will be sent. `people` are the numbers of the young people whom it names: they are
    not shown, and asked for again right before the card leaves.
    """

    facts: tuple[Fact, ...] = ()
    steps: tuple[Step, ...] = ()
    rows: tuple[Row, ...] = ()
    gauges: tuple[Gauge, ...] = ()
    moments: tuple[Moment, ...] = ()
    quote: tuple[str, ...] = ()
    form: Optional[Form] = None
    page: str = ""
    meaning: tuple[str, ...] = ()
    people: tuple[int, ...] = ()
    more_meaning: tuple[str, ...] = ()
