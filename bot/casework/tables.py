"""The slice of casework that the assistant needs. What must be true is in the database.

Names, numbers and free words are `Sealed`; what must be found by number or
account is kept beside as a keyed hash (`*_lookup`). Each field is declared here
once: `kept` says what it is, and how import and export know it.
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
from bot.casework.declared import kept
from bot.casework.intake.fields import Field
from bot.records.database import Base
from bot.records.sealed import Sealed

_STATES, _KINDS = tuple(state.value for state in PlanState), tuple(kind.value for kind in ContactKind)
_WHOSE = "the young person it is about"


def _one_of(column: str, words: tuple[str, ...] | Type[Enum]) -> CheckConstraint:
    values = words if isinstance(words, tuple) else tuple(str(word.value) for word in words)
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=f"known_{column}")


class Team(Base):
    """A leaving care team of one council."""

    __tablename__ = "team"
    __table_args__ = (UniqueConstraint("council", "name"),)

    id = Column(Integer, primary_key=True)
    council = Column(String(40), nullable=False, info=kept("the council it belongs to"))
    name = Column(String(120), nullable=False, info=kept("its name"))
    manager_name = Column(Sealed, info=kept("who manages it"))
    manager_email = Column(Sealed, info=kept("where its manager hears of alerts"))
    duty_phone = Column(Sealed, info=kept("its duty number, which its young people in danger are shown"))

    advisers = relationship("PersonalAdviser", back_populates="team")


class PersonalAdviser(Base):
    """A personal adviser and how to reach them."""

    __tablename__ = "personal_adviser"

    id = Column(Integer, primary_key=True)
    team_id = Column(ForeignKey("team.id"), nullable=False, index=True, info=kept("their team"))
    name = Column(Sealed, nullable=False, info=kept("their name"))
    phone = Column(Sealed, info=kept("their number"))
    email = Column(Sealed, info=kept("their address"))

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
    subject_lookup = Column(
        String(64),
        nullable=False,
        unique=True,
        info=kept("who it is at the identity provider, as a keyed hash"),
    )
    role = Column(String(20), nullable=False, info=kept("what they may do"))
    personal_adviser_id = Column(ForeignKey("personal_adviser.id"), info=kept("whose caseload is theirs"))
    team_id = Column(ForeignKey("team.id"), info=kept("whose team is theirs"))
    left_on = Column(Date, info=kept("their last day"))


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
    reference = Column(
        String(40),
        nullable=False,
        info=kept(
            "the council's number for the person",
            Field("reference", is_required=True, may_be_empty=False, most=40),
        ),
    )
    council = Column(
        String(40), nullable=False, info=kept("the council that is responsible", Field("council", most=40))
    )
    preferred_name = Column(
        Sealed,
        nullable=False,
        info=kept(
            "what they like to be called", Field("preferred_name", is_required=True, may_be_empty=False)
        ),
    )
    birth_date = Column(
        Date,
        nullable=False,
        info=kept(
            "when they were born", Field("birth_date", kind="date", is_required=True, may_be_empty=False)
        ),
    )
    phone_lookup = Column(
        String(64), unique=True, info=kept("the mobile number as a keyed hash, to sign in with")
    )
    phone = Column(Sealed, info=kept("the mobile number", Field("phone", most=40)))
    personal_adviser_id = Column(
        ForeignKey("personal_adviser.id"), info=kept("their personal adviser", Field("adviser"))
    )
    # Inputs of the legal status, as the council's record says; nothing is concluded here.
    qualifies_by_guardianship_on = Column(
        Date,
        info=kept(
            "the day a special guardianship order was made that makes them qualify",
            Field("qualifies_by_guardianship_on", kind="date"),
        ),
    )
    was_detained_at_16 = Column(
        Boolean,
        nullable=False,
        default=False,
        info=kept(
            "whether they were detained on their 16th birthday",
            Field("was_detained_at_16", kind="yes_no", empty_is="no"),
        ),
    )
    returned_home_on = Column(
        Date, info=kept("the day they went back to their family", Field("returned_home_on", kind="date"))
    )

    personal_adviser = relationship(PersonalAdviser, back_populates="young_people")
    plans = relationship(
        "PathwayPlan", back_populates="young_person", order_by="PathwayPlan.id", cascade="all, delete-orphan"
    )


def _of_person() -> Column:
    whose = ForeignKey("young_person.id", ondelete="CASCADE")
    return Column(whose, nullable=False, index=True, info=kept(_WHOSE))


class LookedAfterPeriod(Base):
    """A time of being looked after. Planned short breaks don't count towards the 13 weeks."""

    __tablename__ = "looked_after_period"
    __table_args__ = (CheckConstraint("ended_on IS NULL OR ended_on >= started_on", name="ends_after_start"),)

    id = Column(Integer, primary_key=True)
    young_person_id = _of_person()
    started_on = Column(Date, nullable=False, info=kept("the first day in care"))
    ended_on = Column(Date, info=kept("the last day in care"))
    is_short_break = Column(
        Boolean, nullable=False, default=False, info=kept("whether it was a planned short break")
    )


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
    year_ending = Column(Integer, nullable=False, info=kept("the year of the return, by its last day's"))
    in_touch = Column(String(4), nullable=False, info=kept("the return's code for being in touch"))
    activ = Column(String(2), nullable=False, info=kept("its code for what they do"))
    accom = Column(String(2), nullable=False, info=kept("its code for where they live"))
    confirmed_on = Column(Date, nullable=False, info=kept("when it was confirmed"))
    confirmed_by_id = Column(ForeignKey("personal_adviser.id"), info=kept("who confirmed it"))


