"""Reading the content files. One wrong file never takes the rest down."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Callable, Iterable, Mapping, Optional, Sequence, Type, TypeVar, Union

import yaml
from pydantic import BaseModel, ValidationError

from bot.answer import Basis, Choice
from bot.offer.figures import placeholders
from bot.offer.inherit import chain, merge
from bot.offer.models import AppliesTo, Contact, Document, Layer, Place, Problem, Row, Term, Topic
from bot.offer.passage import Passage
from bot.offer.told_alike import shared
from bot.yaml_text import read_yaml

REGISTERS = frozenset({"place", "contacts", "documents", "glossary", "coverage"})
FALLBACK_CONTACT = "personal_adviser"

Model = TypeVar("Model", bound=BaseModel)

_FIXES: Mapping[str, str] = {
    "value_error.missing": "add this field",
    "value_error.extra": "remove it, or correct its spelling (CONTRIBUTING.md lists the fields)",
    "value_error.date": "write it as YYYY-MM-DD",
    "type_error.enum": "use one of: law, council, partner",
}


class Offer:
    """Every topic of every place, with the registers and what was wrong in the files."""

    def __init__(
        self,
        places: Mapping[str, Place],
        contacts: Mapping[str, Contact],
        documents: Mapping[str, Document],
        topics: Mapping[str, Mapping[str, Topic]],
        problems: Iterable[Problem],
        terms: Mapping[str, Mapping[str, Term]] = MappingProxyType({}),
        rows: Mapping[str, Mapping[str, Row]] = MappingProxyType({}),
    ) -> None:
        self.places = dict(places)
        self.contacts = dict(contacts)
        self.documents = dict(documents)
        self.problems = tuple(problems)
        self._topics = {place: dict(found) for place, found in topics.items()}
        self._terms = {place: dict(found) for place, found in terms.items()}
        self._rows = {place: dict(found) for place, found in rows.items()}

    def topic(self, topic_id: str, place_id: str) -> Optional[Topic]:
        """The topic as this place tells it, or None if nobody has written it."""
        return self._topics.get(place_id, {}).get(topic_id)

    def known_topic(self, topic_id: str, place: str) -> Topic:
        """The topic as this place tells it. Raises LookupError with what there is, if there is no such place or topic."""
        if place not in self.places:
            raise LookupError(f"there is no place {place!r}; there are {', '.join(sorted(self.places))}")
        topic = self.topic(topic_id, place)
        if topic is None:
            raise LookupError(f"there is no topic {topic_id!r}; there are {', '.join(self.topic_ids())}")
        return topic

    def topics_of(self, place_id: str) -> list[Topic]:
        """Every topic as this place tells it, sorted by id."""
        return [topic for _, topic in sorted(self._topics.get(place_id, {}).items())]

    def terms(self, place_id: str) -> list[Term]:
        """The words that a place explains, its own meaning before an inherited one."""
        found: dict[str, Term] = {}
        for place in chain(place_id, self.places):
            found.update(self._terms.get(place, {}))
        return list(found.values())

    def rows(self, place_id: str) -> list[Row]:
        """What the papers of a place name, each with its topics or why it has none."""
        return list(self._rows.get(place_id, {}).values())

    def topic_ids(self) -> list[str]:
        """Every topic id that some place has, sorted."""
        return sorted({topic for found in self._topics.values() for topic in found})

    def has(self, choice: Choice) -> bool:
        """Whether there is what a button leads to: its topic, also of a follow-up, or its place. Buttons of old pages may outlive it."""
        if choice.kind in ("council", "living"):
            return choice.value in self.places
        if choice.kind == "passage":
            place, _, rest = choice.value.partition("/")
            topic_id, _, passage = rest.partition("/")
            topic = self.topic(topic_id, place)
            return topic is not None and topic.passage(passage) is not None
        about = choice.value.partition("/")[2] if choice.kind == "follow_up" else choice.value
        return choice.kind not in ("topic", "follow_up") or about in self.topic_ids()

    def councils(self) -> list[Place]:
        """The councils we hold content for, by name."""
        found = [p for p in self.places.values() if p.kind == "council"]
        return sorted(found, key=lambda p: p.name)

    def nation(self) -> Place:
        """The place that everybody inherits from."""
        return next(p for p in self.places.values() if p.kind == "nation")


class _Reader:
    """Collects problems while it reads, so that loading goes on."""

    def __init__(self, root: Path, known_figure: Callable[[str], bool]) -> None:
        self.root = root
        self.known_figure = known_figure
        self.problems: list[Problem] = []

    def name(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()

    def report(self, path: Path, field: str, message: str, fix: str) -> None:
        self.problems.append(Problem(file=self.name(path), field=field, message=message, fix=fix))

    def raw(self, path: Path) -> Any:
        try:
            read = read_yaml(path.read_text(encoding="utf-8"))
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            where = f"line {mark.line + 1}" if mark else "the file"
            self.report(path, where, "this is not valid YAML", "check indentation, quotes and colons there")
        except UnicodeDecodeError:
            self.report(path, "the file", "it is not UTF-8 text", "save it as UTF-8")
        except ValueError as error:  # a date such as 2026-13-40
            self.report(path, "the file", f"a value can't be read ({error})", "write dates as YYYY-MM-DD")
        else:
            if read is None:
                self.report(path, "the file", "it is empty", "write its fields, or delete it")
            return read
        return None

    def model(self, path: Path, of: Type[Model], fields: Any, prefix: str = "") -> Optional[Model]:
        if not isinstance(fields, dict):
            self.report(path, prefix or "the file", "expected named fields", "write `name: value` lines")
            return None
        strange = [key for key in fields if not isinstance(key, str)]
        if strange:
            self.report(
                path, str(strange[0]), "a field's name must be text", "correct it, or put it in quotes"
            )
            return None
        try:
            return of(**fields)
        except ValidationError as error:
            for wrong in error.errors():
                field = ".".join([*([prefix] if prefix else []), *map(str, _named(wrong["loc"], fields))])
                self.report(path, field, wrong["msg"], _FIXES.get(wrong["type"], "correct the value"))
            return None

    def register(self, path: Path, of: Type[Model]) -> dict[str, Model]:
        if not path.exists():
            return {}
        entries = self.raw(path)
        if not isinstance(entries, dict):
            if entries is not None:
                self.report(
                    path, "the file", "expected one entry per id", "write `id:` and its fields below it"
                )
            return {}
        read = {
            key: self.model(
                path,
                of,
                {**fields, "id": key, "place": path.parent.name} if isinstance(fields, dict) else fields,
                key,
            )
            for key, fields in entries.items()
        }
        return {key: entry for key, entry in read.items() if entry is not None}


def _named(place: Sequence[Union[str, int]], fields: Mapping[str, Any]) -> Sequence[Union[str, int]]:
    """Where a fault is, with the id of a passage instead of its number: files are read by people."""
    if len(place) > 1 and place[0] == "passages" and isinstance(place[1], int):
        return ("passages", fields["passages"][place[1]]["id"], *place[2:])
    return place


def load_offer(root: Path, known_figure: Callable[[str], bool] = lambda _: True) -> Offer:
    """Read `data/offer`. `known_figure` tells whether a parameter id exists.

    Wrong files end up in `Offer.problems`; their topics say "ask your personal adviser".
    Raises FileNotFoundError if the folder is missing or has no nation.
    """
    reader = _Reader(root, known_figure)
    places = _read_places(root, reader)
    if not any(place.kind == "nation" for place in places.values()):
        raise FileNotFoundError(f"{root} has no place of kind `nation` (expected england/place.yml)")
    contacts = _read_registers(root, places, reader, "contacts.yml", Contact)
    documents = _read_registers(root, places, reader, "documents.yml", Document)
    _check_main_contacts(root, places, contacts, reader)
    layers = {place: _read_layers(root / place, reader) for place in places}
    known = _Known(contacts, documents, {t for found in layers.values() for t in found})
    sound = {place: _sound_layers(root / place, found, known, reader) for place, found in layers.items()}
    topics = shared({place: _place_topics(place, places, sound, reader) for place in places})
    terms = {place: reader.register(root / place / "glossary.yml", Term) for place in places}
    rows = {place: reader.register(root / place / "coverage.yml", Row) for place in places}
    return Offer(places, contacts, documents, topics, reader.problems, terms, rows)


@dataclass(frozen=True)
class _Known:
    """The ids that a topic may refer to."""

    contacts: Mapping[str, Contact]
    documents: Mapping[str, Document]
    topics: set[str]


def _read_places(root: Path, reader: _Reader) -> dict[str, Place]:
    """The places that can be used, each behind all that it inherits from."""
    found: dict[str, Place] = {}
    for path in sorted(root.glob("*/place.yml")):
        raw = reader.raw(path)
        if raw is None:
            continue
        place = reader.model(path, Place, {"id": path.parent.name, **raw} if isinstance(raw, dict) else raw)
        if place is not None:
            found[place.id] = place
    return _without_orphans(root, found, reader)


def _without_orphans(root: Path, found: Mapping[str, Place], reader: _Reader) -> dict[str, Place]:
    placed: dict[str, Place] = {}
    waiting = dict(found)
    while ready := [
        place for place in waiting.values() if all(parent in placed for parent in place.inherits)
    ]:
        placed.update({place.id: waiting.pop(place.id) for place in ready})
    for place in waiting.values():
        missing = next(parent for parent in place.inherits if parent not in placed)
        what = (
            f"`{missing}` inherits this place, or is broken itself"
            if missing in found
            else f"there is no place `{missing}`"
        )
        reader.report(root / place.id / "place.yml", "inherits", what, "name an existing folder")
    return placed


def _read_registers(
    root: Path, places: Mapping[str, Place], reader: _Reader, name: str, of: Type[Model]
) -> dict[str, Model]:
    """All registers in one. The nation's come first, so no council can take over one of its ids."""
    merged: dict[str, Model] = {}
    for place in places:
        for key, entry in reader.register(root / place / name, of).items():
            if key in merged:
                reader.report(
                    root / place / name, key, "another place already uses this id", "choose a new id"
                )
            else:
                merged[key] = entry
    return merged


