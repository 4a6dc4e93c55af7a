"""Lists of a card: facts, rows as a table that fits a telephone, and moments as a timeline."""

from __future__ import annotations

from itertools import groupby
from typing import Callable, Iterator, List, Optional, Sequence

from bot.card import Fact, Moment, Row, Tone
from bot.channels.teams.card_elements import (
    OPENS,
    TONES,
    Element,
    beside,
    box,
    column,
    heading,
    marked,
    pressed,
    subtle_line,
    words,
)
from bot.phrases import phrase

Press = Callable[[Optional[int], str], Optional[Element]]  # a choice's number and what is pressed: its button

_FIGURE = 8  # letters of a value that needs no column of its own width
_SHORT = 14  # letters of a mark that has room beside a title on a telephone


def fact_lines(facts: Sequence[Fact], press: Press) -> Iterator[Element]:
    """Each name beside what it is, opened by a press anywhere on it."""
    is_short = all(len(fact.value) <= _FIGURE for fact in facts)
    wide, narrow = ("stretch", "auto") if is_short else ("2", "3")
    for fact in facts:
        opens = press(fact.press, f"{fact.name}: {fact.value}")
        name = column([words(fact.name, after=OPENS if opens else "", isSubtle=True)], wide)
        line = beside(name, column([words(fact.value, weight="Bolder")], narrow), spacing="Small")
        yield pressed(line, opens)


def row_lines(rows: Sequence[Row], press: Press) -> Iterator[Element]:
    """Each row with its mark, opened by a press anywhere on it."""
    for row in rows:
        opens = press(row.press, row_words(row))
        yield pressed({**_row(row, opens is not None), "spacing": "Small", "separator": True}, opens)


def row_words(row: Row) -> str:
    """A row as one sentence: what a screen reader says of it. A tone is said by its word."""
    tone = "" if row.tone is Tone.NONE or not row.mark else f" ({TONES[row.tone]})"
    mark = row.mark or ("" if row.tone is Tone.NONE else TONES[row.tone])
    return ", ".join(part for part in (row.title, *row.texts, f"{mark}{tone}") if part)


def moment_lines(moments: Sequence[Moment], press: Press) -> Iterator[List[Element]]:
    """The moments of each month, below its name."""
    for month, group in groupby(moments, key=lambda moment: f"{moment.day:%B %Y}"):
        lines = [_moment(moment, press) for moment in group]
        lines[0] = box([heading(month, is_small=True), lines[0]], spacing="Medium")
        yield lines


def moment_words(moment: Moment) -> str:
    """A moment as one sentence."""
    what = phrase("teams_cards.past", what=moment.what) if moment.is_past else moment.what
    return ", ".join(part for part in (f"{moment.day:%A} {day_words(moment)}", moment.who, what) if part)


def day_words(moment: Moment) -> str:
    """5 January 2026."""
    return f"{moment.day.day} {moment.day:%B %Y}"


def _row(row: Row, is_opened: bool) -> Element:
    """The title beside a short mark, or above a long one, and below them what else there is, as wide as the card."""
    has_mark = bool(row.mark) or row.tone is not Tone.NONE
    mark = [marked(row.mark, row.tone)] if has_mark else []
    title = words(row.title, after=OPENS if is_opened else "", weight="Bolder")
    if mark and len(row.mark or TONES[row.tone]) <= _SHORT:
        first = [beside(column([title]), column(mark, "auto", spacing="Small"))]
    else:
        first = [title, *({**one, "spacing": "None"} for one in mark)]
    return box([*first, *map(subtle_line, row.texts)])


def _moment(moment: Moment, press: Press) -> Element:
    what = phrase("teams_cards.past", what=moment.what) if moment.is_past else moment.what
    opens = press(moment.press, moment_words(moment))
    weight = "Default" if moment.is_past else "Bolder"
    said = words(moment.who or what, after=OPENS if opens else "", weight=weight)
    rest = [subtle_line(what)] if moment.who else []
    day = words(f"{moment.day:%a} {moment.day.day}", isSubtle=moment.is_past)
    columns = [column([day], "58px"), column([said, *rest], spacing="Small")]
    return pressed({**beside(*columns), "spacing": "Small", "separator": True}, opens)
