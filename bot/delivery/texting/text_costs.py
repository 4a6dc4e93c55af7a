"""What the texts of a month cost each council, and whether its cap is reached. No urgent text is ever stopped by it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timezone
from decimal import Decimal
from typing import Any, Mapping, Optional, Sequence
from zoneinfo import ZoneInfo

from sqlalchemy import CheckConstraint, Column, Integer, String, bindparam, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.records.database import Base

UNKNOWN = ""  # the council of somebody who has not said it yet
PENCE = Decimal(100)
_UK = ZoneInfo("Europe/London")


class TextCost(Base):
    """Texts and fragments that left in a month (2026-11, of London) for a council by a line."""

    __tablename__ = "text_cost"
    __table_args__ = (CheckConstraint("texts >= 0 AND fragments >= texts", name="a_fragment_a_text"),)

    month = Column(String(7), primary_key=True)
    council = Column(String(40), primary_key=True)
    line = Column(String(20), primary_key=True)
    texts = Column(Integer, nullable=False)
    fragments = Column(Integer, nullable=False)
    urgent = Column(Integer, nullable=False)


@dataclass(frozen=True)
class Spent:
    """What a council's texts of a month came to, by one line. `urgent` is how many of the texts were urgent."""

    month: str
    council: str
    line: str
    texts: int
    fragments: int
    urgent: int


@dataclass(frozen=True)
class Prices:
    """Pence for each fragment by line, and the pounds that each council may spend in a month; without a cap, any."""

    pence: Mapping[str, Decimal]
    caps: Mapping[str, Decimal]

    def pounds(self, spent: Spent) -> Decimal:
        """What it cost, without VAT."""
        return self.pence.get(spent.line, Decimal()) * spent.fragments / PENCE

    def is_reached(self, session: Session, council: str, now: datetime) -> bool:
        """Whether a council's cap is reached this month."""
        cap = self.caps.get(council)
        if cap is None:
            return False
        spent = costs(session, month_of(now), council)
        return sum(map(self.pounds, spent), Decimal()) >= cap


def month_of(now: datetime) -> str:
    """The month in London; `now` is naive UTC."""
    return f"{now.replace(tzinfo=timezone.utc).astimezone(_UK):%Y-%m}"


def count(
    session: Session, council: str, line: str, fragments: int, now: datetime, *, is_urgent: bool
) -> None:
    """A text left. Counted in the transaction that keeps that it did."""
    key = {"month": month_of(now), "council": council, "line": line}
    more = {"texts": 1, "fragments": fragments, "urgent": int(is_urgent)}
    if _added_to(session, key, more):
        return
    try:
        with session.begin_nested():
            session.add(TextCost(**key, **more))
    except IntegrityError:  # another process was first
        _added_to(session, key, more)


def costs(session: Session, month: str, council: Optional[str] = None) -> Sequence[Spent]:
    """What was spent in a month, by council and line."""
    wanted = select(TextCost).where(TextCost.month == month)
    if council is not None:
        wanted = wanted.where(TextCost.council == council)
    rows = session.execute(wanted.order_by(TextCost.council, TextCost.line)).scalars()
    return [Spent(row.month, row.council, row.line, row.texts, row.fragments, row.urgent) for row in rows]


def months(session: Session) -> Sequence[str]:
    """The months of which something is known, newest first."""
    return list(session.execute(select(TextCost.month).distinct().order_by(TextCost.month.desc())).scalars())


_HERE = TextCost.__table__
_ADD_TO = (
    update(_HERE)
    .where(*(_HERE.c[name] == bindparam(f"its_{name}") for name in ("month", "council", "line")))
    .values({name: _HERE.c[name] + bindparam(f"more_{name}") for name in ("texts", "fragments", "urgent")})
)


def _added_to(session: Session, key: Mapping[str, Any], more: Mapping[str, int]) -> bool:
    its = {f"its_{name}": value for name, value in key.items()}
    return bool(
        session.execute(_ADD_TO, {**its, **{f"more_{name}": value for name, value in more.items()}}).rowcount
    )