def _check_main_contacts(
    root: Path, places: Mapping[str, Place], contacts: Mapping[str, Contact], reader: _Reader
) -> None:
    for place in places.values():
        if place.main_contact and place.main_contact not in contacts:
            path = root / place.id / "place.yml"
            reader.report(
                path,
                "main_contact",
                f"`{place.main_contact}` is not known",
                "add it to contacts.yml, or correct the id",
            )


def _read_layers(folder: Path, reader: _Reader) -> dict[str, Optional[Layer]]:
    """The layer of each topic file of a place; None where the file is wrong."""
    paths = [path for path in sorted(folder.glob("*.yml")) if path.stem not in REGISTERS]
    raws = {path: reader.raw(path) for path in paths}
    return {path.stem: None if raw is None else reader.model(path, Layer, raw) for path, raw in raws.items()}


def _sound_layers(
    folder: Path, layers: Mapping[str, Optional[Layer]], known: _Known, reader: _Reader
) -> dict[str, Optional[Layer]]:
    """The layers without those that refer to something nobody has written."""
    return {
        topic: layer if layer and _refers_well(folder / f"{topic}.yml", layer, known, reader) else None
        for topic, layer in layers.items()
    }


def _refers_well(path: Path, layer: Layer, known: _Known, reader: _Reader) -> bool:
    before = len(reader.problems)
    documents = [source.document for source in layer.sources.values() if source.document]
    contacts = [contact for part in layer.passages.values() for contact in part.contacts or ()]
    for field, used, ids, home in (
        (
            "contacts",
            (*(layer.contacts or ()), *layer.add.contacts, *contacts),
            known.contacts,
            "contacts.yml",
        ),
        ("related", (*(layer.related or ()), *layer.add.related), known.topics, "a topic file"),
        ("elsewhere", layer.elsewhere.values(), known.topics, "a topic file"),
        ("sources", documents, known.documents, "documents.yml"),
    ):
        for name in [name for name in used if name not in ids]:
            reader.report(path, field, f"`{name}` is not known", f"add it to {home}, or correct the id")
    for name in [name for name in placeholders(_all_text(layer)) if not reader.known_figure(name)]:
        reader.report(path, "text", f"there is no figure `{name}`", f"add data/parameters/{name}.yml")
    return len(reader.problems) == before


