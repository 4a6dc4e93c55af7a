"""Where the talk with a member of staff stands: what they asked last, of whom and of which days, for as long as it can be meant."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, Mapping, Optional

from sqlalchemy.orm import Session

from bot.advising.advising_tables import StaffTalk
from bot.advising.requests.narrow import WHOLE, Narrow, narrow_of
from bot.advising.requests.request import Asked, Figure, Last
from bot.advising.wanted import Wanted

LASTS = timedelta(hours=1)  # after that "hers" may mean anybody


@dataclass(frozen=True)
class TalkState:
    """What the next message may leave out. `place` is the council of the topic that was answered last.

    `danger` is the kind of danger that they told of. `person` is whom the talk was about, and `is_of_one` says that what was shown last was of them alone. `draft` is what the
    last answer left open: see `StaffTalk.draft`.
    """

    asked: Optional[Asked] = None
    person: Optional[int] = None
    day_from: Optional[date] = None
    day_until: Optional[date] = None
    topic: str = ""
    place: str = ""
    adviser: Optional[int] = None
    only: str = ""
    figure: Optional[Figure] = None
    is_of_one: bool = False
    page: int = 1
    danger: str = ""
    narrow: Narrow = WHOLE
    draft: Mapping[str, Any] = field(default_factory=dict)

    def last(self) -> Last:
        """As whoever reads requests takes it."""
        return Last(self.asked, self.person is not None, self.day_from, self.day_until, self.topic)

    def after(self, wanted: Wanted) -> TalkState:
        """After something was shown. Whom the talk is about stays, until somebody else is named; days and choices don't."""
        return TalkState(
            asked=wanted.asked,
            person=wanted.person or self.person,
            day_from=wanted.day_from,
            day_until=wanted.day_until,
            topic=self.topic,
            place=self.place,
            adviser=wanted.adviser,
            only=wanted.only,
            figure=wanted.figure,
            is_of_one=wanted.person is not None,
            page=wanted.page,
            danger=self.danger,
            narrow=wanted.narrow,
        )

    def about(self, person: Optional[int]) -> TalkState:
        """From now on about somebody, or about nobody in particular: whom "her" would mean is not certain any more."""
        return replace(self, person=person, is_of_one=False)

    def at_risk(self, danger: str, person: Optional[int]) -> TalkState:
        """After they told of a danger: of somebody, if it is known of whom."""
        return replace(self, danger=danger, person=person, is_of_one=False)

    def told(self, topic: str, place: str) -> TalkState:
        """After a topic of the offer was answered."""
        return replace(self, asked=Asked.OFFER, topic=topic, place=place)


def state_of(session: Session, conversation: str, now: datetime) -> TalkState:
    """Where it stands; nowhere, if that is too long ago."""
    row = session.get(StaffTalk, conversation)
    if row is None or not now - LASTS <= row.changed_at:
        return TalkState()
    more: dict[str, Any] = json.loads(row.more) if row.more else {}
    return TalkState(
        asked=Asked(row.asked) if row.asked else None,
        person=row.young_person_id,
        day_from=row.day_from,
        day_until=row.day_until,
        topic=row.topic or "",
        place=more.get("place", ""),
        adviser=more.get("adviser"),
        only=more.get("only", ""),
        figure=Figure(more["figure"]) if more.get("figure") else None,
        is_of_one=more.get("is_of_one", False),
        page=more.get("page", 1),
        danger=more.get("danger", ""),
        narrow=narrow_of(more.get("narrow", "")),
        draft=json.loads(row.draft) if row.draft else {},
    )


def keep_state(session: Session, conversation: str, state: TalkState, now: datetime) -> None:
    """Keep it."""
    row = session.get(StaffTalk, conversation) or StaffTalk(talk=conversation)
    row.asked = state.asked.value if state.asked else None
    row.young_person_id, row.topic = state.person, state.topic or None
    row.day_from, row.day_until = state.day_from, state.day_until
    more = {
        "place": state.place,
        "adviser": state.adviser,
        "only": state.only,
        "figure": state.figure.value if state.figure else "",
        "is_of_one": state.is_of_one,
        "page": state.page,
        "danger": state.danger,
        "narrow": state.narrow.text,
    }
    row.more = json.dumps({name: value for name, value in more.items() if value}) or None
    row.draft = json.dumps(state.draft) if state.draft else None
    row.changed_at = now
    session.add(row)
