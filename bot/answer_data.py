"""Answers as plain data and back, many times as fast as pydantic, where the data is what we wrote ourselves."""

from __future__ import annotations

from datetime import date
from enum import Enum
from functools import partial
from typing import Any, Callable, Dict, FrozenSet, KeysView, List, Type

from pydantic import BaseModel
from pydantic.fields import SHAPE_TUPLE_ELLIPSIS, ModelField
from pydantic.typing import all_literal_values, is_literal_type

from bot.answer import Answer

Reader = Callable[[Any], Any]


def as_data(answer: Answer) -> Dict[str, Any]:
    """What JSON can hold of an answer, without what is as it is by default: as `json.loads(answer.json(exclude_defaults=True))`."""
    found: Dict[str, Any] = _data(answer)
    return found


def from_data(data: Any) -> Answer:
    """The answer that `as_data` gave this for. Any other data is held against the model: raises ValidationError."""
    try:
        answer: Answer = _model(Answer, data)
    except _StrangeError:
        return Answer.parse_obj(data)
    return answer


class _StrangeError(ValueError):
    """Data that no answer of ours was written as."""


def _data(value: Any) -> Any:
    if isinstance(value, BaseModel):
        usual = _usual(type(value))
        return {name: _data(one) for name, one in value.__dict__.items() if one != usual.get(name, _NOTHING)}
    if isinstance(value, tuple):
        return [_data(one) for one in value]
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value


_NOTHING = object()  # what no value is equal to
_USUAL: Dict[Type[BaseModel], Dict[str, Any]] = {}
_NEEDED: Dict[Type[BaseModel], Dict[str, bool]] = {}
_READERS: Dict[Type[BaseModel], Dict[str, Reader]] = {}


def _usual(model: Type[BaseModel]) -> Dict[str, Any]:
    if model not in _USUAL:
        _USUAL[model] = {
            name: field.default for name, field in model.__fields__.items() if not field.required
        }
    return _USUAL[model]


def _needed(model: Type[BaseModel]) -> KeysView[str]:
    if model not in _NEEDED:
        _NEEDED[model] = {name: True for name, field in model.__fields__.items() if field.required}
    return _NEEDED[model].keys()


def _model(model: Type[BaseModel], data: Any) -> Any:
    if model not in _READERS:
        _READERS[model] = {name: _reader(field) for name, field in model.__fields__.items()}
    readers = _READERS[model]
    if type(data) is not dict or not data.keys() <= readers.keys():
        raise _StrangeError
    if not _needed(model) <= data.keys():
        raise _StrangeError
    return model.construct(set(data), **{name: readers[name](value) for name, value in data.items()})


def _reader(field: ModelField) -> Reader:
    """How JSON's value becomes the field's. Raises _StrangeError for a value that it never was."""
    one = _reader_of_one(field.type_)
    if field.shape == SHAPE_TUPLE_ELLIPSIS:
        return lambda values: tuple(map(one, _listed(values)))
    return (lambda value: None if value is None else one(value)) if field.allow_none else one


def _listed(values: Any) -> List[Any]:
    if type(values) is not list:
        raise _StrangeError
    return values


def _reader_of_one(kind: Any) -> Reader:
    if is_literal_type(kind):
        return partial(_one_of, frozenset(all_literal_values(kind)))
    if issubclass(kind, BaseModel):
        return partial(_model, kind)
    if issubclass(kind, Enum):
        return partial(_made, kind)
    return partial(_made, date.fromisoformat) if kind is date else _text


def _made(make: Callable[[Any], Any], value: Any) -> Any:
    try:
        return make(value)
    except (ValueError, TypeError) as error:
        raise _StrangeError from error


def _one_of(known: FrozenSet[Any], value: Any) -> Any:
    if type(value) is not str or value not in known:
        raise _StrangeError
    return value


def _text(value: Any) -> Any:
    if type(value) is not str:
        raise _StrangeError
    return value
