"""The slice of casework that the assistant needs. What must be true is in the database.

Names, numbers and free words are `Sealed`; what must be found by number or
account is kept beside as a keyed hash (`*_lookup`).
"""

from __future__ import annotations

from enum import Enum
from typing import Type

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import relationship

from bot.casework.codes import (
    ACCOM,
    ACTIV,
    IN_TOUCH,
    NEVER_MEANINGFUL,
    ContactKind,
    PlanArea,
    PlanState,
    Role,
)
from bot.records.database import Base
from bot.records.sealed import Sealed


def _one_of(column: str, words: tuple[str, ...] | Type[Enum]) -> CheckConstraint:
    values = words if isinstance(words, tuple) else tuple(str(word.value) for word in words)
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=f"known_{column}")


class Team(Base):
    """A leaving care team of one council."""

    __tablename__ = "team"
    __table_args__ = (UniqueConstraint("council", "name"),)

    id = Column(Integer, primary_key=True)
    council = Column(String(40), nullable=False)
    name = Column(String(120), nullable=False)
    manager_name = Column(Sealed)
    manager_email = Column(Sealed)
    duty_phone = Column(Sealed)  # shown to the team's young people in danger

    advisers = relationship("PersonalAdviser", back_populates="team")


class PersonalAdviser(Base):
    """A personal adviser and how to reach them."""

    __tablename__ = "personal_adviser"

    id = Column(Integer, primary_key=True)
    team_id = Column(ForeignKey("team.id"), nullable=False, index=True)
    name = Column(Sealed, nullable=False)
    phone = Column(Sealed)
    email = Column(Sealed)

    team = relationship(Team, back_populates="advisers")
    young_people = relationship("YoungPerson", back_populates="personal_adviser")


class StaffAccount(Base):
    """Who may sign in as staff, and as what. `subject_lookup` is the keyed hash of the identity provider's subject."""

    __tablename__ = "staff_account"
    __table_args__ = (
        _one_of("role", tuple(r.value for r in Role if r is not Role.YOUNG_PERSON)),
        CheckConstraint(
            "role <> 'personal_adviser' OR personal_adviser_id IS NOT NULL", name="adviser_has_caseload"
        ),
        CheckConstraint("role <> 'team_manager' OR team_id IS NOT NULL", name="manager_has_team"),
    )

    id = Column(Integer, primary_key=True)
    subject_lookup = Column(String(64), nullable=False, unique=True)
    role = Column(String(20), nullable=False)
    personal_adviser_id = Column(ForeignKey("personal_adviser.id"))
    team_id = Column(ForeignKey("team.id"))
    left_on = Column(Date)


class YoungPerson(Base):
    """A young person in care or a care leaver."""

    __tablename__ = "young_person"
    __table_args__ = (
        UniqueConstraint("council", "reference"),
        CheckConstraint(
            "qualifies_by_guardianship_on IS NULL OR qualifies_by_guardianship_on > birth_date",
            name="guardianship_after_birth",
        ),
        Index("ix_young_person_caseload", "personal_adviser_id", "council"),
        Index("ix_young_person_reference", "reference"),  # a reference is mostly given without its council
        # An erased person's number is never given again: audit events go on naming it.
        {"sqlite_autoincrement": True},
    )

    id = Column(Integer, primary_key=True)
    reference = Column(String(40), nullable=False)
    preferred_name = Column(Sealed, nullable=False)
    birth_date = Column(Date, nullable=False)
    council = Column(String(40), nullable=False)
    phone_lookup = Column(String(64), unique=True)
    phone = Column(Sealed)
    personal_adviser_id = Column(ForeignKey("personal_adviser.id"))
    # Inputs of the legal status, as the council's record says; nothing is concluded here.
    qualifies_by_guardianship_on = Column(Date)
    was_detained_at_16 = Column(Boolean, nullable=False, default=False)
    returned_home_on = Column(Date)

    personal_adviser = relationship(PersonalAdviser, back_populates="young_people")
    plans = relationship(
        "PathwayPlan", back_populates="young_person", order_by="PathwayPlan.id", cascade="all, delete-orphan"
    )


def _of_person() -> Column:
    return Column(ForeignKey("young_person.id", ondelete="CASCADE"), nullable=False, index=True)


