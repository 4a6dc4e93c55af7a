"""A passage in the form of every channel, and the topic around it, for who writes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Iterator, Optional

from bot.answer import Answer
from bot.answer_text import plain_text
from bot.channels.sms.sms_render import sms_text
from bot.channels.teams.activity_words import buttons_of, words_of
from bot.channels.teams.teams_activities import PREVIEW, activities
from bot.channels.web.web_render import WEB, Pages
from bot.delivery.conversation.journal import Line
from bot.entitlements.parameters import Parameters
from bot.gsm import septets
from bot.offer.answers import answer_for
from bot.offer.figures import fill
from bot.offer.lengths import easy_answer
from bot.offer.loader import Offer
from bot.offer.models import Topic
from bot.offer.passage import Passage
from bot.offer.short_answers import passage_answer

ONE_FRAGMENT = 160  # septets; two together hold 306


@dataclass(frozen=True)
class Preview:
    """The short answer; and unless one passage was asked for, what passages there are, the whole answer and the easy words."""

    short: Answer
    passages: tuple[str, ...] = ()
    whole: Optional[Answer] = None
    easy: Optional[Answer] = None


def preview_of(
    topic_id: str, passage_id: Optional[str], place: str, offer: Offer, parameters: Parameters, on: date
) -> Preview:
    """What people of a place are shown of a topic on a day. Raises LookupError that lists what there is, for a place, topic or passage that is not there."""
    topic = offer.known_topic(topic_id, place)
    passage = _passage(topic, passage_id) if passage_id else topic.passages[0]
    short = passage_answer(topic, passage, offer, parameters, on)
    if passage_id:
        return Preview(short)
    whole = answer_for(topic, offer, parameters, on)
    easy = easy_answer(whole, topic, partial(fill, parameters=parameters, on=on))
    return Preview(short, tuple(map(_row, topic.passages)), whole, easy)


def preview_text(preview: Preview) -> str:
    """The short answer as the page, a text message and a Teams card show it, and what is behind it, for a terminal."""
    return "\n\n".join(f"===== {heading} =====\n\n{shown}" for heading, shown in _parts(preview))


def preview_page(preview: Preview) -> str:
    """The same as one HTML page that needs no server."""
    text = sms_text(preview.short)
    style = (WEB / "static" / "style.css").read_text(encoding="utf-8")
    shown = filter(None, (preview.short, preview.whole, preview.easy))
    return Pages().page(
        "preview.html",
        style=style,
        lines=[Line(id=str(number), answer=answer) for number, answer in enumerate(shown)],
        passages=preview.passages,
        sms=text,
        septets=septets(text),
        fragments=fragments(text),
        card=list(teams_lines(preview.short)),
        title=preview.whole.title if preview.whole else preview.short.title,
        root="",
        message_id="preview",
    )


def fragments(text: str) -> int:
    """How many text messages a text in GSM-7 is sent as."""
    return 1 if septets(text) <= ONE_FRAGMENT else -(-septets(text) // 153)


def teams_lines(answer: Answer) -> Iterator[str]:
    """The texts and buttons of what Teams shows, one a line."""
    for activity in activities(answer, PREVIEW):
        yield from words_of(activity)
        yield from (f"[{title}]" for title, _press in buttons_of(activity))


def _parts(preview: Preview) -> Iterator[tuple[str, str]]:
    text = sms_text(preview.short)
    yield "Web", plain_text(preview.short)
    yield f"Text message ({septets(text)} septets, {fragments(text)} fragment(s))", text
    yield "Teams", "\n".join(teams_lines(preview.short))
    if preview.passages:
        yield "Passages", "\n".join(preview.passages)
    if preview.whole:
        yield "The whole answer", plain_text(preview.whole)
    if preview.easy:
        easy = preview.easy.copy(update={"title": "", "contacts": (), "sources": (), "choices": ()})
        yield "In easier words", plain_text(easy)


def _row(passage: Passage) -> str:
    return f"{passage.id}: {passage.question} ({passage.aspect}, {passage.place})"


def _passage(topic: Topic, passage_id: str) -> Passage:
    passage = topic.passage(passage_id)
    if passage is None:
        known = ", ".join(one.id for one in topic.passages)
        raise LookupError(f"there is no passage {passage_id!r} of {topic.id}; there are {known}")
    return passage
