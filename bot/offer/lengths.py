"""The other length of an answer: easier words."""

from __future__ import annotations

from typing import Callable, Iterable

from bot.answer import Answer, Choice, Paragraph
from bot.gsm import TWO_FRAGMENTS, septets
from bot.offer.models import Topic
from bot.phrases import phrase

Fill = Callable[[str], str]


def easy_answer(whole: Answer, topic: Topic, fill: Fill) -> Answer:
    """The easy version, one idea a line; the first lines that fit a text message are the lead."""
    lines = [fill(line) for line in topic.easy] or [whole.lead]
    fits = _how_many_fit(lines)
    rest = tuple(Paragraph(text=line) for line in lines[fits:])
    shown = {"lead": "\n".join(lines[:fits]), "paragraphs": rest, "steps": (), "applies_to": ""}
    return whole.copy(update={**shown, "choices": (back_to(whole),)})


def length_choices(topic: Topic) -> tuple[Choice, ...]:
    """Buttons for the lengths that this topic has beside the whole answer."""
    if not topic.easy:
        return ()
    return (Choice(label=phrase("buttons.easier"), kind="follow_up", value=f"easy/{topic.id}"),)


def _how_many_fit(lines: Iterable[str]) -> int:
    total, count = 0, 0
    for line in lines:
        total += septets(line) + 1
        if total > TWO_FRAGMENTS and count:
            break
        count += 1
    return count


def back_to(whole: Answer) -> Choice:
    """The button to the topic's first answer."""
    return Choice(label=phrase("buttons.back", title=whole.title), kind="topic", value=whole.topic)
