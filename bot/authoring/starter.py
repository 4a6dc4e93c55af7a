"""A starter pack for a council that is new: every file, with a question where a fact is needed."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Iterator

import yaml

from bot.offer.loader import Offer
from bot.offer.models import Topic

_ID = re.compile(r"[a-z][a-z0-9_]*")


def new_council(name: str, area: str, offer: Offer, root: Path, on: date) -> Path:
    """Write `root/<id>/` for a council that inherits `area`; the new folder.

    A topic's file holds only comments until somebody answers its questions: until
    then the inherited answer serves, and the check passes. Raises ValueError for a
    name that makes no id, LookupError for an unknown area, FileExistsError if the
    folder is there.
    """
    place = place_id(name)
    if area not in offer.places:
        raise LookupError(
            f"there is no place {area!r} to inherit from; there are {', '.join(sorted(offer.places))}"
        )
    folder = root / place
    folder.mkdir()
    for file, text in _files(name, place, area, offer, on):
        (folder / file).write_text(text, encoding="utf-8")
    return folder


def place_id(name: str) -> str:
    """The folder name of a council: small letters, digits and `_`. Raises ValueError if nothing is left."""
    found = "_".join(re.findall(r"[a-z0-9]+", name.lower()))
    if not _ID.fullmatch(found):
        raise ValueError(f"the name {name!r} makes no folder name; begin it with a letter from a to z")
    return found


def _files(name: str, place: str, area: str, offer: Offer, on: date) -> Iterator[tuple[str, str]]:
    yield "place.yml", _place(name, place, area)
    yield "contacts.yml", _contacts(name, place, on)
    yield "documents.yml", _documents(name, place, on)
    yield "coverage.yml", _coverage(place)
    for topic_id in offer.topic_ids():
        topic = offer.topic(topic_id, area)
        if topic:
            yield f"{topic_id}.yml.todo", _questions(topic, name, place, on)


def _place(name: str, place: str, area: str) -> str:
    fields = {"name": name, "kind": "council", "inherits": [area], "aliases": [f"{name.lower()} council"]}
    fields["main_contact"] = f"{place}_leaving_care"
    fields["about"] = f"What {name}'s local offer says."
    return yaml.safe_dump(fields, sort_keys=False, allow_unicode=True)


def _contacts(name: str, place: str, on: date) -> str:
    return (
        "# Who can a care leaver turn to? One entry a phone number; texts and topics use its id.\n"
        "# Add phone (in quotes), text_number, email, web or address once you have read them in a paper of yours.\n"
        f"{place}_leaving_care:\n"
        f"  name: {name} leaving care team\n"
        f"  who_for: Every question about {name}'s offer. Ask your PA for the team's number.\n"
        "  source: not printed yet - which page of your local offer names the team?\n"
        f"  checked_on: {on}\n"
    )


def _documents(name: str, place: str, on: date) -> str:
    return (
        "# Which papers do your facts come from? When must they be reviewed?\n"
        f"# {place}_local_offer:\n"
        f"#   title: {name}'s local offer for care leavers\n"
        f"#   publisher: {name}\n"
        "#   published: YYYY-MM-DD\n"
        "#   status: published        # law, guidance, published, proposal, draft or report\n"
        "#   review_due: YYYY-MM-DD\n"
        f"#   checked_on: {on}\n"
        "{}\n"
    )


def _coverage(place: str) -> str:
    return (
        "# Every service that your papers name, with the topics that tell of it or the reason why none does.\n"
        "# S1:\n"
        "#   what: Mentoring\n"
        f"#   at: {place}_local_offer, page 7\n"
        "#   topics: [mentoring]      # or: why_not: only for foster carers\n"
        "{}\n"
    )


def _questions(topic: Topic, name: str, place: str, on: date) -> str:
    asks = "\n".join(f"#   - {question}" for question in _QUESTIONS)
    return (
        f"# {topic.title}. Until this file is done, people in {name} get the inherited answer:\n"
        f"{_comment(topic.lead)}"
        "# Answer these from a paper of yours, then rename the file to end in .yml:\n"
        f"{asks}\n"
        "# passages:\n"
        f"#   {place}_how_much:\n"
        f"#     question: How much does {name} give?\n"
        "#     aspect: how_much\n"
        "#     basis: council\n"
        f"#     text: At most 60 words that answer just this. What {name} gives, to whom, until what age.\n"
        "#     sources: [offer]\n"
        f"#     before: {topic.passages[0].id}   # where it stands; without this line, last\n"
        "#     asks:\n"
        "#       - three to eight ways in which people ask exactly this\n"
        "# sources:\n"
        f'#   offer: {{document: {place}_local_offer, section: "", checked_on: {on}}}\n'
        "# silent: [how_long]   # what people ask of it and your papers don't tell\n"
        "# add:\n"
        "#   easy:\n"
        "#     - The same in the easiest words, one idea a line.\n"
        f"#   contacts: [{place}_leaving_care]\n"
        "# figures:\n"
        f'#   "12 weeks": {place}_local_offer, page 7\n'
    )


_QUESTIONS = (
    "What does the council give beyond the law? If nothing, delete this file.",
    "To whom, from and until what age?",
    "How much, how often, for how long? Is it in force, a plan or a draft?",
    "How does somebody ask for it, and whom?",
    "Where does it stand (paper, page), and when is that paper's review due?",
)


def _comment(text: str) -> str:
    return "".join(f"#   {line}\n" for line in re.findall(r".{1,100}(?:\s|$)", text))
