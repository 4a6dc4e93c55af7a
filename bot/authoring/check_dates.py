"""Checks of how fresh the content is: amber when a review is due, red a year later."""

from __future__ import annotations

from datetime import date
from typing import Iterator, Literal, Optional

from dateutil.relativedelta import relativedelta

from bot.offer.loader import Offer
from bot.offer.models import Problem, Topic

State = Literal["green", "amber", "red"]
CHECK_AGAIN = relativedelta(years=1)
RED_AFTER = relativedelta(years=1)


def state(due: date, on: date) -> State:
    """Green until the day a review is due, then amber, and red from a year after that day."""
    if on <= due:
        return "green"
    return "amber" if on <= due + RED_AFTER else "red"


def review_due(topic: Topic) -> Optional[date]:
    """The day by which somebody must read this topic's sources again; None if it has none."""
    checked = [source.checked_on for source in topic.sources]
    return min(checked) + CHECK_AGAIN if checked else None


def check_topic_dates(topic: Topic, inherited: Optional[Topic], on: date) -> Iterator[Problem]:
    """Findings on sources that were read long ago. An inherited one is reported in the file that has it."""
    known = inherited.all_sources if inherited else {}
    for key, source in topic.all_sources.items():
        if known.get(key) != source:
            yield from check_age(
                f"{topic.place}/{topic.id}.yml", f"sources.{key}.checked_on", source.checked_on, on
            )


def check_documents(offer: Offer, on: date) -> Iterator[Problem]:
    """Findings on papers past their own review date. `kept_because` explains a red one."""
    for document in offer.documents.values():
        file = f"{document.place}/documents.yml"
        yield from check_age(file, f"{document.id}.checked_on", document.checked_on, on)
        if document.review_due and state(document.review_due, on) != "green":
            is_red = state(document.review_due, on) == "red"
            yield Problem(
                file=file,
                field=f"{document.id}.review_due",
                message=f"{'red' if is_red else 'amber'}: its review was due on {document.review_due}",
                fix="look for a newer paper, or say in `kept_because` why this one is still used",
                level="error" if is_red and not document.kept_because else "warning",
            )


def check_age(file: str, field: str, checked_on: date, on: date) -> Iterator[Problem]:
    """A finding if what was checked on a day must be checked again: a warning when amber, an error when red."""
    found = state(checked_on + CHECK_AGAIN, on)
    if found != "green":
        message = f"{found}: last checked on {checked_on}"
        fix = "read the source again, correct what changed, and set the new date"
        yield Problem(
            file=file, field=field, message=message, fix=fix, level="error" if found == "red" else "warning"
        )
