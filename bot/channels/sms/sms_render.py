"""The answers of one turn as text messages: the first piece at once, the others one by one for MORE.

A piece takes two fragments at most, one of an urgent answer four. No sentence is cut in two, unless it is a list longer than a piece.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field
from typing import Iterator, List, Sequence, Tuple

from bot.answer import Answer, Choice
from bot.answer_text import paragraph_groups
from bot.channels.sms.said_by_text import needs_a_page, reached_by, said_by_text
from bot.delivery.handing_over.speaker import role_in
from bot.gsm import FOUR_FRAGMENTS, TWO_FRAGMENTS, septets, shorten, to_gsm
from bot.phrases import phrase

MORE = "\nText MORE for more."

MY_PLAN = "pathway_plan_status"

_SENTENCES = re.compile(r"(?<=[.!?])\s+")
_LISTED = re.compile(r"(?<=;)\s+")
_NOT_BY_TEXT = "page"  # the kind of a choice that opens a page
_BY_WORD = "follow_up"  # EASY, SOURCE
_OF_DANGER = ("danger", "alert")
_MEANT = ("council", "living", *_OF_DANGER)


@dataclass(frozen=True)
class Numbered:
    """A choice that a piece shows: its number, and whose it is: the place of its answer in the turn, and its own in the answer."""

    number: int
    answer: int
    choice: int


@dataclass(frozen=True)
class Piece:
    """One text message, and the choices whose numbers it shows."""

    text: str
    numbers: Tuple[Numbered, ...] = ()


@dataclass(frozen=True)
class _Unit:
    """What is never cut in two, and what stands between it and what comes before."""

    text: str
    gap: str = "\n"
    shows: Tuple[Numbered, ...] = ()


@dataclass
class _Page:
    """A piece that is being filled, up to so many septets."""

    room: int
    text: str = ""
    numbers: List[Numbered] = field(default_factory=list)

    def takes(self, unit: _Unit) -> bool:
        """Put it in, if there is room."""
        longer = f"{self.text}{unit.gap}{unit.text}" if self.text else unit.text
        if septets(longer) > self.room:
            return False
        self.text = longer
        self.numbers.extend(unit.shows)
        return True


def pieces(answers: Sequence[Answer], room: int = TWO_FRAGMENTS, first_number: int = 1) -> List[Piece]:
    """A turn as text messages, in order; all but the last say that there is more. `room` is that of an ordinary one in septets.

    Choices count from `first_number`. Only characters of GSM-7. What is said first: what each answer says in short, what it asks, and the choices as far as they fit.
    """
    answers = [_by_text(answer) for answer in answers]
    is_urgent = any(answer.urgency == "urgent" for answer in answers)
    room += FOUR_FRAGMENTS - TWO_FRAGMENTS if is_urgent else 0
    offered = _offered(answers, first_number)
    first, menu, rest = list(_leads(answers, offered)), list(_menu(answers, offered)), list(_rest(answers))
    whole = _filled([*first, *rest, *menu], room) or [_Page(room)]
    if len(whole) == 1:
        return [_piece(whole[0])]
    fits = room - septets(MORE)
    if not is_urgent and any(map(_asks, answers)):
        asked = _beside(first, list(_asked(answers, offered)), fits)
        first, menu, rest = _question_first(first, asked, menu, rest, fits)
    pages = _filled(first, fits)
    late = _not_taken(pages[-1], menu) if pages else menu
    begun = pages[-1:] if is_urgent else []  # what could be missed is sent at once as far as it fits
    pages = [*pages[: len(pages) - len(begun)], *_filled([*rest, *late], fits, begun)]
    return [_piece(page, MORE) for page in pages[:-1]] + [_piece(page) for page in pages[-1:]]


def sms_text(answer: Answer) -> str:
    """What leaves at once of one answer."""
    return pieces([answer])[0].text


def _by_text(answer: Answer) -> Answer:
    """Of the own plan no more than state and day: a text stays on the phone, and others read it."""
    if answer.topic != MY_PLAN:
        return answer
    return Answer(lead=answer.lead, topic=answer.topic, place=answer.place, choices=answer.choices)


def _piece(page: _Page, more: str = "") -> Piece:
    return Piece(page.text + more, tuple(page.numbers))


def _filled(units: Sequence[_Unit], room: int, begun: Sequence[_Page] = ()) -> List[_Page]:
    pages = list(begun)
    for unit in units:
        for part in _parts(unit, room):
            if not (pages and pages[-1].takes(part)):
                pages.append(_Page(room, shorten(part.text, room), list(part.shows)))
    return pages


def _asks(answer: Answer) -> bool:
    """Whether it waits for an answer: which council, or whether somebody is safe."""
    return bool(answer.question) or any(choice.kind in _OF_DANGER for choice in answer.choices)


def _as_one(units: Sequence[_Unit]) -> _Unit:
    return _Unit(
        "\n".join(unit.text for unit in units), shows=tuple(one for unit in units for one in unit.shows)
    )


def _beside(leads: Sequence[_Unit], asked: Sequence[_Unit], room: int) -> Sequence[_Unit]:
    """As much of the question and of what can be picked, from its beginning, as there is room for beside the first sentence."""
    page = _Page(room)
    for unit in leads[:1]:
        page.takes(unit)
    return list(itertools.takewhile(page.takes, asked))


def _question_first(
    leads: List[_Unit], asked: Sequence[_Unit], menu: List[_Unit], rest: List[_Unit], room: int
) -> Tuple[List[_Unit], List[_Unit], List[_Unit]]:
    """A question stands whole in the first piece: what the leads say besides comes behind it."""
    one = _as_one(asked)
    page = _Page(room - septets(f"\n{one.text}"))
    kept = list(itertools.takewhile(page.takes, leads))
    others = [unit for unit in menu if unit not in asked]
    return [*kept, one], others, [*leads[len(kept) :], *rest]


def _not_taken(page: _Page, units: Sequence[_Unit]) -> Sequence[_Unit]:
    """What is left from the first unit on that a page has no room for: numbers stand in their order."""
    return list(itertools.dropwhile(page.takes, units))


def _parts(unit: _Unit, room: int) -> Iterator[_Unit]:
    """The unit; one that is too long for any piece, as a list of sources may be, entry by entry."""
    if septets(unit.text) <= room:
        yield unit
        return
    first, *others = _LISTED.split(unit.text)
    yield _Unit(first, unit.gap, unit.shows)
    yield from (_Unit(other, " ") for other in others)


def _offered(answers: Sequence[Answer], first_number: int) -> List[Numbered]:
    """What can be picked by number; what opens a page can't. What our words do too stands last."""
    found = [
        (a, c)
        for a, answer in enumerate(answers)
        for c, choice in sorted(enumerate(answer.choices), key=lambda one: one[1].kind == _BY_WORD)
        if choice.kind != _NOT_BY_TEXT
    ]
    return [Numbered(number, a, c) for number, (a, c) in enumerate(found, start=first_number)]