def _all_text(layer: Layer) -> str:
    told = [line for part in layer.passages.values() for line in (part.text, part.short, *(part.steps or ()))]
    lines = [*told, *(layer.easy or ()), *layer.add.easy, *_for_staff(layer)]
    return " ".join(line for line in lines if line)


def _for_staff(layer: Layer) -> list[str]:
    reading = layer.for_staff
    told = (*(reading.rule if reading else ()), *(layer.council_for_staff or ()))
    return [*(one.text for one in told), *([reading.limits, reading.again] if reading else [])]


def _place_topics(
    place_id: str,
    places: Mapping[str, Place],
    layers: Mapping[str, Mapping[str, Optional[Layer]]],
    reader: _Reader,
) -> dict[str, Topic]:
    line = chain(place_id, dict(places))
    topic_ids = sorted({topic for place in line for topic in layers[place]})
    return {topic: _topic(topic, place_id, line, layers, reader) for topic in topic_ids}


def _topic(
    topic_id: str,
    place_id: str,
    line: list[str],
    layers: Mapping[str, Mapping[str, Optional[Layer]]],
    reader: _Reader,
) -> Topic:
    with_layer = tuple(place for place in line if topic_id in layers[place])
    stack = [(place, layers[place][topic_id]) for place in with_layer]
    sound = [(place, layer) for place, layer in stack if layer is not None]
    if len(sound) < len(stack):
        return faulty_topic(topic_id, place_id)
    path = reader.root / with_layer[-1] / f"{topic_id}.yml"
    fields = {"id": topic_id, "place": place_id, "places": with_layer, **merge(sound)}
    # What is missing is reported once, for the place whose file it is.
    judge = reader if place_id == with_layer[-1] else _Reader(reader.root, reader.known_figure)
    topic = judge.model(path, Topic, fields)
    is_sound = topic is not None and _sources_are_known(path, topic, judge)
    _check_named_passages(path, sound, judge)
    return topic if topic and is_sound else faulty_topic(topic_id, place_id)


