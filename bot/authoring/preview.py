"""One answer in the form of every channel, for who writes it."""

from __future__ import annotations

from typing import Iterator

from bot.answer import Answer
from bot.answer_text import plain_text
from bot.channels.sms.sms_render import sms_text
from bot.channels.teams.activity_words import buttons_of, words_of
from bot.channels.teams.teams_activities import PREVIEW, activities
from bot.channels.web.web_render import WEB, Pages
from bot.delivery.conversation.journal import Line
from bot.gsm import septets

ONE_FRAGMENT = 160  # septets; two together hold 306


def preview_text(answer: Answer, easy: Answer, more: Answer) -> str:
    """The answer as the page, a text message and a Teams card show it, for a terminal."""
    text = sms_text(answer)
    parts = (
        ("Web", plain_text(answer)),
        (f"Text message ({septets(text)} septets, {fragments(text)} fragment(s))", text),
        ("Teams", "\n".join(teams_lines(answer))),
        (
            "In easier words",
            plain_text(easy.copy(update={"title": "", "contacts": (), "sources": (), "choices": ()})),
        ),
        ("The rule", plain_text(more.copy(update={"title": "", "contacts": (), "choices": ()}))),
    )
    return "\n\n".join(f"===== {heading} =====\n\n{shown}" for heading, shown in parts)


def preview_page(answer: Answer, easy: Answer, more: Answer) -> str:
    """The same as one HTML page that needs no server."""
    text = sms_text(answer)
    style = (WEB / "static" / "style.css").read_text(encoding="utf-8")
    lines = [Line(id=str(number), answer=shown) for number, shown in enumerate((answer, easy, more))]
    return Pages().page(
        "preview.html",
        style=style,
        lines=lines,
        sms=text,
        septets=septets(text),
        fragments=fragments(text),
        card=list(teams_lines(answer)),
        title=answer.title,
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
