"""The words of a piece of HTML, as Teams sends them beside the plain ones: without tags, each block a line."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import List

_BREAKS = frozenset({"br", "p", "div", "li", "tr", "blockquote"})
_UNSEEN = frozenset({"script", "style"})


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: List[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._unseen += tag in _UNSEEN
        if tag in _BREAKS:
            self.found.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in _UNSEEN and self._unseen > 0
        if tag in _BREAKS:
            self.found.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.found.append(data)


def text_of_html(content: str) -> str:
    """The words; of what is no HTML, all of it."""
    reader = _Words()
    reader.feed(content)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.found).splitlines())
    return "\n".join(line for line in lines if line)
