"""What the assistant says, free of any channel.

Actions build an `Answer`; a channel's renderer turns it into one text message,
one card or one piece of HTML. It is plain data: it survives JSON both ways.
"""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Literal, Optional

from bot.card import Card, Plain


class Basis(str, Enum):
    """Who stands behind a sentence: the law, the council, or a partner service."""

    LAW = "law"
    COUNCIL = "council"
    PARTNER = "partner"


class Paragraph(Plain):
    """One idea, with who stands behind it (None: our own words of help), the question it answers, and what to do."""

    text: str
    basis: Optional[Basis] = None
    heading: str = ""
    steps: tuple[str, ...] = ()


class ContactLine(Plain):
    """Somebody to turn to. Any way of reaching them may be missing."""

    name: str
    who_for: str = ""
    phone: Optional[str] = None
    text_number: Optional[str] = None
    email: Optional[str] = None
    web: Optional[str] = None
    address: Optional[str] = None
    note: str = ""


class SourceLine(Plain):
    """Where a fact stands, and how fresh it is. `short` is its name with the section, for one line."""

    title: str
    short: str = ""
    section: str = ""
    published: Optional[date] = None
    checked_on: Optional[date] = None
    review_due: Optional[date] = None


class Choice(Plain):
    """Something the person can pick next: a topic, a page, whether to alert somebody, that they are not safe, what else they said.

    The value of `council` is the id of the council that looked after them, that of `living` of the one where they live.
    The value of a passage is `place/topic/passage`. The value of a follow-up is its kind and the topic it is about: `easy/council_tax`. That of an
    alert is yes or no and the danger it is about: `yes/missing/self`; that of `danger` is the danger: `missing/self`. The
    front door takes these two, not the dialogue. The value of `said` is their own words, which go to the dialogue as typed. The value of
    `staff` is what a member of staff asks or does by it, with numbers of records and no names: `status/17`. That of `hand_over` asks
    the person's own adviser to take the talk over, or ends that.
    """

    label: str
    kind: Literal[
        "topic",
        "passage",
        "council",
        "living",
        "intent",
        "page",
        "follow_up",
        "alert",
        "danger",
        "said",
        "staff",
        "hand_over",
    ]
    value: str


class Column(Plain):
    """One of several things that are shown side by side."""

    heading: str
    texts: tuple[str, ...]


class Answer(Plain):
    """One answer. `lead` stands alone in a text message, or `short` in its place where it is longer than two; the rest adds to it.

    `passage` is the id of the passage of `topic` that it says: then it is short, and its sources stand in one line.
    `is_doubtful`: it may not be what was asked, and says so. `is_nearest`: nor is it likely; it says that we may not know, and is only near.

    `place` and `place_name` say which council it is for (empty: none in particular);
    `question` is what we ask back, with `choices` to pick from. `card` is for staff alone: it is shown and not kept.
    `own_council` is the id of the council of care that this turn settled: a channel may keep it for the person.
    `speaker` is who says it, where that is a person and not the assistant; then `lead` is what they wrote, and nothing else is said.
    """

    lead: str
    title: str = ""
    short: str = ""
    topic: str = ""
    passage: str = ""
    is_doubtful: bool = False
    is_nearest: bool = False
    place: str = ""
    place_name: str = ""
    own_council: str = ""
    paragraphs: tuple[Paragraph, ...] = ()
    columns: tuple[Column, ...] = ()
    steps: tuple[str, ...] = ()
    contacts: tuple[ContactLine, ...] = ()
    sources: tuple[SourceLine, ...] = ()
    basis: Optional[Basis] = None
    applies_to: str = ""
    notes: tuple[str, ...] = ()
    question: str = ""
    choices: tuple[Choice, ...] = ()
    urgency: Literal["none", "urgent"] = "none"
    picture: Optional[str] = None
    card: Optional[Card] = None
    speaker: str = ""
