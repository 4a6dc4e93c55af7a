"""Checks of the rules of danger: each catches what it is for, spares what is near, stands once and is quick."""

from __future__ import annotations

import sre_constants as code
import sre_parse
from pathlib import Path
from typing import Any, Dict, Iterable, Iterator, List

from bot.offer.models import Problem
from bot.safeguarding.normalise import normalise
from bot.safeguarding.pattern_index import compiled
from bot.safeguarding.plain import Plain
from bot.safeguarding.rule_files import RULES, Placed, read_rules
from bot.safeguarding.rules import HARMLESS, Rules

_PLAIN = Plain()  # the words that are always known


def check_rules(home: Path) -> List[Problem]:
    """Every finding on data/safety/rules; without the folder, none."""
    if not (home / RULES).is_dir():
        return []
    placed, problems = read_rules(home / RULES)
    rules = Rules(one.rule for one in placed)
    return [
        *problems,
        *_copies(placed),
        *(found for one in placed for found in _examples(one, rules)),
        *_endless(placed),
    ]


def _copies(placed: Iterable[Placed]) -> Iterator[Problem]:
    first: Dict[str, Placed] = {}
    for one in placed:
        other = first.setdefault(one.rule.pattern, one)
        if other is not one:
            yield _problem(one, "pattern", f"the same stands at {other.field} in {other.file}", "delete one")


def _examples(one: Placed, rules: Rules) -> Iterator[Problem]:
    """Whether a rule does with its two messages what it says."""
    pattern, caught, spared = (
        compiled(one.rule.pattern),
        _seen(one, one.rule.catches, rules),
        _seen(one, one.rule.spares, rules),
    )
    if not pattern.search(caught):
        yield _problem(
            one,
            "catches",
            f'the pattern does not catch "{one.rule.catches}"',
            f"correct one of them; the pattern sees: {caught}",
        )
    found = pattern.search(spared)
    if found:
        yield _problem(
            one,
            "spares",
            f'the pattern catches "{found.group()}" in "{one.rule.spares}"',
            "make the pattern narrower, or correct the message",
        )


def _seen(one: Placed, text: str, rules: Rules) -> str:
    """What a rule sees of a text: harmless uses are taken out before the hints look."""
    words = normalise(_PLAIN(text))
    is_hint = not one.rule.is_explicit and one.rule.kind != HARMLESS
    return rules.without_harmless(words) if is_hint else words


def _endless(placed: Iterable[Placed]) -> Iterator[Problem]:
    """Patterns that can take very long on some texts."""
    for one in placed:
        if _repeats_a_group(sre_parse.parse(one.rule.pattern)):
            yield _problem(
                one,
                "pattern",
                "a group is repeated without end, which can take very long",
                "say how often at most, such as {0,3}",
            )


def _repeats_a_group(items: Any) -> bool:
    for kind, value in items:
        if kind in (code.MAX_REPEAT, code.MIN_REPEAT):
            _, most, inner = value
            if (most == code.MAXREPEAT and not _is_one_letter(inner)) or _repeats_a_group(inner):
                return True
        elif kind is code.BRANCH:
            if any(_repeats_a_group(branch) for branch in value[1]):
                return True
        elif kind in (code.SUBPATTERN, code.ASSERT, code.ASSERT_NOT) and _repeats_a_group(value[-1]):
            return True
    return False


def _is_one_letter(items: Any) -> bool:
    return len(items) == 1 and items[0][0] in (code.LITERAL, code.NOT_LITERAL, code.IN, code.ANY)


def _problem(one: Placed, field: str, message: str, fix: str) -> Problem:
    return Problem(file=one.file, field=f"{one.field}.{field}", message=message, fix=fix)
