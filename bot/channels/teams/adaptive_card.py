"""An answer as one Adaptive Card 1.5, the newest that Teams shows: what it lists, and its buttons below.

A card is cut to what Teams takes: lists first, from their end, and it says so. What is to be passed on word by word stands whole.
"""

from __future__ import annotations

import json
from itertools import chain
from typing import Iterator, List, Optional, Sequence, Set

from bot.answer import Answer
from bot.card import Card
from bot.channels.teams.card_as_text import answer_as_text
from bot.channels.teams.card_buttons import button_rows
from bot.channels.teams.card_elements import (
    Element,
    box,
    button,
    heading,
    subtle,
    subtle_line,
    words,
)
from bot.channels.teams.card_form import field_lines
from bot.channels.teams.card_lists import Press, fact_lines, moment_lines, row_lines
from bot.channels.teams.card_offer import offer_lines, source_lines
from bot.channels.teams.card_pictures import gauge_lines, step_lines
from bot.channels.teams.card_room import at_most, with_short_entries, without_markdown
from bot.phrases import phrase

MOST_BYTES = 24_500  # of JSON; Teams took 28 KB for long, and takes more now
MOST_FALLBACK = 2_000  # letters
_SCHEMA = "http://adaptivecards.io/schemas/adaptive-card.json"
_NO_CARD = Card()


def adaptive_card(answer: Answer, line: str) -> Element:
    """The card of everything but the lead. `line` is the id of the journal's line, which with a choice's number is what a button says."""
    card = card_of(answer, line)
    if size_of(card) > MOST_BYTES:
        answer = with_short_entries(answer)
        card = _card(_shortened(answer, _room(answer, line)), line, answer)
    return card if size_of(card) <= MOST_BYTES else _cut(card)


def card_of(answer: Answer, line: str) -> Element:
    """The whole of it, of any size."""
    return _card(answer, line, answer)


def _room(answer: Answer, line: str) -> int:
    """How many entries of each list the card has room for; none, if it is too long without them."""
    fits, too_many = 0, 1 + max(map(len, _lists(answer)), default=0)
    while too_many - fits > 1:
        tried = (fits + too_many) // 2
        is_right = size_of(_card(_shortened(answer, tried), line, answer)) <= MOST_BYTES
        fits, too_many = (tried, too_many) if is_right else (fits, tried)
    return fits


def size_of(card: Element) -> int:
    """Bytes of a card as it is posted."""
    return len(json.dumps(card, separators=(",", ":")))


def has_card(answer: Answer) -> bool:
    """Whether there is more to show than words that are read in one go."""
    more = (answer.card, answer.paragraphs, answer.columns, answer.steps, answer.contacts)
    return any((*more, answer.sources, answer.choices))


def bare_card(body: Sequence[Element], fallback: str) -> Element:
    """A card of these elements."""
    return {
        "type": "AdaptiveCard",
        "$schema": _SCHEMA,
        "version": "1.5",
        "fallbackText": at_most(without_markdown(fallback), MOST_FALLBACK),
        "body": list(body),
    }


def _card(answer: Answer, line: str, whole: Answer) -> Element:
    left_out = sum(map(len, _lists(whole))) - sum(map(len, _lists(answer)))
    buttons = _buttons(answer, line, whole)
    question = [words(answer.question, spacing="Medium", weight="Bolder")] if answer.question else []
    body = [
        *([heading(answer.title)] if answer.title else []),
        *([subtle_line(answer.place_name)] if answer.place_name else []),
        *([] if buttons else question),  # it is the lists that answer it
        *_shown(answer, line),
        *([words(phrase("teams_cards.more", count=left_out), weight="Bolder")] if left_out else []),
        *offer_lines(answer),
        *([] if answer.card else source_lines(answer)),
        *(question if buttons else []),
        *button_rows([*buttons, *_meaning(answer)]),
    ]
    return bare_card(body, answer_as_text(answer))


def _lists(answer: Answer) -> Sequence[Sequence[object]]:
    card = answer.card or _NO_CARD
    return (card.rows, card.moments, card.gauges)


def _shortened(answer: Answer, most: int) -> Answer:
    card = answer.card or _NO_CARD
    short = {"rows": card.rows[:most], "moments": card.moments[:most], "gauges": card.gauges[:most]}
    return answer.copy(update={"card": card.copy(update=short)})


def _shown(answer: Answer, line: str) -> Iterator[Element]:
    """What the card shows, in the order in which `Card` has it."""
    card, press = answer.card or _NO_CARD, _press(answer, line)
    yield from fact_lines(card.facts, press)
    yield from step_lines(card.steps)
    yield from row_lines(card.rows, press)
    yield from gauge_lines(card.gauges)
    yield from chain.from_iterable(moment_lines(card.moments, press))
    if card.quote:
        yield from _quote(card.quote)
    if card.form:
        send = answer.choices[card.form.press]
        yield from field_lines(card.form.fields)
        yield from button_rows([button(line, card.form.press, send.label, style="positive")])
    if card.page:
        yield subtle(card.page)


def _quote(texts: Sequence[str]) -> Iterator[Element]:
    """Word by word, each line of it by itself: a text run knows no line ends."""
    yield words(phrase("teams_cards.as_sent"), spacing="Medium", weight="Bolder")
    lines = [line for text in texts for line in text.split("\n")]
    yield box([words(line or "\u00a0", spacing="Small") for line in lines], style="emphasis", spacing="Small")


def _press(answer: Answer, line: str) -> Press:
    def press(index: Optional[int], what: str) -> Optional[Element]:
        if index is None:
            return None
        has_form = answer.card is not None and answer.card.form is not None
        return button(line, index, f"{answer.choices[index].label}: {what}", is_beside_form=has_form)

    return press


def _buttons(answer: Answer, line: str, whole: Answer) -> List[Element]:
    """Those that belong to no part of the card."""
    card = whole.card or _NO_CARD
    taken = _taken(card)
    return [
        button(line, index, choice.label, is_beside_form=card.form is not None)
        for index, choice in enumerate(answer.choices)
        if index not in taken
    ]


def _taken(card: Card) -> Set[Optional[int]]:
    """The choices that something on the card opens or sends."""
    form = [card.form.press] if card.form else []
    return {
        *(fact.press for fact in card.facts),
        *(row.press for row in card.rows),
        *(moment.press for moment in card.moments),
        *form,
    }


def _meaning(answer: Answer) -> Iterator[Element]:
    """What stands behind a press."""
    card = answer.card
    said = [*map(words, card.meaning), *source_lines(answer)] if card else []
    more = _folded(phrase("teams_cards.more_meaning"), list(map(words, card.more_meaning if card else ())))
    yield from _folded(phrase("teams_cards.meaning"), [*said, *button_rows(list(more))])


def _folded(title: str, body: List[Element]) -> Iterator[Element]:
    """The button that opens it inside the card; none where there is nothing to open."""
    if body:
        yield {"type": "Action.ShowCard", "title": title, "card": {"type": "AdaptiveCard", "body": body}}


def _cut(card: Element) -> Element:
    """What is no list and too long all the same loses its middle: its buttons stay."""
    body = [element for element in card["body"] if element["type"] != "ActionSet"]
    buttons = [element for element in card["body"] if element["type"] == "ActionSet"]
    card = {**card, "body": [*body, *buttons]}
    while body and size_of(card) > MOST_BYTES:
        body.pop()
        card = {**card, "body": [*body, subtle(phrase("teams_cards.cut")), *buttons]}
    return card
