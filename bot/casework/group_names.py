"""Groups of young people that a list can be narrowed to, by name: see `bot.casework.groups`."""

from __future__ import annotations

from enum import Enum


class Group(str, Enum):
    """Whom a list can be narrowed to. The states of a plan have the names of `PlanState`."""

    NEET = "neet"
    IN_EET = "in_eet"
    HIGHER_EDUCATION = "higher_education"
    EDUCATION = "education"
    APPRENTICESHIP = "apprenticeship"
    EMPLOYMENT = "employment"
    STAYING_PUT = "staying_put"
    CUSTODY = "custody"
    HOMELESS = "homeless"
    UNSUITABLE = "unsuitable"
    FAMILY = "family"
    SUPPORTED_LODGINGS = "supported_lodgings"
    SEMI_INDEPENDENT = "semi_independent"
    FOYER = "foyer"
    INDEPENDENT = "independent"
    EMERGENCY = "emergency"
    BED_AND_BREAKFAST = "bed_and_breakfast"
    NO_PLAN = "no_plan"
    NOT_STARTED = "not_started"
    ASSESSMENT = "assessment"
    DRAFTING = "drafting"
    WITH_YOUNG_PERSON = "with_young_person"
    WITH_TEAM_MANAGER = "with_team_manager"
    AUTHORISED = "authorised"
    IN_REVIEW = "in_review"
    SENT_BACK = "sent_back"
    ASSESSMENTS = "assessments"
    REVIEWS = "reviews"