class Activity(Base):
    """What somebody does: education, training, work or none of these, as confirmed."""

    __tablename__ = "activity"
    __table_args__ = (_one_of("activ", ACTIV),)

    id = Column(Integer, primary_key=True)
    young_person_id = _of_person()
    activ = Column(String(2), nullable=False, info=kept("the code for what they do"))
    since = Column(Date, nullable=False, info=kept("since when"))
    ended_on = Column(Date, info=kept("until when"))


class Accommodation(Base):
    """Where somebody lives and whether it is suitable, as confirmed."""

    __tablename__ = "accommodation"
    __table_args__ = (_one_of("accom", ACCOM),)

    id = Column(Integer, primary_key=True)
    young_person_id = _of_person()
    accom = Column(
        String(2), nullable=False, info=kept("the code for where they live and whether it is suitable")
    )
    since = Column(Date, nullable=False, info=kept("since when"))
    ended_on = Column(Date, info=kept("until when"))


class Consent(Base):
    """What somebody agreed to, and until when."""

    __tablename__ = "consent"
    __table_args__ = (
        CheckConstraint("withdrawn_on IS NULL OR withdrawn_on >= given_on", name="withdrawn_after_given"),
    )

    id = Column(Integer, primary_key=True)
    young_person_id = _of_person()
    kind = Column(String(40), nullable=False, info=kept("what they agreed to"))
    given_on = Column(Date, nullable=False, info=kept("when they agreed"))
    withdrawn_on = Column(Date, info=kept("when they took it back"))


class NeedsAssessment(Base):
    """The needs assessment behind a pathway plan (SI 2010/959 regulation 42)."""

    __tablename__ = "needs_assessment"
    __table_args__ = (
        CheckConstraint("completed_on IS NULL OR completed_on >= started_on", name="completed_after_start"),
    )

    id = Column(Integer, primary_key=True)
    young_person_id = _of_person()
    started_on = Column(Date, nullable=False, info=kept("when it was begun"))
    completed_on = Column(Date, info=kept("when it was done"))


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
    state = Column(
        String(20),
        nullable=False,
        default=PlanState.NOT_STARTED.value,
        info=kept(
            "where the plan stands",
            Field("state", kind="code", is_required=True, may_be_empty=False, codes=_STATES),
        ),
    )
    state_since = Column(
        Date,
        nullable=False,
        info=kept(
            "since when it stands there",
            Field("state_since", kind="date", is_required=True, may_be_empty=False),
        ),
    )
    authorised_on = Column(
        Date, info=kept("when the team manager signed it", Field("authorised_on", kind="date"))
    )
    last_review_on = Column(
        Date, info=kept("when it was last reviewed", Field("last_review_on", kind="date"))
    )
    next_review_on = Column(
        Date,
        info=kept(
            "when a review is planned or was asked for",
            Field("next_review_on", kind="date", may_be_ahead=True),
        ),
    )
    young_person_views = Column(Sealed, info=kept("what the young person thinks of it"))
    no_views_reason = Column(Sealed, info=kept("why it goes on without their views"))
    young_person_agrees = Column(
        Boolean, info=kept("whether the young person agrees", Field("young_person_agrees", kind="yes_no"))
    )

    young_person = relationship(YoungPerson, back_populates="plans")
    sections = relationship("PlanSection", cascade="all, delete-orphan")
    goals = relationship("Goal", cascade="all, delete-orphan")
    reviews = relationship("PlanReview", cascade="all, delete-orphan", order_by="PlanReview.held_on")


def _of_plan() -> Column:
    which = ForeignKey("pathway_plan.id", ondelete="CASCADE")
    return Column(which, nullable=False, index=True, info=kept("the plan it belongs to"))


class PlanSection(Base):
    """One of the ten matters of Schedule 1, in words."""

    __tablename__ = "plan_section"
    __table_args__ = (UniqueConstraint("plan_id", "area"), _one_of("area", PlanArea))

    id = Column(Integer, primary_key=True)
    plan_id = _of_plan()
    area = Column(String(30), nullable=False, info=kept("which of the ten matters"))
    words = Column(Sealed, nullable=False, info=kept("what the plan says about it"))


