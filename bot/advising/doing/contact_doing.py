"""Recording a contact by message: a form with what was said already, and the deed behind its Save."""

from __future__ import annotations

import re
from typing import Any, Mapping, Optional, Sequence

from bot.advising.asking import Asking
from bot.advising.doing.acts import do_contact
from bot.advising.doing.deed_words import KINDS, done_already
from bot.advising.doing.deeds import Done
from bot.advising.doing.doing_cards import about, day_of, law, press, source_of, told, undo_button, with_undo
from bot.advising.doing.filled import NO, YES, filled_day, filled_yes_no
from bot.advising.requests.request import Contact
from bot.answer import Answer, Choice, SourceLine
from bot.card import Fact, Field, Form, Option
from bot.caseload.contacts import MOST_NOTE, ContactError, ContactWrong, NewContact
from bot.caseload.person_now import PersonNow, person_now
from bot.casework.codes import ContactKind
from bot.phrases import PhraseSet, phrase

_ERRORS = PhraseSet("staff_deeds.contact.error", ContactWrong)
KIND, DAY, MEANINGFUL, NOTE = "kind", "happened_on", "is_meaningful", "note"
# Nobody was there: hardly a meaningful contact, though whoever records it may say otherwise.
_NOT_REACHED = re.compile(
    r"\b(?:no (?:answer|reply|response)|not in|nobody (?:in|there)|no one (?:in|there)|voice ?mail|(?:didn'?t|did not) (?:answer|pick up|reply))\b",
    re.IGNORECASE,
)
_MAY_ANSWER_CALL = (ContactKind.PHONE, ContactKind.VIDEO, ContactKind.VISIT, ContactKind.MEETING)


def open_contact(asking: Asking, args: Sequence[str]) -> Answer:
    """The form, for a person, of today. `contact/17` or, with the kind filled in, `contact/17/phone`."""
    person = person_now(asking.session, asking.caller, int(args[0]), asking.when.now)
    today = {DAY: asking.when.on.isoformat()}
    return contact_form(asking, person, {**today, KIND: args[1]} if len(args) > 1 else today)


def contact_asked(asking: Asking, person: int, contact: Optional[Contact]) -> Answer:
    """The form, with what was said in words."""
    found = person_now(asking.session, asking.caller, person, asking.when.now)
    return contact_form(asking, found, _said(contact or Contact()))


def save_contact(asking: Asking, args: Sequence[str]) -> Answer:
    """Keep it; or the same form with what was typed, and what is wrong at its field: `contact_save/17/<key>`.

    A form that comes back keeps the key of the first: however many cards there are of it, it is one contact.
    """
    person = int(args[0])
    key = args[1] if len(args) > 1 else asking.key
    contact = contact_of(asking.inputs)
    try:
        done = do_contact(asking.doer, key, person, contact)
    except ContactError as error:
        found = person_now(asking.session, asking.caller, person, asking.when.now)
        return contact_form(asking, found, asking.inputs, error.wrong, key)
    return _saved(asking, person, contact, done) if done.is_first else done_already(done)


def contact_of(inputs: Mapping[str, str]) -> NewContact:
    """What was filled in. What is no value of its field counts as missing."""
    kinds = {kind.value: kind for kind in ContactKind}
    return NewContact(
        kind=kinds.get(inputs.get(KIND, "")),
        happened_on=filled_day(inputs, DAY),
        is_meaningful=filled_yes_no(inputs, MEANINGFUL),
        note=inputs.get(NOTE, ""),
    )


def contact_fields(values: Mapping[str, str], wrong: Optional[ContactWrong] = None) -> tuple[Field, ...]:
    """The fields with these values, and what is wrong with one of them."""

    def field(name: str, label: str, **more: Any) -> Field:
        error = _ERRORS[wrong] if wrong is not None and wrong.field == name else ""
        return Field(id=name, label=label, value=values.get(name, ""), error=error, **more)

    kinds = tuple(Option(value=kind.value, label=KINDS[kind]) for kind in ContactKind)
    says = (
        Option(value=YES, label=phrase("staff_deeds.yes")),
        Option(value=NO, label=phrase("staff_deeds.no")),
    )
    return (
        field(KIND, phrase("staff_deeds.contact.field.kind"), kind="one_of", options=kinds, is_required=True),
        field(DAY, phrase("staff_deeds.contact.field.happened_on"), kind="day", is_required=True),
        field(
            MEANINGFUL,
            phrase("staff_deeds.contact.field.is_meaningful"),
            kind="one_of",
            options=says,
            is_required=True,
        ),
        field(NOTE, phrase("staff_deeds.contact.field.note"), kind="lines", most=MOST_NOTE),
    )


def contact_form(
    asking: Asking,
    person: PersonNow,
    values: Mapping[str, str],
    wrong: Optional[ContactWrong] = None,
    key: str = "",
) -> Answer:
    """The card. `key` is that of the form that comes back with it."""
    save = "/".join(["contact_save", str(person.id), *([key] if key else [])])
    return told(
        phrase("staff_deeds.contact.title"),
        phrase("staff_deeds.contact.wrong") if wrong else phrase("staff_deeds.contact.lead"),
        (phrase("staff_deeds.contact.meaning"),),
        _sources(asking),
        facts=(about(person),),
        choices=(press(phrase("staff_deeds.contact.save"), save),),
        form=Form(fields=contact_fields(values, wrong), press=0),
    )


def _said(contact: Contact) -> dict[str, str]:
    says = {True: YES, False: NO, None: NO if _NOT_REACHED.search(contact.note) else ""}
    return {
        KIND: contact.kind.value if contact.kind else "",
        DAY: contact.happened_on.isoformat() if contact.happened_on else "",
        MEANINGFUL: says[contact.is_meaningful],
        NOTE: contact.note,
    }


def _saved(asking: Asking, person: int, contact: NewContact, done: Done) -> Answer:
    found = person_now(asking.session, asking.caller, person, asking.when.now)
    says = phrase("staff_deeds.yes") if contact.is_meaningful else phrase("staff_deeds.no")
    facts = [about(found), Fact(name=phrase("staff_deeds.fact.meaningful"), value=says)]
    if contact.note.strip():
        facts.append(Fact(name=phrase("staff_deeds.fact.note"), value=contact.note.strip()))
    lead = phrase(
        "staff_deeds.contact.done",
        kind=KINDS[ContactKind(done.said["kind"])],
        day=day_of(done.said["day"]),
    )
    return told(
        phrase("staff_deeds.contact.done_title"),
        with_undo(lead, done),
        (phrase("staff_deeds.contact.meaning"),),
        _sources(asking),
        facts=facts,
        choices=(undo_button(done), *_calls(found, contact)),
    )


def _calls(person: PersonNow, contact: NewContact) -> tuple[Choice, ...]:
    """Whoever was rung may have waited for it."""
    if contact.kind not in _MAY_ANSWER_CALL:
        return ()
    return tuple(press(phrase("staff_deeds.call.button"), f"called/{call.id}") for call in person.calls)


def _sources(asking: Asking) -> tuple[SourceLine, ...]:
    keeping_in_touch = law("Children Act 1989", "sections 23B(1) and 23C(2)")
    return (keeping_in_touch, *source_of("in_touch_weeks", asking.parameters, asking.when.on))
