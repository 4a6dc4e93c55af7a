"""What every model of the content has in common: no unknown field, no change after reading."""

from __future__ import annotations

from pydantic import BaseModel


class Strict(BaseModel):
    """A frozen record that refuses a misspelt field."""

    class Config:
        extra = "forbid"
        frozen = True
