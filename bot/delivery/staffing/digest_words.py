"""What a digest says: counts that name nobody, and a card with who is to be seen to, the most pressing first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Iterator, Mapping, Optional, Sequence

from bot.answer import Answer, SourceLine
from bot.card import Card, Moment, Row, Tone
from bot.caseload.casework_reads import CaseloadRow
from bot.caseload.digest_reads import Digest, DueContact, Some, Wait
from bot.caseload.staff_desk import When
from bot.casework.plans.plan_words import day as day_of
from bot.casework.shown_names import clipped
from bot.delivery.alerts.alert_words import uk_time
from bot.delivery.staffing.pressing import Buttons
from bot.entitlements.parameters import Figure, Parameters
from bot.phrase_files import fill_in
from bot.phrases import PhraseSet, phrase


class Part(str, Enum):
    """The parts of a digest; the names of the lists of `Digest`."""

    CALLS = "calls"
    OVERDUE = "overdue"
    DUE = "due"
    AHEAD = "ahead"
    CONTACTS = "contacts"
    DATES = "dates"


_ONE = PhraseSet("staff_notices.one", Part)
_MANY = PhraseSet("staff_notices.many", Part, "count")
_MEANING = PhraseSet("staff_notices.meaning", Part)
# What the desk's lists are called; what comes up has none.
_LISTS: Mapping[Part, str] = {
    Part.CALLS: "call_backs",
    Part.OVERDUE: "overdue",
    Part.DUE: "due",
    Part.CONTACTS: "contact_due",
    Part.DATES: "key_dates",
}
_BUTTON = PhraseSet("staff_notices.button", _LISTS)
_FIGURES = {
    Part.OVERDUE: "pathway_plan_review_months",
    Part.DUE: "pathway_plan_review_months",
    Part.AHEAD: "pathway_plan_review_months",
    Part.CONTACTS: "in_touch_weeks",
}


@dataclass(frozen=True)
class Telling:
    """A digest, and what it takes to tell it."""

    digest: Digest
    parameters: Parameters
    when: When
    buttons: Buttons

    def some(self, part: Part) -> Some[object]:
        """One of its lists."""
        found: Some[object] = getattr(self.digest, part.value)
        return found


def digest_answer(
    digest: Digest, parameters: Parameters, when: When, *, is_week: bool, settings: str
) -> Optional[Answer]:
    """The answer; None if there is nothing to say. `settings` is the value of the button to what somebody is sent."""
    telling = Telling(digest, parameters, when, Buttons())
    parts = [part for part in Part if telling.some(part).count]
    if not parts:
        return None
    rows, moments = tuple(_rows(telling)), tuple(_moments(telling))
    rest = sum(telling.some(part).count - len(telling.some(part).shown) for part in parts)
    _add_lists(telling, parts)
    telling.buttons.add(phrase("staff_notices.button.settings"), settings)
    counts = "; ".join(_counted(part, telling.some(part).count) for part in parts)
    return Answer(
        title=phrase("staff_notices.title.week") if is_week else phrase("staff_notices.title.day"),
        lead=_lead(counts, is_week=is_week),
        notes=(_not_shown(rest),) if rest else (),
        sources=tuple(_sources(telling, parts)),
        choices=telling.buttons.all(),
        card=Card(rows=rows, moments=moments, meaning=tuple(_MEANING[part] for part in parts)),
    )


def _lead(counts: str, *, is_week: bool) -> str:
    if is_week:
        return phrase("staff_notices.lead.week", counts=counts)
    return phrase("staff_notices.lead.day", counts=counts)


def _counted(part: Part, count: int) -> str:
    return _ONE[part] if count == 1 else fill_in(_MANY[part], {"count": count})


def _not_shown(count: int) -> str:
    if count == 1:
        return phrase("staff_notices.not_shown_one")
    return phrase("staff_notices.not_shown_many", count=count)


def _rows(telling: Telling) -> Iterator[Row]:
    digest = telling.digest
    yield from (_call_row(telling, wait) for wait in digest.calls.shown)
    marks = (
        (digest.overdue, phrase("staff_notices.mark.overdue"), Tone.WARNING),
        (digest.due, phrase("staff_notices.mark.due"), Tone.ATTENTION),
        (digest.ahead, phrase("staff_notices.mark.ahead"), Tone.NONE),
    )
    for some, mark, tone in marks:
        yield from (_plan_row(telling, row, mark, tone) for row in some.shown)
    yield from (_contact_row(telling, one) for one in digest.contacts.shown)


def _call_row(telling: Telling, wait: Wait) -> Row:
    press = telling.buttons.add(phrase("staff_notices.button.call"), f"call/{wait.request}")
    asked = phrase("staff_notices.asked", time=uk_time(wait.asked_at))
    texts = (asked, *_promised(wait, telling.when), *_adviser(telling.digest, wait.personal_adviser_id))
    mark = phrase("staff_notices.mark.calls")
    return Row(title=_who(wait), texts=texts, mark=mark, tone=Tone.WARNING, press=press)


def _promised(wait: Wait, when: When) -> Iterator[str]:
    if wait.promised_at is None:
        return
    time = uk_time(wait.promised_at)
    is_over = wait.promised_at < when.now
    yield (
        phrase("staff_notices.promise_over", time=time)
        if is_over
        else phrase("staff_notices.promised", time=time)
    )


def _plan_row(telling: Telling, row: CaseloadRow, mark: str, tone: Tone) -> Row:
    assert row.due_on is not None  # what has no day is in none of these lists
    texts = (_plan_text(row.due_on, telling.when.on), *_adviser(telling.digest, row.personal_adviser_id))
    return Row(title=_who(row), texts=texts, mark=mark, tone=tone, press=_record(telling, row))


def _plan_text(due_on: date, on: date) -> str:
    days, day = (due_on - on).days, day_of(due_on)
    if days == 0:
        return phrase("staff_notices.plan_today")
    if days > 0:
        return (
            phrase("staff_notices.plan_one", day=day)
            if days == 1
            else phrase("staff_notices.plan_many", day=day, days=days)
        )
    if days == -1:
        return phrase("staff_notices.over_one", day=day)
    return phrase("staff_notices.over_many", day=day, days=-days)


def _contact_row(telling: Telling, one: DueContact) -> Row:
    label = phrase("staff_notices.button.contact")
    press = telling.buttons.add(label, f"contact/{one.row.young_person_id}")
    texts = (_contact_text(telling, one), *_adviser(telling.digest, one.row.personal_adviser_id))
    mark = phrase("staff_notices.mark.contacts")
    return Row(title=_who(one.row), texts=texts, mark=mark, tone=Tone.ATTENTION, press=press)


def _contact_text(telling: Telling, one: DueContact) -> str:
    last = one.row.last_meaningful_contact_on
    if one.by is None or last is None:
        return phrase("staff_notices.contact_none")
    weeks = telling.parameters.at("in_touch_weeks", telling.when.on).text
    said, day = day_of(last), day_of(one.by)
    if one.by < telling.when.on:
        return phrase("staff_notices.contact_over", last=said, weeks=weeks, day=day)
    return phrase("staff_notices.contact_soon", last=said, weeks=weeks, day=day)


def _moments(telling: Telling) -> Iterator[Moment]:
    for one in telling.digest.dates.shown:
        press = telling.buttons.add(phrase("staff_notices.button.person"), f"status/{one.young_person_id}")
        yield Moment(day=one.day, what=one.what, who=_who(one), press=press)


def _record(telling: Telling, row: CaseloadRow) -> int:
    return telling.buttons.add(phrase("staff_notices.button.person"), f"status/{row.young_person_id}")


def _who(person: object) -> str:
    name, reference = getattr(person, "preferred_name"), getattr(person, "reference")  # noqa: B009 - rows of several kinds
    return phrase("staff_notices.who", name=clipped(name), reference=clipped(reference))


def _adviser(digest: Digest, number: Optional[int]) -> Iterator[str]:
    if number is not None and number in digest.advisers:
        yield phrase("staff_notices.adviser", name=digest.advisers[number])


def _add_lists(telling: Telling, parts: Sequence[Part]) -> None:
    """A button for each list of which something is not shown."""
    for part in parts:
        if part in _LISTS and telling.some(part).count > len(telling.some(part).shown):
            telling.buttons.add(_BUTTON[part], f"list/{_LISTS[part]}/1")


def _sources(telling: Telling, parts: Sequence[Part]) -> Iterator[SourceLine]:
    for name in dict.fromkeys(_FIGURES[part] for part in parts if part in _FIGURES):
        figure = telling.parameters.at(name, telling.when.on)
        if isinstance(figure, Figure):
            yield SourceLine(title=figure.source, checked_on=figure.checked_on)
