"""An Adaptive Card as readable lines, with numbers on what can be pressed."""

from __future__ import annotations

from typing import Iterator, Mapping

from bot.cli.card_pressing import Element, elements, line_of, sending

_DEEPER = "  "
Numbers = Mapping[int, int]  # of what can be pressed, by the identity of its action


def card_lines(card: Element) -> Iterator[str]:
    """The lines. A card that a button opens stands open, under the button's title."""
    numbers = {id(action): number for number, (action, _) in enumerate(sending(card), 1)}
    yield from _inside(card, numbers)


def _lines(element: Element, numbers: Numbers) -> Iterator[str]:
    kind = str(element.get("type", ""))
    pressed = numbers.get(id(element)) or numbers.get(id(element.get("selectAction")))
    if id(element) in numbers:
        yield f"[{pressed}] {element.get('title', '')}"
    elif kind.startswith("Input."):
        yield _input_line(element)
    elif kind == "Action.OpenUrl":
        yield f"{element.get('title', '')}: {element.get('url', '')}"
    elif kind == "FactSet":
        yield from (f"{fact.get('title')}: {fact.get('value')}" for fact in element.get("facts", ()))
    elif kind == "Image":
        yield f"(picture: {element.get('altText') or 'without words'})"
    elif _is_words_alone(element, numbers):
        yield from _words(element, pressed)
    else:
        yield from _more(element, numbers, pressed)


def _words(element: Element, pressed: object) -> Iterator[str]:
    """A line of words, or several below each other."""
    rows = element.get("items") if pressed is None and element.get("type") != "Column" else None
    for line in map(line_of, rows or [element]):
        if line:
            yield line if pressed is None else f"[{pressed}] {line}"


def _more(element: Element, numbers: Numbers, pressed: object) -> Iterator[str]:
    if pressed is not None:
        yield f"[{pressed}] {element['selectAction'].get('title') or line_of(element)}"
    if element.get("type") == "Action.ShowCard":
        yield f"{element.get('title', '')}:"
    is_deeper = pressed is not None or element.get("type") == "Action.ShowCard"
    yield from (f"{_DEEPER if is_deeper else ''}{line}" for line in _inside(element, numbers))


def _inside(element: Element, numbers: Numbers) -> Iterator[str]:
    for name in ("body", "items", "columns", "rows", "cells", "actions"):
        for part in element.get(name) or ():
            yield from _lines(part, numbers)
    if isinstance(element.get("card"), dict):
        yield from _inside(element["card"], numbers)


def _is_words_alone(element: Element, numbers: Numbers) -> bool:
    """Whether there is nothing in it but words and what holds them, and nothing to press but itself."""
    held = ("Container", "ColumnSet", "Column", "Table", "TableRow", "TableCell", "RichTextBlock")
    within = [one for one in elements(element) if one is not element]
    if any(id(one.get("selectAction")) in numbers for one in within):
        return False
    return all(str(one.get("type", "")) in (*held, "TextBlock", "TextRun") for one in (element, *within))


def _input_line(element: Element) -> str:
    choices = ", ".join(str(one.get("title")) for one in element.get("choices") or ())
    shown = f" ({choices})" if choices else ""
    label = element.get("label") or element.get("title", "")
    return f"{element.get('id')} - {label}{shown}: {element.get('value', '')}".rstrip()
