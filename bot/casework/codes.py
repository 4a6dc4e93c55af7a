"""The words that records are kept in: states, kinds and the national return's codes.

The SSDA903 care leavers table (OC3) knows IN_TOUCH, ACTIV and ACCOM; what the
letters mean is in the Department for Education's technical specification.
"""

from __future__ import annotations

from enum import Enum


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


class PlanArea(str, Enum):
    """The ten matters of a pathway plan (SI 2010/2571, Schedule 1)."""

    CONTACT_AND_SUPPORT = "contact_and_support"
    EDUCATION_OR_TRAINING = "education_or_training"
    EMPLOYMENT = "employment"
    CONTINGENCY = "contingency"
    ACCOMMODATION = "accommodation"
    FAMILY_AND_SOCIAL = "family_and_social"
    INDEPENDENCE_SKILLS = "independence_skills"
    FINANCIAL_SUPPORT = "financial_support"
    HEALTH = "health"
    IDENTITY = "identity"


class ContactKind(str, Enum):
    """How somebody was in contact. A text or an email is not meaningful contact."""

    VISIT = "visit"
    MEETING = "meeting"
    PHONE = "phone"
    VIDEO = "video"
    TEXT = "text"
    EMAIL = "email"


NEVER_MEANINGFUL = (ContactKind.TEXT, ContactKind.EMAIL)


class Role(str, Enum):
    """What somebody is to the records."""

    YOUNG_PERSON = "young_person"
    PERSONAL_ADVISER = "personal_adviser"
    TEAM_MANAGER = "team_manager"
    ADMINISTRATOR = "administrator"


IN_TOUCH = ("YES", "NO", "DIED", "REFU", "NREQ", "RHOM")
ACTIV = ("F1", "P1", "F2", "P2", "F4", "P4", "F5", "P5", "G4", "G5", "G6", "0")
ACCOM = (
    *(f"{letter}{suitable}" for letter in "BCDEGHKRTUVWYZ" for suitable in "12"),
    "S2",
    "X2",  # homeless and in custody can only be unsuitable
    "0",
)
IN_EDUCATION_OR_WORK = ("F1", "P1", "F2", "P2", "F4", "P4", "F5", "P5")