class LookedAfterPeriod(Base):
    """A time of being looked after. Planned short breaks don't count towards the 13 weeks."""

    __tablename__ = "looked_after_period"
    __table_args__ = (CheckConstraint("ended_on IS NULL OR ended_on >= started_on", name="ends_after_start"),)

    id = Column(Integer, primary_key=True)
    young_person_id = _of_person()
    started_on = Column(Date, nullable=False)
    ended_on = Column(Date)
    is_short_break = Column(Boolean, nullable=False, default=False)


class ReturnFact(Base):
    """What an adviser confirmed for the yearly return: never inferred, one row a year."""

    __tablename__ = "return_fact"
    __table_args__ = (
        UniqueConstraint("young_person_id", "year_ending"),
        _one_of("in_touch", IN_TOUCH),
        _one_of("activ", ACTIV),
        _one_of("accom", ACCOM),
        CheckConstraint(
            "in_touch NOT IN ('DIED', 'RHOM') OR (activ = '0' AND accom = '0')", name="nothing_after_leaving"
        ),
        CheckConstraint("in_touch <> 'YES' OR (activ <> '0' AND accom <> '0')", name="in_touch_is_known"),
    )

    id = Column(Integer, primary_key=True)
    young_person_id = _of_person()
    year_ending = Column(Integer, nullable=False)
    in_touch = Column(String(4), nullable=False)
    activ = Column(String(2), nullable=False)
    accom = Column(String(2), nullable=False)
    confirmed_on = Column(Date, nullable=False)
    confirmed_by_id = Column(ForeignKey("personal_adviser.id"))


class Activity(Base):
    """What somebody does: education, training, work or none of these, as confirmed."""

    __tablename__ = "activity"
    __table_args__ = (_one_of("activ", ACTIV),)

    id = Column(Integer, primary_key=True)
    young_person_id = _of_person()
    activ = Column(String(2), nullable=False)
    since = Column(Date, nullable=False)
    ended_on = Column(Date)


class Accommodation(Base):
    """Where somebody lives and whether it is suitable, as confirmed."""

    __tablename__ = "accommodation"
    __table_args__ = (_one_of("accom", ACCOM),)

    id = Column(Integer, primary_key=True)
    young_person_id = _of_person()
    accom = Column(String(2), nullable=False)
    since = Column(Date, nullable=False)
    ended_on = Column(Date)


class Consent(Base):
    """What somebody agreed to, and until when."""

    __tablename__ = "consent"
    __table_args__ = (
        CheckConstraint("withdrawn_on IS NULL OR withdrawn_on >= given_on", name="withdrawn_after_given"),
    )

    id = Column(Integer, primary_key=True)
    young_person_id = _of_person()
    kind = Column(String(40), nullable=False)
    given_on = Column(Date, nullable=False)
    withdrawn_on = Column(Date)


class NeedsAssessment(Base):
    """The needs assessment behind a pathway plan (SI 2010/959 regulation 42)."""

    __tablename__ = "needs_assessment"
    __table_args__ = (
        CheckConstraint("completed_on IS NULL OR completed_on >= started_on", name="completed_after_start"),
    )

    id = Column(Integer, primary_key=True)
    young_person_id = _of_person()
    started_on = Column(Date, nullable=False)
    completed_on = Column(Date)


class PathwayPlan(Base):
    """One version of a pathway plan. Authorised only with the date the team manager did so."""

    __tablename__ = "pathway_plan"
    __table_args__ = (
        _one_of("state", PlanState),
        CheckConstraint(
            "state NOT IN ('authorised', 'in_review') OR authorised_on IS NOT NULL",
            name="authorised_has_date",
        ),
        CheckConstraint(
            "last_review_on IS NULL OR authorised_on IS NOT NULL", name="review_after_authorising"
        ),
        Index("ix_pathway_plan_state", "state", "next_review_on"),
    )

    id = Column(Integer, primary_key=True)
    young_person_id = _of_person()
    state = Column(String(20), nullable=False, default=PlanState.NOT_STARTED.value)
    state_since = Column(Date, nullable=False)
    authorised_on = Column(Date)
    last_review_on = Column(Date)
    next_review_on = Column(Date)
    young_person_views = Column(Sealed)
    no_views_reason = Column(Sealed)  # why a plan goes on without their views
    young_person_agrees = Column(Boolean)

    young_person = relationship(YoungPerson, back_populates="plans")
    sections = relationship("PlanSection", cascade="all, delete-orphan")
    goals = relationship("Goal", cascade="all, delete-orphan")
    reviews = relationship("PlanReview", cascade="all, delete-orphan", order_by="PlanReview.held_on")


