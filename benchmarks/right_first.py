"""Measures what people are shown for questions that separate hands wrote: `make bench-answers`. With --list it prints the misses.

Usage: python -m benchmarks.right_first [--only FILE ...] [--list]
"""

from __future__ import annotations

import argparse
import asyncio
from typing import Iterable, List, Sequence

from benchmarks.question_sets import Question, read_questions
from benchmarks.shares import Share
from benchmarks.shown_answers import Shown, is_honest, is_wrong, lengths, show
from bot.assistant import Assistant
from bot.cli.terminal_talk import assistant_of
from bot.settings import Settings


def main() -> None:
    """Ask every question, and print the shares by file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="*", help="files of tests/questions, e.g. questions_open")
    parser.add_argument("--list", action="store_true", help="print what was missed")
    chosen = parser.parse_args()
    assistant = asyncio.run(assistant_of(Settings()))
    found = asyncio.run(_show_all(assistant, read_questions(only=chosen.only)))
    for line in report(found, assistant):
        print(line)
    if chosen.list:
        print(*_missed(found, assistant), sep="\n")


async def _show_all(assistant: Assistant, questions: Sequence[Question]) -> List[Shown]:
    return [await show(assistant, question) for question in questions]


def report(found: Sequence[Shown], assistant: Assistant) -> Iterable[str]:
    """The shares of each file, then of all, and how long the answers are."""
    for file in dict.fromkeys(shown.question.file for shown in found):
        yield f"{file}:"
        yield from _shares([shown for shown in found if shown.question.file == file], assistant)
    yield "all:"
    yield from _shares(found, assistant)
    yield f"  {lengths(found)}"


def _shares(found: Sequence[Shown], assistant: Assistant) -> Iterable[str]:
    asked = [shown for shown in found if shown.question.has_answer]
    silent = [shown for shown in found if not shown.question.has_answer]
    if asked:
        yield f"  right first:        {Share(sum(one.is_right for one in asked), len(asked))}"
        yield f"  in the first three: {Share(sum(one.is_near for one in asked), len(asked))}"
        yield f"  said without doubt: {Share(sum(not one.is_doubtful for one in asked), len(asked))}"
    if silent:
        yield f"  honest:             {Share(sum(is_honest(one, assistant) for one in silent), len(silent))}"
    yield f"  wrong, as if right: {Share(sum(is_wrong(one, assistant) for one in found), len(found))}"


def _missed(found: Sequence[Shown], assistant: Assistant) -> Iterable[str]:
    for one in found:
        is_met = one.is_right if one.question.has_answer else is_honest(one, assistant)
        if not is_met:
            mark = "WRONG" if is_wrong(one, assistant) else "doubt" if one.said else "none"
            yield f"{mark} | {one.question.place} | {one.question.ask}\n    said {one.said}\n    right {sorted(one.question.right)}"
            yield f"    first {one.answers[0].title}; likeliest {list(one.ranked[:3])}"


if __name__ == "__main__":
    main()
