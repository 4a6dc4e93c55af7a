"""The slice of casework that the assistant needs."""

from __future__ import annotations

from enum import Enum

from sqlalchemy import CheckConstraint, Column, Date, ForeignKey, Integer, String
from sqlalchemy.orm import relationship

from bot.casework.database import Base


class PlanState(str, Enum):
    """Where a pathway plan stands, from nothing to replaced."""

    NOT_STARTED = "not_started"
    ASSESSMENT = "assessment"
    DRAFTING = "drafting"
    WITH_YOUNG_PERSON = "with_young_person"
    WITH_TEAM_MANAGER = "with_team_manager"
    AUTHORISED = "authorised"
    IN_REVIEW = "in_review"
    SUPERSEDED = "superseded"


_STATES = ", ".join(f"'{state.value}'" for state in PlanState)


class PersonalAdviser(Base):
    """A personal adviser and how to reach them."""

    __tablename__ = "personal_adviser"

    id = Column(Integer, primary_key=True)
    name = Column(String(120), nullable=False)
    phone = Column(String(30))
    email = Column(String(200))
    team_manager = Column(String(120), nullable=False)


class YoungPerson(Base):
    """A young person. `phone_lookup` is a keyed hash; the number itself is not kept."""

    __tablename__ = "young_person"

    id = Column(Integer, primary_key=True)
    reference = Column(String(40), nullable=False, unique=True)
    preferred_name = Column(String(120), nullable=False)
    birth_date = Column(Date, nullable=False)
    council = Column(String(40), nullable=False)
    phone_lookup = Column(String(64), unique=True)
    personal_adviser_id = Column(ForeignKey("personal_adviser.id"))

    personal_adviser = relationship(PersonalAdviser)
    plans = relationship("PathwayPlan", back_populates="young_person", order_by="PathwayPlan.id")


class PathwayPlan(Base):
    """One version of a pathway plan. Authorised only with the date the team manager did so."""

    __tablename__ = "pathway_plan"
    __table_args__ = (
        CheckConstraint(f"state IN ({_STATES})", name="known_state"),
        CheckConstraint(
            "state NOT IN ('authorised', 'in_review') OR authorised_on IS NOT NULL", name="authorised_has_date"
        ),
        CheckConstraint("last_review_on IS NULL OR authorised_on IS NOT NULL", name="review_after_authorising"),
    )

    id = Column(Integer, primary_key=True)
    young_person_id = Column(ForeignKey("young_person.id", ondelete="CASCADE"), nullable=False, index=True)
    state = Column(String(20), nullable=False, default=PlanState.NOT_STARTED.value)
    state_since = Column(Date, nullable=False)
    authorised_on = Column(Date)
    last_review_on = Column(Date)
    next_review_on = Column(Date)

    young_person = relationship(YoungPerson, back_populates="plans")
