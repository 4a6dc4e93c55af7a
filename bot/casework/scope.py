"""Whose records a list is about: one adviser's, one team's or one council's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Union

from sqlalchemy import select

from bot.casework.tables import PersonalAdviser, YoungPerson


@dataclass(frozen=True)
class AdviserScope:
    """The caseload of one personal adviser."""

    personal_adviser_id: int


@dataclass(frozen=True)
class TeamScope:
    """The young people of a team's advisers."""

    team_id: int


@dataclass(frozen=True)
class CouncilScope:
    """Everybody whom one council is responsible for, with or without an adviser."""

    council: str


@dataclass(frozen=True)
class PersonScope:
    """One young person alone. It is never what somebody may see: that is decided by the person's number."""

    young_person_id: int


ListScope = Union[AdviserScope, TeamScope]
Scope = Union[AdviserScope, TeamScope, CouncilScope]
Listed = Union[ListScope, PersonScope]


def in_scope(scope: Union[Scope, PersonScope]) -> Any:
    """The condition on `YoungPerson` that holds for this scope."""
    if isinstance(scope, PersonScope):
        return YoungPerson.id == scope.young_person_id
    if isinstance(scope, AdviserScope):
        return YoungPerson.personal_adviser_id == scope.personal_adviser_id
    if isinstance(scope, TeamScope):
        advisers = select(PersonalAdviser.id).where(PersonalAdviser.team_id == scope.team_id)
        return YoungPerson.personal_adviser_id.in_(advisers)
    return YoungPerson.council == scope.council
