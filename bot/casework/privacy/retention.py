"""How long records are kept (data/retention.yml), and deleting what is past its time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, Callable, Mapping

from dateutil.relativedelta import relativedelta
from sqlalchemy import Date, DateTime, Table, delete, func, select
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement

from bot.casework.operator import Operator
from bot.casework.privacy.erased import ErasedLookup
from bot.casework.privacy.subject_access import erase
from bot.records.about_person import BY_CONVERSATION, PERSON
from bot.records.database import Base
from bot.yaml_text import read_yaml

RETENTION = Operator(actor="retention")
_FIELDS = {"kind", "table", "from", "keep_years", "why", "source"}


@dataclass(frozen=True)
class Rule:
    """Records of `table` are kept for whole years from the date in column `since`, that anniversary included."""

    kind: str
    table: str
    since: str
    keep_years: int
    why: str
    source: str


@dataclass(frozen=True)
class Due:
    """How many records of a kind are past their time."""

    rule: Rule
    count: int


def load_rules(file: Path) -> tuple[list[Rule], dict[str, str]]:
    """The rules, and the tables without one with the reason. Raises RuntimeError naming rule, field and fix."""
    read = read_yaml(file.read_text(encoding="utf-8"))
    return [_rule(file, number, found) for number, found in enumerate(read["periods"], start=1)], dict(
        read["elsewhere"]
    )


def due_for_deletion(session: Session, rules: list[Rule], on: date) -> list[Due]:
    """What is past its time on a day, rule by rule."""
    return [Due(rule, _count(session, rule, on)) for rule in rules]


def apply(
    session: Session,
    rules: list[Rule],
    on: date,
    now: datetime,
    forget: Callable[[str], None],
    erased_lookup: ErasedLookup,
) -> list[Due]:
    """Delete what is past its time; people are erased, all else is deleted. Returns what was deleted.

    Each erased person and each kind with deletions leaves an audit event. `forget` deletes what is
    kept elsewhere of a conversation; `erased_lookup` is that of `erase`. The file still holds the rows until `subject_access.scrub`.
    """

    def erase_person(person: int) -> None:
        erase(session, person, now, RETENTION, forget, erased_lookup)

    return [Due(rule, _delete(session, rule, on, now, forget, erase_person)) for rule in rules]


def _count(session: Session, rule: Rule, on: date) -> int:
    return int(
        session.execute(select(func.count()).select_from(_table(rule)).where(_is_due(rule, on))).scalar_one()
    )


def _delete(
    session: Session,
    rule: Rule,
    on: date,
    now: datetime,
    forget: Callable[[str], None],
    erase_person: Callable[[int], None],
) -> int:
    if rule.table == PERSON:
        people = session.execute(select(_table(rule).c.id).where(_is_due(rule, on))).scalars().all()
        for person in people:
            erase_person(int(person))
        return len(people)
    _forget_conversations(session, rule, on, forget)
    count = int(session.execute(delete(_table(rule)).where(_is_due(rule, on))).rowcount)
    if count:
        session.add(RETENTION.event(f"expire {rule.table}"[:40], None, now))
    return count


def _forget_conversations(session: Session, rule: Rule, on: date, forget: Callable[[str], None]) -> None:
    """Conversations whose every line goes; one that is still going on keeps the rest."""
    table = _table(rule)
    if BY_CONVERSATION not in table.c:
        return
    newest = func.max(table.c[rule.since])
    over = select(table.c.conversation).group_by(table.c.conversation).having(newest < _cutoff(rule, on))
    for conversation in session.execute(over).scalars().all():
        forget(str(conversation))


def _is_due(rule: Rule, on: date) -> ColumnElement:
    return _table(rule).c[rule.since] < _cutoff(rule, on)


def _cutoff(rule: Rule, on: date) -> date | datetime:
    """The first day (or its midnight) whose anniversary has not passed.

    Counted back from the day: 29 February and its anniversary in a short year err by keeping a day longer.
    """
    day = on - relativedelta(years=rule.keep_years)
    return datetime.combine(day, time()) if isinstance(_table(rule).c[rule.since].type, DateTime) else day


def _table(rule: Rule) -> Table:
    return Base.metadata.tables[rule.table]


def _rule(file: Path, number: int, found: Mapping[str, Any]) -> Rule:
    where = f"{file.name}: rule {number} ({found.get('kind', 'no kind')})"
    wrong = sorted(_FIELDS ^ set(found))
    if wrong:
        raise RuntimeError(
            f"{where}: it needs exactly the fields {', '.join(sorted(_FIELDS))}; check {', '.join(wrong)}"
        )
    if not isinstance(found["keep_years"], int) or found["keep_years"] < 1:
        raise RuntimeError(f"{where}: keep_years is {found['keep_years']!r}; give whole years, at least 1")
    rule = Rule(since=found["from"], **{name: found[name] for name in _FIELDS - {"from"}})
    if not _has_date(rule):
        raise RuntimeError(
            f"{where}: {rule.table}.{rule.since} is no date of our records; name a table and its date column"
        )
    return rule


def _has_date(rule: Rule) -> bool:
    table = Base.metadata.tables.get(rule.table)
    column = None if table is None else table.c.get(rule.since)
    return column is not None and isinstance(column.type, (Date, DateTime))
