"""Answers as plain data and back, many times as fast as pydantic, which checks each part again that we made ourselves."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Any, Callable, Dict, Mapping, Optional, Type

from pydantic import BaseModel
from pydantic.fields import SHAPE_TUPLE_ELLIPSIS, ModelField

from bot.answer import Answer

Maker = Callable[[Any], Any]


def as_data(answer: Answer) -> Dict[str, Any]:
    """What JSON can hold of an answer, without what is as it is by default: as `json.loads(answer.json(exclude_defaults=True))`."""
    found: Dict[str, Any] = _data(answer)
    return found


def from_data(data: Mapping[str, Any]) -> Answer:
    """The answer that `as_data` gave this for. Data with other names is held against the model: raises ValidationError."""
    if not data.keys() <= Answer.__fields__.keys():
        return Answer.parse_obj(data)
    answer: Answer = _model(Answer, data)
    return answer


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
_MAKERS: Dict[Type[BaseModel], Dict[str, Maker]] = {}


def _usual(model: Type[BaseModel]) -> Dict[str, Any]:
    if model not in _USUAL:
        _USUAL[model] = {
            name: field.default for name, field in model.__fields__.items() if not field.required
        }
    return _USUAL[model]


def _model(model: Type[BaseModel], data: Mapping[str, Any]) -> Any:
    if model not in _MAKERS:
        made = {name: _maker(field) for name, field in model.__fields__.items()}
        _MAKERS[model] = {name: maker for name, maker in made.items() if maker}
    makers = _MAKERS[model]
    values = {
        name: makers[name](value) if name in makers and value is not None else value
        for name, value in data.items()
    }
    return model.construct(set(values), **values)


def _maker(field: ModelField) -> Optional[Maker]:
    """How JSON's value becomes the field's; None where it is that."""
    one = _maker_of_one(field.type_)
    if field.shape != SHAPE_TUPLE_ELLIPSIS:
        return one
    return (lambda values: tuple(map(one, values))) if one else tuple


def _maker_of_one(kind: Any) -> Optional[Maker]:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return lambda data: _model(kind, data)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind
    return date.fromisoformat if kind is date else None