class Goal(Base):
    """Something to be done, by whom and by when."""

    __tablename__ = "goal"
    __table_args__ = (_one_of("owner", ("young_person", "personal_adviser", "somebody_else")),)

    id = Column(Integer, primary_key=True)
    plan_id = _of_plan()
    words = Column(Sealed, nullable=False, info=kept("what is to be done"))
    owner = Column(String(20), nullable=False, info=kept("who does it"))
    due_on = Column(Date, info=kept("by when"))
    done_on = Column(Date, info=kept("when it was done"))


class PlanReason(Base):
    """Why a plan was moved as it was: what a manager wrote who sent it back, or whoever asked for a sooner review."""

    __tablename__ = "plan_reason"
    __table_args__ = (_one_of("move", ("return_to_drafting", "disagree", "ask_review")),)

    id = Column(Integer, primary_key=True)
    plan_id = _of_plan()
    move = Column(String(40), nullable=False, info=kept("how it was moved"))
    words = Column(Sealed, nullable=False, info=kept("the reasons"))
    written_at = Column(DateTime, nullable=False, info=kept("when"))


class PlanReview(Base):
    """A review that was held."""

    __tablename__ = "plan_review"

    id = Column(Integer, primary_key=True)
    plan_id = _of_plan()
    held_on = Column(Date, nullable=False, info=kept("when it was held"))
    was_asked_for = Column(Boolean, nullable=False, default=False, info=kept("whether somebody asked for it"))


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
    young_person_id = Column(
        ForeignKey("young_person.id", ondelete="CASCADE"), nullable=False, info=kept(_WHOSE)
    )
    external_id = Column(
        String(80), unique=True, info=kept("its number in the case system", Field("contact_id", most=80))
    )
    kind = Column(
        String(20),
        nullable=False,
        info=kept(
            "how they were in contact",
            Field("kind", kind="code", is_required=True, may_be_empty=False, codes=_KINDS),
        ),
    )
    is_meaningful = Column(
        Boolean,
        nullable=False,
        info=kept(
            "whether it was meaningful contact", Field("is_meaningful", kind="yes_no", is_required=True)
        ),
    )
    happened_on = Column(
        Date,
        nullable=False,
        info=kept(
            "when",
            Field("happened_on", kind="date", is_required=True, may_be_empty=False, may_have_time=True),
        ),
    )
    personal_adviser_id = Column(
        ForeignKey("personal_adviser.id"), info=kept("who was in contact with them", Field("adviser"))
    )
    note = Column(Sealed, info=kept("what the adviser wrote about it"))


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
    started_on = Column(Date, nullable=False, info=kept("the first day"))
    ended_on = Column(Date, info=kept("the last day"))
    carer_type = Column(String(20), nullable=False, info=kept("whose carer it is"))
    living_together_agreement_on = Column(Date, info=kept("when the living together agreement was signed"))
    contribution_pence = Column(Integer, info=kept("what the young person pays a week, in pence"))


class CallBackRequest(Base):
    """Somebody asked to be called."""

    __tablename__ = "call_back_request"
    __table_args__ = (CheckConstraint("done_at IS NULL OR done_at >= asked_at", name="done_after_asked"),)

    id = Column(Integer, primary_key=True)
    young_person_id = _of_person()
    asked_at = Column(DateTime, nullable=False, info=kept("when they asked"))
    words = Column(Sealed, info=kept("what they wrote with it"))
    promised_at = Column(DateTime, info=kept("by when they were told that somebody calls"))
    done_at = Column(DateTime, info=kept("when somebody had called"))


class ErasedReference(Base):
    """Somebody who was erased and must not come back: the keyed hash of council and reference, and the day."""

    __tablename__ = "erased_reference"

    lookup = Column(String(64), primary_key=True, info=kept("council and reference as a keyed hash"))
    erased_on = Column(Date, nullable=False, info=kept("when they were erased"))


class AuditEvent(Base):
    """Who looked at or changed whose record, and when. Kept when the person is erased.

    `person` is the record's id, `actor` the account's: neither is a name.
    """

    __tablename__ = "audit_event"
    __table_args__ = (Index("ix_audit_event_person", "person", "happened_at"),)

    id = Column(Integer, primary_key=True)
    happened_at = Column(DateTime, nullable=False, info=kept("when"))
    role = Column(String(20), nullable=False, info=kept("what the account was to the record"))
    actor = Column(String(80), nullable=False, info=kept("the account's number"))
    action = Column(String(40), nullable=False, info=kept("what was done"))
    person = Column(Integer, info=kept("the record's number"))
    outcome = Column(String(10), nullable=False, info=kept("whether it was allowed"))
