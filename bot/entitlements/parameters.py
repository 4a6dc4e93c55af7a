"""Dated figures of law and policy: read by date, never guessed.

A figure has values by start date, a unit, a source and the day it was checked.
A date that no value covers gives `NoCheckedFigure`, never the nearest value.
"""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal, Mapping, Optional, Union

import yaml
from pydantic import BaseModel, Field, ValidationError, root_validator, validator

from bot.yaml_text import read_yaml

Unit = Literal[
    "GBP",
    "GBP_per_week",
    "GBP_per_month",
    "GBP_per_year",
    "percent",
    "age",
    "days",
    "weeks",
    "months",
    "years",
]

_TEXT_OF: Mapping[str, str] = {
    "GBP": "£{}",
    "GBP_per_week": "£{} a week",
    "GBP_per_month": "£{} a month",
    "GBP_per_year": "£{} a year",
    "percent": "{}%",
    "age": "{}",
    "days": "{} days",
    "weeks": "{} weeks",
    "months": "{} months",
    "years": "{} years",
}


class ParameterError(ValueError):
    """A parameter file is wrong. The message names the file, the field and the fix."""


class Figure(BaseModel):
    """A checked value on a date, with the words to print it."""

    id: str
    value: float
    text: str
    source: str
    checked_on: date


class NoCheckedFigure(BaseModel):
    """We hold no checked value for this date, and say so."""

    id: str
    label: str
    on: date

    @property
    def text(self) -> str:
        """The words to print where the figure would stand."""
        return f"no checked figure ({self.label})"


class DatedValue(BaseModel):
    """One value from a day (or from before our records) to a day, both included."""

    start: Optional[date] = Field(default=None, alias="from")
    to: Optional[date] = None
    value: Optional[float] = Field(...)  # null says: abolished from this day
    source: str
    checked_on: date

    class Config:
        extra = "forbid"

    @validator("to")
    def _ends_after_start(cls, to: Optional[date], values: dict[str, Any]) -> Optional[date]:
        start = values.get("start")
        if to and start and to < start:
            raise ValueError(f"`to` ({to}) is before `from` ({start})")
        return to

    def covers(self, on: date) -> bool:
        """Whether `on` lies between the first and the last day of this value."""
        return (self.start or date.min) <= on <= (self.to or date.max)


class Parameter(BaseModel):
    """One figure through time."""

    id: str
    label: str
    unit: Unit
    description: str
    values: list[DatedValue]

    class Config:
        extra = "forbid"

    @validator("values")
    def _no_overlap(cls, values: list[DatedValue]) -> list[DatedValue]:
        spans = sorted((v.start or date.min, v.to or date.max) for v in values)
        for (_, end), (start, _) in pairwise(spans):
            if start <= end:
                raise ValueError(f"two values both hold on {start}; give the earlier one a `to`")
        return values

    @root_validator(skip_on_failure=True)
    def _has_values(cls, fields: dict[str, Any]) -> dict[str, Any]:
        if not fields["values"]:
            raise ValueError("values is empty; add at least one dated value")
        return fields

    def at(self, on: date) -> Union[Figure, NoCheckedFigure]:
        """The figure that holds on this day, or an explicit `NoCheckedFigure`."""
        held = next((v for v in self.values if v.covers(on)), None)
        if held is None or held.value is None:
            return NoCheckedFigure(id=self.id, label=self.label, on=on)
        return Figure(
            id=self.id,
            value=held.value,
            text=_TEXT_OF[self.unit].format(f"{held.value:,.2f}".removesuffix(".00")),
            source=held.source,
            checked_on=held.checked_on,
        )


class Parameters:
    """All parameters by id."""

    def __init__(self, by_id: Mapping[str, Parameter]) -> None:
        self._by_id = dict(by_id)

    def __contains__(self, parameter_id: str) -> bool:
        return parameter_id in self._by_id

    def at(self, parameter_id: str, on: date) -> Union[Figure, NoCheckedFigure]:
        """The figure on a day. Raises KeyError for an id that no file defines."""
        return self._by_id[parameter_id].at(on)

    def ids(self) -> list[str]:
        """Every parameter id, sorted."""
        return sorted(self._by_id)


def load_parameter(path: Path) -> Parameter:
    """Read one file; its name is the id. Raises ParameterError with file, field and fix."""
    try:
        raw = read_yaml(path.read_text(encoding="utf-8"))
        return Parameter(id=path.stem, **raw)
    except yaml.YAMLError as error:
        raise ParameterError(f"{path.name}: not valid YAML ({error}). Fix: check the indentation.") from error
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise ParameterError(
            f"{path.name}: field `{field}`: {first['msg']}. Fix: see CONTRIBUTING.md, 'Add a figure'."
        ) from error
    except ValueError as error:  # a date such as 2026-02-30
        raise ParameterError(
            f"{path.name}: a value can't be read ({error}). Fix: write dates as YYYY-MM-DD."
        ) from error
    except TypeError as error:
        raise ParameterError(f"{path.name}: expected named fields. Fix: start with `label:`.") from error


def load_parameters(folder: Path) -> Parameters:
    """Read every `*.yml` of the folder. Raises ParameterError on the first wrong one."""
    return Parameters({p.stem: load_parameter(p) for p in sorted(folder.glob("*.yml"))})
