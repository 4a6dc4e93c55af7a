"""An Adaptive Card as its client reads it: the buttons that send something, what can be filled in, and what each then sends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Dict, Iterator, List, Mapping, Sequence

Element = Mapping[str, Any]

SENDS = ("Action.Submit", "Action.Execute")
_PARTS = (
    "body",
    "items",
    "columns",
    "rows",
    "cells",
    "actions",
    "inlines",
)  # lists of elements in an element


@dataclass(frozen=True)
class Button:
    """A button that sends `data`, with what was filled in unless it `is_alone`."""

    title: str
    data: Mapping[str, Any]
    is_alone: bool = False


@dataclass(frozen=True)
class Input:
    """Something to fill in; `choices` are values by their titles, if there are any."""

    id: str
    label: str
    value: str
    is_required: bool
    choices: Mapping[str, str]


def elements(element: Element) -> Iterator[Element]:
    """It and everything in it, as a reader comes to it; the cards that buttons open too."""
    yield element
    for part in _parts(element):
        yield from elements(part)


def _parts(element: Element) -> Iterator[Element]:
    """The elements right in it; what is pressed is none of them."""
    for name in _PARTS:
        found = element.get(name)
        yield from (part for part in (found if isinstance(found, list) else ()) if isinstance(part, dict))
    if isinstance(element.get("card"), dict):
        yield element["card"]


def buttons(card: Element) -> List[Button]:
    """Those that send something, the first one first; a line that can be pressed is one by its words."""
    return [_button(action, words) for action, words in sending(card)]


def sending(element: Element, words: str = "") -> Iterator[tuple[Element, str]]:
    """The actions that send, in the order of the buttons, each with the words of what is pressed if it has no title."""
    if element.get("type") in SENDS:
        yield element, words
        return
    pressed = element.get("selectAction")
    if isinstance(pressed, dict):
        yield from sending(pressed, line_of(element))
    for part in _parts(element):
        yield from sending(part)


def _button(action: Element, words: str) -> Button:
    is_alone = str(action.get("associatedInputs", "")).lower() == "none"
    return Button(str(action.get("title") or words), action.get("data") or {}, is_alone)


def line_of(element: Element) -> str:
    """The words in it, on one line."""
    return " ".join(words for words in map(words_of, elements(element)) if words)


def words_of(element: Element) -> str:
    """What a text says; empty for anything else."""
    is_text = element.get("type") in ("TextBlock", "TextRun")
    return str(element.get("text", "")) if is_text else ""


def inputs(card: Element) -> List[Input]:
    """What can be filled in."""
    found = [one for one in elements(card) if str(one.get("type", "")).startswith("Input.")]
    return [_input(one) for one in found]


def sent(button: Button, card: Element, filled: Mapping[str, str]) -> Dict[str, Any]:
    """What the client sends when a button is pressed. Raises ValueError with the labels of what is still to be filled in."""
    if button.is_alone:
        return dict(button.data)
    fields = inputs(card)
    given = {one.id: filled.get(one.id, one.value) for one in fields}
    missing = [one.label or one.id for one in fields if one.is_required and not given[one.id].strip()]
    if missing:
        raise ValueError(f"fill in {', '.join(missing)}")
    return {**button.data, **{name: value for name, value in given.items() if value}}


def _input(one: Element) -> Input:
    choices: Sequence[Mapping[str, Any]] = one.get("choices") or ()
    value = one.get("value", "false" if one.get("type") == "Input.Toggle" else "")
    return Input(
        str(one.get("id", "")),
        str(one.get("label") or one.get("title") or ""),
        str(value),
        bool(one.get("isRequired")),
        {str(choice.get("title")): str(choice.get("value")) for choice in choices},
    )
