"""What an adviser is shown of words that did not go their way at once: the words stand in a field of the card, and nowhere else."""

from __future__ import annotations

from bot.answer import Answer, Choice, SourceLine
from bot.card import Card, Field, Form
from bot.delivery.handing_over.held_words import Why
from bot.delivery.handing_over.said_to_staff import VERB
from bot.delivery.one_message import MOST_CHARACTERS
from bot.phrases import PhraseSet, phrase

SEND, KEEP = "send", "keep"  # what the buttons do
WORDS = "words"  # the id of the field
MOST = MOST_CHARACTERS  # letters, as of any message

_HELD = PhraseSet("hand_over.staff.held", Why)


def held(number: int, words: str, why: Why) -> Answer:
    """They are shown again, to be changed and sent, or not to be sent. What is too long for a message can't be sent from here."""
    fits = len(words) <= MOST
    lead = _HELD[why] if fits else f"{_HELD[why]} {phrase('hand_over.staff.held_too_long')}"
    field = Field(id=WORDS, label=phrase("hand_over.staff.held_field"), kind="lines", value=words, most=MOST)
    form = Form(fields=(field,), press=0) if fits else None
    send = [_choice(phrase("hand_over.staff.send"), SEND, number)] if fits else []
    return Answer(
        title=phrase("hand_over.staff.held_title"),
        lead=lead,
        choices=(*send, _choice(phrase("hand_over.staff.keep"), KEEP, number)),
        card=Card(form=form, meaning=(phrase("hand_over.staff.held_meaning"),)),
        sources=(SourceLine(title=phrase("hand_over.staff.source")),),
    )


def sent(*, is_new: bool) -> Answer:
    """They went their way by the button, now or before."""
    lead = phrase("hand_over.staff.sent") if is_new else phrase("hand_over.staff.sent_before")
    return Answer(title=phrase("hand_over.staff.sent_title"), lead=lead)


def too_long() -> Answer:
    """What was made longer in the field than a message may be goes nowhere."""
    return Answer(title=phrase("hand_over.staff.kept_title"), lead=phrase("hand_over.staff.held_too_long"))


def kept() -> Answer:
    """Nothing was passed on."""
    return Answer(title=phrase("hand_over.staff.kept_title"), lead=phrase("hand_over.staff.kept"))


def _choice(label: str, what: str, number: int) -> Choice:
    return Choice(label=label, kind="staff", value=f"{VERB}/{what}/{number}")