def _of_plan() -> Column:
    return Column(ForeignKey("pathway_plan.id", ondelete="CASCADE"), nullable=False, index=True)


class PlanSection(Base):
    """One of the ten matters of Schedule 1, in words."""

    __tablename__ = "plan_section"
    __table_args__ = (UniqueConstraint("plan_id", "area"), _one_of("area", PlanArea))

    id = Column(Integer, primary_key=True)
    plan_id = _of_plan()
    area = Column(String(30), nullable=False)
    words = Column(Sealed, nullable=False)


class Goal(Base):
    """Something to be done, by whom and by when."""

    __tablename__ = "goal"
    __table_args__ = (_one_of("owner", ("young_person", "personal_adviser", "somebody_else")),)

    id = Column(Integer, primary_key=True)
    plan_id = _of_plan()
    words = Column(Sealed, nullable=False)
    owner = Column(String(20), nullable=False)
    due_on = Column(Date)
    done_on = Column(Date)


class PlanReview(Base):
    """A review that was held."""

    __tablename__ = "plan_review"

    id = Column(Integer, primary_key=True)
    plan_id = _of_plan()
    held_on = Column(Date, nullable=False)
    was_asked_for = Column(Boolean, nullable=False, default=False)


class ContactRecord(Base):
    """A contact with the young person. A text or an email is never meaningful."""

    __tablename__ = "contact_record"
    __table_args__ = (
        _one_of("kind", ContactKind),
        CheckConstraint(
            f"kind NOT IN ({', '.join(repr(k.value) for k in NEVER_MEANINGFUL)}) OR NOT is_meaningful",
            name="texts_are_not_meaningful",
        ),
        Index("ix_contact_record_latest", "young_person_id", "is_meaningful", "happened_on"),
    )

    id = Column(Integer, primary_key=True)
    young_person_id = Column(ForeignKey("young_person.id", ondelete="CASCADE"), nullable=False)
    personal_adviser_id = Column(ForeignKey("personal_adviser.id"))
    kind = Column(String(20), nullable=False)
    is_meaningful = Column(Boolean, nullable=False)
    happened_on = Column(Date, nullable=False)
    external_id = Column(String(80), unique=True)


class StayingPut(Base):
    """A Staying Put arrangement (Children Act 1989 section 23CZA). The contribution is in pence a week."""

    __tablename__ = "staying_put"
    __table_args__ = (
        CheckConstraint("ended_on IS NULL OR ended_on >= started_on", name="ends_after_start"),
        CheckConstraint(
            "contribution_pence IS NULL OR contribution_pence >= 0", name="contribution_not_negative"
        ),
        _one_of("carer_type", ("council", "agency", "family_and_friends")),
    )

    id = Column(Integer, primary_key=True)
    young_person_id = _of_person()
    started_on = Column(Date, nullable=False)
    ended_on = Column(Date)
    carer_type = Column(String(20), nullable=False)
    living_together_agreement_on = Column(Date)
    contribution_pence = Column(Integer)


class CallBackRequest(Base):
    """Somebody asked to be called."""

    __tablename__ = "call_back_request"
    __table_args__ = (CheckConstraint("done_at IS NULL OR done_at >= asked_at", name="done_after_asked"),)

    id = Column(Integer, primary_key=True)
    young_person_id = _of_person()
    asked_at = Column(DateTime, nullable=False)
    words = Column(Sealed)
    done_at = Column(DateTime)


class ErasedReference(Base):
    """Somebody who was erased and must not come back: the keyed hash of council and reference, and the day."""

    __tablename__ = "erased_reference"

    lookup = Column(String(64), primary_key=True)
    erased_on = Column(Date, nullable=False)


class AuditEvent(Base):
    """Who looked at or changed whose record, and when. Kept when the person is erased.

    `person` is the record's id, `actor` the account's: neither is a name.
    """

    __tablename__ = "audit_event"
    __table_args__ = (Index("ix_audit_event_person", "person", "happened_at"),)

    id = Column(Integer, primary_key=True)
    happened_at = Column(DateTime, nullable=False)
    role = Column(String(20), nullable=False)
    actor = Column(String(80), nullable=False)
    action = Column(String(40), nullable=False)
    person = Column(Integer)
    outcome = Column(String(10), nullable=False)
