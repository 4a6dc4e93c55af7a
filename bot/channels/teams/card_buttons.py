"""Buttons of a card, in rows that a telephone is wide enough for."""

from __future__ import annotations

from typing import Iterator, List, Sequence

from bot.channels.teams.card_elements import OPENS, Element, box, pressed, words

_WIDE = 34  # letters of buttons that stand beside each other on a telephone
_EACH = 4  # letters that a button's own edges take
_LONGEST = (
    28  # letters of a button: the end of a longer one would be cut off, so it is a line that can be pressed
)


def button_rows(buttons: Sequence[Element]) -> Iterator[Element]:
    """Buttons in rows that are no wider than a telephone: one that does not fit beside others stands below them."""
    row: List[Element] = []
    for each in buttons:
        is_long = len(each["title"]) > _LONGEST and each["type"] != "Action.ShowCard"
        if row and (is_long or sum(len(one["title"]) + _EACH for one in (*row, each)) > _WIDE):
            yield _side_by_side(row)
            row = []
        if is_long:
            yield pressed(box([words(each["title"], after=OPENS)], style="emphasis", spacing="Small"), each)
        else:
            row.append(each)
    if row:
        yield _side_by_side(row)


def _side_by_side(buttons: List[Element]) -> Element:
    return {"type": "ActionSet", "spacing": "Small", "actions": buttons}