def _leads(answers: Sequence[Answer], offered: Sequence[Numbered]) -> Iterator[_Unit]:
    for place, answer in enumerate(answers):
        own = next((str(one.number) for one in offered if one.answer == place), "")
        yield from (
            _by_person(answer)
            if answer.speaker
            else _sentences(said_by_text(answer.short or answer.lead, own))
        )
        if _is_about_people(answer):
            yield from _contacts(answer, answer.lead)


def _by_person(answer: Answer) -> Iterator[_Unit]:
    """What a person wrote, word by word as they wrote it. Who it is stands there without a name: others may read the text."""
    said = phrase("hand_over.by_text", who=role_in(answer.speaker), words=answer.lead)
    words = to_gsm(said).split()
    yield from (_Unit(word, " " if place else "\n") for place, word in enumerate(words))


def _menu(answers: Sequence[Answer], offered: Sequence[Numbered]) -> Iterator[_Unit]:
    for place, answer in enumerate(answers):
        yield from _question(answer)
        yield from (_choice(answer, one) for one in offered if one.answer == place)


def _asked(answers: Sequence[Answer], offered: Sequence[Numbered]) -> Iterator[_Unit]:
    """What is asked, with the choices that answer it: councils, or yes and no; where there are none of those, all."""
    for place, answer in enumerate(answers):
        if _asks(answer):
            yield from _question(answer)
            own = [one for one in offered if one.answer == place]
            meant = [one for one in own if answer.choices[one.choice].kind in _MEANT]
            yield from (_choice(answer, one) for one in meant or own)


def _question(answer: Answer) -> Iterator[_Unit]:
    if answer.question:
        yield _Unit(to_gsm(answer.question))


def _choice(answer: Answer, one: Numbered) -> _Unit:
    return _Unit(f"{one.number} {to_gsm(answer.choices[one.choice].label)}", shows=(one,))


def _rest(answers: Sequence[Answer]) -> Iterator[_Unit]:
    said = " ".join(answer.lead for answer in answers)
    for answer in answers:
        blocks, contacts = _sentences(*_blocks(answer)), _contacts(answer, said)
        if _is_about_people(answer):
            contacts = iter(())
        yield from (*contacts, *blocks) if answer.urgency == "urgent" else (*blocks, *contacts)
        yield from _sentences(*answer.notes)


def _is_about_people(answer: Answer) -> bool:
    """Whether whom to reach is all that it says: "Here is who you can reach"."""
    return answer.urgency != "urgent" and bool(answer.contacts) and not any(_blocks(answer))


def _contacts(answer: Answer, said: str) -> Iterator[_Unit]:
    """Who can be reached, but for those whose number was said already."""
    for contact in answer.contacts:
        line = reached_by(contact, said)
        if line:
            yield _Unit(to_gsm(line))


def _blocks(answer: Answer) -> Iterator[str]:
    for group in paragraph_groups(answer.paragraphs):
        told = [*group.texts, *group.steps]
        heading = group.heading if group.heading.endswith("?") else f"{group.heading}:"
        yield f"{heading} {told[0]}" if group.heading else told[0]
        yield from told[1:]
    for column in answer.columns:
        yield f"{column.heading}: {' '.join(column.texts)}"
    if answer.steps:
        yield f"What you can do: {' '.join(answer.steps)}"
    if answer.applies_to:
        yield f"Who this is for: {answer.applies_to}"


def _sentences(*blocks: str) -> Iterator[_Unit]:
    for block in blocks:
        said = _SENTENCES.split(to_gsm(said_by_text(block)).strip())
        found = [one for one in said if one and not needs_a_page(one)]
        yield from (_Unit(one, " " if place else "\n") for place, one in enumerate(found))


def choice_of(answers: Sequence[Answer], one: Numbered) -> Choice:
    """The choice that a number stands for."""
    return answers[one.answer].choices[one.choice]
