"""What an adviser is shown of a request to be called, and the times by which they can say that they ring."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Iterator, Optional, Tuple

from bot.answer import Answer
from bot.card import Card, Fact, Field, Form, Option
from bot.caseload.call_promises import AskedCall
from bot.casework.shown_names import clipped
from bot.delivery.alerts.alert_words import uk_time
from bot.delivery.handing_over.bank_holidays import is_working_day
from bot.delivery.staffing.pressing import Buttons
from bot.delivery.staffing.working_hours import local, utc_of
from bot.phrases import phrase

BY = "by"  # the field of the time
_HOURS = (time(10), time(12), time(14), time(16), time(18))
_SOON = timedelta(minutes=15)  # a time that is nearer is none to offer
_DAYS = 2  # working days whose times are offered


@dataclass(frozen=True)
class Said:
    """What stands above a request: a title and a lead that name nobody, and what is wrong with the time that was chosen."""

    title: str
    lead: str
    error: str = ""


def new_call() -> Said:
    """That somebody just asked."""
    return Said(phrase("staff_notices.call.title"), phrase("staff_notices.call.lead"))


def call_promised(by: datetime) -> Said:
    """That a time was kept."""
    time_ = uk_time(by)
    return Said(
        phrase("staff_notices.call.promise_title", time=time_),
        phrase("staff_notices.call.promised", time=time_),
    )


def bad_time() -> Said:
    """That a time can't be kept."""
    error = phrase("staff_notices.call.bad_time")
    return Said(phrase("staff_notices.call.title"), error, error)


def call_answer(asked: AskedCall, said: Said, now: datetime, *, chosen: Optional[datetime] = None) -> Answer:
    """The request with its buttons; whoever was rung waits for nothing. `chosen` is the time that is filled in, ahead and in naive UTC."""
    return _over(asked) if asked.is_done else _open(asked, said, now, chosen)


def _open(asked: AskedCall, said: Said, now: datetime, chosen: Optional[datetime]) -> Answer:
    buttons, wait = Buttons(), asked.wait
    promise = buttons.add(phrase("staff_notices.call.promise"), f"call_promise/{wait.request}")
    buttons.add(phrase("staff_notices.call.done"), f"called/{wait.request}")
    buttons.add(phrase("staff_notices.button.person"), f"status/{wait.young_person_id}")
    told = [] if chosen is None else [_option(chosen)]
    times = (*told, *(one for one in _times(now) if one not in told))
    field = Field(
        id=BY,
        label=phrase("staff_notices.call.by"),
        kind="one_of",
        value=times[0].value,
        options=times,
        is_required=True,
        error=said.error,
    )
    card = Card(
        facts=tuple(_facts(asked)),
        form=Form(fields=(field,), press=promise),
        meaning=(phrase("staff_notices.call.meaning"),),
    )
    return Answer(title=said.title, lead=said.lead, choices=buttons.all(), card=card)


def _over(asked: AskedCall) -> Answer:
    buttons = Buttons()
    buttons.add(phrase("staff_notices.button.person"), f"status/{asked.wait.young_person_id}")
    return Answer(
        title=phrase("staff_notices.call.over_title"),
        lead=phrase("staff_notices.call.over"),
        choices=buttons.all(),
        card=Card(facts=tuple(_facts(asked)), meaning=(phrase("staff_notices.call.meaning"),)),
    )


def _facts(asked: AskedCall) -> Iterator[Fact]:
    wait = asked.wait
    who = phrase("staff_notices.who", name=clipped(wait.preferred_name), reference=clipped(wait.reference))
    yield Fact(name=phrase("staff_notices.call.fact.who"), value=who)
    yield Fact(name=phrase("staff_notices.call.fact.asked"), value=uk_time(wait.asked_at))
    if wait.promised_at is not None:
        promised = phrase("staff_notices.promised", time=uk_time(wait.promised_at))
        yield Fact(name=phrase("staff_notices.call.fact.promised"), value=promised)
    if asked.words:
        yield Fact(name=phrase("staff_notices.call.fact.words"), value=asked.words)


def _times(now: datetime) -> Iterator[Option]:
    """Hours of this and the next working days, as long as they are ahead. The value is naive UTC."""
    for day in _working_days(local(now).date()):
        for hour in _HOURS:
            moment = utc_of(day, hour)
            if moment >= now + _SOON:
                yield _option(moment)


def _option(moment: datetime) -> Option:
    return Option(value=moment.isoformat(), label=_label(moment))


def _working_days(day: date) -> Tuple[date, ...]:
    days = [ahead for ahead in (day + timedelta(days=n) for n in range(14)) if is_working_day(ahead)]
    return tuple(days[: _DAYS + 1])


def _label(moment: datetime) -> str:
    return f"{local(moment):%A} {uk_time(moment)}"
