"""Pages and answers as HTML, from the templates of `bot/web`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.answer import Answer, Choice
from bot.answer_text import paragraph_groups, source_in_short, source_text
from bot.channels.web.number_links import link, linked
from bot.delivery.conversation.journal import Line

WEB = Path(__file__).resolve().parents[2] / "web"
NEUTRAL = "https://www.bbc.co.uk/weather"  # where "Leave this page fast" leads


class Pages:
    """Renders templates. Everything is escaped."""

    def __init__(self) -> None:
        self._templates = Environment(
            loader=FileSystemLoader(WEB / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.filters.update(
            {
                "groups": paragraph_groups,
                "source": source_text,
                "source_line": source_in_short,
                "tel": tel_link,
                "sms": sms_link,
                "linked": linked,
                "asked": asked,
                "others": others,
                "latest": latest,
            }
        )
        self._templates.globals.update(
            {"neutral": NEUTRAL, "is_signed_in": False, "has_texts": False}
        )  # unless a page says so

    def page(self, name: str, **values: Any) -> str:
        """A whole page."""
        return self._templates.get_template(name).render(**values)

    def lines(self, lines: list[Line], **values: Any) -> str:
        """Lines of a conversation, to be put behind those that a page shows."""
        return self._templates.get_template("lines.html").render(lines=lines, **values)


def tel_link(number: str) -> str:
    """A tel: link."""
    return link("tel", number)


def sms_link(number: str) -> str:
    """An sms: link."""
    return link("sms", number)


def asked(answer: Answer) -> list[tuple[int, Choice]]:
    """The yes and no to whether somebody shall be told, with their numbers. They stand right under the lead."""
    return [(number, choice) for number, choice in enumerate(answer.choices) if choice.kind == "alert"]


def others(answer: Answer) -> list[tuple[int, Choice]]:
    """Everything else that can be pressed, with its number."""
    return [(number, choice) for number, choice in enumerate(answer.choices) if choice.kind != "alert"]


def latest(lines: list[Line]) -> int:
    """Where the newest turn's answers begin, so that the page shows the first of them and not the last; -1 if there is none."""
    answers = [
        number
        for number, line in enumerate(lines)
        if line.answer and (number == 0 or not lines[number - 1].answer)
    ]
    return answers[-1] if answers else -1
