"""The topics that the assistant must know, by kind, and those that it knows besides.

The ids of the first are fixed: reports and links name them, so none may go. A new topic needs no line here.
"""

from __future__ import annotations

from pathlib import Path

import yaml

from bot.offer.loader import REGISTERS

_OFFER = Path(__file__).resolve().parent.parent / "data" / "offer"

# Answered from the local offer, for young people.
REQUIRED = (
    "personal_adviser",
    "care_leaver_status",
    "what_is_local_offer",
    "pathway_plan_what_is",
    "needs_assessment",
    "staying_put_what_is",
    "staying_put_eligibility",
    "staying_put_money",
    "staying_put_ending",
    "staying_put_university",
    "living_together_agreement",
    "supported_lodgings",
    "housing_options",
    "council_tax",
    "homeless_now",
    "rent_and_housing_benefit",
    "setting_up_home",
    "money_and_benefits",
    "emergency_money",
    "savings",
    "budgeting_help",
    "education_support",
    "university_support",
    "careers_and_jobs",
    "apprenticeships",
    "neet_support",
    "mentoring",
    "advocacy",
    "complaint",
    "mental_health_support",
    "counselling_online",
    "talking_therapy",
    "health_assessment",
    "chathealth",
    "sexual_health",
    "pregnancy_and_parents",
    "substance_misuse",
    "relationships_and_loneliness",
    "participation",
    "pledges",
    "id_documents",
    "care_records",
    "disability_transition",
    "immigration_and_asylum",
    "criminal_justice",
    "out_of_area",
    "help_after_21",
    "contact_council",
    "privacy_and_data",
    "driving_and_travel",
    "council_choice",
)
# Need a signed-in person, or a person behind them.
ACTIONS = (
    "pathway_plan_status",
    "pathway_plan_change",
    "talk_to_human",
    "survey_feedback",
)
# Urgent; before everything else.
SAFETY = (
    "crisis_self_harm",
    "crisis_abuse_or_danger",
    "crisis_homeless_tonight",
    "exploitation",
    "missing",
)
# For personal advisers.
ADVISER = (
    "pa_caseload_overview",
    "pa_overdue_plans",
    "pa_plan_status_for",
    "pa_contact_due",
    "pa_key_dates",
    "pa_indicators",
    "pa_record_contact",
    "pa_help",
)
# Management of the talk itself.
TALK = (
    "greet",
    "goodbye",
    "thanks",
    "affirm",
    "deny",
    "help_what_can_you_do",
    "bot_challenge",
    "repeat_or_simplify",
    "stop_sms",
    "out_of_scope",
)

# What there is: every topic that the nation answers, and every place that somebody can ask for.
ANSWERS = tuple(
    sorted(path.stem for path in (_OFFER / "england").glob("*.yml") if path.stem not in REGISTERS)
)
PLACES = tuple(
    path.parent.name
    for path in sorted(_OFFER.glob("*/place.yml"))
    if yaml.safe_load(path.read_text(encoding="utf-8"))["kind"] != "area"
)
