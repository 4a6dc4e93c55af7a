"""Every text of a topic with the name of its field."""

from __future__ import annotations

from typing import Iterator, Optional

from bot.offer.models import Topic
from bot.offer.passage import Passage

Text = tuple[str, str]  # (field, text)


def texts_of(topic: Topic) -> Iterator[Text]:
    """All that young people can read, field by field, e.g. ("easy.0", "Ask your PA.")."""
    for passage in topic.passages:
        yield from passage_texts(passage)
    yield from ((f"easy.{number}", line) for number, line in enumerate(topic.easy))


def passage_texts(passage: Passage) -> Iterator[Text]:
    """All that a passage shows, field by field, e.g. ("passages.how_to_ask.steps.0", "Ask your PA.")."""
    name = f"passages.{passage.id}"
    yield f"{name}.question", passage.question
    yield from (
        (f"{name}.{field}", text)
        for field, text in (("text", passage.text), ("short", passage.short))
        if text
    )
    yield from ((f"{name}.steps.{number}", step) for number, step in enumerate(passage.steps))


def staff_texts_of(topic: Topic) -> Iterator[Text]:
    """All that professionals can read of it in place of that, field by field, e.g. ("for_staff.rule.0", "The council must ...")."""
    reading = topic.for_staff
    if reading:
        yield from ((f"for_staff.rule.{number}", one.text) for number, one in enumerate(reading.rule))
        yield from (
            (f"for_staff.{name}", text)
            for name, text in (
                ("title", topic.staff_title),
                ("limits", reading.limits),
                ("again", reading.again),
            )
            if text
        )
    yield from (
        (f"council_for_staff.{number}", one.text) for number, one in enumerate(topic.council_for_staff)
    )


def own_texts(topic: Topic, inherited: Optional[Topic]) -> list[Text]:
    """The texts that this place wrote itself: those of `inherited` are left out."""
    known = {text for _, text in texts_of(inherited)} if inherited else set()
    return [(field, text) for field, text in texts_of(topic) if text not in known]


def answer_text(topic: Topic) -> str:
    """What a reader of the whole answer reads in one go, but for the bare rules."""
    return " ".join(passage.whole_text for passage in topic.passages if not passage.is_rule)
