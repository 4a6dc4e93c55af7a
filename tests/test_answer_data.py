"""Answers become plain data and come back whole, as pydantic would do it."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.answer import Answer, Basis, Choice, Column, ContactLine, Paragraph, SourceLine
from bot.answer_data import as_data, from_data

_TEXTS = st.text(max_size=8)
_MAYBE = st.none() | _TEXTS
_DAYS = st.none() | st.dates(date(2000, 1, 1))
_BASES = st.none() | st.sampled_from(Basis)
_KINDS: Any = st.sampled_from(
    ("topic", "passage", "council", "intent", "page", "follow_up", "alert", "danger", "said", "hand_over")
)
_PARAGRAPHS = st.builds(
    Paragraph, text=_TEXTS, basis=_BASES, heading=_TEXTS, steps=st.lists(_TEXTS, max_size=2).map(tuple)
)
_CONTACTS = st.builds(
    ContactLine,
    name=_TEXTS,
    who_for=_TEXTS,
    phone=_MAYBE,
    text_number=_MAYBE,
    email=_MAYBE,
    web=_MAYBE,
    address=_MAYBE,
    note=_TEXTS,
)
_SOURCES = st.builds(
    SourceLine,
    title=_TEXTS,
    short=_TEXTS,
    section=_TEXTS,
    published=_DAYS,
    checked_on=_DAYS,
    review_due=_DAYS,
)
_CHOICES = st.builds(Choice, label=_TEXTS, kind=_KINDS, value=_TEXTS)
_COLUMNS = st.builds(Column, heading=_TEXTS, texts=st.lists(_TEXTS, max_size=2).map(tuple))


def some(one: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """None, one or two."""
    return st.lists(one, max_size=2).map(tuple)


ANSWERS = st.builds(
    Answer,
    lead=_TEXTS,
    title=_TEXTS,
    short=_TEXTS,
    topic=_TEXTS,
    passage=_TEXTS,
    is_doubtful=st.booleans(),
    is_nearest=st.booleans(),
    place=_TEXTS,
    place_name=_TEXTS,
    own_council=_TEXTS,
    paragraphs=some(_PARAGRAPHS),
    columns=some(_COLUMNS),
    steps=some(_TEXTS),
    contacts=some(_CONTACTS),
    sources=some(_SOURCES),
    basis=_BASES,
    applies_to=_TEXTS,
    notes=some(_TEXTS),
    question=_TEXTS,
    choices=some(_CHOICES),
    urgency=st.sampled_from(("none", "urgent")),
    picture=_MAYBE,
    speaker=_TEXTS,
)


@settings(max_examples=150)
@given(ANSWERS)
def test_an_answer_is_the_same_data_as_by_pydantic_and_comes_back(answer: Answer) -> None:
    """Through JSON both ways, whatever is in it; parts are models again, and it hashes as one that was checked."""
    data = as_data(answer)
    assert data == json.loads(answer.json(exclude_defaults=True))
    again = from_data(json.loads(json.dumps(data)))
    assert again == answer == Answer.parse_obj(data)
    assert (again.__dict__, hash(again)) == (answer.__dict__, hash(answer))
    assert again.__fields_set__ == Answer.parse_obj(data).__fields_set__


def test_every_field_is_tried_here() -> None:
    """A field that is added to an answer, or to a part of one, is added above; but for its card, which is not kept."""
    made = {Answer: 24, Paragraph: 4, ContactLine: 8, SourceLine: 6, Choice: 3, Column: 2}
    assert {model: len(model.__fields__) for model in made} == made


STRANGE: dict[str, Any] = {
    "another field": {"lead": "Hello", "quokka": "x"},
    "no lead": {},
    "a lead that is a list": {"lead": []},
    "a lead that is nothing": {"lead": None},
    "no list": {"lead": "x", "contacts": None},
    "a text for a list": {"lead": "x", "steps": "abc"},
    "another field of a part": {"lead": "x", "contacts": [{"name": "y", "naam": "x"}]},
    "a part without what it needs": {"lead": "x", "choices": [{}]},
    "a part that is none": {"lead": "x", "choices": ["x"]},
    "another kind": {"lead": "x", "choices": [{"label": "x", "kind": "quokka", "value": "x"}]},
    "another urgency": {"lead": "x", "urgency": "soon"},
    "another basis": {"lead": "x", "basis": "rumour"},
    "no day": {"lead": "x", "sources": [{"title": "x", "published": "soon"}]},
    "a list": ["lead"],
    "nothing": None,
}


@pytest.mark.parametrize("data", STRANGE.values(), ids=STRANGE)
def test_what_an_answer_never_was_is_refused(data: Any) -> None:
    """Data of another version, or damaged, is held against the model, as deep as it goes."""
    with pytest.raises(ValidationError):
        from_data(data)


def test_what_pydantic_takes_is_taken() -> None:
    """A number for a text, as an older version may have written it."""
    assert from_data({"lead": 5}) == Answer.parse_obj({"lead": 5})
