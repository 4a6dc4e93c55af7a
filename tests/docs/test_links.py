"""Whatever a page names is there: pages, headings, files."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pages import PAGES, ROOT, anchors, code, headings, links, page_name

NAMED = re.compile(r"(?:bot|actions|benchmarks|data|deploy|docs|tests|tools|\.ci)/[\w./<>*-]*")
MODULE = re.compile(r"\w+\.py")
# What a reader makes while following the worked examples; CONTRIBUTING.md and docs/authoring.md say so.
WORKED_EXAMPLES = (
    "exampleshire",
    "libraries.yml",
    "signed_text.py",
    "place_names_command.py",
    "0015_passport.py",
)


def target_of(page: Path, link: str) -> tuple[Path, str]:
    """The file that a relative link leads to, and the heading it names there."""
    path, _, anchor = link.partition("#")
    return (page.parent / path).resolve() if path else page, anchor


def is_there(name: str) -> bool:
    """Whether a path of the repository is there; `<topic>` stands for any name."""
    pattern = re.sub(r"<\w+>", "*", name).rstrip("/")
    return any(ROOT.glob(pattern))


def of_ours(page: Path, pattern: re.Pattern[str]) -> list[str]:
    """What a page names between backticks in this form, but for what its examples make."""
    named = [span for span in code(page) if pattern.fullmatch(span)]
    return [name for name in named if not any(example in name for example in WORKED_EXAMPLES)]


def test_there_are_pages_with_links_and_names() -> None:
    """So that none of the tests below passes by finding nothing."""
    assert len(PAGES) > 10
    assert sum(len(links(page)) for page in PAGES) > 60
    assert sum(len(of_ours(page, NAMED)) for page in PAGES) > 100
    assert sum(len(of_ours(page, MODULE)) for page in PAGES) > 20


@pytest.mark.parametrize("page", PAGES, ids=page_name)
def test_each_link_leads_to_a_page_and_a_heading_of_it(page: Path) -> None:
    """Nobody ends at nothing, nor at the top of a long page."""
    inside = [link for link in links(page) if not re.match(r"[a-z]+:", link)]
    found = {link: target_of(page, link) for link in inside}
    assert [link for link, (path, _) in found.items() if not path.exists()] == []
    assert [link for link, (path, anchor) in found.items() if anchor and anchor not in anchors(path)] == []


@pytest.mark.parametrize("page", PAGES, ids=page_name)
def test_each_file_that_a_page_names_is_there(page: Path) -> None:
    """A file that moved takes its name in the pages along."""
    assert [name for name in of_ours(page, NAMED) if not is_there(name)] == []


@pytest.mark.parametrize("page", PAGES, ids=page_name)
def test_each_module_that_a_page_names_without_its_folder_is_there(page: Path) -> None:
    """Also where the folder is plain from the text."""
    folders = ("bot", "actions", "benchmarks", "tests", "tools")
    known = {path.name for folder in folders for path in (ROOT / folder).rglob("*.py")}
    assert [name for name in of_ours(page, MODULE) if name not in known] == []


@pytest.mark.parametrize("page", PAGES, ids=page_name)
def test_no_heading_of_a_page_stands_twice(page: Path) -> None:
    """A link to a heading leads to one place."""
    found = [words for _, words in headings(page)]
    assert [words for words in found if found.count(words) > 1] == []


def test_each_page_can_be_reached_from_the_readme() -> None:
    """What nobody is led to is not read. Pages about tests stand beside them."""
    reached, waiting = set(), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page not in reached and page.suffix == ".md" and page.is_file():
            reached.add(page)
            waiting += [target_of(page, link)[0] for link in links(page) if ":" not in link]
    wanted = {page for page in PAGES if ROOT / "tests" not in page.parents}
    assert [page_name(page) for page in sorted(wanted - reached)] == []
