"""What cards are built of. Whatever is said stands in text runs, which know no Markdown: nobody's words become a link."""

from __future__ import annotations

import re
from typing import Any, Dict, Iterable, Mapping, Optional

from bot.card import Tone
from bot.phrases import PhraseSet

Element = Dict[str, Any]

_MARKDOWN = re.compile(r"([\\`*_\[\]])")
_LIST = re.compile(r"^(\s*)([-+#>]|\d+(?=[.)]))")
# Each has a form of its own: colour says nothing that the form and the words do not. Written words are never coloured, since Teams' own
# yellow and green are too pale to be read.
_SHAPES: Mapping[Tone, str] = {Tone.GOOD: "●", Tone.ATTENTION: "▲", Tone.WARNING: "■"}
TONES: Mapping[Tone, str] = PhraseSet("teams_cards.tone", [Tone.GOOD, Tone.ATTENTION, Tone.WARNING])

# Our worst is a warning; Teams calls its red "attention", and its yellow "warning".
_COLOURS: Mapping[Tone, str] = {Tone.GOOD: "Good", Tone.ATTENTION: "Warning", Tone.WARNING: "Attention"}
OPENS = "\u00a0›"  # the sign that there is more behind it; never on a line by itself


def heading(text: str, *, is_small: bool = False) -> Element:
    """A heading that screen readers find. Only a text block can be one, so what would be Markdown is escaped."""
    size = "Default" if is_small else "Large"
    return {
        "type": "TextBlock",
        "text": _LIST.sub(r"\1\\\2", _MARKDOWN.sub(r"\\\1", text)),
        "wrap": True,
        "style": "heading",
        "size": size,
        "weight": "Bolder",
    }


def words(
    text: str, *, before: Iterable[Element] = (), after: str = "", spacing: str = "", **style: Any
) -> Element:
    """Words as they are, which wrap by themselves; `style` is that of a text run. What stands `after` them stands back."""
    behind = [_run(after, isSubtle=True)] if after else []
    block = {"type": "RichTextBlock", "inlines": [*before, _run(text, **style), *behind]}
    return {**block, "spacing": spacing} if spacing else block


def subtle(text: str, spacing: str = "Small") -> Element:
    """Words that stand back."""
    return words(text, spacing=spacing, isSubtle=True)


def subtle_line(text: str) -> Element:
    """A line that stands back, close below another one."""
    return subtle(text, "None")


def marked(text: str, tone: Tone, spacing: str = "") -> Element:
    """Bold words behind the shape and colour of a tone; those of the tone itself where there are none."""
    shape = [_run(f"{_SHAPES[tone]} ", color=_COLOURS[tone])] if tone in _SHAPES else []
    return words(text or TONES[tone], before=shape, spacing=spacing, weight="Bolder")


def column(items: Iterable[Element], width: str = "stretch", **more: Any) -> Element:
    """One of several things beside each other."""
    return {"type": "Column", "width": width, "items": list(items), **more}


def beside(*columns: Element, spacing: str = "") -> Element:
    """Columns."""
    found = {"type": "ColumnSet", "columns": list(columns)}
    return {**found, "spacing": spacing} if spacing else found


def box(items: Iterable[Element], **more: Any) -> Element:
    """Things that belong together."""
    return {"type": "Container", "items": list(items), **more}


def button(line: str, index: int, title: str, *, is_beside_form: bool = False, **more: Any) -> Element:
    """A button that says which line and which of its choices it is, and nothing else. One beside a form takes nothing that is filled in."""
    inputs = {"associatedInputs": "none"} if is_beside_form else {}
    return {"type": "Action.Submit", "title": title, "data": {"press": f"{line}.{index}"}, **inputs, **more}


def pressed(element: Element, press: Optional[Element]) -> Element:
    """The same, opened by a press anywhere on it."""
    return {**element, "selectAction": press} if press else element


def _run(text: str, **style: Any) -> Element:
    return {"type": "TextRun", "text": text, **style}
