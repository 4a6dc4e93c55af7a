"""The cards after a danger: whom it is about, what the manager gets, what became of it, and whom to ring."""

from __future__ import annotations

from typing import Optional, Sequence

from bot.advising.asking import Asking
from bot.advising.at_risk.behind_them import TELL, TOLD, duty_lines
from bot.advising.doing.doing_cards import about, press, told
from bot.advising.persons import known_to
from bot.answer import Answer, Choice, ContactLine, SourceLine
from bot.card import Fact, Field, Form, Option
from bot.caseload.known_names import show_people
from bot.caseload.person_now import PersonNow
from bot.delivery.alerts.told_by_adviser import Told
from bot.phrases import PhraseSet, phrase, phrases
from bot.safeguarding.replies import EMERGENCY, KINDS

WHO = "who"  # the field
_DANGERS = PhraseSet("staff_pages.danger", sorted(KINDS))


def whom_form(asking: Asking, title: str, lead: str, send: Choice) -> Answer:
    """Asks which of the caller's own it is about; each of them is shown, and that is kept."""
    people = known_to(asking).people
    show_people(asking.session, asking.caller, people, asking.when.now)
    named = sorted(people, key=lambda one: one.name.casefold())
    options = tuple(Option(value=str(one.id), label=f"{one.name} ({one.reference})") for one in named)
    field = Field(id=WHO, label=phrase("staff_danger.who"), kind="one_of", options=options, is_required=True)
    return told(title, lead, _meaning(), _sources(), choices=(send,), form=Form(fields=(field,), press=0))


def ask_whom_to_tell_of(asking: Asking, kind: str) -> Answer:
    """Choosing and sending is the confirmation."""
    send = press(phrase("staff_danger.tell.send"), f"{TOLD}/{kind}")
    return whom_form(asking, phrase("staff_danger.tell.title"), phrase("staff_danger.tell.whom"), send)


def ask_to_tell(person: PersonNow, kind: str) -> Answer:
    """Whom it is about, and what the manager gets."""
    send = press(phrase("staff_danger.tell.send"), f"{TOLD}/{kind}/{person.id}")
    other = press(phrase("staff_danger.tell.other"), f"{TELL}/{kind}")
    facts = (about(person), _danger(kind))
    title, lead = phrase("staff_danger.tell.title"), phrase("staff_danger.tell.lead")
    return told(title, lead, _meaning(), _sources(), facts=facts, choices=(send, other))


def told_them(asking: Asking, person: PersonNow, kind: str, what: Told, record: Choice) -> Answer:
    """What became of it."""
    if what is Told.NOBODY:
        return cannot_tell(asking)
    rules = asking.tools.alerts
    minutes = rules.minutes if rules else 0
    if what is Told.NOW:
        title, lead = phrase("staff_danger.told.title"), phrase("staff_danger.told.lead", minutes=minutes)
    else:
        title, lead = phrase("staff_danger.before.title"), phrase("staff_danger.before.lead")
    alerts = press(phrase("staff_alert_cards.button.all"), "alerts")
    facts = (about(person), _danger(kind))
    return told(title, lead, _meaning(), _sources(), facts=facts, choices=(record, alerts))


def cannot_tell(asking: Asking) -> Answer:
    """Nothing of ours leads to their manager: whom to ring."""
    lead = phrase("staff_danger.not_told.lead")
    return _ringing(phrase("staff_danger.not_told.title"), lead, duty_lines(asking))


def whom_to_ring(asking: Optional[Asking] = None) -> Answer:
    """Who is on duty, and what the procedure is, as far as anybody here knows; the team's number for its own staff alone."""
    lines = duty_lines(asking) if asking else ()
    lead = phrase("staff_danger.ring.lead") if lines else phrase("staff_danger.ring.no_number")
    return _ringing(phrase("staff_danger.ring.title"), lead, lines)


def procedure(asking: Optional[Asking] = None) -> Answer:
    """The steps that every council's procedure has, and that the council's own wins."""
    answer = whom_to_ring(asking)
    title, lead = phrase("staff_danger.procedure.title"), phrase("staff_danger.procedure.lead")
    steps = phrases("staff_danger.procedure.steps")
    return answer.copy(update={"title": title, "lead": lead, "steps": steps})


def _ringing(title: str, lead: str, lines: Sequence[ContactLine]) -> Answer:
    emergency = EMERGENCY.copy(update={"who_for": phrase("staff_danger.life")})
    return told(title, lead, _meaning(), _sources()).copy(update={"contacts": (emergency, *lines)})


def _danger(kind: str) -> Fact:
    return Fact(name=phrase("staff_danger.fact.danger"), value=_DANGERS[kind])


def _meaning() -> tuple[str, ...]:
    return tuple(phrases("staff_danger.meaning"))


def _sources() -> tuple[SourceLine, ...]:
    return (SourceLine(title=phrase("staff_danger.source")),)
