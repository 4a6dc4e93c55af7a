"""Council inheritance: a layer sets single fields, or adds to inherited lists."""

from __future__ import annotations

from typing import Any, Iterable

from bot.offer.models import Layer, Place
from bot.offer.passage import PassagePart

_LISTS = ("contacts", "related", "easy", "staff_notes")
_SINGLE = ("title", "basis", "applies_to", "picture", "for_staff", "council_for_staff")
_MAPS = ("figures", "elsewhere", "sources")
_RENAMED = {"rule": "is_rule", "silent": "is_silent"}


def merge(layers: Iterable[tuple[str, Layer]]) -> dict[str, Any]:
    """The fields of all layers (place, layer), later ones winning and `add` appended, as Topic fields."""
    merged: dict[str, Any] = {name: {} for name in _MAPS}
    passages: dict[str, dict[str, Any]] = {}
    for place, layer in layers:
        _merge_fields(merged, layer)
        passages = _merged_passages(passages, place, layer)
    merged["all_sources"] = merged.pop("sources")
    told = {passage["aspect"] for passage in passages.values() if "aspect" in passage}
    merged["silent"] = tuple(aspect for aspect in merged.get("silent", ()) if aspect not in told)
    return {**merged, "passages": tuple({**passage, "id": key} for key, passage in passages.items())}


def _merge_fields(merged: dict[str, Any], layer: Layer) -> None:
    for name in _MAPS:
        merged[name] = {**merged[name], **getattr(layer, name)}
    for name in _SINGLE + _LISTS:
        value = getattr(layer, name)
        if value is not None:
            merged[name] = value
    for name in _LISTS:
        merged[name] = _without_repeats(merged.get(name, ()) + getattr(layer.add, name))
    merged["silent"] = _without_repeats(merged.get("silent", ()) + layer.silent)


def _merged_passages(
    inherited: dict[str, dict[str, Any]], place: str, layer: Layer
) -> dict[str, dict[str, Any]]:
    """Inherited passages with this layer's words in them, without those that don't hold here, new ones in their places."""
    found = {key: passage for key, passage in inherited.items() if key not in layer.without}
    for key, part in layer.passages.items():
        told = {**found.get(key, {}), **_set_fields(part), "place": place}
        found = {**found, key: told} if part.before is None else _put_before(found, part.before, key, told)
    return found


def _set_fields(part: PassagePart) -> dict[str, Any]:
    told = part.dict(exclude_none=True, exclude={"before"})
    return {_RENAMED.get(name, name): value for name, value in told.items()}


def _put_before(
    found: dict[str, dict[str, Any]], other: str, key: str, told: dict[str, Any]
) -> dict[str, dict[str, Any]]:
    """With the passage before another one; at the end if that is not there."""
    rest = {name: passage for name, passage in found.items() if name != key}
    names = list(rest)
    names.insert(names.index(other) if other in rest else len(names), key)
    return {name: told if name == key else rest[name] for name in names}


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