def _sources_are_known(path: Path, topic: Topic, judge: _Reader) -> bool:
    """Whether every passage names sources that the topic has."""
    before = len(judge.problems)
    for passage in topic.passages:
        for key in [key for key in passage.sources if key not in topic.all_sources]:
            fix = "add it to `sources` of the topic, or correct the key"
            judge.report(path, f"passages.{passage.id}.sources", f"`{key}` is not known", fix)
    return len(judge.problems) == before


def _check_named_passages(path: Path, layers: list[tuple[str, Layer]], judge: _Reader) -> None:
    """Report passages that the last layer leaves out or stands something before, and that are not there. The topic answers all the same."""
    *others, (_, last) = layers
    inherited = {key for _, layer in others for key in layer.passages}
    places = [(f"passages.{key}.before", part.before) for key, part in last.passages.items() if part.before]
    for field, name in [*places, *(("without", name) for name in last.without)]:
        known = inherited if field == "without" else {*inherited, *last.passages} - set(last.without)
        if name not in known:
            judge.report(path, field, f"there is no passage `{name}`", "correct the id, or remove it")


def faulty_topic(topic_id: str, place_id: str) -> Topic:
    """What a place says while its file for this topic is wrong."""
    title = topic_id.replace("_", " ").capitalize()
    return Topic(
        id=topic_id,
        place=place_id,
        title=title,
        basis=Basis.COUNCIL,
        applies_to=AppliesTo(who="Everyone"),
        passages=(_not_now(title, place_id),),
        contacts=(FALLBACK_CONTACT,),
        is_faulty=True,
    )


def _not_now(title: str, place_id: str) -> Passage:
    lead = f"I can't answer about {title.lower()} right now. Please ask your personal adviser (PA)."
    return Passage(id="not_now", place=place_id, question=f"{title}?", aspect="what", text=lead)
