"""On PostgreSQL every row about a young person is shown only to whom it concerns."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.records.migrations.walls import (
    CONVERSATION,
    COUNCILS,
    NUMBER,
    PERSON,
    SOMEBODY,
    TOKENS,
    for_purposes,
    of_person,
    open_up,
    protect,
    protect_child,
    protect_person,
)

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_COUNTED = ("pathway_plan", "looked_after_period", "activity", "accommodation", "contact_record")
_THEIRS = ("return_fact", "consent", "needs_assessment", "staying_put", "call_back_request")
_OF_PLAN = ("plan_section", "goal", "plan_review")
_OTHERS = (
    "young_person",
    "alert",
    "alert_delivery",
    "audit_event",
    "erased_reference",
    "outgoing_message",
    "seen_message",
    "transcript_line",
    "web_session",
    "sign_in_code",
    "sign_in_failure",
)


def upgrade() -> None:
    """Put the policies up."""
    _people()
    _alerts()
    _audit()
    _messages()
    _conversations()
    _signing_in()
    is_open = sa.text("acknowledged_at IS NULL")
    op.create_index(
        "ix_alert_open", "alert", ["young_person_id"], sqlite_where=is_open, postgresql_where=is_open
    )


def downgrade() -> None:
    """Take them down."""
    op.drop_index("ix_alert_open", "alert")
    for table in (*_OF_PLAN, *_COUNTED, *_THEIRS, *_OTHERS):
        open_up(table)


def _people() -> None:
    everything = for_purposes()
    protect(
        "young_person",
        f"{everything} OR id = {PERSON} OR council = {COUNCILS}",
        reading=f"{for_purposes('sending', 'counts')} OR phone_lookup = {NUMBER}",
    )
    for table in _COUNTED:
        protect_person(table, reading=for_purposes("counts"))
    for table in _THEIRS:
        protect_person(table)
    for table in _OF_PLAN:
        protect_child(table, "pathway_plan", "plan_id")
    protect("erased_reference", everything)


def _alerts() -> None:
    protect_person("alert", "sending")
    protect_child("alert_delivery", "alert", "alert_id", "sending")


def _audit() -> None:
    """Everybody adds to it, also who was denied; changing it is the operator's alone."""
    protect("audit_event", for_purposes(), reading=of_person("person"), adding=SOMEBODY)


def _messages() -> None:
    """One that leaves is the sender's alone: it may hold a code that opens a record."""
    protect("outgoing_message", for_purposes("sending", "sweep"))
    protect("seen_message", f"{for_purposes('inbox', 'sweep')} OR conversation = {CONVERSATION}")


def _conversations() -> None:
    protect("transcript_line", f"{for_purposes('sweep')} OR conversation = {CONVERSATION}")
    protect(
        "web_session",
        f"{for_purposes('sweep')} OR token_hash = {TOKENS} OR conversation = {CONVERSATION}",
    )


def _signing_in() -> None:
    protect("sign_in_code", f"{for_purposes('sign_in', 'sweep')} OR session_hash = {TOKENS}")
    protect("sign_in_failure", for_purposes("sign_in", "sweep"))
