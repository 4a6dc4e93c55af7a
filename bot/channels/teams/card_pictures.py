"""Pictures of a card, built of containers so that they follow Teams' colours and need nobody's server; all is said in words too."""

from __future__ import annotations

from typing import Iterator, Mapping, Sequence

from bot.card import Gauge, Step
from bot.channels.teams.card_elements import Element, beside, box, column, heading, subtle, words
from bot.phrases import PhraseSet, phrase

RATINGS: Mapping[str, str] = PhraseSet("teams_cards.rating", ["red", "amber", "green"])
STATES: Mapping[str, str] = PhraseSet("teams_cards.state", ["done", "now", "to_come"])

_STEP_STYLES: Mapping[str, str] = {"done": "good", "now": "accent", "to_come": "emphasis"}
_STEP_SIGNS: Mapping[str, str] = {"done": "✓", "now": "●", "to_come": "○"}
_BAR_STYLES: Mapping[str, str] = {"red": "attention", "amber": "warning", "green": "good"}
_SPACED = 5  # steps that have room between them on a telephone
_LEAST = 12  # percent of a bar that its number has room in


def step_lines(steps: Sequence[Step]) -> Iterator[Element]:
    """How far it is as a row of boxes, then each step in words."""
    if not steps:
        return
    yield words(progress_words(steps), weight="Bolder", spacing="Medium")
    between = "Small" if len(steps) <= _SPACED else "None"
    yield beside(*(_segment(step, between) for step in steps), spacing="Small")
    yield box([_step(number, step) for number, step in enumerate(steps, 1)], spacing="Small")


def progress_words(steps: Sequence[Step]) -> str:
    """How far it is."""
    now = next((number for number, step in enumerate(steps, 1) if step.state == "now"), None)
    if now is not None:
        return phrase("teams_cards.progress", number=now, count=len(steps), name=steps[now - 1].name)
    if all(step.state == "done" for step in steps):
        return phrase("teams_cards.progress_done", count=len(steps))
    done = [number for number, step in enumerate(steps, 1) if step.state == "done"]
    if not done:
        return phrase("teams_cards.progress_before", count=len(steps))
    return phrase("teams_cards.progress", number=done[-1], count=len(steps), name=steps[done[-1] - 1].name)


def step_words(step: Step) -> str:
    """Drafting: done, 5 January 2026."""
    return f"{step.name}: {STATES[step.state]}" + (f", {step.when}" if step.when else "")


def gauge_lines(gauges: Sequence[Gauge]) -> Iterator[Element]:
    """Each figure as counted, with a bar and what it is rated."""
    for gauge in gauges:
        parts = [heading(gauge.label, is_small=True), words(counted_words(gauge), spacing="Small")]
        if gauge.percent is not None:
            parts.append(_bar(gauge, gauge.percent))
        parts += [subtle(text) for text in notes_of(gauge)]
        yield box(parts, spacing="Medium")


def counted_words(gauge: Gauge) -> str:
    """18 of 25 (72%): Amber."""
    counted = phrase("teams_cards.gauge", some=gauge.some, all=gauge.all)
    if gauge.percent is not None:
        percent = _percent(gauge.percent)
        counted = phrase("teams_cards.gauge_percent", some=gauge.some, all=gauge.all, percent=percent)
    if gauge.rating is None:
        return counted
    return phrase("teams_cards.gauge_rated", counted=counted, rating=RATINGS[gauge.rating])


def notes_of(gauge: Gauge) -> Iterator[str]:
    """What it goes by, whom it leaves out, and what else there is to say."""
    if gauge.green is not None and gauge.amber is not None:
        yield phrase("teams_cards.gauge_from", green=_percent(gauge.green), amber=_percent(gauge.amber))
    elif gauge.green is not None:
        yield phrase("teams_cards.gauge_green_from", green=_percent(gauge.green))
    if gauge.unknown:
        yield phrase("teams_cards.gauge_unknown", count=gauge.unknown)
    if gauge.explained:
        yield gauge.explained


def _segment(step: Step, spacing: str) -> Element:
    sign = words(_STEP_SIGNS[step.state], weight="Bolder")
    sign["horizontalAlignment"] = "Center"
    return column([sign], style=_STEP_STYLES[step.state], spacing=spacing)


def _step(number: int, step: Step) -> Element:
    weight = "Bolder" if step.state == "now" else "Default"
    return words(f"{number}. {step_words(step)}", spacing="None", weight=weight, isSubtle=step.state != "now")


def _bar(gauge: Gauge, percent: float) -> Element:
    """The share of the whole. A little of either side is always seen, if there is any."""
    share = min(max(round(percent), 0), 100)
    width = share if share in (0, 100) else min(max(share, _LEAST), 100 - _LEAST)
    style = _BAR_STYLES.get(gauge.rating or "", "accent")
    number = words(f"{_percent(percent)}%", weight="Bolder")
    sides = [(width, style), (100 - width, "emphasis")]
    longest = max(width, 100 - width)
    return beside(
        *(
            column([number if side == longest else words("\u00a0")], str(side), style=each, spacing="None")
            for side, each in _once(sides)
            if side
        ),
        spacing="Small",
    )


def _once(sides: Sequence[tuple[int, str]]) -> Sequence[tuple[int, str]]:
    """Halves that are alike differ by a hair, so that the number stands on one of them."""
    (first, style), (second, other) = sides
    return [(first + 1, style), (second, other)] if first == second else sides


def _percent(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")
