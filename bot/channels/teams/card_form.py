"""The form of a card. What was filled in comes back by the fields' ids: days as 2026-11-29, yes and no as those words."""

from __future__ import annotations

from typing import Any, Iterator, Mapping, Sequence

from bot.card import Field, Option, Tone
from bot.channels.teams.card_elements import Element, marked
from bot.phrase_files import fill_in
from bot.phrases import PhraseSet, phrase

_KINDS_OF_FIELD = ("text", "lines", "day", "one_of", "yes_no", "secret")
_REFUSALS: Mapping[str, str] = PhraseSet("teams_cards.refusal", _KINDS_OF_FIELD, "label")
YES, NO = "yes", "no"  # the values of a field of kind yes_no

_FEW = 4  # options that are shown open; more stand in a list that opens


def field_lines(fields: Sequence[Field]) -> Iterator[Element]:
    """Each field, below what was wrong with it before."""
    for field in fields:
        if field.error:
            yield marked(phrase("teams_cards.error", error=field.error), Tone.WARNING, "Medium")
        yield {"spacing": "Small" if field.error else "Medium", **_input(field)}


def _input(field: Field) -> Element:
    made = {
        "id": field.id,
        "label": field.label,
        "isRequired": field.is_required,
        "errorMessage": _refusal(field),
        **_KINDS[field.kind](field),
    }
    return {**made, "value": field.value} if field.value and field.kind != "secret" else made


def _refusal(field: Field) -> str:
    return fill_in(_REFUSALS[field.kind], {"label": field.label})


def _text(field: Field) -> Mapping[str, Any]:
    return {"type": "Input.Text", "maxLength": field.most}


def _lines(field: Field) -> Mapping[str, Any]:
    return {**_text(field), "isMultiline": True}


def _secret(field: Field) -> Mapping[str, Any]:
    return {**_text(field), "style": "Password"}


def _day(_field: Field) -> Mapping[str, Any]:
    return {"type": "Input.Date"}


def _one_of(field: Field) -> Mapping[str, Any]:
    style = "expanded" if len(field.options) <= _FEW else "compact"
    choices = [{"title": option.label, "value": option.value} for option in field.options]
    return {"type": "Input.ChoiceSet", "style": style, "wrap": True, "choices": choices}


def _yes_no(field: Field) -> Mapping[str, Any]:
    options = (
        Option(value=YES, label=phrase("teams_cards.yes")),
        Option(value=NO, label=phrase("teams_cards.no")),
    )
    return _one_of(field.copy(update={"options": options}))


_KINDS = {
    "text": _text,
    "lines": _lines,
    "secret": _secret,
    "day": _day,
    "one_of": _one_of,
    "yes_no": _yes_no,
}
