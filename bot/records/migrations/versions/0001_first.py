"""The first version: people, plans, contacts, sign-in, transcripts and audit."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make every table."""
    op.create_table(
        "audit_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("happened_at", sa.DateTime(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("person", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_event")),
    )
    op.create_index("ix_audit_event_person", "audit_event", ["person", "happened_at"], unique=False)
    op.create_table(
        "seen_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("message_id", sa.String(length=200), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seen_message")),
        sa.UniqueConstraint("channel", "message_id", name=op.f("uq_seen_message_channel")),
    )
    op.create_table(
        "sign_in_failure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("phone_lookup", sa.String(length=64), nullable=False),
        sa.Column("failed_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_failure")),
    )
    op.create_index(
        op.f("ix_sign_in_failure_phone_lookup"), "sign_in_failure", ["phone_lookup"], unique=False
    )
    op.create_table(
        "team",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("council", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("manager_name", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team")),
        sa.UniqueConstraint("council", "name", name=op.f("uq_team_council")),
    )
    op.create_table(
        "transcript_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation", sa.String(length=80), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("said_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transcript_line")),
    )
    op.create_index(
        op.f("ix_transcript_line_conversation"), "transcript_line", ["conversation"], unique=False
    )
    op.create_table(
        "personal_adviser",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_personal_adviser_team_id_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_personal_adviser")),
    )
    op.create_index(op.f("ix_personal_adviser_team_id"), "personal_adviser", ["team_id"], unique=False)
    op.create_table(
        "staff_account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject_lookup", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("personal_adviser_id", sa.Integer(), nullable=True),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "role <> 'personal_adviser' OR personal_adviser_id IS NOT NULL",
            name=op.f("ck_staff_account_adviser_has_caseload"),
        ),
        sa.CheckConstraint(
            "role <> 'team_manager' OR team_id IS NOT NULL", name=op.f("ck_staff_account_manager_has_team")
        ),
        sa.CheckConstraint(
            "role IN ('personal_adviser', 'team_manager', 'administrator')",
            name=op.f("ck_staff_account_known_role"),
        ),
        sa.ForeignKeyConstraint(
            ["personal_adviser_id"],
            ["personal_adviser.id"],
            name=op.f("fk_staff_account_personal_adviser_id_personal_adviser"),
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_staff_account_team_id_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_account")),
        sa.UniqueConstraint("subject_lookup", name=op.f("uq_staff_account_subject_lookup")),
    )
    op.create_table(
        "young_person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=40), nullable=False),
        sa.Column("preferred_name", sa.Text(), nullable=False),
        sa.Column("birth_date", sa.Date(), nullable=False),
        sa.Column("council", sa.String(length=40), nullable=False),
        sa.Column("phone_lookup", sa.String(length=64), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("personal_adviser_id", sa.Integer(), nullable=True),
        sa.Column("qualifies_by_guardianship_on", sa.Date(), nullable=True),
        sa.Column("was_detained_at_16", sa.Boolean(), nullable=False),
        sa.Column("returned_home_on", sa.Date(), nullable=True),
        sa.Column("erased_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "qualifies_by_guardianship_on IS NULL OR qualifies_by_guardianship_on > birth_date",
            name=op.f("ck_young_person_guardianship_after_birth"),
        ),
        sa.ForeignKeyConstraint(
            ["personal_adviser_id"],
            ["personal_adviser.id"],
            name=op.f("fk_young_person_personal_adviser_id_personal_adviser"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_young_person")),
        sa.UniqueConstraint("council", "reference", name=op.f("uq_young_person_council")),
        sa.UniqueConstraint("phone_lookup", name=op.f("uq_young_person_phone_lookup")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_young_person_caseload", "young_person", ["personal_adviser_id", "council"], unique=False
    )
    op.create_index("ix_young_person_reference", "young_person", ["reference"], unique=False)
    op.create_table(
        "accommodation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("young_person_id", sa.Integer(), nullable=False),
        sa.Column("accom", sa.String(length=2), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "accom IN ('B1', 'B2', 'C1', 'C2', 'D1', 'D2', 'E1', 'E2', 'G1', 'G2', 'H1', 'H2', 'K1', 'K2', 'R1', 'R2', 'T1', 'T2', 'U1', 'U2', 'V1', 'V2', 'W1', 'W2', 'Y1', 'Y2', 'Z1', 'Z2', 'S2', 'X2', '0')",
            name=op.f("ck_accommodation_known_accom"),
        ),
        sa.ForeignKeyConstraint(
            ["young_person_id"],
            ["young_person.id"],
            name=op.f("fk_accommodation_young_person_id_young_person"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accommodation")),
    )
    op.create_index(
        op.f("ix_accommodation_young_person_id"), "accommodation", ["young_person_id"], unique=False
    )
    op.create_table(
        "activity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("young_person_id", sa.Integer(), nullable=False),
        sa.Column("activ", sa.String(length=2), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "activ IN ('F1', 'P1', 'F2', 'P2', 'F4', 'P4', 'F5', 'P5', 'G4', 'G5', 'G6', '0')",
            name=op.f("ck_activity_known_activ"),
        ),
        sa.ForeignKeyConstraint(
            ["young_person_id"],
            ["young_person.id"],
            name=op.f("fk_activity_young_person_id_young_person"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity")),
    )
    op.create_index(op.f("ix_activity_young_person_id"), "activity", ["young_person_id"], unique=False)
    op.create_table(
        "call_back_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("young_person_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("done_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "done_at IS NULL OR done_at >= asked_at", name=op.f("ck_call_back_request_done_after_asked")
        ),
        sa.ForeignKeyConstraint(
            ["young_person_id"],
            ["young_person.id"],
            name=op.f("fk_call_back_request_young_person_id_young_person"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_back_request")),
    )
    op.create_index(
        op.f("ix_call_back_request_young_person_id"), "call_back_request", ["young_person_id"], unique=False
    )
    op.create_table(
        "consent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("young_person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "withdrawn_on IS NULL OR withdrawn_on >= given_on", name=op.f("ck_consent_withdrawn_after_given")
        ),
        sa.ForeignKeyConstraint(
            ["young_person_id"],
            ["young_person.id"],
            name=op.f("fk_consent_young_person_id_young_person"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    op.create_index(op.f("ix_consent_young_person_id"), "consent", ["young_person_id"], unique=False)
    op.create_table(
        "contact_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("young_person_id", sa.Integer(), nullable=False),
        sa.Column("personal_adviser_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("is_meaningful", sa.Boolean(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("external_id", sa.String(length=80), nullable=True),
        sa.CheckConstraint(
            "kind IN ('visit', 'meeting', 'phone', 'video', 'text', 'email')",
            name=op.f("ck_contact_record_known_kind"),
        ),
        sa.CheckConstraint(
            "kind NOT IN ('text', 'email') OR NOT is_meaningful",
            name=op.f("ck_contact_record_texts_are_not_meaningful"),
        ),
        sa.ForeignKeyConstraint(
            ["personal_adviser_id"],
            ["personal_adviser.id"],
            name=op.f("fk_contact_record_personal_adviser_id_personal_adviser"),
        ),
        sa.ForeignKeyConstraint(
            ["young_person_id"],
            ["young_person.id"],
            name=op.f("fk_contact_record_young_person_id_young_person"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_record")),
        sa.UniqueConstraint("external_id", name=op.f("uq_contact_record_external_id")),
    )
    op.create_index(
        "ix_contact_record_latest",
        "contact_record",
        ["young_person_id", "is_meaningful", "happened_on"],
        unique=False,
    )
    op.create_table(
        "looked_after_period",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("young_person_id", sa.Integer(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("is_short_break", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "ended_on IS NULL OR ended_on >= started_on", name=op.f("ck_looked_after_period_ends_after_start")
        ),
        sa.ForeignKeyConstraint(
            ["young_person_id"],
            ["young_person.id"],
            name=op.f("fk_looked_after_period_young_person_id_young_person"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_looked_after_period")),
    )
    op.create_index(
        op.f("ix_looked_after_period_young_person_id"),
        "looked_after_period",
        ["young_person_id"],
        unique=False,
    )
    op.create_table(
        "needs_assessment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("young_person_id", sa.Integer(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("completed_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "completed_on IS NULL OR completed_on >= started_on",
            name=op.f("ck_needs_assessment_completed_after_start"),
        ),
        sa.ForeignKeyConstraint(
            ["young_person_id"],
            ["young_person.id"],
            name=op.f("fk_needs_assessment_young_person_id_young_person"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_needs_assessment")),
    )
    op.create_index(
        op.f("ix_needs_assessment_young_person_id"), "needs_assessment", ["young_person_id"], unique=False
    )
    op.create_table(
        "pathway_plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("young_person_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("state_since", sa.Date(), nullable=False),
        sa.Column("authorised_on", sa.Date(), nullable=True),
        sa.Column("last_review_on", sa.Date(), nullable=True),
        sa.Column("next_review_on", sa.Date(), nullable=True),
        sa.Column("young_person_views", sa.Text(), nullable=True),
        sa.Column("no_views_reason", sa.Text(), nullable=True),
        sa.Column("young_person_agrees", sa.Boolean(), nullable=True),
        sa.CheckConstraint(
            "state IN ('not_started', 'assessment', 'drafting', 'with_young_person', 'with_team_manager', 'authorised', 'in_review', 'superseded')",
            name=op.f("ck_pathway_plan_known_state"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('authorised', 'in_review') OR authorised_on IS NOT NULL",
            name=op.f("ck_pathway_plan_authorised_has_date"),
        ),
        sa.CheckConstraint(
            "last_review_on IS NULL OR authorised_on IS NOT NULL",
            name=op.f("ck_pathway_plan_review_after_authorising"),
        ),
        sa.ForeignKeyConstraint(
            ["young_person_id"],
            ["young_person.id"],
            name=op.f("fk_pathway_plan_young_person_id_young_person"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pathway_plan")),
    )
    op.create_index("ix_pathway_plan_state", "pathway_plan", ["state", "next_review_on"], unique=False)
    op.create_index(
        op.f("ix_pathway_plan_young_person_id"), "pathway_plan", ["young_person_id"], unique=False
    )
    op.create_table(
        "return_fact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("young_person_id", sa.Integer(), nullable=False),
        sa.Column("year_ending", sa.Integer(), nullable=False),
        sa.Column("in_touch", sa.String(length=4), nullable=False),
        sa.Column("activ", sa.String(length=2), nullable=False),
        sa.Column("accom", sa.String(length=2), nullable=False),
        sa.Column("confirmed_on", sa.Date(), nullable=False),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "accom IN ('B1', 'B2', 'C1', 'C2', 'D1', 'D2', 'E1', 'E2', 'G1', 'G2', 'H1', 'H2', 'K1', 'K2', 'R1', 'R2', 'T1', 'T2', 'U1', 'U2', 'V1', 'V2', 'W1', 'W2', 'Y1', 'Y2', 'Z1', 'Z2', 'S2', 'X2', '0')",
            name=op.f("ck_return_fact_known_accom"),
        ),
        sa.CheckConstraint(
            "activ IN ('F1', 'P1', 'F2', 'P2', 'F4', 'P4', 'F5', 'P5', 'G4', 'G5', 'G6', '0')",
            name=op.f("ck_return_fact_known_activ"),
        ),
        sa.CheckConstraint(
            "in_touch <> 'YES' OR (activ <> '0' AND accom <> '0')",
            name=op.f("ck_return_fact_in_touch_is_known"),
        ),
        sa.CheckConstraint(
            "in_touch IN ('YES', 'NO', 'DIED', 'REFU', 'NREQ', 'RHOM')",
            name=op.f("ck_return_fact_known_in_touch"),
        ),
        sa.CheckConstraint(
            "in_touch NOT IN ('DIED', 'RHOM') OR (activ = '0' AND accom = '0')",
            name=op.f("ck_return_fact_nothing_after_leaving"),
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"],
            ["personal_adviser.id"],
            name=op.f("fk_return_fact_confirmed_by_id_personal_adviser"),
        ),
        sa.ForeignKeyConstraint(
            ["young_person_id"],
            ["young_person.id"],
            name=op.f("fk_return_fact_young_person_id_young_person"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_return_fact")),
        sa.UniqueConstraint("young_person_id", "year_ending", name=op.f("uq_return_fact_young_person_id")),
    )
    op.create_index(op.f("ix_return_fact_young_person_id"), "return_fact", ["young_person_id"], unique=False)
    op.create_table(
        "sign_in_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_hash", sa.String(length=64), nullable=False),
        sa.Column("phone_lookup", sa.String(length=64), nullable=False),
        sa.Column("young_person_id", sa.Integer(), nullable=True),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["young_person_id"],
            ["young_person.id"],
            name=op.f("fk_sign_in_code_young_person_id_young_person"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_code")),
    )
    op.create_index(op.f("ix_sign_in_code_phone_lookup"), "sign_in_code", ["phone_lookup"], unique=False)
    op.create_index(op.f("ix_sign_in_code_session_hash"), "sign_in_code", ["session_hash"], unique=False)
    op.create_table(
        "staying_put",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("young_person_id", sa.Integer(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("carer_type", sa.String(length=20), nullable=False),
        sa.Column("living_together_agreement_on", sa.Date(), nullable=True),
        sa.Column("contribution_pence", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "carer_type IN ('council', 'agency', 'family_and_friends')",
            name=op.f("ck_staying_put_known_carer_type"),
        ),
        sa.CheckConstraint(
            "contribution_pence IS NULL OR contribution_pence >= 0",
            name=op.f("ck_staying_put_contribution_not_negative"),
        ),
        sa.CheckConstraint(
            "ended_on IS NULL OR ended_on >= started_on", name=op.f("ck_staying_put_ends_after_start")
        ),
        sa.ForeignKeyConstraint(
            ["young_person_id"],
            ["young_person.id"],
            name=op.f("fk_staying_put_young_person_id_young_person"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staying_put")),
    )
    op.create_index(op.f("ix_staying_put_young_person_id"), "staying_put", ["young_person_id"], unique=False)
    op.create_table(
        "web_session",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("conversation", sa.String(length=80), nullable=False),
        sa.Column("young_person_id", sa.Integer(), nullable=True),
        sa.Column("last_seen_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["young_person_id"],
            ["young_person.id"],
            name=op.f("fk_web_session_young_person_id_young_person"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_web_session")),
        sa.UniqueConstraint("conversation", name=op.f("uq_web_session_conversation")),
    )
    op.create_index(op.f("ix_web_session_last_seen_at"), "web_session", ["last_seen_at"], unique=False)
    op.create_table(
        "goal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("owner", sa.String(length=20), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "owner IN ('young_person', 'personal_adviser', 'somebody_else')", name=op.f("ck_goal_known_owner")
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["pathway_plan.id"], name=op.f("fk_goal_plan_id_pathway_plan"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goal")),
    )
    op.create_index(op.f("ix_goal_plan_id"), "goal", ["plan_id"], unique=False)
    op.create_table(
        "plan_review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("was_asked_for", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_id"],
            ["pathway_plan.id"],
            name=op.f("fk_plan_review_plan_id_pathway_plan"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_review")),
    )
    op.create_index(op.f("ix_plan_review_plan_id"), "plan_review", ["plan_id"], unique=False)
    op.create_table(
        "plan_section",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("area", sa.String(length=30), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "area IN ('contact_and_support', 'education_or_training', 'employment', 'contingency', 'accommodation', 'family_and_social', 'independence_skills', 'financial_support', 'health', 'identity')",
            name=op.f("ck_plan_section_known_area"),
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"],
            ["pathway_plan.id"],
            name=op.f("fk_plan_section_plan_id_pathway_plan"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_section")),
        sa.UniqueConstraint("plan_id", "area", name=op.f("uq_plan_section_plan_id")),
    )
    op.create_index(op.f("ix_plan_section_plan_id"), "plan_section", ["plan_id"], unique=False)


def downgrade() -> None:
    """Remove every table."""
    op.drop_index(op.f("ix_plan_section_plan_id"), table_name="plan_section")
    op.drop_table("plan_section")
    op.drop_index(op.f("ix_plan_review_plan_id"), table_name="plan_review")
    op.drop_table("plan_review")
    op.drop_index(op.f("ix_goal_plan_id"), table_name="goal")
    op.drop_table("goal")
    op.drop_index(op.f("ix_web_session_last_seen_at"), table_name="web_session")
    op.drop_table("web_session")
    op.drop_index(op.f("ix_staying_put_young_person_id"), table_name="staying_put")
    op.drop_table("staying_put")
    op.drop_index(op.f("ix_sign_in_code_session_hash"), table_name="sign_in_code")
    op.drop_index(op.f("ix_sign_in_code_phone_lookup"), table_name="sign_in_code")
    op.drop_table("sign_in_code")
    op.drop_index(op.f("ix_return_fact_young_person_id"), table_name="return_fact")
    op.drop_table("return_fact")
    op.drop_index(op.f("ix_pathway_plan_young_person_id"), table_name="pathway_plan")
    op.drop_index("ix_pathway_plan_state", table_name="pathway_plan")
    op.drop_table("pathway_plan")
    op.drop_index(op.f("ix_needs_assessment_young_person_id"), table_name="needs_assessment")
    op.drop_table("needs_assessment")
    op.drop_index(op.f("ix_looked_after_period_young_person_id"), table_name="looked_after_period")
    op.drop_table("looked_after_period")
    op.drop_index("ix_contact_record_latest", table_name="contact_record")
    op.drop_table("contact_record")
    op.drop_index(op.f("ix_consent_young_person_id"), table_name="consent")
    op.drop_table("consent")
    op.drop_index(op.f("ix_call_back_request_young_person_id"), table_name="call_back_request")
    op.drop_table("call_back_request")
    op.drop_index(op.f("ix_activity_young_person_id"), table_name="activity")
    op.drop_table("activity")
    op.drop_index(op.f("ix_accommodation_young_person_id"), table_name="accommodation")
    op.drop_table("accommodation")
    op.drop_index("ix_young_person_reference", table_name="young_person")
    op.drop_index("ix_young_person_caseload", table_name="young_person")
    op.drop_table("young_person")
    op.drop_table("staff_account")
    op.drop_index(op.f("ix_personal_adviser_team_id"), table_name="personal_adviser")
    op.drop_table("personal_adviser")
    op.drop_index(op.f("ix_transcript_line_conversation"), table_name="transcript_line")
    op.drop_table("transcript_line")
    op.drop_table("team")
    op.drop_index(op.f("ix_sign_in_failure_phone_lookup"), table_name="sign_in_failure")
    op.drop_table("sign_in_failure")
    op.drop_table("seen_message")
    op.drop_index("ix_audit_event_person", table_name="audit_event")
    op.drop_table("audit_event")
