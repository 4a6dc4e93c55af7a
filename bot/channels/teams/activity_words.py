"""What somebody reads and can press of what was posted to Teams: for a terminal and for tests."""

from __future__ import annotations

from typing import Any, Dict, Iterator, List, Mapping, Tuple

_INSIDE = ("items", "columns", "body", "actions", "inlines")


def words_of(activity: Mapping[str, Any]) -> List[str]:
    """Every line of a text or of its cards, in order; also what stands behind a press."""
    texts = [activity["text"]] if activity.get("text") else []
    return [*texts, *(line for card in cards_of(activity) for line in _lines(card))]


def buttons_of(activity: Mapping[str, Any]) -> List[Tuple[str, str]]:
    """Each button that sends something, in order: what it is called, and its data's `press`."""
    found = (one for card in cards_of(activity) for one in elements(card))
    return [(one["title"], one["data"]["press"]) for one in found if one.get("type") == "Action.Submit"]


def cards_of(activity: Mapping[str, Any]) -> List[Dict[str, Any]]:
    """Its cards."""
    return [attachment["content"] for attachment in activity.get("attachments", ())]


def elements(element: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """An element and everything within it, also what a press opens."""
    yield element
    within = [one for name in _INSIDE for one in element.get(name, ())]
    within += [element[name] for name in ("selectAction", "card") if name in element]
    for one in within:
        yield from elements(one)


def _lines(card: Mapping[str, Any]) -> Iterator[str]:
    for one in elements(card):
        if one["type"] == "TextBlock":
            yield one["text"]
        elif one["type"] == "RichTextBlock":
            yield "".join(run["text"] for run in one["inlines"])
        elif "label" in one:
            yield one["label"]
