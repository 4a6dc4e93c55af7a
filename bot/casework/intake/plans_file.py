"""plans.csv: where each person's pathway plan stands in the case system.

A person has one plan that is not superseded; a row about it updates it. A
superseded row is known by the day since when it is superseded.
"""

from __future__ import annotations

from typing import Any, Iterable, Mapping, Optional

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.casework.codes import PlanState
from bot.casework.declared import compared, fields_of, values_of
from bot.casework.intake.batch import Context, Item, Sorted, days_before_birth, known_people, name_of
from bot.casework.intake.faults import Fault
from bot.casework.intake.source import Row
from bot.casework.intake.staging import Staged
from bot.casework.plans.due_dates import still_agreed
from bot.casework.tables import PathwayPlan, YoungPerson

FIELDS = fields_of(PathwayPlan.__table__, YoungPerson.__table__)
_SUPERSEDED = PlanState.SUPERSEDED.value
_SIGNED = (PlanState.AUTHORISED.value, PlanState.IN_REVIEW.value)


class Plans:
    """Sorts batches of plans."""

    model = PathwayPlan
    fields = FIELDS
    ignored = ""
    known_by = "reference"

    def begin(self) -> None:
        """Another file of the same kind follows."""

    def key(self, row: Row) -> tuple[Any, ...]:
        """What makes a row unique in its file."""
        return *name_of(row), *_version(row.values)

    def sort(self, session: Session, rows: list[Row], context: Context) -> Sorted:
        """Compare with the database; nothing is written."""
        made = Sorted()
        known = list(known_people(session, rows, context, made))
        found = _existing(session, [whose.id for _, whose in known])
        for row, whose in known:
            faults = list(days_before_birth(row, FIELDS, whose.born))
            if not any(fault.refuses for fault in faults):
                item = _item(row, whose.id, found)
                faults += _untrue(item)
            made.faults.extend(faults)
            if not any(fault.refuses for fault in faults):
                made.items.append(item)
        return made

    def is_other(self, staged: Staged) -> str:
        """SQL for the rows that are no longer as they were checked: the newest plan of that kind is another one."""
        newest = (
            "SELECT max(plan.id) FROM pathway_plan AS plan WHERE plan.young_person_id = staged.young_person_id"  # noqa: S608 - names of ours
            f" AND CASE WHEN staged.state = '{_SUPERSEDED}'"
            f" THEN plan.state = '{_SUPERSEDED}' AND plan.state_since = staged.state_since"
            f" ELSE plan.state <> '{_SUPERSEDED}' END"
        )
        return (
            f"SELECT 1 FROM {staged.name} AS staged WHERE staged.young_person_id > 0"  # noqa: S608 - names of ours
            f" AND coalesce(staged.id, 0) <> coalesce(({newest}), 0) LIMIT 1"
        )

    def on_record(self, councils: frozenset[str]) -> Any:
        """What selects the ids, references and councils of what a whole file would have: current plans."""
        people, plans = YoungPerson, PathwayPlan
        wanted = select(plans.id, people.reference, people.council).join(people)
        return wanted.where(people.council.in_(councils), plans.state != _SUPERSEDED)

    def before_writing(self, staged: Staged) -> Iterable[str]:
        """Nothing stands in the way of a plan."""
        return ()


def _version(values: Mapping[str, Any]) -> tuple[Any, ...]:
    return ("superseded", values["state_since"]) if values["state"] == _SUPERSEDED else ("current", None)


def _item(row: Row, person: int, found: Mapping[tuple[Any, ...], Mapping[str, Any]]) -> Item:
    values = values_of(PathwayPlan.__table__, row.values, ())
    return Item(row, {"young_person_id": person, **values}, found.get((person, *_version(values))))


def _untrue(item: Item) -> Iterable[Fault]:
    authorised: Optional[Any] = item.value("authorised_on")
    if item.value("state") in _SIGNED and authorised is None:
        yield item.fault(
            "authorised_on",
            "is missing for a plan that is signed off",
            "give the day the team manager signed it",
        )
    if item.value("last_review_on") and authorised is None:
        yield item.fault(
            "last_review_on",
            "is given for a plan that was never signed off",
            "give authorised_on, or leave this empty",
        )
    agreed = item.value("next_review_on")
    if agreed and still_agreed(agreed, item.value("last_review_on"), authorised) is None:
        yield item.fault(
            "next_review_on",
            "is not after the last review, or before the signing",
            "give the day of the review to come, or leave it empty",
            done="kept, and no review is due by it",
        )


def _existing(session: Session, people: list[int]) -> dict[tuple[Any, ...], Mapping[str, Any]]:
    table = PathwayPlan.__table__
    wanted = (
        select(*compared(table, "young_person_id"))
        .where(table.c.young_person_id.in_([person for person in people if person > 0]))
        .order_by(table.c.id)
    )
    # The newest wins where a person has several that are not superseded, as in `plan_status`.
    return {
        (found["young_person_id"], *_version(found)): found for found in session.execute(wanted).mappings()
    }
