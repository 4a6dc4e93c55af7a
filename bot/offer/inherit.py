"""Council inheritance: a layer sets single fields, or adds to inherited lists."""

from __future__ import annotations

from typing import Any, Iterable

from bot.offer.models import Layer, Place

_LISTS = ("paragraphs", "steps", "contacts", "sources", "related", "more", "easy", "staff_notes")
_SINGLE = (
    "title",
    "lead",
    "basis",
    "applies_to",
    "how_much",
    "picture",
    "for_staff",
    "council_for_staff",
)


def merge(layers: Iterable[Layer]) -> dict[str, Any]:
    """The fields of all layers, later ones winning and `add` appended, as Topic fields."""
    merged: dict[str, Any] = {"figures": {}}
    for layer in layers:
        merged["figures"] = {**merged["figures"], **layer.figures}
        for name in _SINGLE + _LISTS:
            value = getattr(layer, name)
            if value is not None:
                merged[name] = value
        for name in _LISTS:
            merged[name] = _without_repeats(merged.get(name, ()) + getattr(layer.add, name))
    return merged


def chain(place_id: str, places: dict[str, Place]) -> list[str]:
    """The place and all it inherits, nation first. Raises KeyError for an unknown place."""
    found: list[str] = []
    for parent in places[place_id].inherits:
        found += [p for p in chain(parent, places) if p not in found]
    return [*found, place_id]


def _without_repeats(items: tuple[Any, ...]) -> tuple[Any, ...]:
    seen: list[Any] = []
    for item in items:
        if item not in seen:
            seen.append(item)
    return tuple(seen)
