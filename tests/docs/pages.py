"""Our pages as what they hold: headings with their anchors, links, code in the text, tables."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it.token import Token

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "tests").rglob("*.md")])
_READER = MarkdownIt("commonmark").enable("table")


def page_name(page: Path) -> str:
    """A page as a test's name shows it."""
    return page.relative_to(ROOT).as_posix()


def inline(page: Path) -> Iterator[Token]:
    """Everything in the running text of a page: words, links, code. Blocks of code are not."""
    for block in _READER.parse(page.read_text(encoding="utf-8")):
        yield from block.children or []


def links(page: Path) -> list[str]:
    """Where a page's links lead."""
    return [str(token.attrs["href"]) for token in inline(page) if token.type == "link_open"]


def code(page: Path) -> list[str]:
    """What stands between backticks in the running text."""
    return [token.content for token in inline(page) if token.type == "code_inline"]


def headings(page: Path) -> list[tuple[str, str]]:
    """The level (`h2`) and the words of each heading, as they are read."""
    blocks = _READER.parse(page.read_text(encoding="utf-8"))
    return [
        (block.tag, _words(blocks[at + 1])) for at, block in enumerate(blocks) if block.type == "heading_open"
    ]


def anchors(page: Path) -> set[str]:
    """What a link may name behind `#`, as GitHub makes it of a heading."""
    found: set[str] = set()
    for _, words in headings(page):
        anchor = re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-")
        numbered = (anchor if not number else f"{anchor}-{number}" for number in range(len(found) + 1))
        found.add(next(name for name in numbered if name not in found))
    return found


def rows(page: Path) -> Iterator[list[str]]:
    """The cells of every row of every table, as written."""
    blocks = _READER.parse(page.read_text(encoding="utf-8"))
    cells: list[str] = []
    for at, block in enumerate(blocks):
        if block.type in {"td_open", "th_open"}:
            cells.append(blocks[at + 1].content)
        elif block.type == "tr_close":
            yield cells
            cells = []


def _words(block: Token) -> str:
    return "".join(token.content for token in block.children or [] if token.type in {"text", "code_inline"})
