"""What the index knows of a passage, free of how content is kept, and what it is asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, FrozenSet, Mapping, Optional, Tuple


@dataclass(frozen=True)
class Conditions:
    """For whom a passage holds, as `bot.offer.passage.Who` has it: ages from the one birthday until the other. None does not matter."""

    from_age: Optional[int] = None
    until_age: Optional[int] = None
    care: Optional[str] = None  # "in" or "left"
    studying: Optional[bool] = None
    parent: Optional[bool] = None
    role: Optional[str] = None  # "young_person", "carer" or "professional"


@dataclass(frozen=True)
class Entry:
    """A passage of a topic as one place wrote it. `topic_title` is the heading it stands under, `related` are other topics.

    `is_local`: a council or an area wrote it, and not the nation.
    """

    place: str
    topic: str
    id: str
    aspect: str
    question: str
    text: str
    asks: Tuple[str, ...] = ()
    steps: Tuple[str, ...] = ()
    conditions: Conditions = Conditions()
    is_rule: bool = False
    is_silent: bool = False
    is_local: bool = False
    topic_title: str = ""
    related: Tuple[str, ...] = ()


@dataclass(frozen=True)
class Shelf:
    """What one place tells: the numbers of its entries in the order of its topics, and which of them begin a topic."""

    rows: Tuple[int, ...]
    firsts: FrozenSet[int] = frozenset()


@dataclass(frozen=True)
class Asked:
    """A question in plain words (`bot.language.chat.spelled_out`), its vector (384 numbers, or None), and what the topics say of it.

    `topics` are chances by topic, the likeliest alone; `score` is how sure it is that any topic fits.
    """

    text: str
    vector: Optional[Any] = None
    topics: Mapping[str, float] = field(default_factory=dict)
    score: float = 0.0
