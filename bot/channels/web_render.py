"""Pages and answers as HTML, from the templates of `bot/web`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.answer_text import paragraph_groups, source_text
from bot.delivery.journal import Line

WEB = Path(__file__).resolve().parent.parent / "web"
NEUTRAL = "https://www.bbc.co.uk/weather"  # where "Leave this page fast" leads


class Pages:
    """Renders templates. Everything is escaped."""

    def __init__(self) -> None:
        self._templates = Environment(
            loader=FileSystemLoader(WEB / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.filters.update(
            {"groups": paragraph_groups, "source": source_text, "tel": tel_link, "sms": sms_link}
        )
        self._templates.globals["neutral"] = NEUTRAL

    def page(self, name: str, **values: Any) -> str:
        """A whole page."""
        return self._templates.get_template(name).render(**values)

    def lines(self, lines: list[Line], **values: Any) -> str:
        """Lines of a conversation, to be put behind those that a page shows."""
        return self._templates.get_template("lines.html").render(lines=lines, **values)


def tel_link(number: str) -> str:
    """A tel: link."""
    return "tel:" + re.sub(r"[^\d+]", "", number)


def sms_link(number: str) -> str:
    """An sms: link."""
    return "sms:" + re.sub(r"[^\d+]", "", number)
