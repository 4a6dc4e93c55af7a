"""Answering somebody who writes in another language: we can't read it, a person with an interpreter can."""

from __future__ import annotations

from pathlib import Path
from typing import Mapping, Optional

from pydantic import BaseModel

from bot.answer import Answer, Paragraph
from bot.offer.loader import Offer
from bot.talk.general_answers import PERSON, human_contacts
from bot.yaml_text import read_yaml

ENGLISH = "I can only read English. Your personal adviser (PA) can get an interpreter, so you can talk in your own language."


class Line(BaseModel):
    """One language: its English name, and what we say in it. `needs_native_check` until a native reader has looked at it."""

    name: str
    line: str
    needs_native_check: bool

    class Config:
        extra = "forbid"
        frozen = True


def load_languages(path: Path) -> Mapping[str, Line]:
    """The lines by language code. Raises FileNotFoundError, or ValueError if the file is wrong."""
    read = read_yaml(path.read_text(encoding="utf-8"))
    return {code: Line.parse_obj(fields) for code, fields in read.items()}


def other_language(line: Optional[Line], offer: Offer, place: str) -> Answer:
    """Urgent numbers first, then the line in their language if we have one, then English."""
    told = (line.line, ENGLISH) if line else (ENGLISH,)
    return Answer(
        title="I can only read English",
        lead="In danger? Ring 999. Need to talk? Ring Samaritans on 116 123. I can only read English. Your PA can get an interpreter.",
        place=place,
        paragraphs=tuple(Paragraph(text=text) for text in told),
        contacts=human_contacts(offer, place),
        choices=(PERSON,),
    )
