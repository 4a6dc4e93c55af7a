"""Every text of a topic with the name of its field."""

from __future__ import annotations

from typing import Iterator, Optional

from bot.offer.models import Topic

Text = tuple[str, str]  # (field, text)


def texts_of(topic: Topic) -> Iterator[Text]:
    """All that young people can read, field by field, e.g. ("steps.0", "Ask your PA.")."""
    yield "lead", topic.lead
    for name, lines in (
        ("paragraphs", [paragraph.text for paragraph in topic.paragraphs]),
        ("steps", topic.steps),
        ("more", [paragraph.text for paragraph in topic.more]),
        ("easy", topic.easy),
    ):
        yield from ((f"{name}.{number}", line) for number, line in enumerate(lines))
    if topic.how_much and topic.how_much.say:
        yield "how_much.say", topic.how_much.say


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
    """What a reader reads in one go: lead, paragraphs and steps."""
    return " ".join([topic.lead, *(paragraph.text for paragraph in topic.paragraphs), *topic.steps])
