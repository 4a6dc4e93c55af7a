"""Setting a text PIN by message. The young person chooses it, as on the pages; it stands in no card and no talk afterwards."""

from __future__ import annotations

from typing import Sequence

from bot.advising.asking import Asking
from bot.advising.doing.acts import do_pin
from bot.advising.doing.deed_words import done_already
from bot.advising.doing.doing_cards import about, press, told, undo_button, with_undo
from bot.answer import Answer
from bot.card import Field, Form
from bot.caseload.person_now import PersonNow, person_now
from bot.identity.by_phone.text_pins import MOST, PinError
from bot.phrases import PhraseSet, phrase

PIN = "pin"
_REFUSED = PhraseSet("staff_deeds.pin.refused", ("short", "easy", "birthday"))


def open_pin(asking: Asking, args: Sequence[str]) -> Answer:
    """The form: `pin/17`."""
    return pin_asked(asking, int(args[0]))


def pin_asked(asking: Asking, person: int) -> Answer:
    """The form. What was said in words is no PIN: words are kept."""
    if asking.tools.pins is None:
        return Answer(lead=phrase("staff_deeds.not_here"))
    return _form(person_now(asking.session, asking.caller, person, asking.when.now))


def set_that_pin(asking: Asking, args: Sequence[str]) -> Answer:
    """Set it; or the form again, empty, with what is wrong: `pin_set/17`."""
    pins, person = asking.tools.pins, int(args[0])
    if pins is None:
        return Answer(lead=phrase("staff_deeds.not_here"))
    try:
        done = do_pin(asking.doer, asking.key, person, asking.inputs.get(PIN, ""), pins)
    except PinError as error:
        found = person_now(asking.session, asking.caller, person, asking.when.now)
        return _form(found, _REFUSED[error.why])
    if not done.is_first:
        return done_already(done)
    found = person_now(asking.session, asking.caller, person, asking.when.now)
    return told(
        phrase("staff_deeds.pin.done_title"),
        with_undo(phrase("staff_deeds.pin.done"), done),
        (phrase("staff_deeds.pin.meaning"),),
        facts=(about(found),),
        choices=(undo_button(done),),
    )


def _form(person: PersonNow, wrong: str = "") -> Answer:
    field = Field(
        id=PIN,
        label=phrase("staff_deeds.pin.field"),
        kind="secret",
        error=wrong,
        is_required=True,
        most=MOST,
    )
    return told(
        phrase("staff_deeds.pin.title"),
        f"{wrong} {phrase('staff_deeds.pin.wrong')}" if wrong else phrase("staff_deeds.pin.lead"),
        (phrase("staff_deeds.pin.meaning"),),
        facts=(about(person),),
        choices=(press(phrase("staff_deeds.pin.button"), f"pin_set/{person.id}"),),
        form=Form(fields=(field,), press=0),
    )
